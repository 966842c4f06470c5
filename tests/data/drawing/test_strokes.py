"""What painting does to the weights, cell by cell."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data.drawing import Brush, Paint, Stroke, line, painted
from filterlab.errors import FilterLabError

MODES = st.sampled_from(["replace", "add", "erase", "smooth"])
VALUES = st.floats(-50, 50, width=32)


@st.composite
def scenes(draw):
    """Draw weights, a mask and a channel of theirs."""
    c, kh, kw = draw(st.sampled_from([1, 3])), draw(st.integers(1, 31)), draw(st.integers(1, 31))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    weights = rng.normal(0, 10, (c, kh, kw)).astype(np.float32)
    weights.flags.writeable = False
    mask = rng.random((kh, kw)) < draw(st.sampled_from([0, 0.1, 0.5, 1]))
    return weights, mask, draw(st.sampled_from([None, *range(c)]))


def painted_slowly(weights, mask, value, mode, channel):
    c, kh, kw = weights.shape
    result = weights.astype(np.float64)
    for k, row, column in np.ndindex(c, kh, kw):
        if not mask[row, column] or channel not in (None, k):
            continue
        number = value[row, column] if isinstance(value, np.ndarray) else value
        if mode == "replace":
            result[k, row, column] = number
        elif mode == "add":
            result[k, row, column] += number
        elif mode == "erase":
            result[k, row, column] = 0
        else:
            around = weights[k, max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
            result[k, row, column] = around.astype(np.float64).mean()
    return result


@settings(max_examples=40, deadline=None)
@given(scenes(), VALUES, MODES)
def test_a_tool_changes_the_touched_cells_of_its_channels_and_no_others(scene, value, mode):
    weights, mask, channel = scene
    result = painted(weights, mask, value, mode, channel)
    assert result.dtype == np.float32
    expected = painted_slowly(weights, mask, value, mode, channel)
    np.testing.assert_allclose(result, expected, rtol=1e-6, atol=1e-6)
    assert not np.signbit(result[result == 0]).any()
    kept = np.broadcast_to(~mask, weights.shape).copy()
    if channel is not None:
        kept[[k for k in range(len(weights)) if k != channel]] = True
    np.testing.assert_array_equal(result[kept], weights[kept])


@settings(max_examples=30, deadline=None)
@given(scenes(), st.sampled_from(["replace", "add"]), st.integers(0, 2**32 - 1))
def test_a_value_may_differ_from_cell_to_cell(scene, mode, seed):
    weights, mask, channel = scene
    values = np.random.default_rng(seed).normal(size=mask.shape).astype(np.float32)
    np.testing.assert_allclose(
        painted(weights, mask, values, mode, channel),
        painted_slowly(weights, mask, values, mode, channel),
        rtol=1e-6,
        atol=1e-6,
    )


@settings(max_examples=40, deadline=None)
@given(scenes(), VALUES, MODES, st.integers(0, 2**32 - 1))
def test_passing_a_cell_twice_in_a_stroke_changes_it_once(scene, value, mode, seed):
    weights, mask, channel = scene
    other = np.random.default_rng(seed).random(mask.shape) < 0.3
    stroke = Stroke.begin(weights, Paint(value, mode, channel))
    np.testing.assert_array_equal(stroke.after(), weights)
    long_way = stroke.touching(mask).touching(other).touching(mask)
    np.testing.assert_array_equal(long_way.after(), painted(weights, mask | other, value, mode, channel))
    np.testing.assert_array_equal(long_way.after(), stroke.touching(other).touching(mask).after())


def test_an_adding_stroke_back_and_forth_adds_once():
    weights = np.full((1, 5, 5), 2, dtype=np.float32)
    stroke = Stroke.begin(weights, Paint(0.5, "add"))
    for start, end in (((2, 0), (2, 4)), ((2, 4), (2, 0)), ((0, 2), (4, 2))):
        stroke = stroke.touching(line((5, 5), start, end, Brush(1)))
    cross = np.zeros((5, 5), dtype=bool)
    cross[2], cross[:, 2] = True, True
    np.testing.assert_array_equal(stroke.after()[0], np.where(cross, 2.5, 2))


def test_a_shape_that_is_pulled_out_covers_only_its_last_place():
    stroke = Stroke.begin(np.zeros((1, 3, 3), dtype=np.float32), Paint(7))
    first, second = np.eye(3, dtype=bool), np.eye(3, dtype=bool)[::-1]
    pulled = stroke.covering(first).covering(second)
    np.testing.assert_array_equal(pulled.after()[0], 7 * second)
    assert not stroke.touched.any()


def test_smoothing_counts_only_cells_of_the_grid():
    weights = np.zeros((1, 3, 3), dtype=np.float32)
    weights[0, 0, 0] = 36
    smoothed = painted(weights, np.ones((3, 3), dtype=bool), mode="smooth")
    assert smoothed.tolist() == [[[9, 6, 0], [6, 4, 0], [0, 0, 0]]]


@pytest.mark.parametrize(
    ("paint", "words"),
    [
        (lambda w, m: painted(w, m, math.nan), "value to paint is nan: give a finite number"),
        (lambda w, m: painted(w, m, np.full((2, 2), np.inf, np.float32), "add"), "value to paint is inf"),
        (lambda w, m: painted(w, m, 3e38, "add"), "Adding 3e\\+38 makes a weight larger than 3.4e\\+38"),
        (lambda w, m: painted(w, m, 1e39), "Painting 1e\\+39 makes a weight larger"),
        (lambda w, m: painted(w, m, 1, channel=1), "only one channel, so there is no channel 2"),
        (lambda w, m: painted(np.repeat(w, 3, 0), m, 1, channel=-1), "3 channels, so there is no channel 0"),
        (lambda _w, _m: Paint(math.inf), "value to paint is inf"),
    ],
)
def test_what_cannot_be_painted_is_refused(paint, words):
    weights = np.full((1, 2, 2), 3e38, dtype=np.float32)
    with pytest.raises(FilterLabError, match=words):
        paint(weights, np.ones((2, 2), dtype=bool))
