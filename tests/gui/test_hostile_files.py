"""Files that are not what their names say: a sentence each, no hang, and the next file opens."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QLabel

from filterlab.gui.background import SENTENCES_SHOWN
from filterlab.gui.main_window import MainWindow
from filterlab.gui.message_bar import MessageBar
from filterlab.gui.open_queue import OpenQueue
from filterlab.gui.opening import FILE_FILTER
from filterlab.probes.chain.model import MAX_STAGES
from filterlab.project import Document, starting_document

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("png", "npy", "csv", "chain", "safetensors")


@pytest.fixture
def queue(qapp) -> OpenQueue:
    """Return the queue of an empty document."""
    assert qapp is not None
    stack = QUndoStack()
    queue = OpenQueue(Document(), stack)
    yield queue
    queue.shut_down()


@pytest.fixture
def window(qtbot) -> MainWindow:
    """Return an open window."""
    window = MainWindow(starting_document())
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    window.show()
    qtbot.waitUntil(window.is_idle)
    yield window
    window.shut_down()
    window.close()


def refusals(queue: OpenQueue, qtbot, paths: list[Path]) -> list[str]:
    """Open files and return the sentences about those that cannot be opened."""
    sentences: list[str] = []
    queue.refused.connect(lambda _path, sentence: sentences.append(sentence))
    queue.open(paths)
    qtbot.waitUntil(lambda: queue.is_idle)
    return sentences


def picture(path: Path) -> Path:
    Image.fromarray(np.full((9, 9), 100, np.uint8)).save(path, "PNG")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_pipe_is_refused_and_never_waited_for(queue, qtbot, tmp_path, kind: str) -> None:
    assert f"*.{kind}" in FILE_FILTER
    os.mkfifo(tmp_path / f"pipe.{kind}")
    (tmp_path / f"link.{kind}").symlink_to(tmp_path / f"pipe.{kind}")
    sentences = refusals(queue, qtbot, [tmp_path / f"pipe.{kind}", tmp_path / f"link.{kind}"])
    assert len(sentences) == 2
    assert all("is not an ordinary file: choose a" in sentence for sentence in sentences)


def test_a_device_without_an_end_is_not_read(queue, qtbot, tmp_path) -> None:
    (tmp_path / "zero.safetensors").symlink_to("/dev/zero")
    (sentence,) = refusals(queue, qtbot, [tmp_path / "zero.safetensors"])
    assert sentence.endswith("is not an ordinary file: choose a weights file.")


@pytest.mark.parametrize("kind", KINDS)
def test_links_in_a_circle_are_named_and_the_next_file_opens(queue, qtbot, tmp_path, kind: str) -> None:
    here, there = tmp_path / f"here.{kind}", tmp_path / f"there.{kind}"
    here.symlink_to(there)
    there.symlink_to(here)
    (sentence,) = refusals(queue, qtbot, [here, picture(tmp_path / "good.png")])
    assert "Too many levels of symbolic links" in sentence
    assert "[Errno" not in sentence
    assert [item.name for item in queue._document.pictures] == ["good.png"]


def test_a_filter_of_64_bits_that_32_cannot_hold_is_refused_with_its_file(queue, qtbot, tmp_path) -> None:
    np.save(tmp_path / "large.npy", np.full((3, 3), 1e300))
    (sentence,) = refusals(queue, qtbot, [tmp_path / "large.npy"])
    assert "large.npy" in sentence
    assert sentence.endswith("has inf in row 1, column 1: give a number that is finite in 32 bits.")


def test_a_circuit_of_hundreds_of_stages_is_refused(queue, qtbot, tmp_path) -> None:
    stage = {"filters": [{"name": "a", "weights": [[[1.0]]]}]}
    plain = {"filterlab_chain": 1, "stages": [stage] * (MAX_STAGES + 1)}
    (tmp_path / "long.chain").write_text(json.dumps(plain))
    (sentence,) = refusals(queue, qtbot, [tmp_path / "long.chain"])
    assert "long.chain" in sentence
    assert "The chain has 65 stages; leave some out, at most 64 can be shown." in sentence
    assert queue._document.chain is None


def test_a_name_too_long_and_many_bad_files_leave_a_message_of_a_few_lines(window, qtbot, tmp_path) -> None:
    window.open_files([tmp_path / ("n" * 300), *(tmp_path / f"{number}.png" for number in range(40))])
    qtbot.waitUntil(window.is_idle)
    *sentences, last = window.messages.text.split("\n")
    assert len(sentences) == SENTENCES_SHOWN
    assert "File name too long" in sentences[0]
    assert last == "37 more could not be opened."
    window.open_files([picture(tmp_path / "good.png")])
    qtbot.waitUntil(window.is_idle)
    assert window.messages.text == ""


def test_a_file_whose_name_is_no_text_opens_and_does_not_spoil_the_recent_ones(
    window, qtbot, tmp_path
) -> None:
    window.open_files([picture(tmp_path / os.fsdecode(b"bad\xff.png"))])
    qtbot.waitUntil(window.is_idle)
    window.open_files([picture(tmp_path / "R&D.png")])
    qtbot.waitUntil(window.is_idle)
    assert window.messages.text == ""
    assert [action.text() for action in window.menus._recent_menu.actions()] == [str(tmp_path / "R&&D.png")]


def test_what_a_file_is_called_is_never_taken_for_markup(qtbot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message('"<h1>a\0b</h1>.png" is damaged')
    assert bar.text == '"<h1>a�b</h1>.png" is damaged'
    assert bar.findChild(QLabel).textFormat() == Qt.TextFormat.PlainText


def test_a_long_path_does_not_make_the_window_wide(qtbot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message(f'"/home/{"a" * 250}.png" is damaged')
    assert bar.minimumSizeHint().width() < 500
    assert bar.text == f'"/home/{"a" * 250}.png" is damaged'
