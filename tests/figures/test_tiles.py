import numpy as np
import pytest
from PIL import Image

from filterlab.figures import DARK, LIGHT, colorize
from filterlab.figures.tiles import (
    boxed,
    brightness_limits,
    color_bar,
    fitted_image,
    fitted_map,
    heat_map,
    number_size,
    picture_image,
)

VALUES = np.array([[-1.0, 0.0, 0.5], [1.0, -0.5, 0.25]])


def test_each_value_becomes_a_square_of_its_own_colour():
    pixels = np.asarray(heat_map(VALUES, "signed", (-1, 1), cell=5))
    assert pixels.shape == (10, 15, 3)
    expected = colorize(VALUES, "signed", (-1, 1)).repeat(5, axis=0).repeat(5, axis=1)
    np.testing.assert_array_equal(pixels, expected)


def test_numbers_appear_as_soon_as_cells_are_wide_enough():
    plain = np.asarray(heat_map(VALUES, "signed", (-1, 1), cell=40, numbers=False))
    numbered = np.asarray(heat_map(VALUES, "signed", (-1, 1), cell=40))
    assert (plain != numbered).any()
    for row in range(2):
        for column in range(3):
            cell = np.s_[row * 40 : row * 40 + 40, column * 40 : column * 40 + 40]
            assert (plain[cell] != numbered[cell]).any()


def test_numbers_that_do_not_fit_are_left_out_of_all_cells():
    assert number_size(VALUES, 12) is None
    assert number_size(np.array([[-1.2345e-11]]), 30) is None
    assert number_size(VALUES, 40) == 13


def test_a_small_map_is_enlarged_by_a_whole_number():
    assert fitted_map(VALUES, "signed", (-1, 1), width=100, height=100).size == (99, 66)


def test_a_large_map_is_shrunk_in_proportion():
    assert fitted_map(np.zeros((400, 200)), "signed", (-1, 1), width=100, height=100).size == (50, 100)


def test_a_thin_picture_keeps_at_least_one_pixel():
    assert fitted_image(Image.new("RGB", (5000, 2)), width=100, height=100).size == (100, 1)


def test_a_grey_and_a_colour_picture_keep_their_values():
    colour = np.zeros((3, 1, 2), np.float32)
    colour[0, 0, 0], colour[2, 0, 1] = 1, 0.2
    assert np.asarray(picture_image(colour, (0, 1))).tolist() == [[[255, 0, 0], [0, 0, 51]]]
    assert np.asarray(picture_image(np.full((1, 1, 1), 0.2), (0, 1))).tolist() == [[[51, 51, 51]]]


def test_a_faint_picture_is_shown_up_to_its_own_brightest_value():
    assert brightness_limits(np.array([[[0.1, 0.2]]])) == (0, 0.2)
    assert brightness_limits(np.array([[[-3.0, 2.0]]])) == (-3, 2)
    assert brightness_limits(np.zeros((1, 2, 2))) == (0, 1)


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_a_colour_bar_has_the_highest_value_on_top(look):
    bar = np.asarray(color_bar("signed", (-2, 2), height=120, look=look)).astype(int)
    top, bottom = bar[12, 6], bar[-13, 6]
    assert top[0] > top[2]
    assert bottom[2] > bottom[0]


def test_bars_of_different_numbers_can_be_equally_wide():
    widths = {
        color_bar("signed", (-n, n), height=60, look=LIGHT, min_width=80).width for n in (1.0, 0.123, 6600.0)
    }
    assert widths == {80}


def test_the_box_surrounds_what_it_marks_and_leaves_it_visible():
    image = Image.new("RGB", (40, 40), (10, 20, 30))
    marked = np.asarray(boxed(image, (10, 12, 20, 24), LIGHT))
    np.testing.assert_array_equal(marked[12:24, 10:20], np.asarray(image)[12:24, 10:20])
    assert tuple(marked[15, 8]) == LIGHT.accent
    assert np.asarray(image).max() == 30
