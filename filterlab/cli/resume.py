"""``filterlab train --resume``: a run of a project goes on where it was paused, stopped or killed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import typer

from filterlab.cli.output import Voice, check_destination
from filterlab.cli.train import follow_and_save
from filterlab.errors import FilterLabError
from filterlab.project import Project, Run, run_recorded_training

SUFFIX = ".filterlab"


def resume_net(target: str, output: Path, voice: Voice) -> None:
    """Train a run of a project to its end, and write its weights; what it does is written into the project.

    Parameters
    ----------
    target : str
        The project's file, a slash, and the run's name: ``mine.filterlab/run 3``.
    output : Path
        Where the weights go.
    voice : Voice
        Says what there is to say, as for `train_net`.

    Raises
    ------
    FilterLabError
        There is no such run, it cannot go on, or as from `train_net`.
    StoppedError
        After Ctrl-C; the run is paused.
    """
    check_destination(output, (".safetensors",))
    path, name = split_target(target)
    with opened(path) as project:
        run = find_run(project, name)
        place = project.recording_place(run.id)
        if run.request is None or place is None or run.state == "finished" or not can_go_on(project, run):
            raise FilterLabError(
                f'"{run.name}" cannot go on, since it is {run.state}: resume a run that was paused or stopped.'
            )
        stream = partial(run_recorded_training, run.request, place)
        losses = [step.loss for step in run.steps]
        follow_and_save(stream, run.request, output, voice, losses, "the run is paused")


def refuse_settings(context: typer.Context) -> None:
    """Refuse options that say how to train: a run that goes on has its own."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if name not in ("output", "resume", "json") and source is not None and source.name == "COMMANDLINE":
            option = name.replace("_", "-")
            raise FilterLabError(
                f"--{option} cannot go with --resume: a run keeps the settings it began with."
            )


def split_target(target: str) -> tuple[Path, str]:
    """Split a target into the project's file and the run's name."""
    place, slash, name = target.rpartition("/")
    if not slash or not name or not place.lower().endswith(SUFFIX):
        raise FilterLabError(
            f'--resume "{target}" names no run: give a project and a run of it, such as "mine.filterlab/run 3".'
        )
    return Path(place), name


@contextmanager
def opened(path: Path) -> Iterator[Project]:
    """Open a project that can be written, and close it."""
    project = Project.opened(path, time.time())
    try:
        if project.why_read_only:
            raise FilterLabError(project.why_read_only)
        yield project
    finally:
        project.close()


def find_run(project: Project, name: str) -> Run:
    """Find a run by its name; FilterLabError that names those there are."""
    runs = [run for run in project.document.runs if run.request is not None]
    found = [run for run in runs if run.name == name]
    if not found:
        known = ", ".join(f'"{run.name}"' for run in runs) or "none"
        raise FilterLabError(f'"{project.path.name}" has no run "{name}": there is {known}.')
    return found[0]


def can_go_on(project: Project, run: Run) -> bool:
    """Whether a run has a place to go on from, or has not begun."""
    return run.state == "paused" or project.can_resume(run.id)
