"""Where a picture that was made to fit lies in what a net sees."""

from __future__ import annotations

import numpy as np
import pytest

from filterlab.nets import build, zoo
from filterlab.probes.units import Subject
from filterlab.probes.units.pictures import FITS, fit_picture, place_picture


@pytest.mark.parametrize("how", FITS)
@pytest.mark.parametrize("size", [(9, 14), (28, 28), (40, 20), (57, 91)])
def test_a_bright_pixel_is_found_again_where_the_placement_says(how, size) -> None:
    if how == "pad" and max(size) > 28:
        return
    subject = Subject(build(zoo["tiny"], np.random.default_rng(0)))
    row, column = size[0] // 2, size[1] // 2
    picture = np.zeros((1, *size), np.float32)
    # A patch of some pixels around it has its middle there after resizing, too.
    picture[:, row - 2 : row + 3, column - 2 : column + 3] = 1
    fitted = fit_picture(picture, subject, how)[0]
    weights = fitted / fitted.sum()
    rows, columns = np.indices(fitted.shape)
    found = float((weights * rows).sum()), float((weights * columns).sum())
    placed = place_picture(size, (28, 28), how).on_picture(*found)
    assert placed == pytest.approx((row, column), abs=0.6)
