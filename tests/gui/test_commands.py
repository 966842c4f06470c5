"""Steps that can be undone: strokes merge, a cancelled stroke has never been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from filterlab.gui.commands import SetPixels
from filterlab.gui.design.editing import Editing
from filterlab.project import Document

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack


@pytest.fixture
def document() -> Document:
    document = Document()
    document.insert_filter(document.make_filter("One", np.zeros((1, 2, 2))))
    return document


@pytest.fixture
def editing(document, stack) -> Editing:
    return Editing(document, stack)


def paint(document: Document, editing: Editing, value: float, stroke: int | None) -> None:
    item = document.current_filter
    editing.change(item, np.full((1, 2, 2), value, dtype=np.float32), "Paint", stroke)


def values(document: Document) -> float:
    return float(document.current_filter.weights[0, 0, 0])


def test_one_stroke_is_one_step_and_two_strokes_are_two(document, editing, stack) -> None:
    first, second = editing.new_stroke(), editing.new_stroke()
    for value, stroke in ((1, first), (2, first), (3, second), (4, second)):
        paint(document, editing, value, stroke)
    assert stack.count() == 2
    stack.undo()
    assert values(document) == 2
    stack.undo()
    assert values(document) == 0


def test_what_changes_nothing_is_no_step(document, editing, stack) -> None:
    paint(document, editing, 0, None)
    assert stack.count() == 0


def test_a_stroke_that_comes_back_to_where_it_began_leaves_no_step(document, editing, stack) -> None:
    stroke = editing.new_stroke()
    paint(document, editing, 1, stroke)
    paint(document, editing, 0, stroke)
    assert stack.count() == 0
    paint(document, editing, 5, stroke)
    assert stack.count() == 1
    stack.undo()
    assert values(document) == 0


def test_a_cancelled_stroke_is_gone_and_cannot_be_done_again(document, editing, stack) -> None:
    paint(document, editing, 1, None)
    stroke = editing.new_stroke()
    paint(document, editing, 2, stroke)
    paint(document, editing, 3, stroke)
    editing.cancel(stroke)
    assert values(document) == 1
    assert stack.count() == 1
    assert not stack.canRedo()
    editing.cancel(stroke)
    assert values(document) == 1


def test_only_the_last_stroke_can_be_cancelled(document, editing, stack) -> None:
    stroke = editing.new_stroke()
    editing.cancel(stroke)
    paint(document, editing, 2, stroke)
    paint(document, editing, 3, None)
    editing.cancel(stroke)
    assert values(document) == 3
    assert stack.count() == 2


def test_what_one_stroke_draws_on_a_picture_is_one_step(document: Document, stack: QUndoStack) -> None:
    picture = document.add_picture("pad", np.zeros((1, 28, 28)))
    for stroke, value in ((1, 0.1), (1, 0.2), (2, 0.3)):
        stack.push(SetPixels(document, picture.id, np.full((1, 28, 28), value), "Draw", stroke))
    assert stack.count() == 2
    stack.undo()
    assert document.picture(picture.id).pixels.max() == np.float32(0.2)
    document.select_picture(document.add_picture("other", np.zeros((1, 4, 4))).id)
    stack.undo()
    assert document.current_picture is not None
    assert document.current_picture.id == picture.id
    assert document.picture(picture.id).pixels.max() == 0
