"""Pooling against SciPy's filters, and what it does with ties, NaN, infinities and large pictures."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from filterlab import engine

windows = st.tuples(st.integers(1, 4), st.integers(1, 4))


@given(
    seed=st.integers(0, 2**32 - 1), size=windows, stride=windows, extra=st.tuples(*[st.integers(0, 8)] * 2)
)
@settings(max_examples=60, deadline=None)
def test_pooling_is_scipys_filter_looked_at_every_stride(seed, size, stride, extra):
    x = np.random.default_rng(seed).normal(size=(size[0] + extra[0], size[1] + extra[1]))
    # SciPy centres its window; here its first cell is the place.
    first = tuple(slice(k // 2, n - (k - 1) // 2) for k, n in zip(size, x.shape, strict=True))
    steps = (slice(None, None, stride[0]), slice(None, None, stride[1]))
    largest = ndimage.maximum_filter(x, size)[first][steps]
    np.testing.assert_array_equal(engine.max_pool2d(x[None, None], size, stride=stride)[0, 0], largest)
    mean = ndimage.correlate(x, np.full(size, 1 / np.prod(size)))[first][steps]
    np.testing.assert_allclose(
        engine.avg_pool2d(x[None, None], size, stride=stride)[0, 0], mean, rtol=1e-10, atol=1e-10
    )


def test_the_first_of_equal_pixels_wins(engine):
    _, winners = engine.max_pool2d_with_winners(np.array([[[[1, 5], [5, 5]]]]), 2)
    assert winners.item() == 1


def test_a_window_of_minus_infinities_is_won_by_a_pixel_and_not_by_the_padding(engine):
    x = np.full((1, 1, 2, 2), -np.inf)
    y, winners = engine.max_pool2d_with_winners(x, 2, stride=1, padding=1)
    assert np.isneginf(y).all()
    assert winners[0, 0, 0, 0] == 3
    dx = engine.max_pool2d_backward(np.ones(y.shape), winners, x.shape, 2, stride=1, padding=1)
    assert dx.sum() == y.size


def test_nan_wins_its_windows_and_gets_their_gradient(engine):
    x = np.array([[[[1.0, 9.0, 2.0], [np.nan, 3.0, np.nan], [4.0, 5.0, 6.0]]]])
    y, winners = engine.max_pool2d_with_winners(x, 2, stride=1)
    np.testing.assert_array_equal(y, np.full((1, 1, 2, 2), np.nan))
    np.testing.assert_array_equal(winners, [[[[2, 3], [0, 1]]]])
    dx = engine.max_pool2d_backward(np.ones(y.shape), winners, x.shape, 2, stride=1)
    np.testing.assert_array_equal(dx, [[[[0, 0, 0], [2, 0, 2], [0, 0, 0]]]])
    assert np.isnan(engine.avg_pool2d(x, 2, stride=1)).all()


@pytest.mark.parametrize("gradient", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("stride", [1, 2])
def test_a_gradient_that_is_no_number_reaches_the_winner_alone(engine, gradient, stride):
    x = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    _, winners = engine.max_pool2d_with_winners(x, 2, stride=stride)
    dx = engine.max_pool2d_backward(np.full((1, 1, 1, 1), gradient), winners, x.shape, 2, stride=stride)
    np.testing.assert_array_equal(dx, [[[[0, 0], [0, gradient]]]])


def test_a_pixel_that_wins_several_windows_gets_all_their_gradients(engine):
    x = np.zeros((1, 1, 3, 3))
    x[0, 0, 1, 1] = 1
    _, winners = engine.max_pool2d_with_winners(x, 2, stride=1)
    dx = engine.max_pool2d_backward(np.array([[[[1, 2], [3, 4]]]]), winners, x.shape, 2, stride=1)
    np.testing.assert_array_equal(dx[0, 0], [[0, 0, 0], [0, 10, 0], [0, 0, 0]])


def test_the_zeros_of_the_padding_count_in_the_average(engine):
    y = engine.avg_pool2d(np.full((1, 1, 2, 2), 4.0), 2, padding=1)
    np.testing.assert_array_equal(y[0, 0], [[1, 1], [1, 1]])


def test_the_padding_never_wins_even_over_negative_pixels(engine):
    np.testing.assert_array_equal(
        engine.max_pool2d(np.full((1, 1, 2, 2), -4.0), 2, padding=1), np.full((1, 1, 2, 2), -4.0)
    )


def test_integer_pictures_are_averaged_without_wrapping_around(engine):
    y = engine.avg_pool2d(np.full((1, 1, 4, 4), 255, dtype=np.uint8), 4)
    assert y.dtype == np.float32
    assert y.item() == 255


def test_how_the_numbers_lie_in_memory_changes_nothing(rng):
    x = rng.normal(size=(2, 3, 8, 9))
    turned = x[:, :, ::-1].copy()[:, :, ::-1]
    swapped = np.asfortranarray(x)
    for other in (turned, swapped):
        for plain, moved in zip(
            engine.max_pool2d_with_winners(x, 3, stride=2),
            engine.max_pool2d_with_winners(other, 3, stride=2),
            strict=True,
        ):
            np.testing.assert_array_equal(plain, moved)
        np.testing.assert_array_equal(
            engine.avg_pool2d(x, 3, stride=2), engine.avg_pool2d(other, 3, stride=2)
        )
    dy = rng.normal(size=(2, 3, 4, 4))
    np.testing.assert_array_equal(
        engine.avg_pool2d_backward(np.asfortranarray(dy), x.shape, 2),
        engine.avg_pool2d_backward(dy, x.shape, 2),
    )


def test_the_scratch_stays_small_however_large_the_picture():
    x = np.ones((1, 1, 2000, 2000), dtype=np.float32)
    y, winners = engine.max_pool2d_with_winners(x, 3, stride=1)
    for call in (
        lambda: engine.max_pool2d(x, 3, stride=1, padding=1),
        lambda: engine.avg_pool2d(x, 3, stride=1, padding=1),
        lambda: engine.max_pool2d_backward(y, winners, x.shape, 3, stride=1),
        lambda: engine.avg_pool2d_backward(y, x.shape, 3, stride=1),
    ):
        tracemalloc.start()
        result = call()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak - result.nbytes < 4 * 2**20


def test_nan_goes_through_relu_in_a_pooling_and_gets_the_gradient():
    x = np.array([[[[-1.0, np.nan], [-2.0, -3.0]]]])
    y, winners = engine.max_pool2d_with_winners(x, 2, relu=True)
    assert np.isnan(y).all()
    assert winners.item() == 1
