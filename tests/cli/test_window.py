"""``filterlab gui`` and ``filterlab shot``, up to the door of the window."""

import importlib.util
from pathlib import Path

import pytest

from filterlab.cli.window import read_size

HAS_QT = importlib.util.find_spec("PySide6") is not None


def test_a_size_is_width_by_height():
    assert read_size("1400x900") == read_size(" 1400 × 900 ") == (1400, 900)


@pytest.mark.parametrize("size", ["1400", "x", "1400x", "-1x5", "1400.5x900", "99999999999x1"])
def test_a_size_that_is_none_is_refused(call, tmp_path: Path, size: str):
    assert "such as 1400x900" in call("shot", "design", "-o", tmp_path / "s.png", "--size", size).complaint


def test_a_file_to_open_must_exist(call):
    assert '"no.png" does not exist' in call("gui", "no.png").complaint


@pytest.mark.parametrize("output", ["shot.jpg", "missing/shot.png"])
def test_the_shot_needs_a_place(call, tmp_path: Path, monkeypatch, output: str):
    monkeypatch.chdir(tmp_path)
    assert output in call("shot", "design", "-o", output).complaint


def test_without_qt_the_commands_say_what_is_missing(call, monkeypatch, tmp_path: Path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    for arguments in (["gui"], ["shot", "design", "-o", tmp_path / "s.png"]):
        assert "needs PySide6" in call(*arguments).complaint
