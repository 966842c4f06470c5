"""From a camera's picture to numbers, and which of a camera's formats is chosen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from filterlab.gui.webcam.cameras import unfitness
from filterlab.gui.webcam.frames import frame_pixels


def image(width: int, height: int) -> QImage:
    """A picture with one red pixel in its top left corner, else white."""
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("white"))
    made.setPixelColor(0, 0, QColor("red"))
    return made


def test_colours_keep_their_place_and_stay_within_0_and_1() -> None:
    pixels = frame_pixels(image(7, 5), (640, 480), is_colour=True, is_mirrored=False)
    assert pixels.shape == (3, 5, 7)
    assert pixels[:, 0, 0].tolist() == [1, 0, 0]
    assert np.all(pixels[:, 1:] == 1)


def test_grey_is_the_luminance() -> None:
    pixels = frame_pixels(image(7, 5), (640, 480), is_colour=False, is_mirrored=False)
    assert pixels.shape == (1, 5, 7)
    assert pixels[0, 0, 0] == pytest.approx(0.299)
    assert pixels[0, 1:].min() == pytest.approx(1)
    assert pixels.max() <= 1


def test_a_mirror_changes_left_and_right() -> None:
    pixels = frame_pixels(image(7, 5), (640, 480), is_colour=True, is_mirrored=True)
    assert pixels[:, 0, 6].tolist() == [1, 0, 0]


@pytest.mark.parametrize("is_colour", [False, True])
def test_a_larger_frame_shrinks_in_proportion_and_a_document_need_not_copy_it(is_colour) -> None:
    pixels = frame_pixels(image(1280, 720), (640, 480), is_colour=is_colour, is_mirrored=True)
    assert pixels.shape[1:] == (360, 640)
    assert pixels.flags.owndata
    assert pixels.flags.c_contiguous
    assert not pixels.flags.writeable


def test_the_smallest_format_that_is_large_and_fast_enough_is_the_best() -> None:
    formats = [((1920, 1080), 30), ((640, 480), 10), ((640, 480), 30), ((320, 240), 60), ((1280, 720), 30)]
    assert min(formats, key=lambda form: unfitness(*form, (640, 480))) == ((640, 480), 30)
    assert min(formats, key=lambda form: unfitness(*form, (800, 600))) == ((1280, 720), 30)
    assert min(formats, key=lambda form: unfitness(*form, (4000, 3000))) == ((1920, 1080), 30)
