"""From a pixel of the picture to the cells of every map that see it, and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QUndoStack

from filterlab.gui.circuit import CircuitWorkspace, scene
from filterlab.gui.circuit.place_keeper import Spot
from filterlab.gui.circuit.view_painter import PixelShade
from filterlab.probes import Box
from filterlab.probes.chain import Chain, look_back_through, seen_by
from filterlab.project import Document

from .hands import CORNERS, LEFT, settle

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def document() -> Document:
    """Return a document with a picture of noise."""
    document = Document()
    document.add_picture("noise", np.random.default_rng(0).random((1, 40, 50), dtype=np.float32))
    return document


@pytest.fixture
def workspace(document, qtbot) -> CircuitWorkspace:
    """Return the workspace with the corners, everything computed."""
    workspace = CircuitWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    workspace.resize(1200, 760)
    workspace.show()
    workspace.editor.begin_with_example("corners")
    settle(workspace, qtbot)
    yield workspace
    workspace.shut_down()


def pick(workspace: CircuitWorkspace, qtbot, row: int, column: int) -> None:
    """Click a pixel of the picture with Ctrl held."""
    view = workspace.picture_view
    point = view.canvas.mapFromScene(view.view_box.mapViewToScene(QPoint(0, 0)))
    span = view.canvas.mapFromScene(view.view_box.mapViewToScene(QPoint(50, 40))) - point
    place = point + QPoint(round(span.x() * (column + 0.5) / 50), round(span.y() * (row + 0.5) / 40))
    qtbot.mouseClick(view.canvas.viewport(), LEFT, CONTROL, place)
    settle(workspace, qtbot)


def seen(document: Document, row: int, column: int):
    return look_back_through(document.current_picture.pixels, document.chain, row, column, scale=255)


def lines(workspace: CircuitWorkspace, stage: int) -> list[str]:
    shown = workspace.pixel_panel.lists[stage].list
    return [shown.item(line).text() for line in range(shown.count())]


def test_ctrl_and_a_click_show_in_every_map_who_sees_the_pixel(workspace, document, qtbot) -> None:
    pick(workspace, qtbot, 17, 23)
    assert workspace.pixel_side.pixel == (17, 23)
    assert workspace.pixel_panel.isVisible()
    assert workspace.pixel_panel.pixel == (17, 23)
    assert [mark.box for mark in workspace.pixel_side.marks.marks] == [Box(17, 23, 1, 1)]
    for column, views in zip(workspace.columns.columns, seen(document, 17, 23).stages, strict=True):
        shade = column.tiles.shade
        assert shade.reach.box == views.reach.box
        np.testing.assert_array_equal(shade.weights, views.total)
        assert shade.largest == np.abs(views.total).max()


def test_the_lists_say_tap_and_path_weight_and_count_the_reach(workspace, document, qtbot) -> None:
    pick(workspace, qtbot, 17, 23)
    told = seen(document, 17, 23)
    first = told.most_tapped()
    assert len(lines(workspace, 0)) == len(first)
    for line, cell in zip(lines(workspace, 0), first, strict=True):
        tap = float(told.tap_of(cell).sum())
        assert line.endswith(f"{CORNERS.stages[0].names[cell.map]} ({cell.row}, {cell.column})")
        assert line.startswith(f"{tap:g}".replace("-", "−"))
        assert ("now" in line) == (tap != cell.weight)
    count, reach = np.count_nonzero(told.stages[1].total), 4 * told.stages[1].reach.count
    assert (
        workspace.pixel_panel.lists[1].heading == f"Stage 2: it counts in {count} of {reach} cells in reach"
    )
    tip = workspace.pixel_panel.lists[0].list.item(0).toolTip()
    assert "The filter's weight on the pixel" in tip
    assert "Path weight" in tip


def test_a_cell_of_the_list_is_gone_to_and_the_marks_stay(workspace, document, qtbot) -> None:
    pick(workspace, qtbot, 17, 23)
    cell = seen(document, 17, 23).stages[1].strongest()[0]
    shown = workspace.pixel_panel.lists[1].list
    qtbot.mouseClick(shown.viewport(), LEFT, pos=shown.visualItemRect(shown.item(0)).center())
    settle(workspace, qtbot)
    assert workspace.presenter.places.pinned == Spot(1, cell.map, cell.row, cell.column)
    assert workspace.panel.isVisible()
    assert not workspace.pixel_panel.isVisible()
    assert workspace.panel.shown.path[0].value == pytest.approx(cell.value)
    assert workspace.columns.columns[1].tiles.shade is not None


def test_the_end_of_a_traced_way_leads_to_its_pixel_and_that_leads_back(workspace, document, qtbot) -> None:
    workspace.panel.trace.setChecked(True)
    settle(workspace, qtbot)
    path = workspace.panel.shown.path
    pixel = path[-1].strongest
    workspace.panel.path.followed.emit("pixel")
    settle(workspace, qtbot)
    assert workspace.pixel_side.pixel == (pixel.row, pixel.column)
    for told in path:
        views = seen(document, pixel.row, pixel.column).stages[told.stage]
        assert told.number.row in views.reach.rows
        assert told.number.column in views.reach.columns
    first = path[-1]
    assert (first.map, first.number.row, first.number.column) in [
        (cell.map, cell.row, cell.column) for cell in seen(document, pixel.row, pixel.column).most_tapped()
    ]


def test_a_product_of_the_first_stage_leads_to_its_pixel(workspace, qtbot) -> None:
    workspace.presenter.places.pin(Spot(0, 2, 4, 9))
    settle(workspace, qtbot)
    link = workspace.panel.shown.path[0].links()[0]
    workspace.panel.links.picked.emit(0)
    settle(workspace, qtbot)
    assert workspace.pixel_side.pixel == (link.row, link.column)


def test_everything_can_be_done_with_the_keyboard(workspace, document, qtbot) -> None:
    workspace.panel.header.pixel.setFocus()
    qtbot.keyClick(workspace.panel.header.pixel, Qt.Key.Key_Space)
    settle(workspace, qtbot)
    told = workspace.panel.shown.path[0]
    row, column = workspace.pixel_side.pixel
    # The first pixel asked about is one that the number on screen sees.
    assert row in told.seen.rows
    assert column in told.seen.columns
    panel = workspace.pixel_panel
    panel.row.selectAll()
    qtbot.keyClicks(panel.row, "12")
    qtbot.keyClick(panel.row, Qt.Key.Key_Return)
    settle(workspace, qtbot)
    assert workspace.pixel_side.pixel == (12, column)
    qtbot.keyClick(workspace.picture_view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(workspace.picture_view, Qt.Key.Key_Up)
    settle(workspace, qtbot)
    assert workspace.pixel_side.pixel == (11, max(column - 10, 0))
    shown = panel.lists[0].list
    shown.setCurrentRow(1)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    settle(workspace, qtbot)
    cell = seen(document, 11, max(column - 10, 0)).most_tapped()[1]
    assert workspace.presenter.places.pinned == Spot(0, cell.map, cell.row, cell.column)


def test_arrow_keys_stop_at_the_edge_of_the_picture(workspace, qtbot) -> None:
    workspace.pixel_side.look_from(0, 49)
    settle(workspace, qtbot)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right):
        qtbot.keyClick(workspace.picture_view, key)
    settle(workspace, qtbot)
    assert workspace.pixel_side.pixel == (0, 49)


def test_close_takes_all_marks_away(workspace, qtbot) -> None:
    pick(workspace, qtbot, 17, 23)
    qtbot.mouseClick(workspace.pixel_panel.close_button, LEFT)
    settle(workspace, qtbot)
    assert workspace.pixel_side.pixel is None
    assert workspace.panel.isVisible()
    assert not workspace.pixel_side.marks.marks
    assert all(column.tiles.shade is None for column in workspace.columns.columns)
    qtbot.keyClick(workspace.picture_view, Qt.Key.Key_Up)
    assert workspace.pixel_side.pixel is None


def test_the_marks_follow_a_change_of_the_circuit(workspace, document, qtbot) -> None:
    pick(workspace, qtbot, 17, 23)
    first = CORNERS.stages[0]
    workspace.editor.set_settings(0, replace(first.settings, pool="none"))
    settle(workspace, qtbot)
    for column, views in zip(workspace.columns.columns, seen(document, 17, 23).stages, strict=True):
        np.testing.assert_array_equal(column.tiles.shade.weights, views.total)
    workspace.editor.remove_stage(1)
    settle(workspace, qtbot)
    assert len(workspace.columns.columns) == 1
    assert workspace.columns.columns[0].tiles.shade is not None
    assert [shown.isVisible() for shown in workspace.pixel_panel.lists] == [True, False]


def test_without_maps_there_is_nothing_to_see(workspace, qtbot) -> None:
    pick(workspace, qtbot, 17, 23)
    workspace.editor.clear()
    settle(workspace, qtbot)
    assert not workspace.pixel_panel.isVisible()
    assert not workspace.pixel_side.marks.marks


def test_stages_with_too_many_products_are_left_out_and_it_says_so(workspace, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(seen_by, "MOST_PRODUCTS", 4000)
    pick(workspace, qtbot, 17, 23)
    tiles = [column.tiles.shade for column in workspace.columns.columns]
    assert tiles[0] is not None
    assert tiles[1] is None
    assert "the pixel at row 17, column 23 through 2 stages takes" in workspace.pixel_panel.message
    monkeypatch.setattr(seen_by, "MOST_PRODUCTS", 4)
    workspace.pixel_side.look_from(17, 24)
    settle(workspace, qtbot)
    assert "through 1 stage takes" in workspace.pixel_panel.message
    assert all(column.tiles.shade is None for column in workspace.columns.columns)


def test_in_a_picture_made_smaller_the_block_of_pixels_is_meant(
    workspace, document, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(scene, "MOST_PIXELS", 1000)
    monkeypatch.setattr(scene, "REDUCED_PIXELS", 500)
    document.add_picture("large", np.random.default_rng(1).random((1, 40, 60), dtype=np.float32))
    settle(workspace, qtbot)
    answer = workspace.presenter.answer
    assert answer.mode == "reduced"
    workspace.pixel_side.look_from(17, 23)
    settle(workspace, qtbot)
    block = answer.block
    assert block > 1
    assert f"made {block} times smaller" in workspace.pixel_panel.message
    expected = look_back_through(answer.pixels, CORNERS, 17 // block, 23 // block, scale=255)
    np.testing.assert_array_equal(workspace.columns.columns[0].tiles.shade.weights, expected.stages[0].total)
    assert workspace.pixel_side.marks.marks[0].box == Box(
        17 // block * block, 23 // block * block, block, block
    )


def test_path_weights_are_painted_over_the_cells_in_reach_alone(workspace, document, qtbot) -> None:
    tiles = workspace.columns.columns[1].tiles
    before = tiles.grab().toImage()
    pick(workspace, qtbot, 17, 23)
    after = tiles.grab().toImage()
    views = seen(document, 17, 23).stages[1]
    inside = tiles.point_of(0, int(views.reach.rows[1]), int(views.reach.columns[1]))
    outside = tiles.point_of(0, int(views.reach.rows[-1]) + 5, int(views.reach.columns[-1]) + 5)
    ratio = tiles.devicePixelRatioF()
    assert before.pixel(inside * ratio) != after.pixel(inside * ratio)
    assert before.pixel(outside * ratio) == after.pixel(outside * ratio)


def test_a_shade_for_another_number_of_filters_is_not_drawn(workspace, document) -> None:
    tiles = workspace.columns.columns[0].tiles
    single = Chain((CORNERS.stages[0],))
    views = look_back_through(document.current_picture.pixels, single, 5, 5).stages[0]
    tiles.set_shade(PixelShade(views.reach, views.is_wired[:2], views.total[:2], 1.0))
    assert tiles.shade is None


def test_a_pooled_number_says_where_its_window_was_won(workspace, qtbot) -> None:
    workspace.presenter.places.pin(Spot(0, 2, 4, 9))
    settle(workspace, qtbot)
    number = workspace.panel.shown.path[0].number
    assert (number.map_row // 2, number.map_column // 2) == (4, 9)
    place = f"won at row {number.map_row}, column {number.map_column}: "
    assert place in workspace.panel.result_text
    for link in workspace.panel.shown.path[0].links():
        assert number.map_row <= link.row < number.map_row + 3
        assert number.map_column <= link.column < number.map_column + 3
