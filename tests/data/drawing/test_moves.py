"""Edits that move cells: the algebra of turns and flips, shifts, sizes and anchors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data import drawing
from filterlab.data.drawing import resized, shifted, turned
from filterlab.errors import FilterLabError

SIDES = st.integers(1, 31)
ANCHORS = {
    "top left": (0, 0),
    "top": (0, None),
    "top right": (0, 1),
    "left": (None, 0),
    "middle": (None, None),
    "right": (None, 1),
    "bottom left": (1, 0),
    "bottom": (1, None),
    "bottom right": (1, 1),
}


@st.composite
def filters(draw):
    """Draw weights of several channels or of one, none of them 0."""
    outer = draw(st.sampled_from([(), (1,), (3,)]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    weights = rng.integers(1, 100, (*outer, draw(SIDES), draw(SIDES))).astype(np.float32)
    weights.flags.writeable = False
    return weights


@settings(max_examples=40, deadline=None)
@given(filters(), st.integers(-9, 9))
def test_turning_by_quarters_is_numpy_s_and_four_are_the_identity(weights, quarters):
    result = turned(weights, quarters)
    np.testing.assert_array_equal(result, np.rot90(weights, quarters, axes=(-2, -1)))
    np.testing.assert_array_equal(turned(result, 4 - quarters), weights)
    np.testing.assert_array_equal(drawing.turned_left(weights), turned(weights, 1))
    np.testing.assert_array_equal(drawing.turned_right(drawing.turned_left(weights)), weights)


@settings(max_examples=40, deadline=None)
@given(filters())
def test_flips_and_turns_obey_their_algebra(weights):
    sideways, upside_down = drawing.flipped_sideways, drawing.flipped_upside_down
    np.testing.assert_array_equal(sideways(weights), weights[..., ::-1])
    np.testing.assert_array_equal(upside_down(weights), weights[..., ::-1, :])
    np.testing.assert_array_equal(sideways(upside_down(weights)), turned(weights, 2))
    np.testing.assert_array_equal(drawing.transposed(drawing.transposed(weights)), weights)
    np.testing.assert_array_equal(drawing.transposed(weights), sideways(drawing.turned_right(weights)))


def test_a_turn_to_the_left_brings_the_right_side_to_the_top():
    weights = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.float32)
    assert drawing.turned_left(weights).tolist() == [[3, 6], [2, 5], [1, 4]]
    assert drawing.turned_right(weights).tolist() == [[4, 1], [5, 2], [6, 3]]


@settings(max_examples=60, deadline=None)
@given(filters(), st.integers(-40, 40), st.integers(-40, 40))
def test_a_shift_moves_every_cell_and_lets_in_0_or_what_left(weights, down, right):
    kh, kw = weights.shape[-2:]
    lost, kept = shifted(weights, down, right), shifted(weights, down, right, wrap=True)
    for row, column in np.ndindex(kh, kw):
        old_row, old_column = row - down, column - right
        inside = 0 <= old_row < kh and 0 <= old_column < kw
        old = weights[..., old_row % kh, old_column % kw]
        np.testing.assert_array_equal(kept[..., row, column], old)
        np.testing.assert_array_equal(lost[..., row, column], old if inside else 0)
    np.testing.assert_array_equal(shifted(kept, -down, -right, wrap=True), weights)


@settings(max_examples=60, deadline=None)
@given(filters(), SIDES, SIDES)
def test_growing_and_shrinking_around_the_middle_gives_the_same_filter(weights, height, width):
    kh, kw = weights.shape[-2:]
    grown = resized(weights, max(kh, height), max(kw, width))
    assert grown.sum(dtype=np.float64) == weights.sum(dtype=np.float64)
    np.testing.assert_array_equal(resized(grown, kh, kw), weights)
    other = resized(weights, height, width)
    middle = (height - 1) // 2, (width - 1) // 2
    np.testing.assert_array_equal(other[..., *middle], weights[..., (kh - 1) // 2, (kw - 1) // 2])


@settings(max_examples=80, deadline=None)
@given(filters(), SIDES, SIDES, st.sampled_from(sorted(ANCHORS)))
def test_an_anchor_keeps_its_part_of_the_filter_in_place(weights, height, width, anchor):
    kh, kw = weights.shape[-2:]
    moves = []
    for old, new, end in zip((kh, kw), (height, width), ANCHORS[anchor], strict=True):
        moves.append((new - 1) // 2 - (old - 1) // 2 if end is None else end * (new - old))
    result = resized(weights, height, width, anchor)
    assert result.shape == (*weights.shape[:-2], height, width)
    for row, column in np.ndindex(height, width):
        r, c = row - moves[0], column - moves[1]
        old = weights[..., r, c] if 0 <= r < kh and 0 <= c < kw else 0
        np.testing.assert_array_equal(result[..., row, column], old)


@pytest.mark.parametrize("resize", [resized, drawing.resampled])
@pytest.mark.parametrize("size", [(0, 3), (3, 32), (-1, 1)])
def test_a_size_that_no_filter_has_is_refused(resize, size):
    with pytest.raises(FilterLabError, match=f"filter of {size[0]} × {size[1]} cells is not possible"):
        resize(np.ones((1, 3, 3), dtype=np.float32), *size)


EDITS = {
    "turned": turned,
    "flipped_sideways": drawing.flipped_sideways,
    "flipped_upside_down": drawing.flipped_upside_down,
    "transposed": drawing.transposed,
    "shifted": lambda weights: shifted(weights, 1, 0),
    "wrapped": lambda weights: shifted(weights, 0, 1, wrap=True),
    "resized": lambda weights: resized(weights, 3, 4, "bottom"),
    "resampled": lambda weights: drawing.resampled(weights, 4, 3),
    "rotated": lambda weights: drawing.rotated(weights, 180),
    "rotated a little": lambda weights: drawing.rotated(weights, 17),
    "rotated to the nearest": lambda weights: drawing.rotated(weights, 17, "nearest"),
    "negated": drawing.negated,
    "cleared": drawing.cleared,
    "scaled": lambda weights: drawing.scaled(weights, -2),
    "scaled by nothing": lambda weights: drawing.scaled(weights, -0.0),
    "scaled to nothing": lambda weights: drawing.scaled(weights, -1e-300),
    "raised": lambda weights: drawing.raised(weights, -0.0),
    "with_zero_sum": drawing.with_zero_sum,
    "with_unit_sum": drawing.with_unit_sum,
    "with_imagej_rule": drawing.with_imagej_rule,
    "with_unit_norm": drawing.with_unit_norm,
    "with_unit_peak": drawing.with_unit_peak,
    "rounded": lambda weights: drawing.rounded(weights, 1),
    "snapped": lambda weights: drawing.snapped(weights, 0.01),
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("channels", [(), (1,), (3,)])
def test_every_edit_returns_a_new_float32_array_without_minus_0(name, channels):
    weights = np.tile(np.array([[-0.0, -3, 0.04], [-0.0, -0.0, 5]], np.float32), (*channels, 1, 1))
    before = weights.tobytes()
    weights.flags.writeable = False
    result = EDITS[name](weights)
    assert result.dtype == np.float32
    assert result.flags.writeable
    assert result.flags.c_contiguous
    assert not np.shares_memory(result, weights)
    assert weights.tobytes() == before
    assert not np.signbit(result[result == 0]).any()
