"""Strokes: they begin with a word and end with one, or when nobody holds a button any more."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal

from filterlab.gui.strokes import Strokes


class Pad(QObject):
    """Something one can draw in."""

    began = Signal()
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_down = False


@pytest.fixture
def pad(qapp) -> Pad:
    """Return something to draw in."""
    assert qapp is not None
    return Pad()


@pytest.fixture
def strokes(pad) -> Strokes:
    """Return who watches the pad."""
    strokes = Strokes()
    strokes.watch(lambda: pad.is_down, pad.began, pad.ended)
    yield strokes
    strokes.stop()


def test_a_stroke_begins_and_ends_with_the_words_of_the_view(pad, strokes, qtbot) -> None:
    with qtbot.waitSignal(strokes.started):
        pad.is_down = True
        pad.began.emit()
    assert strokes.is_active
    with qtbot.waitSignal(strokes.finished):
        pad.is_down = False
        pad.ended.emit()
    assert not strokes.is_active


def test_a_stroke_that_ends_without_a_word_is_noticed(pad, strokes, qtbot) -> None:
    pad.is_down = True
    pad.began.emit()
    with qtbot.waitSignal(strokes.finished):
        pad.is_down = False


def test_what_is_drawn_by_keys_is_no_stroke(pad, strokes) -> None:
    pad.began.emit()
    assert not strokes.is_active


def test_who_stops_watching_ends_the_stroke(pad, strokes, qtbot) -> None:
    pad.is_down = True
    pad.began.emit()
    with qtbot.waitSignal(strokes.finished):
        strokes.stop()
