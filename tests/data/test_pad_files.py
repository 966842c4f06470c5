"""A drawing written to a file opens again as the same picture."""

import numpy as np
import pytest

from filterlab.data import Pen, PenStroke, blank_pad, load_image, save_drawing
from filterlab.errors import FilterLabError


def test_a_grey_drawing_opens_again_as_the_same_picture(tmp_path):
    ground = blank_pad(28, 30)
    drawn = PenStroke(ground, Pen(3.3), ground).move_to(14, 14)
    save_drawing(tmp_path / "digit.png", drawn)
    again = load_image(tmp_path / "digit.png")
    assert again.shape == (1, 28, 30)
    np.testing.assert_allclose(again, drawn, atol=1e-5)


def test_a_drawing_over_a_colour_picture_keeps_its_colours_to_a_255th(tmp_path):
    ground = np.random.default_rng(3).random((3, 40, 50), np.float32)
    drawn = PenStroke(ground, Pen(6, 0.5), ground).move_to(14, 14)
    save_drawing(tmp_path / "over.PNG", drawn)
    np.testing.assert_allclose(load_image(tmp_path / "over.PNG"), drawn, atol=0.5 / 255 + 1e-6)


@pytest.mark.parametrize("channels", [1, 3])
def test_another_ending_or_place_is_refused_in_a_sentence(tmp_path, channels):
    drawn = np.zeros((channels, 28, 28), np.float32)
    with pytest.raises(FilterLabError, match=r"digit\.jpg.*end in \.png"):
        save_drawing(tmp_path / "digit.jpg", drawn)
    with pytest.raises(FilterLabError, match="does not exist: make it first"):
        save_drawing(tmp_path / "nowhere" / "digit.png", drawn)
    assert not list(tmp_path.iterdir())
