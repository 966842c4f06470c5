"""The mosaic of a layer's filters: one scale for all, numbers where they fit, one filter alone on request."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from filterlab.figures import MINUS, lookup_table
from filterlab.gui.widgets.filter_mosaic import FilterMosaic
from filterlab.gui.widgets.filter_planes import FilterLayout, draw_filter, with_decimals
from filterlab.gui.widgets.first_layer import first_filters


@pytest.fixture
def weights() -> np.ndarray:
    """Return 8 filters of 5 × 7, the strongest value −0.5 in filter 2."""
    values = np.random.default_rng(1).uniform(-0.3, 0.3, (8, 1, 5, 7)).astype(np.float32)
    values[2, 0, 1, 3] = -0.5
    return values


@pytest.fixture
def mosaic(qtbot) -> FilterMosaic:
    """Return an empty mosaic on screen."""
    mosaic = FilterMosaic("Filters")
    qtbot.addWidget(mosaic)
    mosaic.resize(420, 380)
    mosaic.show()
    return mosaic


def cell_centre(mosaic: FilterMosaic, index: int, channel: int, row: int, column: int) -> QPoint:
    """Return the middle of a cell on the canvas."""
    layout = mosaic.canvas.layouts()[index]
    corner = layout.plane_rect(channel).topLeft()
    return QPoint(int(corner.x() + (column + 0.5) * layout.cell), int(corner.y() + (row + 0.5) * layout.cell))


def test_filters_lie_side_by_side_without_touching_and_all_cells_are_one_size(mosaic, weights) -> None:
    mosaic.set_filters(weights)
    layouts = mosaic.canvas.layouts()
    assert len(layouts) == 8
    assert len({layout.cell for layout in layouts.values()}) == 1
    for one, other in itertools.combinations(layouts.values(), 2):
        assert not one.rect.intersects(other.rect)
    assert all(QRectF(mosaic.canvas.rect()).contains(layout.rect) for layout in layouts.values())


def test_one_scale_symmetric_around_0_holds_for_all_filters(mosaic, weights) -> None:
    mosaic.set_filters(weights)
    assert mosaic.limits == (-0.5, 0.5)


def test_cells_have_the_colours_of_the_signed_map(mosaic, weights) -> None:
    weights[5, 0, 4, 6] = 0.5
    mosaic.set_filters(weights)
    image = mosaic.canvas.grab().toImage()
    table = lookup_table("signed")
    lowest = image.pixelColor(cell_centre(mosaic, 2, 0, 1, 3))
    highest = image.pixelColor(cell_centre(mosaic, 5, 0, 4, 6))
    assert lowest.getRgb()[:3] == tuple(table[0])
    assert highest.getRgb()[:3] == tuple(table[255])


def test_the_mouse_reads_filter_row_column_and_weight(mosaic, weights, qtbot) -> None:
    mosaic.set_filters(weights)
    said: list[str] = []
    mosaic.value_hovered.connect(said.append)
    qtbot.mouseMove(mosaic.canvas, cell_centre(mosaic, 2, 0, 1, 3))
    assert said == ["filter 2, row 1, column 3: weight −0.5"]
    qtbot.mouseMove(mosaic.canvas, QPoint(1, 1))
    assert said[-1] == ""


def test_a_click_shows_a_filter_alone_and_another_all_again(mosaic, weights, qtbot) -> None:
    mosaic.set_filters(weights)
    small = mosaic.canvas.layouts()[3].cell
    qtbot.mouseClick(mosaic.canvas, Qt.MouseButton.LeftButton, pos=cell_centre(mosaic, 3, 0, 0, 0))
    assert set(mosaic.canvas.layouts()) == {3}
    assert mosaic.canvas.layouts()[3].cell > 2 * small
    assert mosaic.caption == "filter 3 of 8 alone"
    qtbot.mouseClick(mosaic.canvas, Qt.MouseButton.LeftButton, pos=cell_centre(mosaic, 3, 0, 0, 0))
    assert len(mosaic.canvas.layouts()) == 8
    assert mosaic.caption == "8 of 5 × 7"


def test_the_keyboard_walks_from_filter_to_filter(mosaic, weights, qtbot) -> None:
    mosaic.set_filters(weights)
    qtbot.keyClick(mosaic.canvas, Qt.Key.Key_Right)
    qtbot.keyClick(mosaic.canvas, Qt.Key.Key_Return)
    assert set(mosaic.canvas.layouts()) == {1}
    qtbot.keyClick(mosaic.canvas, Qt.Key.Key_Left)
    qtbot.keyClick(mosaic.canvas, Qt.Key.Key_Left)
    assert set(mosaic.canvas.layouts()) == {7}
    qtbot.keyClick(mosaic.canvas, Qt.Key.Key_Space)
    assert len(mosaic.canvas.layouts()) == 8


def test_an_enlarged_filter_stays_enlarged_while_its_weights_change(mosaic, weights) -> None:
    mosaic.set_filters(weights)
    mosaic.canvas.show_alone(4)
    mosaic.set_filters(weights * 2)
    assert set(mosaic.canvas.layouts()) == {4}
    mosaic.set_filters(weights[:2])
    assert set(mosaic.canvas.layouts()) == {0, 1}


def test_setters_never_emit(mosaic, weights) -> None:
    said: list[object] = []
    mosaic.value_hovered.connect(said.append)
    mosaic.canvas.enlarged.connect(said.append)
    mosaic.canvas.cell_hovered.connect(lambda *cell: said.append(cell))
    mosaic.set_filters(weights)
    mosaic.canvas.show_alone(1)
    mosaic.set_title("Other")
    mosaic.show_message("Nothing yet.")
    assert said == []


def test_a_message_takes_the_place_of_the_filters(mosaic, weights) -> None:
    mosaic.set_filters(weights)
    mosaic.show_message("Nothing yet.")
    assert mosaic.weights is None
    assert mosaic.caption == ""
    assert mosaic.canvas.layouts() == {}
    mosaic.canvas.grab()


def test_three_channels_stand_side_by_side_and_many_are_averaged(mosaic, qtbot) -> None:
    rng = np.random.default_rng(2)
    mosaic.set_filters(rng.normal(size=(4, 3, 5, 5)))
    assert all(layout.planes == 3 for layout in mosaic.canvas.layouts().values())
    assert mosaic.caption.endswith("channels side by side")
    many = rng.normal(size=(4, 16, 5, 5))
    mosaic.set_filters(many)
    assert all(layout.planes == 1 for layout in mosaic.canvas.layouts().values())
    assert mosaic.caption.endswith("mean of 16 channels")
    said: list[str] = []
    mosaic.value_hovered.connect(said.append)
    qtbot.mouseMove(mosaic.canvas, cell_centre(mosaic, 1, 0, 2, 2))
    mean = float(said[-1].split("weight ")[1].replace("−", "-"))
    assert mean == pytest.approx(many[1, :, 2, 2].mean(), rel=1e-3)


@pytest.mark.parametrize(("cell", "has_numbers"), [(10, False), (48, True)])
def test_numbers_appear_as_soon_as_every_one_of_them_fits(cell, has_numbers, qapp) -> None:
    del qapp
    planes = np.array([[[0.25, -0.0031], [0.75, -1.0]]], dtype=np.float32)
    image = QImage(2 * cell, 2 * cell, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    layout = FilterLayout.fit(QRectF(0, 0, 2 * cell, 2 * cell), planes.shape)
    painter = QPainter(image)
    draw_filter(painter, layout, planes, (-1.0, 1.0))
    painter.end()
    colours = {image.pixel(x, y) for x in range(2 * cell) for y in range(2 * cell)}
    assert (len(colours) > 4) == has_numbers


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert with_decimals(-0.31, 0) == "0"
    assert with_decimals(-0.004, 2) == "0.00"
    assert with_decimals(-0.31, 1) == f"{MINUS}0.3"


@pytest.mark.parametrize("shape", [(1, 5, 7), (3, 5, 7), (1, 31, 3), (3, 31, 31)])
def test_every_cell_is_found_again_under_its_own_middle(shape) -> None:
    layout = FilterLayout.fit(QRectF(10, 20, 300, 200), shape)
    planes, height, width = shape
    for plane, row, column in itertools.product(range(planes), range(height), range(width)):
        corner = layout.plane_rect(plane).topLeft()
        x, y = corner.x() + (column + 0.5) * layout.cell, corner.y() + (row + 0.5) * layout.cell
        assert layout.cell_at(x, y) == (plane, row, column)
    assert layout.cell_at(9, 19) is None
    assert QRectF(10, 20, 300, 200).contains(layout.rect)


def test_the_first_layer_is_conv1_or_else_the_first_convolution_that_looks_at_a_picture() -> None:
    bias, matrix = np.zeros(8), np.zeros((10, 256))
    deep, first, own = np.zeros((16, 8, 3, 3)), np.zeros((8, 1, 5, 5)), np.zeros((6, 1, 7, 7))
    assert first_filters({"a.bias": bias, "fc.weight": matrix}) is None
    assert first_filters({"b.weight": deep, "a.weight": first})[0] == "a"
    assert first_filters({"b.weight": deep})[0] == "b"
    layer, bank = first_filters({"a.weight": first, "conv1.weight": own})
    assert layer == "conv1"
    assert bank is own
