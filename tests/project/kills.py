"""Kill programs that write projects, at random moments, and look at what they leave.

    python tests/project/kills.py 1000 [SEED]

Each kill is a child process that edits, saves as, records a training or migrates, over and over, until SIGKILL ends
it after some milliseconds. Then its file is opened: it has to be whole, with all that was said to be kept before the
kill; at most what was being written is missing. What was lost or broken is printed, and the exit code is 1.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from filterlab.data import DataChoice
from filterlab.files import write_whole
from filterlab.nets import Snapshot, Step, TrainConfig, TrainingState, zoo
from filterlab.probes.experiments import ExperimentRequest, Trial, TrialEnded, TrialStarted, TrialStep
from filterlab.project import Document, Project, TrainingRequest
from filterlab.project.store import Pace, RecordingPlace, RunRecorder
from filterlab.project.store.experiment_recording import ExperimentRecorder
from filterlab.project.store.schema import APPLICATION_ID, STEPS, build

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_MS = 25.0
NAME = "killed.filterlab"
FILTER, RUN = "filter-1", "run-2"
PACE = Pace(least_steps=1, seconds_between_states=0.0, states_share=inf)


class Diary:
    """A pipe in which the child says what it has begun and what is kept; it outlives the child."""

    def __init__(self) -> None:
        """Open the pipe."""
        self._reader, self._writer = os.pipe()

    def begin(self, number: int) -> None:
        """Say that this number is being written."""
        os.write(self._writer, f"b{number}\n".encode())

    def keep(self, number: int) -> None:
        """Say that this number is on the disk."""
        os.write(self._writer, f"k{number}\n".encode())

    def read(self) -> tuple[int, int]:
        """Return the last number that was kept and the last that was begun; 0 if there was none."""
        os.close(self._writer)
        with os.fdopen(self._reader, "rb") as file:
            lines = file.read().decode().split()
        kept = [int(line[1:]) for line in lines if line[0] == "k"]
        return max(kept, default=0), max((int(line[1:]) for line in lines), default=0)


def edit(folder: Path, diary: Diary) -> None:
    """Draw stroke after stroke; now and then close the project and open it again."""
    project = Project.opened(folder / NAME, time.time())
    for number in range(1, 1_000_000):
        project.document.set_weights(FILTER, np.full((1, 5, 5), number))
        if number % 3 == 0:
            project.document.add_picture("noise", np.full((1, 40, 40), 0.5))
        diary.begin(number)
        project.write()
        diary.keep(number)
        if number % 10 == 0:
            project.close()
            project = Project.opened(folder / NAME, time.time())


def save_as(folder: Path, diary: Diary) -> None:
    """Draw a stroke, save under the same other name over and over."""
    for number in range(1, 1_000_000):
        project = Project.opened(folder / NAME, time.time())
        project.document.set_weights(FILTER, np.full((1, 5, 5), number))
        diary.begin(number)
        project.write()
        diary.keep(number)
        project.save_as(folder / "other.filterlab", time.time())
        project.document.set_weights(FILTER, np.full((1, 5, 5), -number))
        project.close()


def train(folder: Path, diary: Diary) -> None:
    """Record a training, while the window draws; the number is that of the last snapshot with a state."""
    project = Project.opened(folder / NAME, time.time())
    with RunRecorder(RecordingPlace(str(folder / NAME), RUN, PACE)) as recorder:
        for number in range(1, 1_000_000):
            recorder.record(a_step(number))
            if number % 5 == 0:
                diary.begin(number)
                recorder.record(a_snapshot(number))
                diary.keep(number)
                project.document.set_weights(FILTER, np.full((1, 5, 5), number))
                project.write()


def experiment(folder: Path, diary: Diary) -> None:
    """Record trial after trial of an experiment, while the window draws."""
    project = Project.opened(folder / NAME, time.time())
    place = project.experiments.begin(ExperimentRequest("pooling", (0,)), time.time())
    if place is None:
        return
    with ExperimentRecorder(place, "test error") as recorder:
        for number in range(1, 1_000_000):
            told = {"arm": "plain", "seed": number, "number": number, "total": number}
            recorder.record(TrialStarted(**told))
            recorder.record(TrialStep(**told, step=number, total_steps=1, seconds=0.1, test_error=0.5))
            diary.begin(number)
            trial = Trial("plain", number, 1, 1, 0.1, None, None, 0.5, 0.5)
            recorder.record(TrialEnded(trial=trial, number=number, total=number))
            diary.keep(number)
            project.document.set_weights(FILTER, np.full((1, 5, 5), number))
            project.write()


def migrate(folder: Path, _diary: Diary) -> None:
    """Open a file of version 1, over and over."""
    old = (folder / NAME).read_bytes()
    for number in range(1_000_000):
        path = folder / f"{number}.filterlab"
        write_whole(path, old)
        Project.opened(path, time.time()).close()


def a_step(number: int) -> Step:
    """Return the event of a step; each takes a third of a second, so that some are written between snapshots."""
    return Step(step=number, epoch=1, loss=0.5, accuracy=0.5, learning_rate=0.1, seconds=number / 3)


def a_snapshot(number: int) -> Snapshot:
    """Return a snapshot whose weights say of which step it is."""
    parameters = {"w": np.full((20, 20), number, np.float32)}
    state = TrainingState(
        step=number,
        epoch=0,
        position=number,
        parameters=parameters,
        optimiser={"momentum.w": np.full(100, float(number))},
        order_rng="",
        dropout_rng="",
        loss_sum=0.0,
        right=0,
        test_loss=0.0,
        test_accuracy=0.0,
        seconds=number / 3,
    )
    return Snapshot(step=number, epoch=1, parameters=parameters, seconds=number / 3, state=state)


def check_edited(folder: Path, diary: Diary) -> str:
    """Say what is wrong with a drawn filter; empty if nothing is."""
    kept, begun = diary.read()
    project = Project.opened(folder / NAME, time.time())
    found = project.document.filter(FILTER).weights
    project.close()
    if not kept <= found[0, 0, 0] <= begun or found.min() != found.max():
        return f"stroke {found[0, 0, 0]:g} found, {kept} kept, {begun} begun"
    return ""


def check_saved_as(folder: Path, diary: Diary) -> str:
    """Look at both files: the old one as if edited, the other one whole if it is there."""
    problem = check_edited(folder, diary)
    if not problem and (folder / "other.filterlab").exists():
        project = Project.opened(folder / "other.filterlab", time.time())
        if len(project.document.filters) != 1 or project.why_read_only:
            problem = "the other file lacks its filter"
        project.close()
    return problem


def check_trained(folder: Path, diary: Diary) -> str:
    """Resume the run: from a snapshot no older than the last that was kept, its state and steps complete."""
    kept, begun = diary.read()
    with RunRecorder(RecordingPlace(str(folder / NAME), RUN)) as recorder:
        point = recorder.resume_point()
    project = Project.opened(folder / NAME, time.time())
    steps = [step.step for step in project.document.run(RUN).steps]
    project.close()
    at = point.step if point is not None else 0
    if not kept <= at <= begun or steps != list(range(1, at + 1)):
        return f"resumed at {at} with {len(steps)} steps, {kept} kept, {begun} begun"
    state = point.state if point is not None else None
    if state is not None and not (state.step == at and (state.optimiser["momentum.w"] == at).all()):
        return "the state is another snapshot's"
    return ""


def check_experiment(folder: Path, diary: Diary) -> str:
    """Look at the trials: all that were kept, each with its curve, of an experiment that counts as stopped."""
    kept, begun = diary.read()
    project = Project.opened(folder / NAME, time.time())
    rows = project.experiments.rows()
    records = project.experiments.trials(rows[0].id) if rows else ()
    project.close()
    seeds = [record.trial.seed for record in records]
    if seeds != list(range(1, len(seeds) + 1)) or not kept <= len(seeds) <= begun:
        return f"{len(seeds)} trials, {kept} kept, {begun} begun"
    if any(row.state != "cancelled" for row in rows):
        return "it is said to run"
    return "" if all(record.steps.tolist() == [record.trial.seed] for record in records) else "wrong curves"


def check_migrated(folder: Path, diary: Diary) -> str:
    """Open every file that came about: of version 1 or ours, whole, with its filter; no copy is half a copy."""
    diary.read()
    for path in sorted(folder.glob("*.filterlab")):
        project = Project.opened(path, time.time())
        number = len(project.document.filters)
        project.close()
        if number != 1:
            return f"{path.name} has {number} filters"
    return ""


Scenario = tuple["Callable[[Path, Diary], None]", "Callable[[Path, Diary], str]"]
SCENARIOS: tuple[Scenario, ...] = (
    (edit, check_edited),
    (save_as, check_saved_as),
    (train, check_trained),
    (experiment, check_experiment),
    (migrate, check_migrated),
)


def make_templates(folder: Path) -> dict[str, Path]:
    """Make the files that children begin with: of the present version, and of version 1."""
    document = Document()
    document.insert_filter(document.make_filter("drawn", np.zeros((1, 5, 5))))
    document.add_run(TrainingRequest(DataChoice(), zoo["tiny"], TrainConfig()))
    project = Project.untitled(document, time.time())
    project.export(folder / "new", time.time())
    project.discard()
    old = folder / "old.filterlab"
    with contextlib.closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        build(connection, 1)
        connection.execute("ATTACH ? AS new", (str(folder / "new.filterlab"),))
        for table in (statement.split()[2] for statement in STEPS[1]):
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM new.{table}")
    return {"migrate": old, "new": folder / "new.filterlab"}


def kill_once(scenario: Scenario, template: Path, folder: Path, milliseconds: float) -> str:
    """Start a child, kill it, and say what is wrong with what it left; empty if nothing is."""
    act, check = scenario
    shutil.copy(template, folder / NAME)
    diary = Diary()
    child = os.fork()
    if child == 0:
        try:
            act(folder, diary)
        finally:
            os._exit(1)
    time.sleep(milliseconds / 1000)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        return "the child ended by itself"
    problem = check(folder, diary)
    for path in folder.glob("*.filterlab"):
        with contextlib.closing(sqlite3.connect(path)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()
        if verdict != ("ok",):
            problem += f"; {path.name}: {verdict}"
    return problem


def main(kills: int, seed: int) -> int:
    """Kill that many children; return how many left something wrong."""
    chance = random.Random(seed)
    wrong = 0
    # In memory where there is such a folder: a killed process is no power cut, and the disk only takes time.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as place:
        os.environ["XDG_DATA_HOME"] = place
        templates = make_templates(Path(place))
        for number in range(kills):
            scenario = SCENARIOS[number % len(SCENARIOS)]
            name = scenario[0].__name__
            folder = Path(place) / str(number)
            folder.mkdir()
            milliseconds = chance.uniform(0, LONGEST_MS)
            problem = kill_once(scenario, templates.get(name, templates["new"]), folder, milliseconds)
            if problem:
                wrong += 1
                print(f"kill {number}, {name}, after {milliseconds:.2f} ms: {problem}")
            shutil.rmtree(folder)
    print(f"{kills} kills, {wrong} left something wrong")
    return wrong


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]] or [200]
    sys.exit(1 if main(given[0], given[1] if len(given) > 1 else 1) else 0)
