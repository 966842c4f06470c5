"""Files open one after the other while the window stays usable; browsing leaves one picture behind."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QUndoStack

from filterlab.gui import file_reading
from filterlab.gui.open_queue import OpenQueue
from filterlab.project import Document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def stack(qapp) -> QUndoStack:
    """Return an undo stack."""
    assert qapp is not None
    return QUndoStack()


@pytest.fixture
def queue(stack) -> OpenQueue:
    """Return the queue of an empty document."""
    queue = OpenQueue(Document(), stack)
    yield queue
    queue.shut_down()


@pytest.fixture
def gate(monkeypatch) -> threading.Event:
    """Let pictures be read only while the gate is open, or until they are not wanted any more."""
    gate = threading.Event()
    load = file_reading.load_image_with_facts

    def held(path: Path, *, proceed):
        while not gate.wait(0.005):
            if not proceed():
                break
        return load(path, proceed=proceed)

    monkeypatch.setattr(file_reading, "load_image_with_facts", held)
    return gate


def picture(folder: Path, name: str, level: int = 100) -> Path:
    Image.fromarray(np.full((4, 5), level, np.uint8)).save(folder / name)
    return folder / name


def names(queue: OpenQueue) -> list[str]:
    return [item.name for item in queue._document.pictures]


def log_of(queue: OpenQueue) -> list[tuple[str, str]]:
    """Return a list that grows with every file that is opened or refused."""
    log: list[tuple[str, str]] = []
    queue.opened.connect(lambda path, _remark, _browsed: log.append(("opened", path.name)))
    queue.refused.connect(lambda path, _sentence: log.append(("refused", path.name)))
    return log


def test_files_open_in_order_and_those_that_cannot_are_named(queue, qtbot, tmp_path) -> None:
    log = log_of(queue)
    (tmp_path / "b.png").write_bytes(b"no picture")
    queue.open([picture(tmp_path, "c.png"), tmp_path / "b.png", picture(tmp_path, "a.png")])
    assert not queue.is_idle
    qtbot.waitUntil(lambda: queue.is_idle)
    assert log == [("opened", "c.png"), ("refused", "b.png"), ("opened", "a.png")]
    assert names(queue) == ["c.png", "a.png"]


def test_while_a_picture_is_read_the_queue_says_which_and_how_many_wait(queue, gate, qtbot, tmp_path) -> None:
    queue.open([picture(tmp_path, "huge.png"), picture(tmp_path, "next.png")])
    assert queue.current == tmp_path / "huge.png"
    assert queue.waiting == 1
    gate.set()
    qtbot.waitUntil(lambda: queue.is_idle)
    assert (queue.current, queue.waiting) == (None, 0)


def test_cancelling_opens_nothing_more_and_the_queue_goes_on_afterwards(queue, gate, qtbot, tmp_path) -> None:
    log = log_of(queue)
    queue.open([picture(tmp_path, "huge.png"), picture(tmp_path, "next.png")])
    queue.cancel()
    assert (queue.current, queue.waiting) == (None, 0)
    queue.open([picture(tmp_path, "later.png")])
    gate.set()
    qtbot.waitUntil(lambda: queue.is_idle)
    assert log == [("opened", "later.png")]
    assert names(queue) == ["later.png"]


def test_closing_while_a_picture_is_read_does_not_wait_for_it(queue, gate, tmp_path) -> None:
    queue.open([picture(tmp_path, "huge.png")])
    queue.shut_down()
    assert not gate.is_set()
    queue.open([tmp_path / "huge.png"])
    assert queue.current is None
    assert names(queue) == []


def test_browsing_replaces_the_picture_that_was_browsed(queue, qtbot, tmp_path) -> None:
    queue.open([picture(tmp_path, "opened.png")])
    for name in ("a.png", "b.png", "c.png"):
        queue.browse(picture(tmp_path, name, ord(name[0])))
        qtbot.waitUntil(lambda: queue.is_idle)
    assert names(queue) == ["opened.png", "c.png"]
    assert queue._document.current_picture.name == "c.png"
    assert queue.browsed.name == "c.png"


def test_a_browsed_picture_that_is_kept_or_changed_stays(queue, qtbot, tmp_path) -> None:
    def browse(name: str) -> None:
        queue.browse(picture(tmp_path, name, ord(name[0])))
        qtbot.waitUntil(lambda: queue.is_idle)

    browse("a.png")
    queue.keep()
    assert queue.browsed is None
    browse("b.png")
    current = queue._document.current_picture
    queue._document.set_pixels(current.id, np.zeros((1, 2, 2), np.float32))
    browse("c.png")
    queue.open([tmp_path / "c.png"])
    qtbot.waitUntil(lambda: queue.is_idle)
    browse("d.png")
    assert names(queue) == ["a.png", "b.png", "c.png", "d.png"]


def test_a_picture_that_is_there_already_is_only_looked_at(queue, qtbot, tmp_path) -> None:
    queue.open([picture(tmp_path, "a.png"), picture(tmp_path, "b.png")])
    qtbot.waitUntil(lambda: queue.is_idle)
    queue.browse(tmp_path / "a.png")
    qtbot.waitUntil(lambda: queue.is_idle)
    assert queue._document.current_picture.name == "a.png"
    assert names(queue) == ["a.png", "b.png"]
    assert queue.browsed is None


def test_whoever_browses_fast_sees_the_last_picture_and_not_all(queue, gate, qtbot, tmp_path) -> None:
    log = log_of(queue)
    for number in range(6):
        queue.browse(picture(tmp_path, f"{number}.png"))
    gate.set()
    qtbot.waitUntil(lambda: queue.is_idle)
    assert log == [("opened", "0.png"), ("opened", "5.png")]


def test_a_picture_read_for_long_is_given_up_for_the_next(queue, gate, qtbot, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("filterlab.gui.open_queue.PATIENCE_S", 0.0)
    log = log_of(queue)
    queue.browse(picture(tmp_path, "huge.png"))
    queue.browse(picture(tmp_path, "small.png"))
    qtbot.waitUntil(lambda: queue.current == tmp_path / "small.png")
    gate.set()
    qtbot.waitUntil(lambda: queue.is_idle)
    assert log == [("opened", "small.png")]


def test_a_picture_comes_into_the_document_looked_through_and_uncopied(queue, qtbot, tmp_path) -> None:
    queue.open([picture(tmp_path, "a.png")])
    qtbot.waitUntil(lambda: queue.is_idle)
    taken = queue._document.current_picture
    assert "value_range" in taken.__dict__
    assert taken.pixels.flags.owndata
    assert not taken.pixels.flags.writeable
