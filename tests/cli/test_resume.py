"""``filterlab train --resume``: the run ends with the bits of one that nobody disturbed."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from filterlab.data import Augmentation, DataChoice
from filterlab.nets import Step, TrainConfig, load_weights, zoo
from filterlab.project import Document, Project, TrainingRequest, run_recorded_training

CONFIG = TrainConfig(epochs=2, batch_size=32)
DATA = DataChoice(train_size=192, test_size=64, augmentation=Augmentation(shift=1))
SAME = ("--epochs", 2, "--train-size", 192, "--test-size", 64, "--batch-size", 32, "--augment", "shift=1")


def make_project(path: Path, request: TrainingRequest, pause_at: int) -> Path:
    """Make a project with a run that was paused after a step."""
    document = Document()
    run = document.add_run(request)
    project = Project.created(path, document, time.time())
    place = project.recording_place(run.id)
    assert place is not None
    made: list[Step] = []
    events = run_recorded_training(request, place, lambda: len(made) >= pause_at)
    # Not all at once: it is asked after each step whether to go on.
    for event in events:
        made += [event] if isinstance(event, Step) else []
    project.close()
    return project.path


@pytest.fixture
def paused(tmp_path: Path) -> Path:
    """Return a project whose "run 1" was paused in its second epoch."""
    return make_project(tmp_path / "mine.filterlab", TrainingRequest(DATA, zoo["tiny"], CONFIG), 8)


def test_a_run_that_goes_on_has_the_bits_of_an_undisturbed_one(call, paused: Path, tmp_path: Path):
    resumed, whole = tmp_path / "resumed.safetensors", tmp_path / "whole.safetensors"
    answer = call("train", "--resume", f"{paused}/run 1", "-o", resumed, "--json")
    assert answer.code == 0, answer
    assert [r["step"] for r in answer.records if r["event"] == "step"] == [9, 10, 11, 12]
    assert call("train", *SAME, "-o", whole).code == 0
    ours, theirs = load_weights(resumed), load_weights(whole)
    assert ours.keys() == theirs.keys()
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
    project = Project.opened(paused, time.time())
    (run,) = project.document.runs
    assert (run.state, len(run.steps), len(run.epochs)) == ("finished", 12, 2)
    assert all(np.array_equal(ours[name], run.parameters[name]) for name in ours)
    project.close()


def test_pictures_that_have_changed_are_told_and_the_run_waits_for_them(call, tmp_path: Path):
    pictures = tmp_path / "p.npz"
    images, labels = np.random.default_rng(0).random((256, 28, 28), np.float32), np.arange(256) % 4
    np.savez(pictures, images=images, labels=labels)
    request = TrainingRequest(DataChoice(str(pictures)), zoo["tiny"], CONFIG)
    project = make_project(tmp_path / "mine.filterlab", request, 3)
    np.savez(pictures, images=images[::-1], labels=labels)
    resume = ("train", "--resume", f"{project}/run 1", "-o", tmp_path / "x.safetensors")
    assert "The pictures have changed since this run began" in call(*resume).complaint
    np.savez(pictures, images=images, labels=labels)
    assert call(*resume).code == 0


def test_ctrl_c_pauses_the_run_for_another_time(tmp_path: Path):
    config = TrainConfig(epochs=1000, batch_size=32)
    path = make_project(tmp_path / "mine.filterlab", TrainingRequest(DATA, zoo["tiny"], config), 1)
    command = [sys.executable, "-m", "filterlab", "train", "--resume", f"{path}/run 1", "--json", "-o"]
    command.append(str(tmp_path / "x.safetensors"))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _line in range(3):
            process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, complaints = process.communicate(timeout=120)
    last = json.loads(rest.splitlines()[-1])
    assert last["event"] == "cancelled"
    assert complaints.splitlines()[-1] == f"Stopped by Ctrl-C after step {last['step']}; the run is paused."
    project = Project.opened(path, time.time())
    (run,) = project.document.runs
    assert (run.state, len(run.steps)) == ("paused", last["step"])
    project.close()


@pytest.mark.parametrize("target", ["mine", "mine.filterlab", "run 1", "/run 1", "mine.filterlab/"])
def test_a_target_that_names_no_run_is_told(call, tmp_path: Path, target: str):
    assert "names no run" in call("train", "--resume", target, "-o", tmp_path / "x.safetensors").complaint


def test_what_cannot_go_on_is_told(call, paused: Path, tmp_path: Path):
    def complaint(run: str, *options: object) -> str:
        return call(
            "train", "--resume", f"{paused}/{run}", *options, "-o", tmp_path / "x.safetensors"
        ).complaint

    assert 'has no run "run 7": there is "run 1".' in complaint("run 7")
    assert "--lr cannot go with --resume" in complaint("run 1", "--lr", 0.1)
    assert "--train-size cannot go with" in complaint("run 1", "--train-size", 5)
    holder = Project.opened(paused, time.time())
    assert "is open in" in complaint("run 1")
    holder.close()
    assert call("train", "--resume", f"{paused}/run 1", "-o", tmp_path / "y.safetensors").code == 0
    assert '"run 1" cannot go on, since it is finished' in complaint("run 1")


def test_augmentation_reaches_the_run(call, tmp_path: Path):
    short = ("--epochs", 1, "--train-size", 192, "--test-size", 64, "--batch-size", 32)
    for name, options in (("plain", ()), ("moved", ("--augment", "shift=2, rotate=10,horizontal-flip"))):
        assert call("train", *short, *options, "-o", tmp_path / f"{name}.safetensors").code == 0
    plain, moved = (load_weights(tmp_path / f"{name}.safetensors") for name in ("plain", "moved"))
    assert not np.array_equal(plain["conv1.weight"], moved["conv1.weight"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("blur=2", '--augment has no "blur": choose from shift, rotate'),
        ("", '--augment has no ""'),
        ("shift", "--augment needs a number for shift"),
        ("shift=far", "--augment needs a number for shift"),
        ("horizontal-flip=1", "--augment takes horizontal-flip without a number"),
        ("rotate=400", "--augment: rotate is 400"),
        ("noise=nan", "--augment: noise is nan"),
    ],
)
def test_an_augmentation_that_cannot_be_is_told(call, tmp_path: Path, text: str, words: str):
    assert words in call("train", "--augment", text, "-o", tmp_path / "x.safetensors").complaint
