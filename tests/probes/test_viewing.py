"""What is computed for the screen is what the whole map has there."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.errors import FilterLabError
from filterlab.probes import Stages, find_peaks, find_places, respond
from filterlab.probes.surveying import brightness_range, survey
from filterlab.probes.viewing import Cells, expected_milliseconds, sample, without_rounding

STAGES = st.builds(
    Stages,
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.tuples(st.integers(0, 4), st.integers(0, 4)) | st.just("same"),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    flip=st.booleans(),
    bias=st.sampled_from([0.0, -1.5]),
    activation=st.sampled_from(["none", "relu", "tanh", "abs"]),
    pool=st.sampled_from(["none", "max", "average"]),
    pool_size=st.integers(1, 3),
    pool_stride=st.none() | st.integers(1, 4),
)


def picks(data: st.DataObject, count: int) -> range:
    start = data.draw(st.integers(0, count - 1))
    return range(start, data.draw(st.integers(start + 1, count)), data.draw(st.integers(1, 7)))


def scene(seed: int, picture_channels: int, filter_channels: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    pixels = rng.random((picture_channels, 41, 37), dtype=np.float32)
    return pixels, rng.normal(size=(filter_channels, 4, 5)).astype(np.float32)


@settings(max_examples=200, deadline=None)
@given(STAGES, st.sampled_from([(1, 1), (3, 3), (1, 3), (3, 1)]), st.integers(0, 99), st.data())
def test_some_cells_are_those_of_the_whole_map(
    stages: Stages, channels: tuple[int, int], seed: int, data: st.DataObject
) -> None:
    pixels, weights = scene(seed, *channels)
    whole = respond(pixels * np.float32(255), weights, stages).values
    cells = Cells(picks(data, whole.shape[0]), picks(data, whole.shape[1]))
    values = sample(pixels, weights, stages, cells, scale=255).values
    expected = whole[np.ix_(cells.rows, cells.columns)]
    assert values.shape == cells.shape
    np.testing.assert_allclose(values, expected, rtol=1e-4, atol=1e-5 * 255 * np.abs(weights).sum())


@settings(max_examples=100, deadline=None)
@given(STAGES, st.integers(0, 99), st.data())
def test_after_a_stroke_some_cells_are_still_those_of_the_whole_map(
    stages: Stages, seed: int, data: st.DataObject
) -> None:
    pixels, weights = scene(seed, 1, 1)
    whole = respond(pixels, weights, stages).values
    cells = Cells(picks(data, whole.shape[0]), picks(data, whole.shape[1]))
    shown = sample(pixels, weights, stages, cells)
    for row, column in data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=6)):
        weights = weights.copy()
        weights[0, row, column] += 2
        shown = sample(pixels, weights, stages, cells, before=shown)
    expected = sample(pixels, weights, stages, cells).values
    np.testing.assert_allclose(shown.values, expected, rtol=1e-4, atol=1e-4)


def test_a_sample_of_another_size_of_filter_is_not_gone_on_from() -> None:
    pixels, weights = scene(0, 1, 1)
    cells = Cells(range(3), range(4))
    before = sample(pixels, weights, Stages(), cells)
    smaller = weights[:, 1:, 1:]
    np.testing.assert_array_equal(
        sample(pixels, smaller, Stages(), cells, before=before).values,
        sample(pixels, smaller, Stages(), cells).values,
    )


def test_a_picture_with_nan_and_a_response_that_overflows_are_refused_in_words() -> None:
    pixels, weights = scene(0, 1, 1)
    cells = Cells(range(30), range(30))
    with pytest.raises(FilterLabError, match="grew beyond what float32 can hold"):
        sample(pixels, np.full_like(weights, 3e38), Stages(), cells)
    broken = pixels.copy()
    broken[0, 5, 5] = np.nan
    with pytest.raises(FilterLabError, match="picture holds NaN"):
        sample(broken, weights, Stages(), cells)


def test_channels_that_cannot_be_matched_are_refused() -> None:
    pixels, weights = scene(0, 1, 1)
    with pytest.raises(FilterLabError, match="2 channels and the filter 1"):
        sample(np.concatenate([pixels, pixels]), weights, Stages(), Cells(range(1), range(1)))


def test_values_that_are_all_rounding_are_0_unless_there_is_a_bias() -> None:
    weights = np.array([[[1, -1]]], np.float32)
    noise = np.array([[1e-6, -2e-6]], np.float32)
    assert not without_rounding(noise, weights, Stages(), 255.0).any()
    assert without_rounding(noise, weights, Stages(bias=1e-6), 255.0) is noise
    assert without_rounding(noise + 1, weights, Stages(), 255.0).all()


def test_the_cost_of_a_view_goes_with_its_cells_and_not_with_the_picture() -> None:
    _, weights = scene(0, 1, 1)
    small, large = (find_places((side, side), (4, 5), Stages()) for side in (100, 10_000))
    near, far = Cells(range(9), range(9)), Cells(range(0, 90, 10), range(0, 90, 10))
    assert expected_milliseconds(small, weights, Stages(), near) == expected_milliseconds(
        large, weights, Stages(), near
    )
    whole = expected_milliseconds(large, weights, Stages(), far)
    assert expected_milliseconds(large, weights, Stages(), far, changed=1) < whole
    assert expected_milliseconds(large, weights, Stages(), far, changed=weights.size) == whole
    pooled = Stages(pool="max", pool_size=3)
    assert expected_milliseconds(large, weights, pooled, far) == 9 * whole


@settings(max_examples=60, deadline=None)
@given(STAGES, st.integers(0, 99), st.integers(20, 200))
def test_a_survey_names_the_extremes_and_peaks_of_the_whole_map(stages: Stages, seed: int, band: int) -> None:
    import filterlab.probes.surveying as module

    pixels, weights = scene(seed, 1, 1)
    values = respond(pixels, weights, stages).values
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BAND", band)
        found = survey(pixels, weights, stages)
    assert found is not None
    assert found.shape == values.shape
    np.testing.assert_allclose([found.low, found.high], [values.min(), values.max()], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(values[found.highest], values.max(), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(values[found.lowest], values.min(), rtol=1e-4, atol=1e-4)
    strongest = find_peaks(values, 5, min_distance=3)
    assert [(peak.row, peak.column) for peak in found.peaks[:1]] == [
        (peak.row, peak.column) for peak in strongest[:1]
    ]


def test_a_slope_has_no_peaks_where_bands_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("filterlab.probes.surveying._BAND", 200)
    pixels = np.repeat(np.arange(60, dtype=np.float32)[:, np.newaxis] / 60, 20, axis=1)[np.newaxis]
    found = survey(pixels, np.ones((1, 1, 1), np.float32), Stages())
    assert found is not None
    assert {peak.row for peak in found.peaks} == {59}


def test_a_survey_that_may_not_proceed_ends() -> None:
    pixels, weights = scene(0, 1, 1)
    answers = iter([False])
    assert survey(pixels, weights, Stages(), proceed=lambda: next(answers)) is None
    assert not list(answers)


def test_a_filter_without_response_has_no_peaks_and_no_extremes() -> None:
    pixels = np.full((1, 30, 30), 0.3, np.float32)
    weights = np.array([[[1, -1]]], np.float32)
    found = survey(pixels, weights * np.float32(0.1), replace(Stages(), activation="none"))
    assert found is not None
    assert (found.low, found.high, found.peaks) == (0.0, 0.0, ())


@pytest.mark.parametrize("channels", [1, 3])
def test_the_range_of_brightness_is_that_of_what_the_filter_sees(channels: int, monkeypatch: Any) -> None:
    from filterlab.data import match_channels

    monkeypatch.setattr("filterlab.probes.surveying._BAND", 100)
    pixels, _ = scene(3, 3, 1)
    seen = match_channels(pixels, channels)
    np.testing.assert_allclose(brightness_range(pixels, channels), (seen.min(), seen.max()), rtol=1e-6)
