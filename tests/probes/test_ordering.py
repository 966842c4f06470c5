import numpy as np
import pytest

from filterlab.data import presets
from filterlab.data.preset_filters import gabor
from filterlab.errors import FilterLabError
from filterlab.probes import filter_qualities, in_order


def test_the_norm_is_the_root_of_the_sum_of_squares():
    bank = np.array([[[[3.0, 4.0]]], [[[0.0, 0.0]]]])
    assert filter_qualities(bank, "norm").tolist() == [5, 0]


@pytest.mark.parametrize("angle", [0, 30, 90, 157])
def test_direction_and_frequency_are_those_of_the_grating_a_filter_answers_most(angle: float):
    stripes = gabor(31, 6, angle, 0, 5, 1)[np.newaxis]
    (direction,) = filter_qualities([stripes], "orientation")
    assert abs((direction - angle + 90) % 180 - 90) < 1
    assert filter_qualities([stripes], "frequency") == pytest.approx([1 / 6], rel=0.02)


def test_a_filter_without_a_direction_says_so():
    bank = [presets[name].weights for name in ("box", "centre-on", "sobel-x")] + [np.zeros((1, 3, 3))]
    assert np.isnan(filter_qualities(bank, "orientation")).tolist() == [True, True, False, True]
    assert np.isnan(filter_qualities(bank, "frequency")).tolist() == [False, False, False, True]


@pytest.mark.parametrize("name", ["laplacian-4", "laplacian-8", "log", "dog", "gaussian", "sharpen"])
def test_a_filter_that_answers_alike_to_stripes_at_right_angles_has_no_direction(name: str):
    assert np.isnan(filter_qualities([presets[name].weights], "orientation")).all()


def test_a_corner_has_the_direction_of_its_diagonal():
    assert filter_qualities([presets["corner-top-left"].weights], "orientation") == pytest.approx([45], abs=1)


def test_strength_changes_neither_direction_nor_frequency():
    sobel = presets["sobel-x"].weights.astype(np.float64)
    for quality in ("orientation", "frequency"):
        huge, small = filter_qualities([1e250 * sobel, 1e-250 * sobel], quality)
        assert huge == pytest.approx(small)


def test_those_without_a_figure_come_last_and_equal_ones_keep_their_order():
    assert in_order([2, np.nan, 1, 2]) == (2, 0, 3, 1)
    assert in_order([2, np.nan, 1, 2], descending=True) == (0, 3, 2, 1)


def test_a_filter_that_is_no_number_is_named():
    with pytest.raises(FilterLabError, match="Filter 1 holds values that are not finite numbers"):
        filter_qualities(np.array([[[[1.0]]], [[[np.nan]]]]), "frequency")
