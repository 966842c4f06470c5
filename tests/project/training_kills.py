"""Kill programs that train, take the runs up again, and compare them with runs that nobody disturbed.

    python tests/project/training_kills.py 500 [SEED]

Each program opens a project and trains its run with `serve_training`, from wherever it is. It is killed with SIGKILL
after a step or at any other moment, or it is paused, several times, before it may train to the end. Then all that
the project holds of the run has to be what an undisturbed run left, to the last bit, but for the seconds. What
differs is printed, and the exit code is 1.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

# Labels are counted with it, and each child would import it anew.
import numpy.ma

from filterlab.data import Augmentation, DataChoice
from filterlab.nets import NetSpec, Step, TrainConfig
from filterlab.nets.spec import BatchNorm, Conv2d, Dropout, Flatten, Linear, MaxPool2d, ReLU
from filterlab.project import Document, Project, TrainingRequest, Wish, serve_training
from filterlab.project.store import Pace

if TYPE_CHECKING:
    from filterlab.nets import Event

RUN = "run-1"
KILLS_A_RUN = 4
NEVER = 10**9
EXIT_PAUSED, EXIT_DONE, EXIT_BROKEN = 3, 4, 5

NET = NetSpec(
    "small",
    (1, 28, 28),
    (
        Conv2d("conv1", 3, 5, stride=2),
        BatchNorm("bn1"),
        ReLU("relu1"),
        MaxPool2d("pool1", 2),
        Dropout("drop1", 0.2),
        Flatten("flatten"),
        Linear("fc1", 10),
    ),
)
CONFIG = TrainConfig(epochs=3, batch_size=16, snapshot_every=3, threads=1)
STEPS = 21


def requests(folder: Path) -> tuple[TrainingRequest, ...]:
    """Return what is trained: pictures that are drawn once, in ways that remember much between two steps."""
    drawn = DataChoice(train_size=100, test_size=30).load()
    images = np.concatenate((drawn.train.images, drawn.test.images))
    np.savez(
        folder / "drawn.npz", images=images, labels=np.concatenate((drawn.train.labels, drawn.test.labels))
    )
    data = DataChoice(str(folder / "drawn.npz"), train_size=100)
    turned = replace(data, augmentation=Augmentation(shift=2, rotate=10, noise=0.1))
    return (
        TrainingRequest(data, NET, CONFIG),
        TrainingRequest(data, NET, replace(CONFIG, optimizer="adam", schedule="one-cycle", patience=1)),
        TrainingRequest(
            turned, NET, replace(CONFIG, nesterov=True, label_smoothing=0.1, frozen=("fc1.bias",))
        ),
    )


class Trap:
    """A pipe to nowhere; after a step the program is killed, or the run is paused."""

    def __init__(self, kill_at: int, pause_at: int) -> None:
        self.value: int = Wish.GO_ON
        self._kill_at, self._pause_at = kill_at, pause_at

    def send(self, event: Event) -> None:
        """Look at an event."""
        if isinstance(event, Step) and event.step >= self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if isinstance(event, Step) and event.step >= self._pause_at:
            self.value = Wish.PAUSE

    def close(self) -> None:
        """Do nothing."""


def train(path: Path, trap: Trap) -> int:
    """Open the project and train its run; return how the run stands as an exit code."""
    project = Project.opened(path, time.time())
    run = project.document.run(RUN)
    place = project.recording_place(RUN)
    if place is None or run.request is None or run.state in ("running", "finished"):
        return EXIT_BROKEN
    # Short as they are, these runs are written as often as long ones.
    often = replace(place, pace=Pace(least_steps=1, seconds_between_states=0.0, states_share=inf))
    serve_training(trap, trap, run.request, often)
    project.close()
    state = Project.opened(path, time.time()).document.run(RUN).state
    return {"paused": EXIT_PAUSED, "finished": EXIT_DONE}.get(state, EXIT_BROKEN)


def train_in_a_child(path: Path, trap: Trap, kill_after: float | None = None) -> int | None:
    """Train in a process of its own; return its exit code, or None if it was killed."""
    child = os.fork()
    if child == 0:
        code = EXIT_BROKEN
        try:
            code = train(path, trap)
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else None


def make_project(path: Path, request: TrainingRequest) -> None:
    """Make a project with a run that waits."""
    document = Document()
    document.add_run(request)
    project = Project.untitled(document, time.time())
    project.save_as(path, time.time())
    project.close()


def rows(path: Path) -> dict[str, object]:
    """Return all that a project holds of its run, but for the seconds."""
    project = Project.opened(path, time.time())
    run = project.document.run(RUN)
    found: dict[str, object] = {
        "state": run.state,
        "steps": [replace(step, seconds=0.0) for step in run.steps],
        "epochs": [replace(end, seconds=0.0) for end in run.epochs],
        "confusion": [end.report.confusion.tolist() for end in run.epochs if end.report is not None],
        "worst": [end.report.worst for end in run.epochs if end.report is not None],
        "norms": run.norms,
    }
    for place in project.snapshots(RUN):
        snapshot = project.snapshot(RUN, place.step)
        arrays = snapshot.parameters if snapshot is not None else {}
        found[f"snapshot {place.step}"] = (
            place.epoch,
            place.has_state,
            {name: array.tobytes() for name, array in arrays.items()},
        )
    project.close()
    return found


def disturb(path: Path, chance: random.Random, seconds: float) -> int:
    """Train with interruptions and then to the end; return how many programs were killed."""
    kills = 0
    for _time in range(KILLS_A_RUN):
        step = chance.randint(1, STEPS)
        match chance.choice(("step", "moment", "moment", "pause")):
            case "step":
                code = train_in_a_child(path, Trap(step, NEVER))
            case "pause":
                code = train_in_a_child(path, Trap(NEVER, step))
            case _:
                code = train_in_a_child(path, Trap(NEVER, NEVER), chance.uniform(0, seconds))
        kills += code is None
        if code == EXIT_BROKEN:
            raise RuntimeError(f"{path} can be trained no more")
        if code == EXIT_DONE:
            return kills
    code = train_in_a_child(path, Trap(NEVER, NEVER))
    if code != EXIT_DONE:
        raise RuntimeError(f"{path} ended with {code}")
    return kills


def main(kills: int, seed: int) -> int:
    """Kill that many programs; return how many runs came out differently."""
    chance = random.Random(seed)
    wrong = done = runs = 0
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as place:
        os.environ["XDG_DATA_HOME"] = place
        expected: list[dict[str, object]] = []
        seconds = 0.0
        asked = requests(Path(place))
        for number, request in enumerate(asked):
            path = Path(place) / f"undisturbed-{number}.filterlab"
            make_project(path, request)
            began = time.perf_counter()
            train_in_a_child(path, Trap(NEVER, NEVER))
            seconds = time.perf_counter() - began
            expected.append(rows(path))
        while done < kills:
            which = runs % len(asked)
            folder = Path(place) / str(runs)
            folder.mkdir()
            path = folder / "run.filterlab"
            make_project(path, asked[which])
            done += disturb(path, chance, seconds)
            found = rows(path)
            names = sorted(found.keys() | expected[which].keys())
            different = [name for name in names if found.get(name) != expected[which].get(name)]
            if different:
                wrong += 1
                print(f"run {runs} of request {which} differs in {', '.join(different)}")
            shutil.rmtree(folder)
            runs += 1
    print(f"{wrong} of the interrupted runs came out differently")
    return wrong


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]] or [100]
    sys.exit(1 if main(given[0], given[1] if len(given) > 1 else 1) else 0)
