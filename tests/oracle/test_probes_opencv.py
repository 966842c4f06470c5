"""Normalised cross-correlation against OpenCV's template matching."""

import cv2
import numpy as np
import pytest

from filterlab.data import load_sample, presets
from filterlab.probes import Stages
from filterlab.probes.ncc import ncc_map


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", [(3, 3), (7, 7), (5, 9), (31, 31)])
def test_the_map_is_opencvs_on_noise(channels, size):
    rng = np.random.default_rng(3)
    picture = rng.uniform(size=(channels, 60, 81)).astype(np.float32)
    weights = rng.normal(size=(channels, *size)).astype(np.float32)
    expected = cv2.matchTemplate(
        np.ascontiguousarray(picture.transpose(1, 2, 0)),
        np.ascontiguousarray(weights.transpose(1, 2, 0)),
        cv2.TM_CCOEFF_NORMED,
    )
    np.testing.assert_allclose(ncc_map(picture, weights, Stages()), expected, atol=2e-5)


def test_the_map_is_opencvs_on_the_mouse_wherever_it_has_a_pattern():
    mouse, weights = load_sample("mouse") * np.float32(255), presets["curve-detector"].weights
    expected = cv2.matchTemplate(mouse[0], weights[0], cv2.TM_CCOEFF_NORMED)
    found = ncc_map(mouse, weights, Stages())
    patches = np.lib.stride_tricks.sliding_window_view(mouse[0], (7, 7))
    has_pattern = patches.max(axis=(2, 3)) > patches.min(axis=(2, 3))
    np.testing.assert_allclose(found[has_pattern], expected[has_pattern], atol=1e-4)
    assert not found[~has_pattern].any()
