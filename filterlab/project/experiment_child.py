"""What the child process of an experiment does: run it, write it down and send its events home."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from filterlab.probes.experiments import ExperimentFailed, run_requested
from filterlab.project.child import WayHome
from filterlab.project.runs import TrainingRequest, load_fitting_dataset
from filterlab.project.store.experiment_recording import ExperimentRecorder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from filterlab.data import Dataset
    from filterlab.probes.experiments import ExperimentRequest, Trial
    from filterlab.project.child import EventSink, SharedWish
    from filterlab.project.store.experiment_recording import ExperimentPlace


def serve_experiment(
    sink: EventSink,
    wish: SharedWish,
    request: ExperimentRequest,
    known: Sequence[Trial] = (),
    place: ExperimentPlace | None = None,
) -> None:
    """Run an experiment to its end, keep each trial, and send every event home, the last of them a terminal one.

    A window that was killed breaks the pipe, and the child then ends by itself.

    Parameters
    ----------
    sink : EventSink
        Where the events go.
    wish : SharedWish
        Asked between steps.
    request : ExperimentRequest
        What to run.
    known : sequence of Trial
        The trials that are over already, of an experiment that goes on.
    place : ExperimentPlace, optional
        The experiment in a project; None writes nothing.
    """
    with WayHome(sink, wish, "experiment", lambda reason: ExperimentFailed(reason=reason, trials=())) as home:
        kept = ExperimentRecorder(place, request.experiment.curve) if place is not None else nullcontext()
        with kept as recorder:
            for event in run_requested(request, home.should_stop, known, _pictures_of(request)):
                if recorder is not None:
                    # Written before it is told: a window never knows of a trial that is not kept.
                    recorder.record(event)
                home.send(event)


def _pictures_of(request: ExperimentRequest) -> Callable[[int], Dataset] | None:
    """Return what gives each seed the pictures of the run whose controls these are; None for those of the course."""
    setting = request.setting
    if setting is None:
        return None

    def draw(seed: int) -> Dataset:
        data = replace(setting.data, seed=seed)
        return load_fitting_dataset(TrainingRequest(data, setting.net, setting.config))

    return draw
