from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.data import load_sample
from filterlab.errors import FilterLabError
from filterlab.probes import Box, Peak, Stages, explain, find_peaks, respond
from filterlab.probes.patches import outside, peak_patches


def test_the_strongest_patches_of_the_mouse_are_cut_out(curve_detector: NDArray[np.float32]):
    mouse = load_sample("mouse") * np.float32(255)
    peaks = find_peaks(respond(mouse, curve_detector, Stages()).values, 3)
    patches = peak_patches(mouse, (7, 7), Stages(), peaks)
    assert patches[0].peak == Peak(42, 87, 9000.0)
    assert patches[0].box == Box(42, 87, 7, 7)
    for patch in patches:
        assert (patch.pixels * curve_detector).sum() == patch.peak.value
        assert not patch.is_padding.any()


def test_the_most_negative_places_have_patches_too():
    picture = np.zeros((1, 9, 9))
    picture[0, 4, 6] = 2.0
    peaks = find_peaks(respond(picture, -np.ones((1, 1, 1)), Stages()).values, 5, sign="negative")
    (patch,) = peak_patches(picture, (1, 1), Stages(), peaks)
    assert (patch.peak.value, patch.pixels.tolist()) == (-2.0, [[[2.0]]])


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    stride=st.integers(1, 3),
    padding=st.integers(0, 4),
    dilation=st.integers(1, 3),
    pool=st.sampled_from(["none", "max", "average"]),
)
def test_a_patch_is_the_receptive_field_with_zeros_outside_the_picture(
    seed: int, stride: int, padding: int, dilation: int, pool: Any
):
    rng = np.random.default_rng(seed)
    picture, weights = rng.normal(size=(3, 14, 12)), rng.normal(size=(3, 3, 2))
    stages = Stages(
        stride=(stride, 1), padding=(padding, padding), dilation=(dilation, 2), pool=pool, pool_size=2
    )
    height, width = respond(picture, weights, stages).values.shape
    peaks = (Peak(0, 0, 1.0), Peak(height - 1, width - 1, 1.0))
    wide = np.pad(picture, ((0, 0), (20, 20), (20, 20)))
    for patch in peak_patches(picture, (3, 2), stages, peaks):
        box = patch.box
        assert box == explain(picture, weights, stages, patch.peak.row, patch.peak.column).receptive_field
        rows = slice(box.top + 20, box.top + 20 + box.height)
        columns = slice(box.left + 20, box.left + 20 + box.width)
        np.testing.assert_array_equal(patch.pixels, wide[:, rows, columns])
        assert (patch.pixels[:, patch.is_padding] == 0).all()


def test_a_patch_keeps_the_type_of_the_picture_and_cannot_be_written_to():
    picture = np.ones((1, 5, 5), np.float32)
    (patch,) = peak_patches(picture, (3, 3), Stages(padding=(1, 1)), (Peak(0, 0, 4.0),))
    assert patch.pixels.dtype == np.float32
    assert patch.pixels[0].tolist() == [[0, 0, 0], [0, 1, 1], [0, 1, 1]]
    assert patch.is_padding.tolist() == [[True, True, True], [True, False, False], [True, False, False]]
    assert not patch.pixels.flags.writeable
    assert not patch.is_padding.flags.writeable
    assert picture.flags.writeable


def test_cells_of_a_dilated_filter_are_outside_one_by_one():
    assert outside((4, 4), Box(-1, 0, 5, 3), (2, 2)).tolist() == [
        [True, True],
        [False, False],
        [False, False],
    ]


@pytest.mark.parametrize(
    ("stages", "peak", "words"),
    [
        (Stages(), Peak(3, 0, 1.0), "not on the map of 3 × 3"),
        (Stages(), Peak(0, -1, 1.0), "row 0, column -1"),
        (Stages(dilation=(3000, 3000), padding=(9000, 9000)), Peak(0, 0, 1.0), "sees 6001 × 6001 pixels"),
        (Stages(dilation=(9, 9)), Peak(0, 0, 1.0), "does not fit"),
    ],
)
def test_a_peak_that_has_no_patch_is_refused(stages: Stages, peak: Peak, words: str):
    with pytest.raises(FilterLabError, match=words):
        peak_patches(np.ones((1, 5, 5)), (3, 3), stages, (peak,))
