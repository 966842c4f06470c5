"""Patches side by side: drawn with the filter's shape, chosen by mouse and by keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from filterlab.data import presets
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.patch_art import Patch, paint_patch, strong_cells
from filterlab.gui.widgets.patch_strip import PatchCard, PatchStrip


def card(value: str, **settings: bool) -> PatchCard:
    patch = Patch(np.zeros((1, 7, 7), np.float32), (0.0, 1.0))
    return PatchCard(patch, value, "1, 2", f"{value} at row 1, column 2", **settings)


@pytest.fixture
def strip(qtbot) -> PatchStrip:
    """Return a strip of three patches on screen; the last leads nowhere."""
    strip = PatchStrip("Peaks")
    qtbot.addWidget(strip)
    strip.set_cards([card("9"), card("8"), card("7", can_be_chosen=False)])
    strip.resize(300, 100)
    strip.show()
    qtbot.waitExposed(strip)
    return strip


def drawn(patch: Patch, side: int) -> QImage:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_patch(painter, QRectF(0, 0, side, side), patch)
    painter.end()
    return image


def test_a_click_and_enter_and_space_choose_a_patch(strip, qtbot) -> None:
    chosen: list[int] = []
    strip.patch_chosen.connect(chosen.append)
    qtbot.mouseClick(strip.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.keyClick(strip.buttons[0], Qt.Key.Key_Return)
    qtbot.keyClick(strip.buttons[1], Qt.Key.Key_Space)
    assert chosen == [1, 0, 1]


def test_a_patch_that_leads_nowhere_is_passed_over(strip, qtbot) -> None:
    chosen: list[int] = []
    strip.patch_chosen.connect(chosen.append)
    qtbot.mouseClick(strip.buttons[2], Qt.MouseButton.LeftButton)
    assert chosen == []
    assert strip.buttons[2].focusPolicy() == Qt.FocusPolicy.NoFocus


def test_every_patch_speaks_for_itself(strip) -> None:
    assert [button.accessibleName() for button in strip.buttons] == [
        "9 at row 1, column 2",
        "8 at row 1, column 2",
        "7 at row 1, column 2",
    ]


def test_all_patches_are_as_wide_as_the_widest_text_asks_for(strip) -> None:
    strip.set_cards([card("9"), card("−123456789.25")])
    first, second = strip.buttons[:2]
    assert first.sizeHint() == second.sizeHint()
    assert first.sizeHint().width() >= second.fontMetrics().horizontalAdvance("−123456789.25")


def test_fewer_patches_hide_the_others_and_setters_never_emit(strip) -> None:
    chosen: list[int] = []
    strip.patch_chosen.connect(chosen.append)
    strip.set_cards([card("5")])
    strip.set_marked(0)
    strip.set_stale(True)
    assert [button.isHidden() for button in strip.buttons] == [False, True, True]
    assert [button.is_marked for button in strip.buttons] == [True, False, False]
    assert chosen == []


def test_the_strip_wraps_where_it_is_narrow(strip) -> None:
    layout = strip.layout()
    assert layout.heightForWidth(130) > layout.heightForWidth(300)


def test_the_strong_cells_of_the_curve_detector_are_the_curve() -> None:
    weights = presets["curve-detector"].weights
    np.testing.assert_array_equal(strong_cells(weights), weights[0] > 0)
    np.testing.assert_array_equal(strong_cells(-weights), -(weights[0] > 0).astype(np.int8))
    assert not strong_cells(np.zeros((1, 3, 3))).any()


def test_weak_cells_are_no_part_of_the_shape_and_channels_count_together() -> None:
    weights = np.array([[[1.0, 0.1]], [[1.0, -0.5]]])
    np.testing.assert_array_equal(strong_cells(weights), [[1, 0]])


def test_a_patch_keeps_the_proportions_of_the_filter() -> None:
    wide = Patch(np.zeros((1, 2, 4), np.float32), (0.0, 1.0))
    assert wide.rect(QRectF(0, 0, 40, 40)) == QRectF(0, 10, 40, 20)


def test_pixels_are_drawn_in_grey_and_in_colour() -> None:
    grey = drawn(Patch(np.full((1, 3, 3), 0.5, np.float32), (0.0, 1.0)), 30).pixelColor(15, 15)
    assert grey.red() == grey.green() == grey.blue() == pytest.approx(128, abs=1)
    pixels = np.zeros((3, 3, 3), np.float32)
    pixels[1] = 1.0
    assert drawn(Patch(pixels, (0.0, 1.0)), 30).pixelColor(15, 15).name() == "#00ff00"


def test_strong_cells_are_outlined_where_they_are_large_enough() -> None:
    signs = np.zeros((5, 5), np.int8)
    signs[2, 2] = 1
    pixels = np.zeros((1, 5, 5), np.float32)
    plain = drawn(Patch(pixels, (0.0, 1.0)), 50)
    outlined = drawn(Patch(pixels, (0.0, 1.0), None, signs), 50)
    assert plain.pixelColor(20, 25).red() == 0
    assert outlined.pixelColor(20, 25).red() > 150
    assert outlined.pixelColor(25, 25).red() == 0
    assert drawn(Patch(pixels, (0.0, 1.0), None, signs), 10) == drawn(Patch(pixels, (0.0, 1.0)), 10)


def test_padding_is_hatched() -> None:
    padded = np.zeros((4, 4), bool)
    padded[0] = True
    image = drawn(Patch(np.zeros((1, 4, 4), np.float32), (0.0, 1.0), padded), 40)
    colours = {image.pixelColor(x, y).name() for x in range(2, 38) for y in range(2, 9)}
    assert current_theme().canvas.name() in colours
    assert image.pixelColor(20, 25).name() == "#000000"
