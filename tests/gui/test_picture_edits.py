"""What becomes of a picture's values, and the step that can be undone."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtGui import QUndoStack

from filterlab.data import Levels, crop_picture
from filterlab.gui.design.picture_edits import (
    AdjustedPictures,
    Adjustment,
    AdjustPicture,
    AdjustRequest,
    FactsRequest,
    NewPictureRequest,
    compute_adjusted,
    compute_facts,
    compute_new_picture,
    free_picture_name,
)
from filterlab.project import Document, Scale, frozen_array

PIXELS = frozen_array(np.linspace(0, 1, 24).reshape(1, 4, 6))


def request(document: Document, adjustment: Adjustment, gesture: int) -> AdjustRequest:
    return AdjustRequest(document.current_picture.id, PIXELS, adjustment, "Adjust levels", gesture)


@pytest.fixture
def document() -> Document:
    """Return a document with one picture."""
    document = Document()
    document.add_picture("mouse", PIXELS)
    return document


def test_an_adjustment_applies_levels_and_then_inverts() -> None:
    wanted = 1 - np.clip((PIXELS - 0.25) / 0.5, 0, 1)
    found = Adjustment(Levels(0.25, 0.75), is_inverted=True).of(PIXELS)
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    assert not found.flags.writeable
    np.testing.assert_allclose(Adjustment(is_inverted=True).of(PIXELS), 1 - PIXELS, atol=1e-7)


def test_an_adjustment_that_changes_nothing_copies_nothing() -> None:
    assert Adjustment().of(PIXELS) is PIXELS


def test_eight_bit_values_fall_into_steps_of_their_own() -> None:
    pixels = frozen_array(np.arange(256).reshape(1, 16, 16) / 255)
    facts = compute_facts(FactsRequest("p", pixels))
    np.testing.assert_array_equal(facts.shares, np.full(256, 1 / 256))


def test_facts_tell_what_levels_cut_off() -> None:
    pixels = frozen_array(np.repeat([0.0, 0.2, 0.5, 0.9], [50, 25, 15, 10]).reshape(1, 10, 10))
    facts = compute_facts(FactsRequest("p", pixels))
    assert facts.clipped(Levels()) == (0.5, 0.0)
    assert facts.clipped(Levels(0.3, 0.8)) == pytest.approx((0.75, 0.1))
    assert not facts.is_flat
    assert compute_facts(FactsRequest("p", frozen_array(np.full((1, 3, 3), 0.4)))).is_flat


def test_a_large_picture_is_counted_by_some_of_its_values() -> None:
    pixels = np.zeros((1, 2000, 2000), np.float32)
    pixels[:, ::2] = 1
    facts = compute_facts(FactsRequest("p", pixels))
    assert facts.shares[0] == pytest.approx(0.5, abs=0.01)
    assert facts.shares[-1] == pytest.approx(0.5, abs=0.01)


def test_undo_brings_back_pixels_and_knows_of_what_they_were_made(document) -> None:
    made, stack = AdjustedPictures(), QUndoStack()
    first, second = Adjustment(Levels(0.2, 0.8)), Adjustment(is_inverted=True)
    for gesture, adjustment in enumerate((first, second), 1):
        asked = request(document, adjustment, gesture)
        stack.push(AdjustPicture(document, made, asked, compute_adjusted(asked)))
    assert made.source_of(document.current_picture) == (PIXELS, second)
    stack.undo()
    assert made.source_of(document.current_picture) == (PIXELS, first)
    stack.undo()
    assert document.current_picture.pixels is PIXELS
    assert made.source_of(document.current_picture) == (PIXELS, Adjustment())
    stack.redo()
    assert made.source_of(document.current_picture) == (PIXELS, first)


def test_one_gesture_is_one_step(document) -> None:
    made, stack = AdjustedPictures(), QUndoStack()
    for white in (0.9, 0.7, 0.5):
        asked = request(document, Adjustment(Levels(0, white)), 1)
        stack.push(AdjustPicture(document, made, asked, compute_adjusted(asked)))
    assert stack.count() == 1
    assert made.source_of(document.current_picture)[1].levels.white == 0.5
    stack.undo()
    assert document.current_picture.pixels is PIXELS


def test_a_copy_that_something_else_has_changed_is_a_picture_of_its_own(document) -> None:
    made, stack = AdjustedPictures(), QUndoStack()
    asked = request(document, Adjustment(is_inverted=True), 1)
    stack.push(AdjustPicture(document, made, asked, compute_adjusted(asked)))
    assert made.is_copy(document.current_picture)
    drawn = frozen_array(np.zeros((1, 4, 6)))
    document.set_pixels(document.current_picture.id, drawn)
    assert not made.is_copy(document.current_picture)
    assert made.source_of(document.current_picture) == (drawn, Adjustment())


def test_a_new_picture_is_looked_through_where_it_is_made() -> None:
    cut = partial(crop_picture, top=1, left=2, height=2, width=3)
    picture = compute_new_picture(
        NewPictureRequest("picture-9", "mouse, cropped", PIXELS, Scale(-3.0, 2.0), cut)
    )
    assert picture.id == "picture-9"
    np.testing.assert_array_equal(picture.pixels, PIXELS[:, 1:3, 2:5])
    assert "value_range" in vars(picture)


def test_a_name_that_is_taken_gets_a_number(document) -> None:
    assert free_picture_name(document, "mouse, cropped") == "mouse, cropped"
    assert free_picture_name(document, "mouse") == "mouse 2"
    document.add_picture("mouse 2", PIXELS)
    assert free_picture_name(document, "mouse") == "mouse 3"
