"""Filters from formulas against OpenCV's own."""

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data.preset_filters import formulas
from filterlab.data.preset_filters.parametric import parametric

HALVES = st.integers(0, 15)


@settings(max_examples=60, deadline=None)
@given(HALVES, st.floats(2, 40), st.floats(0, 180), st.floats(0, 360), st.floats(0.3, 10), st.floats(0.1, 3))
def test_gabors_are_opencv_s_without_their_mean_under_the_bell(half, wavelength, angle, phase, sigma, aspect):
    # OpenCV's theta points across the stripes and turns clockwise, since its rows run downwards.
    size, theta = 2 * half + 1, np.deg2rad(90 - angle)
    theirs = cv2.getGaborKernel((size, size), sigma, theta, wavelength, aspect, np.deg2rad(phase), cv2.CV_64F)
    # A wave without end leaves the bell alone.
    bell = cv2.getGaborKernel((size, size), sigma, theta, 1e15, aspect, 0, cv2.CV_64F)
    centred = theirs - theirs.sum() / bell.sum() * bell
    positive = np.abs(centred).sum() / 2
    ours = formulas.gabor(size, wavelength, angle, phase, sigma, aspect)
    if ours.any():
        # Dividing by next to nothing makes the most of rounding.
        np.testing.assert_allclose(ours * positive, centred, atol=1e-9)
    else:
        assert positive <= 1e-9 * np.abs(theirs).sum()


@settings(max_examples=40, deadline=None)
@given(HALVES, st.floats(0.3, 10))
def test_the_gaussian_is_opencv_s(half, sigma):
    row = cv2.getGaussianKernel(2 * half + 1, sigma, cv2.CV_64F)
    # OpenCV takes fixed tables for small sizes only where sigma is not given.
    np.testing.assert_allclose(formulas.gaussian(2 * half + 1, sigma), row @ row.T, atol=1e-12)


def test_the_box_is_opencv_s():
    picture = np.random.default_rng(1).random((20, 20))
    kernel = parametric["box"].weights(size=5)[0].astype(np.float64)
    ours = cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REFLECT_101)
    np.testing.assert_allclose(ours, cv2.blur(picture, (5, 5), borderType=cv2.BORDER_REFLECT_101), atol=1e-6)
