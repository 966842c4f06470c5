"""``filterlab kernels`` says in a sentence, or as JSON, whether compiled kernels are there."""

import json

from filterlab.cli import entry
from filterlab.cli.kernels import note_first_use
from filterlab.cli.output import Voice
from filterlab.engine import kernels
from filterlab.engine.kernels import KernelStatus


def test_ready_kernels_are_told_with_their_folder(capsys, monkeypatch):
    ready = KernelStatus("ready", 'Compiled kernels are loaded from "/somewhere".', 0.7)
    monkeypatch.setattr(kernels, "status", lambda: ready)
    assert entry.run(["kernels"]) == 0
    assert capsys.readouterr().out == 'Compiled kernels are loaded from "/somewhere". (0.7 s)\n'
    assert entry.run(["kernels", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "ready"


def test_kernels_that_cannot_be_had_are_a_sentence_and_no_catastrophe(capsys, monkeypatch):
    failed = KernelStatus("failed", "Numba is not installed.", 0.1)
    monkeypatch.setattr(kernels, "status", lambda: failed)
    assert entry.run(["kernels"]) == 2
    assert capsys.readouterr().err == "Numba is not installed. FilterLab works without them, more slowly.\n"


def test_a_training_says_that_it_waits_for_the_compiler(capsys, monkeypatch):
    preparing = KernelStatus("preparing", "Kernels are being compiled; NumPy answers until then.", 0.1)
    monkeypatch.setattr(kernels, "status", lambda: preparing)
    monkeypatch.setattr("filterlab.cli.kernels._LOADING_SECONDS", 0.0)
    note_first_use(Voice(as_json=True))
    told = capsys.readouterr()
    assert told.out == ""
    assert "only once" in told.err
    monkeypatch.setattr(kernels, "status", lambda: KernelStatus("ready", "Loaded.", 0.7))
    note_first_use(Voice(as_json=False))
    assert capsys.readouterr().err == ""
