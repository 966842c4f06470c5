"""A response brought up to date after a change of its filter is the response to the filter as it is now."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab import engine
from filterlab.engine import ShapeError

TOLERANCE = {np.float32: 1e-5, np.float64: 1e-12}


def changed(w: np.ndarray, *cells: tuple[int, int], by: float = 2.0) -> np.ndarray:
    after = w.copy()
    for row, column in cells:
        after[:, :, row, column] += by
    return after


@given(
    seed=st.integers(0, 2**32 - 1),
    kernel=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.tuples(st.integers(0, 7), st.integers(0, 7)),
    dilation=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    extra=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    groups=st.integers(1, 2),
    dtype=st.sampled_from([np.float32, np.float64]),
)
@settings(max_examples=150, deadline=None)
def test_any_changed_cell_gives_the_response_to_the_new_filter(
    seed, kernel, stride, padding, dilation, extra, groups, dtype
):
    rng = np.random.default_rng(seed)
    size = [
        max(d * (k - 1) + 1 - 2 * p, 1) + e
        for k, p, d, e in zip(kernel, padding, dilation, extra, strict=True)
    ]
    x = rng.normal(size=(2, 2 * groups, *size)).astype(dtype)
    before = rng.normal(size=(3 * groups, 2, *kernel)).astype(dtype)
    after = changed(before, (int(rng.integers(kernel[0])), int(rng.integers(kernel[1]))))
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    updated = engine.update_conv2d(engine.conv2d(x, before, **how), x, before, after, **how)
    whole = engine.conv2d(x, after, **how)
    assert updated.dtype == dtype
    assert np.abs(updated - whole).max() <= TOLERANCE[dtype] * max(np.abs(whole).max(), 1)


def test_the_response_before_is_left_as_it_is(rng):
    x, w = rng.normal(size=(1, 1, 9, 9)), rng.normal(size=(1, 1, 3, 3))
    y = engine.conv2d(x, w)
    kept = y.copy()
    engine.update_conv2d(y, x, w, changed(w, (1, 1)))
    np.testing.assert_array_equal(y, kept)
    same = engine.update_conv2d(y, x, w, w)
    np.testing.assert_array_equal(same, y)
    assert not np.shares_memory(same, y)


def test_the_bias_is_kept(rng):
    x, w, b = rng.normal(size=(1, 1, 9, 9)), rng.normal(size=(2, 1, 5, 5)), np.array([3.0, -4.0])
    for cells in ([(0, 0)], [(0, 0), (4, 4)]):
        after = changed(w, *cells)
        updated = engine.update_conv2d(engine.conv2d(x, w, b), x, w, after, b)
        np.testing.assert_allclose(updated, engine.conv2d(x, after, b), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_come_out_as_if_computed_anew(rng, strange):
    x, w = rng.normal(size=(1, 1, 12, 40)), rng.normal(size=(1, 1, 5, 5))
    x[0, 0, 6, 20] = strange
    # The cell turns from positive to negative: a sum of infinities of both signs would never get well again.
    w[0, 0, 2, 2] = 1
    after = changed(w, (2, 2), by=-3.0)
    updated = engine.update_conv2d(engine.conv2d(x, w), x, w, after)
    np.testing.assert_allclose(updated, engine.conv2d(x, after), rtol=1e-12, atol=1e-12)
    after = changed(w, (2, 2), by=strange)
    back = engine.update_conv2d(engine.conv2d(x, after), x, after, w)
    np.testing.assert_allclose(back, engine.conv2d(x, w), rtol=1e-12, atol=1e-12)


def test_weights_of_two_shapes_or_another_response_are_refused(rng):
    x, w = rng.normal(size=(1, 1, 9, 9)), rng.normal(size=(1, 1, 3, 3))
    with pytest.raises(ShapeError, match=r"before has 5 along its axis KW, expected 3"):
        engine.update_conv2d(engine.conv2d(x, w), x, np.ones((1, 1, 3, 5)), w)
    with pytest.raises(ShapeError, match=r"y has 9 along its axis OH, expected 7"):
        engine.update_conv2d(x, x, w, w)
