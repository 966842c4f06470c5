"""A filter of one channel or three, and rows pasted into it."""

from __future__ import annotations

import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.figures import short_number

from .hands import drag, press_tool, weights, words


def test_three_channels_show_their_mean_and_are_painted_together(colour, document) -> None:
    assert colour.header.channel_box.isVisible()
    np.testing.assert_allclose(colour.grid.weights, weights(document).mean(axis=0), rtol=1e-6)
    drag(colour.grid, (1, 1))
    np.testing.assert_array_equal(weights(document)[:, 1, 1], [4, 4, 4])


def test_the_header_says_whether_the_cells_are_a_mean_or_the_same_in_every_channel(colour, document) -> None:
    box = colour.header.channel_box
    assert box.currentText() == "mean"
    document.set_weights(document.current_filter.id, np.ones((3, 3, 3), np.float32))
    assert box.currentText() == "same"


def test_one_channel_is_shown_and_painted_alone(qtbot, colour, document, stack) -> None:
    before = weights(document).copy()
    colour.header.channel_box.setCurrentIndex(2)
    colour.header.channel_box.activated.emit(2)
    np.testing.assert_array_equal(colour.grid.weights, before[1])
    press_tool(qtbot, colour, "0")
    np.testing.assert_array_equal(weights(document)[1], np.zeros((3, 5)))
    np.testing.assert_array_equal(weights(document)[[0, 2]], before[[0, 2]])
    qtbot.waitUntil(lambda: "sum 0 · mean 0 · L2 0" in words(colour))
    colour.header.channel_box.setCurrentIndex(0)
    colour.header.channel_box.activated.emit(0)
    first, _, third = (short_number(channel.sum()) for channel in before)
    assert f" = {first} + 0 " in words(colour)
    assert third.removeprefix("−") in words(colour)
    colour.header.channel_box.setCurrentIndex(2)
    colour.header.channel_box.activated.emit(2)
    press_tool(qtbot, colour, "↔")
    np.testing.assert_array_equal(weights(document)[0], before[0, :, ::-1])
    assert colour.grid.limits == (-4.0, 4.0)
    stack.undo()
    stack.undo()
    np.testing.assert_array_equal(weights(document), before)


def test_the_channel_box_is_hidden_for_one_channel(panel) -> None:
    assert not panel.header.channel_box.isVisible()


def test_pasted_rows_replace_the_kernel(panel, document, stack) -> None:
    assert panel.paste_rows("1 2 3\n4 5 6\n")
    np.testing.assert_array_equal(weights(document), [[[1, 2, 3], [4, 5, 6]]])
    assert stack.undoText() == "Paste numbers"
    stack.undo()
    assert weights(document).shape == (1, 7, 7)
    assert panel.paste_rows("[[0.5, 1], [1, 0.5]]")
    assert weights(document).sum() == 3


def test_text_without_a_number_is_not_for_the_kernel(panel, stack) -> None:
    assert not panel.paste_rows("a sentence\nand another")
    assert not panel.paste_rows("")
    assert stack.count() == 0


@pytest.mark.parametrize("text", ["1 2\n3", "1 x\n2 3", "1\n" * 32, "nan 1", "1e60 2", "[[1, 2], [3]]"])
def test_rows_that_are_no_filter_raise_a_sentence_and_change_nothing(panel, document, stack, text) -> None:
    before = weights(document)
    with pytest.raises(FilterLabError, match="The pasted text"):
        panel.paste_rows(text)
    assert weights(document) is before
    assert stack.count() == 0


def test_rows_pasted_into_a_colour_filter_go_into_the_channel_shown(colour, document, stack) -> None:
    before = weights(document).copy()
    colour.header.channel_box.setCurrentIndex(1)
    colour.paste_rows("7 7 7")
    np.testing.assert_array_equal(weights(document), [[[7, 7, 7]], before[1, 1:2, 1:4], before[2, 1:2, 1:4]])
    colour.header.channel_box.setCurrentIndex(0)
    colour.paste_rows("1 2")
    np.testing.assert_array_equal(weights(document), [[[1, 2]]] * 3)
    colour.paste_rows("1\n\n2\n\n3")
    np.testing.assert_array_equal(weights(document), [[[1]], [[2]], [[3]]])
    assert stack.count() == 3


def test_without_a_filter_the_panel_says_what_to_do_and_pasting_makes_one(panel, document, stack) -> None:
    for item in list(document.filters):
        document.remove_filter(item.id)
    assert "No filter is chosen" in words(panel)
    assert not panel.grid.isVisible()
    assert panel.paste_rows("1 0\n0 1")
    assert panel.grid.isVisible()
    assert document.current_filter.name == "Pasted"
    stack.undo()
    assert not document.filters
    assert "No filter is chosen" in words(panel)


def test_the_mean_of_channels_whose_sum_32_bits_cannot_hold_is_shown(panel) -> None:
    assert panel.paste_rows("3e38 -3e38\n\n3e38 -3e38\n\n3e38 -3e38")
    np.testing.assert_allclose(panel.grid.weights, [[3e38, -3e38]], rtol=1e-6)
