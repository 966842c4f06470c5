from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.data import load_sample, match_channels
from filterlab.errors import FilterLabError
from filterlab.probes import Stages, find_places
from filterlab.probes.ncc import ncc_map, zero_mean


def by_definition(
    picture: NDArray[Any], weights: NDArray[Any], stages: Stages
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Place after place: minus the means, divided by the lengths, multiplied and added up.

    Beside each value stands what rounding may make of it: a step of float64 for each square, measured by the
    squares that are left when the mean is gone.
    """
    kernel = (weights[:, ::-1, ::-1] if stages.flip else weights).astype(float)
    channels, kernel_height, kernel_width = kernel.shape
    seen = match_channels(picture, channels).astype(float)
    places = find_places(seen.shape[1:], (kernel_height, kernel_width), replace(stages, pool="none"))
    rows, columns = places.rows, places.columns
    padded = np.pad(seen, ((0, 0), (rows.before, rows.after), (columns.before, columns.after)))
    template = kernel - kernel.mean(axis=(1, 2), keepdims=True)
    expected, rounding = np.zeros((2, rows.out, columns.out))
    for row, column in np.ndindex(expected.shape):
        patch = np.empty_like(kernel)
        for channel, i, j in np.ndindex(kernel.shape):
            patch[channel, i, j] = padded[
                channel,
                row * rows.stride + i * rows.dilation,
                column * columns.stride + j * columns.dilation,
            ]
        flat = patch == patch[:, :1, :1]
        patch = np.zeros_like(patch) if flat.all() else patch - patch.mean(axis=(1, 2), keepdims=True)
        length = np.linalg.norm(patch)
        if length > 0:
            expected[row, column] = (patch * template).sum() / (length * np.linalg.norm(template))
            rounding[row, column] = 1e-13 * kernel.size * (np.abs(padded).max() / length) ** 2
    return expected, rounding


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_map_is_that_of_an_explicit_loop(data: st.DataObject):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    channels, of_filter = data.draw(st.sampled_from([(1, 1), (3, 3), (1, 3), (3, 1)]))
    small = st.integers(1, 3)
    size = (of_filter, data.draw(small), data.draw(st.integers(2, 3)))
    stages = Stages(
        stride=(data.draw(small), data.draw(small)),
        padding=data.draw(st.sampled_from([(0, 0), (2, 1), "same"])),
        dilation=(data.draw(small), data.draw(small)),
        flip=data.draw(st.booleans()),
        bias=3.0,
        activation="relu",
        pool="max",
    )
    picture = rng.normal(size=(channels, 9, 11)) * data.draw(st.sampled_from([1.0, 1e-4, 1e5])) + 4.0
    if data.draw(st.booleans()):
        picture = picture.round()
    weights = rng.normal(size=size)
    found = ncc_map(picture, weights, stages)
    assert np.abs(found).max() <= 1
    expected, rounding = by_definition(picture, weights, stages)
    assert (np.abs(found - expected) <= 1e-9 + rounding).all()


def test_the_map_does_not_depend_on_how_it_is_cut_into_bands(monkeypatch: pytest.MonkeyPatch):
    rng = np.random.default_rng(2)
    picture, weights = rng.uniform(size=(1, 40, 30)), rng.normal(size=(1, 5, 4))
    stages = Stages(stride=(2, 1), padding=(3, 2))
    whole = ncc_map(picture, weights, stages)
    monkeypatch.setattr("filterlab.probes.bands._BAND", 100)
    np.testing.assert_allclose(ncc_map(picture, weights, stages), whole, rtol=0, atol=1e-12)


@pytest.mark.parametrize("level", [0.0, 0.1, 1 / 3, 50.0, -7.7, 1e30, 1e-30])
@pytest.mark.parametrize("size", [(1, 2), (7, 7), (31, 31)])
def test_a_flat_patch_of_any_brightness_gives_exactly_0(level: float, size: tuple[int, int]):
    weights = np.random.default_rng(1).normal(size=(1, *size))
    picture = np.full((1, 64, 64), level)
    assert not ncc_map(picture, weights, Stages()).any()
    picture[0, 0, 0] += 1.0 if abs(level) < 1e20 else level
    away_from_it = ncc_map(picture, weights, Stages())[1:, 1:]
    assert not away_from_it.any()


def test_a_flat_patch_beside_a_bright_edge_gives_0():
    picture = np.full((1, 40, 40), 0.1)
    picture[:, :, 20:] = 0.7
    found = ncc_map(picture, np.random.default_rng(1).normal(size=(1, 5, 5)), Stages())
    assert not found[:, :16].any()
    assert not found[:, 20:].any()
    assert found[:, 16:20].all()


def test_a_flat_patch_of_any_colour_gives_0():
    picture = np.broadcast_to(np.array([0.9, 0.2, 0.4])[:, np.newaxis, np.newaxis], (3, 12, 12)).copy()
    assert not ncc_map(picture, np.random.default_rng(1).normal(size=(3, 4, 4)), Stages()).any()


def test_a_flat_filter_is_like_nothing():
    picture = np.random.default_rng(1).normal(size=(1, 12, 12))
    assert not ncc_map(picture, np.full((1, 3, 3), 0.1), Stages()).any()
    assert not ncc_map(picture, np.zeros((1, 3, 3)), Stages()).any()


def test_the_filter_itself_gives_1_whatever_its_brightness_and_contrast():
    weights = np.random.default_rng(1).normal(size=(1, 5, 5))
    for patch in (weights, 1000 + 0.001 * weights, 1e-9 * weights, 1e150 * weights):
        assert ncc_map(patch, weights, Stages()).item() == pytest.approx(1, abs=1e-6)
        assert ncc_map(-patch, weights, Stages()).item() == pytest.approx(-1, abs=1e-6)


def test_one_faint_pixel_on_a_16_bit_ground_is_still_seen():
    weights = np.random.default_rng(1).normal(size=(1, 31, 31))
    picture = np.full((1, 80, 80), 40_000 / 65_535)
    picture[0, :2] = 0
    picture[0, 60, 60] = 40_001 / 65_535
    found = ncc_map(picture, weights, Stages())[2:]
    expected, _rounding = by_definition(picture[:, 2:], weights, Stages())
    np.testing.assert_allclose(found, expected, atol=0.02)
    assert np.count_nonzero(found) == np.count_nonzero(expected) > 300


def test_the_map_is_read_only_float64_and_has_the_size_before_pooling(curve_detector: NDArray[np.float32]):
    found = ncc_map(load_sample("mouse"), curve_detector, Stages(pool="max"))
    assert (found.shape, found.dtype, found.flags.writeable) == ((218, 218), np.float64, False)


def test_zero_mean_takes_the_mean_of_each_channel_away():
    weights = np.array([[[1.0, 3.0]], [[5.0, 5.0]]])
    assert zero_mean(weights).tolist() == [[[-1.0, 1.0]], [[0.0, 0.0]]]
    assert not zero_mean(np.full((1, 3, 3), 0.1)).any()


def test_a_picture_with_nan_is_refused():
    with pytest.raises(FilterLabError, match="NaN"):
        ncc_map(np.full((1, 5, 5), np.nan), np.ones((1, 2, 2)), Stages())
