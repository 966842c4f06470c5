from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes import Peak, find_peaks
from filterlab.probes.peaks import strongest_of


@st.composite
def maps(draw: st.DrawFn) -> NDArray[np.float64]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (draw(st.integers(1, 12)), draw(st.integers(1, 12)))
    return rng.integers(-4, 5, shape).astype(float)


def test_the_strongest_places_come_first():
    values = np.zeros((9, 9))
    values[1, 1], values[1, 7], values[7, 4] = 3, 5, 4
    assert find_peaks(values, 9) == (Peak(1, 7, 5.0), Peak(7, 4, 4.0), Peak(1, 1, 3.0))


def test_no_more_than_the_wanted_number_is_returned():
    values = np.zeros((9, 9))
    values[1, 1], values[1, 7] = 3, 5
    assert find_peaks(values, 1) == (Peak(1, 7, 5.0),)
    assert find_peaks(values, 0) == ()


def test_a_weaker_place_in_the_neighbourhood_of_a_peak_is_no_peak():
    values = np.zeros((5, 9))
    values[2, 2], values[2, 4], values[2, 8] = 5, 4, 1
    assert [(p.row, p.column) for p in find_peaks(values, 9, min_distance=2)] == [(2, 2), (2, 8)]
    assert [(p.row, p.column) for p in find_peaks(values, 9, min_distance=1)] == [(2, 2), (2, 4), (2, 8)]


def test_the_slope_beside_a_peak_is_no_peak():
    assert find_peaks(np.arange(30.0).reshape(1, 30), 9, min_distance=2) == (Peak(0, 29, 29.0),)


def test_of_a_plateau_the_first_place_stands_for_all():
    values = np.zeros((7, 7))
    values[2:4, 2:4] = 1
    assert find_peaks(values, 9, min_distance=2) == (Peak(2, 2, 1.0),)


def test_a_flat_map_has_no_peaks():
    assert find_peaks(np.ones((6, 6)), 5) == ()
    assert find_peaks(np.zeros((6, 6)), 5, sign="both") == ()


def test_a_map_that_is_flat_but_for_rounding_has_no_peaks():
    values = np.full((9, 9), 1503.285, np.float32)
    values[:, ::2] = np.nextafter(values[:, ::2], np.float32(2000))
    assert find_peaks(values, 5) == ()
    assert find_peaks(-values, 5, sign="negative") == ()
    values[4, 4] += 0.1
    assert [(peak.row, peak.column) for peak in find_peaks(values, 5)] == [(4, 4)]


def test_a_map_without_cells_has_no_peaks():
    assert find_peaks(np.zeros((0, 5)), 5) == ()


def test_the_sign_chooses_what_counts_as_strong():
    values = np.zeros((3, 12))
    values[1, 1], values[1, 10] = 2, -3
    assert find_peaks(values, 9) == (Peak(1, 1, 2.0),)
    assert find_peaks(values, 9, sign="negative") == (Peak(1, 10, -3.0),)
    assert find_peaks(values, 9, sign="both") == (Peak(1, 10, -3.0), Peak(1, 1, 2.0))


def test_nan_is_never_a_peak_and_hides_none():
    values = np.zeros((5, 5))
    values[2, 2], values[2, 3] = 4, np.nan
    assert find_peaks(values, 3) == (Peak(2, 2, 4.0),)


@settings(max_examples=80, deadline=None)
@given(maps(), st.integers(1, 4), st.sampled_from(["positive", "negative", "both"]))
def test_peaks_outdo_their_neighbourhood_and_keep_their_distance(
    values: NDArray[np.float64], distance: int, sign: Any
):
    peaks = find_peaks(values, values.size, min_distance=distance, sign=sign)
    strength = {"positive": values, "negative": -values, "both": np.abs(values)}[sign]
    for peak in peaks:
        assert values[peak.row, peak.column] == peak.value
        rows = slice(max(peak.row - distance, 0), peak.row + distance + 1)
        columns = slice(max(peak.column - distance, 0), peak.column + distance + 1)
        assert strength[peak.row, peak.column] == strength[rows, columns].max() > 0
    for i, first in enumerate(peaks):
        for second in peaks[i + 1 :]:
            assert max(abs(first.row - second.row), abs(first.column - second.column)) > distance
    assert [strength[p.row, p.column] for p in peaks] == sorted(
        (strength[p.row, p.column] for p in peaks), reverse=True
    )


@pytest.mark.parametrize(
    ("values", "options", "words"),
    [
        (np.zeros(5), {"count": 1}, "in a map"),
        (np.zeros((5, 5)), {"count": -1}, "-1 peaks"),
        (np.zeros((5, 5)), {"count": 1, "min_distance": 0}, "at least 1"),
        (np.zeros((5, 5)), {"count": 1, "sign": "up"}, "The sign 'up' is not known"),
    ],
)
def test_a_question_about_peaks_that_makes_no_sense_is_refused(
    values: NDArray[Any], options: dict[str, Any], words: str
):
    with pytest.raises(FilterLabError, match=words):
        find_peaks(values, **options)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(1, 9))
def test_bands_with_neighbouring_rows_have_the_peaks_of_the_whole_map(seed: int, distance: int, lines: int):
    values = np.random.default_rng(seed).permutation(np.arange(140.0)).reshape(20, 7) + 1
    found: list[Peak] = []
    for start in range(0, 20, lines):
        first, last = max(start - distance, 0), min(start + lines + distance, 20)
        own = range(start - first, min(start + lines, 20) - first)
        band = find_peaks(values[first:last], 9, min_distance=distance, rows=own)
        found += [Peak(peak.row + first, peak.column, peak.value) for peak in band]
    whole = find_peaks(values, 9, min_distance=distance)
    assert strongest_of(found, 9, min_distance=distance) == whole


def test_of_the_peaks_of_two_bands_the_weaker_one_nearby_is_dropped():
    peaks = (Peak(4, 4, -2.0), Peak(6, 4, -5.0), Peak(12, 4, -1.0))
    assert strongest_of(peaks, 9, min_distance=3) == (peaks[1], peaks[2])
    assert strongest_of(peaks, 1, min_distance=3) == (peaks[1],)
    assert strongest_of(peaks, 0) == ()
