"""Banks beside one another as a figure."""

from __future__ import annotations

import numpy as np

from filterlab.figures.columns import ColumnRow, columns_figure
from filterlab.figures.plate import Squares, Words, plate_image


def make_row(title: str, *, strength: float = 1.0) -> ColumnRow:
    """Return a filter whose response is strongest, and negative, in one cell of many."""
    response = np.zeros((20, 30), np.float32)
    response[10, 20] = -strength
    return ColumnRow(title, "", np.ones((1, 3, 3), np.float32), response, strength)


def test_every_filter_of_every_column_has_its_name_and_its_strongest_response() -> None:
    plate = columns_figure(
        [("mine", [make_row("edge")]), ("theirs", [make_row("a"), make_row("b")])], "mouse"
    )
    words = [mark.text for mark in plate.marks if isinstance(mark, Words)]
    assert {"mine beside theirs", "edge", "a", "b", "±1", "mouse"} <= set(words)
    assert plate_image(plate).size == (plate.width, plate.height)


def test_limits_are_shared_only_on_request() -> None:
    rows = [make_row("weak"), make_row("strong", strength=4.0)]
    for limits, is_same in ((None, True), ((-4.0, 4.0), False)):
        marks = columns_figure([("mine", rows)], "", limits=limits).marks
        _a, weak, _b, strong = (mark for mark in marks if isinstance(mark, Squares))
        assert np.array_equal(weak.colors, strong.colors) == is_same


def test_a_filter_without_response_and_an_empty_column_are_drawn_all_the_same() -> None:
    bare = ColumnRow("bare", "like an edge", np.ones((1, 2, 2)), None, 0.0)
    many = [make_row(str(number)) for number in range(30)]
    plate = columns_figure([("none", []), ("bare", [bare]), ("many", many)], "")
    words = " ".join(mark.text for mark in plate.marks if isinstance(mark, Words))
    assert "like an edge" in words
    assert "first 24 filters" in words
