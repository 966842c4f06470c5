"""``filterlab train``: one stream of events, exactly one ending, a file only when all went well."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from filterlab.nets import load_model, load_weights, write_spec, zoo

SHORT = ("--epochs", 1, "--train-size", 192, "--test-size", 64, "--batch-size", 32)
ENDINGS = {"finished", "cancelled", "failed"}


def test_every_event_is_a_line_of_json_and_the_last_one_is_the_only_ending(call, tmp_path: Path):
    out = tmp_path / "tiny.safetensors"
    answer = call("train", *SHORT, "-o", out, "--json")
    assert answer.code == 0
    kinds = [record["event"] for record in answer.records]
    assert kinds[0] == "started"
    assert kinds[-1] == "finished"
    assert sum(kind in ENDINGS for kind in kinds) == 1
    assert kinds.count("step") == 6
    assert kinds.count("epoch_end") == 1
    assert answer.records[-1]["output"] == str(out)
    assert 0 <= answer.records[-1]["test_accuracy"] <= 1


def test_the_weights_are_those_of_the_net_that_was_asked_for(call, tmp_path: Path):
    out = tmp_path / "lenet.safetensors"
    answer = call("train", *SHORT, "--net", "lenet5", "-o", out)
    assert answer.code == 0
    assert answer.out.startswith(f"{out}: lenet5, trained on strokes for 1 epoch in")
    assert "Epoch 1 of 1" in answer.err
    assert load_model(out).spec == zoo["lenet5"]


def test_a_net_may_be_described_in_a_file(call, tmp_path: Path):
    write_spec(tmp_path / "mine.toml", zoo["tiny"])
    out = tmp_path / "mine.safetensors"
    assert call("train", *SHORT, "--net", tmp_path / "mine.toml", "-o", out).code == 0
    assert load_model(out).spec == zoo["tiny"]


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(call, tmp_path: Path):
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        call("train", *SHORT, "--seed", seed, "-o", tmp_path / f"{name}.safetensors")
    a, b, c = (load_weights(tmp_path / f"{name}.safetensors") for name in "abc")
    assert all(np.array_equal(a[name], b[name]) for name in a)
    assert not np.array_equal(a["conv1.weight"], c["conv1.weight"])


def test_optimizer_and_learning_rate_reach_the_run(call, tmp_path: Path):
    out = tmp_path / "t.safetensors"
    options = ("--optimizer", "adam", "--lr", 0.001, "--batch-size", 64, "--seed", 9, "--schedule", "step")
    answer = call("train", *SHORT, *options, "-o", out, "--json")
    config = answer.records[0]["config"]
    assert (config["optimizer"], config["learning_rate"]) == ("adam", 0.001)
    assert config["schedule"] == "step"
    assert (config["batch_size"], config["seed"], config["epochs"]) == (64, 9, 1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--net", "tinny"], "did you mean tiny?"),
        (["--net", "no.toml"], "no.toml"),
        (["--epochs", 0], "--epochs is 0"),
        (["--batch-size", -1], "--batch-size is -1"),
        (["--lr", "nan"], "--lr is nan"),
        (["--optimizer", "rmsprop"], "choose one of sgd, adam"),
        (["--schedule", "linear"], "--schedule is"),
        (["--train-size", 0], "0 training pictures are too few"),
        (["--test-size", 0], "0 test pictures are too few"),
        (["--seed", -1], "--seed is -1"),
    ],
)
def test_an_option_that_cannot_work_is_named_before_anything_runs(call, tmp_path: Path, options, words: str):
    assert words in call("train", *options, "-o", tmp_path / "x.safetensors").complaint


@pytest.mark.parametrize("output", ["x.bin", "missing/x.safetensors", "x"])
def test_the_output_is_checked_before_the_training(call, tmp_path: Path, monkeypatch, output: str):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("filterlab.cli.train.run_training", lambda *_arguments: pytest.fail("it trained"))
    assert f'"{output}"' in call("train", "-o", output).complaint


def test_data_that_are_not_there_are_named(call, tmp_path: Path):
    assert "nowhere" in call("train", "--data", "nowhere", "-o", tmp_path / "x.safetensors").complaint


def test_with_json_a_run_that_cannot_start_still_ends_with_one_event(call, tmp_path: Path):
    answer = call("train", "--data", "nowhere", "-o", tmp_path / "x.safetensors", "--json")
    assert answer.code == 2
    assert [record["event"] for record in answer.records] == ["failed"]
    assert answer.err.strip() == answer.records[0]["reason"]


def test_a_run_that_diverges_fails_with_a_remedy_and_writes_nothing(call, tmp_path: Path):
    out = tmp_path / "x.safetensors"
    answer = call("train", *SHORT, "--lr", 1e30, "-o", out, "--json")
    assert answer.code == 2
    kinds = [record["event"] for record in answer.records]
    assert kinds[-1] == "failed"
    assert sum(kind in ENDINGS for kind in kinds) == 1
    assert "learning rate" in answer.err.splitlines()[-1]
    assert not out.exists()


def test_a_run_that_is_thrown_about_is_told_a_lower_rate_and_its_losses_stay_short(call, tmp_path: Path):
    out = tmp_path / "x.safetensors"
    answer = call("train", *SHORT, "--lr", 30, "-o", out)
    assert answer.code == 0
    assert out.exists()
    assert answer.err.splitlines()[-1].endswith(
        "a learning rate of 30 is too high for tiny, so try --lr 0.05."
    )
    assert max(map(len, answer.err.splitlines())) < 120


def test_a_run_that_learns_is_told_nothing_about_its_rate(call, tmp_path: Path):
    assert "too high" not in call("train", *SHORT, "-o", tmp_path / "x.safetensors").err


def test_a_net_for_far_larger_pictures_is_refused(call, tmp_path: Path):
    write_spec(tmp_path / "wide.toml", replace(zoo["tiny"], name="wide", input_shape=(1, 60, 60)))
    complaint = call(
        "train", *SHORT, "--net", tmp_path / "wide.toml", "-o", tmp_path / "x.safetensors"
    ).complaint
    assert '"wide" looks at 1 × 60 × 60 pixels and the pictures have only 28 × 28: choose tiny, ' in complaint


def test_a_disk_that_fills_up_meanwhile_is_the_ending(call, tmp_path: Path, monkeypatch):
    import errno
    import os

    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    answer = call("train", *SHORT, "-o", tmp_path / "x.safetensors", "--json")
    assert answer.code == 2
    kinds = [record["event"] for record in answer.records]
    assert kinds[-1] == "failed"
    assert sum(kind in ENDINGS for kind in kinds) == 1
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_stops_after_a_step_with_one_ending_and_no_file(tmp_path: Path):
    out = tmp_path / "x.safetensors"
    options = ["--epochs", "1000", "--train-size", "256", "--test-size", "32"]
    command = [sys.executable, "-m", "filterlab", "train", *options, "-o", str(out), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = [json.loads(process.stdout.readline()) for _ in range(3)]
        process.send_signal(signal.SIGINT)
        rest, complaints = process.communicate(timeout=120)
    events = first + [json.loads(line) for line in rest.splitlines()]
    assert process.returncode == 130
    assert [event["event"] for event in events if event["event"] in ENDINGS] == ["cancelled"]
    assert events[-1]["event"] == "cancelled"
    assert complaints.splitlines()[-1] == (
        f"Stopped by Ctrl-C after step {events[-1]['step']}; nothing was written."
    )
    assert "Traceback" not in complaints
    assert not out.exists()


def test_ctrl_c_works_as_before_once_the_run_is_over(call, tmp_path: Path):
    before = signal.getsignal(signal.SIGINT)
    call("train", *SHORT, "-o", tmp_path / "x.safetensors")
    assert signal.getsignal(signal.SIGINT) is before
