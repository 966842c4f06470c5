"""Copy, cut, paste and move."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data.drawing import Selection, copied, cut, moved, pasted
from filterlab.errors import FilterLabError

STEPS = st.integers(-40, 40)
PLACES = st.tuples(st.integers(-10, 40), st.integers(-10, 40))
SELECTIONS = st.builds(Selection.between, PLACES, PLACES)


@st.composite
def filters(draw):
    """Draw weights and a channel of theirs."""
    shape = draw(st.sampled_from([1, 3])), draw(st.integers(1, 31)), draw(st.integers(1, 31))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    weights = rng.integers(1, 100, shape).astype(np.float32)
    weights.flags.writeable = False
    return weights, draw(st.sampled_from([None, *range(shape[0])]))


def chosen(weights, channel):
    return range(len(weights)) if channel is None else [channel]


@settings(max_examples=60, deadline=None)
@given(filters(), SELECTIONS)
def test_a_copy_holds_the_selected_cells_and_0_for_those_outside(scene, selection):
    weights, channel = scene
    block = copied(weights, selection, channel)
    assert block.dtype == np.float32
    assert block.shape == (len(chosen(weights, channel)), selection.height, selection.width)
    frame = 60
    padded = np.pad(weights, ((0, 0), (frame, frame), (frame, frame)))
    top, left = selection.top + frame, selection.left + frame
    around = padded[:, top : top + selection.height, left : left + selection.width]
    np.testing.assert_array_equal(block, around[list(chosen(weights, channel))])


@settings(max_examples=60, deadline=None)
@given(filters(), SELECTIONS)
def test_cut_and_paste_at_the_same_place_is_the_filter_itself(scene, selection):
    weights, channel = scene
    block, rest = cut(weights, selection, channel)
    np.testing.assert_array_equal(block, copied(weights, selection, channel))
    np.testing.assert_array_equal(pasted(rest, block, selection.top, selection.left, channel), weights)
    np.testing.assert_array_equal(moved(weights, selection, 0, 0, channel), weights)
    mask = selection.mask(weights.shape[1:])
    for k in range(len(weights)):
        gone = mask if k in chosen(weights, channel) else np.zeros_like(mask)
        np.testing.assert_array_equal(rest[k], np.where(gone, 0, weights[k]))


@settings(max_examples=60, deadline=None)
@given(filters(), SELECTIONS, STEPS, STEPS)
def test_moving_puts_each_selected_cell_elsewhere_and_0_in_its_place(scene, selection, down, right):
    weights, channel = scene
    _, kh, kw = weights.shape
    expected = weights.copy()
    cells = np.argwhere(selection.mask((kh, kw))).tolist()
    for k in chosen(weights, channel):
        for row, column in cells:
            expected[k, row, column] = 0
        for row, column in cells:
            if 0 <= row + down < kh and 0 <= column + right < kw:
                expected[k, row + down, column + right] = weights[k, row, column]
    np.testing.assert_array_equal(moved(weights, selection, down, right, channel), expected)


@settings(max_examples=40, deadline=None)
@given(filters(), filters(), PLACES)
def test_a_pasted_block_of_any_channels_is_clipped_at_the_edges(scene, source, place):
    weights, channel = scene
    block, _ = source
    result = pasted(weights, block, *place, channel)
    expected = weights.astype(np.float64)
    for k in chosen(weights, channel):
        if len(block) == 1:
            values = block[0]
        elif len(weights) == 3:
            values = block[k]
        else:
            values = block.astype(np.float64).mean(axis=0)
        for row, column in np.ndindex(block.shape[1:]):
            r, c = row + place[0], column + place[1]
            if 0 <= r < weights.shape[1] and 0 <= c < weights.shape[2]:
                expected[k, r, c] = values[row, column]
    np.testing.assert_array_equal(result, expected.astype(np.float32))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 31), st.integers(1, 31), PLACES, PLACES, STEPS, STEPS)
def test_a_selection_marks_the_cells_between_its_corners_wherever_it_is(kh, kw, start, end, down, right):
    selection = Selection.between(start, end).shifted(down, right)
    assert selection == Selection.between(end, start).shifted(down, right)
    rows, columns = sorted((start[0] + down, end[0] + down)), sorted((start[1] + right, end[1] + right))
    expected = np.zeros((kh, kw), dtype=bool)
    for row, column in np.ndindex(kh, kw):
        expected[row, column] = rows[0] <= row <= rows[1] and columns[0] <= column <= columns[1]
    np.testing.assert_array_equal(selection.mask((kh, kw)), expected)
    part = selection.clipped((kh, kw))
    assert (part is None) == (not expected.any())
    if part is not None:
        assert expected[part.rows, part.columns].all()
        assert part.height * part.width == expected.sum()


def test_everything_is_every_cell():
    assert Selection.everything((3, 5)).mask((3, 5)).all()


def test_what_cannot_be_selected_or_pasted_is_refused():
    weights = np.zeros((1, 3, 3), dtype=np.float32)
    with pytest.raises(FilterLabError, match="selection of 0 × 2 cells is empty"):
        Selection(0, 0, 0, 2)
    with pytest.raises(FilterLabError, match="has 2 channels: give 1 or 3"):
        pasted(weights, np.zeros((2, 1, 1), dtype=np.float32), 0, 0)
    for act in (copied, cut):
        with pytest.raises(FilterLabError, match="no channel 3"):
            act(weights, Selection(0, 0, 1, 1), 2)
