"""The engine against OpenCV's correlation of pictures."""

import cv2
import numpy as np
import pytest

from filterlab import engine


@pytest.mark.parametrize("kernel", [(3, 3), (7, 7), (5, 9), (1, 11)])
def test_a_filtered_picture_is_opencvs(kernel):
    rng = np.random.default_rng(3)
    x, w = rng.normal(size=(60, 81)), rng.normal(size=kernel)
    expected = cv2.filter2D(x, cv2.CV_64F, w, borderType=cv2.BORDER_CONSTANT)
    np.testing.assert_allclose(
        engine.conv2d(x[None, None], w[None, None], padding="same")[0, 0], expected, rtol=1e-10, atol=1e-10
    )
