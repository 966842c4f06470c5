"""A piece of a picture as filter answers most where it was cut from."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

from filterlab.data import load_sample, samples
from filterlab.data.kernel_crops import crop_as_kernel
from filterlab.errors import FilterLabError


def _patches(pixels, height, width):
    """All patches of a picture, one a row, with their places."""
    c, _h, _w = pixels.shape
    windows = sliding_window_view(pixels.astype(np.float64), (c, height, width))[0]
    rows, columns = windows.shape[:2]
    return windows.reshape(rows * columns, -1), (rows, columns)


def _correlations(pixels, kernel):
    """Normalised cross-correlation: each patch without its mean and divided by its norm."""
    patches, shape = _patches(pixels, *kernel.shape[1:])
    patches = patches - patches.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(patches, axis=1)
    responses = patches @ kernel.ravel().astype(np.float64)
    return np.divide(responses, norms, out=np.zeros_like(norms), where=norms > 1e-9).reshape(shape)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([1, 3]),
    st.integers(2, 9),
    st.integers(2, 9),
    st.integers(0, 15),
    st.integers(0, 15),
)
def test_the_normalised_correlation_peaks_with_1_where_the_piece_was_cut_from(
    seed, channels, height, width, top, left
):
    pixels = np.random.default_rng(seed).random((channels, 24, 25), dtype=np.float32)
    kernel = crop_as_kernel(pixels, top, left, height, width, zero_mean=True, unit_norm=True)
    map_ = _correlations(pixels, kernel)
    assert map_[top, left] == pytest.approx(1, abs=1e-6)
    assert map_.max() <= map_[top, left] + 1e-6
    if height * width > 9:
        assert np.unravel_index(map_.argmax(), map_.shape) == (top, left)


def test_the_mouse_s_back_is_found_again():
    pixels = load_sample("mouse")
    row, column = samples["mouse"].marks["back"]
    kernel = crop_as_kernel(pixels, row, column, 15, 15, zero_mean=True, unit_norm=True)
    map_ = _correlations(pixels, kernel)
    assert np.unravel_index(map_.argmax(), map_.shape) == (row, column)
    assert map_[row, column] == pytest.approx(1, abs=1e-6)


def test_without_the_mean_flat_brightness_gives_0_and_the_norm_is_1():
    pixels = np.random.default_rng(1).random((3, 20, 20))
    kernel = crop_as_kernel(pixels, 2, 3, 7, 5, zero_mean=True, unit_norm=True)
    assert kernel.shape == (3, 7, 5)
    assert kernel.dtype == np.float32
    assert kernel.sum(dtype=np.float64) == pytest.approx(0, abs=1e-6)
    assert np.linalg.norm(kernel) == pytest.approx(1)


def test_a_piece_left_as_it_is_has_the_picture_s_own_numbers():
    pixels = np.random.default_rng(2).random((1, 9, 9), dtype=np.float32)
    kernel = crop_as_kernel(pixels, 4, 5, 5, 4, zero_mean=False, unit_norm=False)
    assert np.array_equal(kernel, pixels[:, 4:, 5:])
    assert not np.shares_memory(kernel, pixels)
    whole = crop_as_kernel(pixels, 0, 0, 9, 9, zero_mean=False, unit_norm=True)
    np.testing.assert_allclose(whole, pixels / np.linalg.norm(pixels), rtol=1e-6)


@pytest.mark.parametrize("units", [1, 255, 65535])
def test_the_units_of_the_picture_do_not_matter_to_a_normed_piece(units):
    pixels = np.random.default_rng(3).random((1, 12, 12))
    expected = crop_as_kernel(pixels, 1, 1, 6, 6, zero_mean=True, unit_norm=True)
    scaled = crop_as_kernel(pixels * units, 1, 1, 6, 6, zero_mean=True, unit_norm=True)
    np.testing.assert_allclose(scaled, expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    ("pixels", "place", "words"),
    [
        (np.zeros((2, 9, 9)), (0, 0, 3, 3), "shape (1 or 3, rows, columns), not (2, 9, 9)"),
        (np.zeros((9, 9)), (0, 0, 3, 3), "not (9, 9)"),
        (np.ones((1, 50, 50)), (0, 0, 32, 3), "32 rows and 3 columns: a filter has 1 to 31"),
        (np.ones((1, 50, 50)), (0, 0, 3, 0), "3 rows and 0 columns"),
        (np.ones((1, 9, 8)), (7, 0, 3, 3), "3 by 3 pixels at row 7, column 0 leaves the picture of 9 by 8"),
        (np.ones((1, 9, 8)), (-1, 0, 3, 3), "at row -1"),
        (np.full((1, 9, 9), 0.7, dtype=np.float32), (0, 0, 5, 5), "the same value everywhere"),
        (np.zeros((1, 9, 9)), (0, 0, 5, 5), "the same value everywhere"),
        (np.full((1, 9, 9), np.nan), (0, 0, 5, 5), "holds NaN, infinity or huge values"),
        (np.full((1, 9, 9), 1e300), (0, 0, 5, 5), "huge values"),
    ],
)
def test_a_piece_that_is_no_filter_is_refused(pixels, place, words):
    with pytest.raises(FilterLabError) as caught:
        crop_as_kernel(pixels, *place, zero_mean=True, unit_norm=True)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_black_piece_has_no_norm():
    with pytest.raises(FilterLabError, match="all 0"):
        crop_as_kernel(np.zeros((1, 9, 9)), 0, 0, 3, 3, zero_mean=False, unit_norm=True)
    black = crop_as_kernel(np.zeros((1, 9, 9)), 0, 0, 3, 3, zero_mean=False, unit_norm=False)
    assert not black.any()
