"""One number of a circuit taken apart: clicked, hovered, followed down, told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from filterlab.gui.circuit.place_keeper import Spot
from filterlab.probes import Box
from filterlab.probes.chain import example_chains, explain_through

from .hands import CORNERS, LEFT, click, expected_maps, settle

if TYPE_CHECKING:
    from filterlab.gui.circuit import CircuitWorkspace


def test_the_strongest_number_of_the_last_stage_is_taken_apart_first(corners, document) -> None:
    spot = corners.presenter.places.pinned
    values = expected_maps(document)[1]
    assert spot.stage == 1
    assert values[spot.map, spot.row, spot.column] == values.max()
    assert corners.panel.shown.path[0].value == pytest.approx(float(values.max()), rel=1e-5)


@pytest.mark.parametrize("spot", [Spot(0, 2, 4, 9), Spot(1, 3, 10, 12)])
def test_a_clicked_number_is_taken_apart_and_what_it_sees_is_boxed(corners, document, qtbot, spot) -> None:
    said: list[str] = []
    corners.status_changed.connect(said.append)
    click(corners, qtbot, spot)
    told = explain_through(
        document.current_picture.pixels, CORNERS, spot.stage, spot.map, spot.row, spot.column, scale=255
    )
    shown = corners.panel.shown
    assert shown.is_pinned
    assert shown.path[0].value == pytest.approx(told.value)
    assert (corners.panel.row.value(), corners.panel.column.value()) == (spot.row, spot.column)
    place = f"Stage {spot.stage + 1}, {told.name}   x {spot.column}   y {spot.row}"
    assert said[-1].startswith(place)
    own = corners.columns.columns[spot.stage].tiles
    assert own.current == spot.map
    assert [(mark.map, mark.cells, mark.kind) for mark in own.marks] == [
        (spot.map, Box(spot.row, spot.column, 1, 1), "cell")
    ]
    if spot.stage == 1:
        below = corners.columns.columns[0].tiles.marks
        assert {mark.map for mark in below} == set(CORNERS.stages[1].looks_at(spot.map))
        assert {mark.cells for mark in below} == {told.number.receptive_field}


def test_hovering_shows_a_number_until_the_mouse_leaves(corners, qtbot) -> None:
    pinned = corners.presenter.places.pinned
    tiles = corners.columns.columns[0].tiles
    qtbot.mouseMove(tiles.viewport(), tiles.point_of(0, 6, 6))
    settle(corners, qtbot)
    shown = corners.panel.shown
    assert (shown.path[0].stage, shown.path[0].number.row, shown.is_pinned) == (0, 6, False)
    tiles.hover_left.emit()
    settle(corners, qtbot)
    assert corners.presenter.places.spot == pinned
    assert corners.panel.shown.is_pinned


def test_a_link_leads_one_level_down_and_below_the_first_stage_rings_the_pixel(corners, qtbot) -> None:
    told = corners.panel.shown.path[0]
    link = told.links()[0]
    item = corners.panel.links.item(0)
    assert item.text().startswith(f"{link.product:.4g}")
    place = corners.panel.links.visualItemRect(item).center()
    qtbot.mouseClick(corners.panel.links.viewport(), LEFT, pos=place)
    settle(corners, qtbot)
    assert corners.presenter.places.pinned == Spot(0, link.map, link.row, link.column)
    assert corners.panel.shown.path[0].value == pytest.approx(link.value)
    deeper = corners.panel.shown.path[0].links()[0]
    corners.panel.links.setCurrentRow(0)
    qtbot.keyClick(corners.panel.links, Qt.Key.Key_Return)
    assert ringed(corners) == [(deeper.column + 0.5, deeper.row + 0.5)]
    assert corners.presenter.places.pinned.stage == 0


def ringed(workspace: CircuitWorkspace) -> list[tuple[float, float]]:
    """Return the (x, y) of the rings on the picture."""
    return [(place.x(), place.y()) for place in workspace.picture_view._peaks.places]


def test_tracing_follows_the_strongest_down_to_a_pixel_and_back_by_a_link(corners, qtbot) -> None:
    assert corners.panel.path_text == ""
    corners.panel.trace.click()
    settle(corners, qtbot)
    top, bottom = corners.panel.shown.path
    assert "Stage 1, " in corners.panel.path_text
    marks = corners.columns.columns[0].tiles.marks
    cell = Box(bottom.number.row, bottom.number.column, 1, 1)
    assert [mark.map for mark in marks if mark.kind == "cell" and mark.cells == cell] == [bottom.map]
    assert ringed(corners) == [(bottom.strongest.column + 0.5, bottom.strongest.row + 0.5)]
    corners.panel.path.followed.emit("1")
    settle(corners, qtbot)
    assert corners.presenter.places.pinned == Spot(0, bottom.map, bottom.number.row, bottom.number.column)
    assert len(corners.panel.shown.path) == 1
    assert top.stage == 1


def test_the_map_whose_products_are_shown_is_the_strongest_or_the_chosen_one(corners, qtbot) -> None:
    sums = corners.panel.shown.path[0].map_sums
    strongest = int(np.abs(sums).argmax())
    assert corners.panel.sums.currentRow() == strongest
    other = (strongest + 1) % 4
    corners.panel.sums.setCurrentRow(other)
    products = corners.panel.shown.path[0].number.products[other]
    np.testing.assert_array_equal(corners.panel.product.products.values, products)
    spot = corners.presenter.places.pinned
    corners.presenter.places.pin(Spot(1, spot.map, spot.row, max(spot.column - 1, 0)))
    settle(corners, qtbot)
    assert corners.panel.sums.currentRow() == other
    corners.presenter.places.pin(Spot(1, (spot.map + 1) % 4, 3, 3))
    settle(corners, qtbot)
    assert corners.panel.sums.currentRow() == int(np.abs(corners.panel.shown.path[0].map_sums).argmax())


def test_the_number_is_told_with_its_sums_bias_activation_and_block(corners, qtbot) -> None:
    corners.editor.set_bias(0, 1, -30)
    settle(corners, qtbot)
    corners.presenter.places.pin(Spot(0, 1, 3, 3))
    settle(corners, qtbot)
    text = corners.panel.result_text
    assert "bias −30" in text
    assert "ReLU" in text
    assert "largest of its 2 × 2 block" in text
    assert corners.panel._pool.isVisible()


def test_arrow_keys_and_typed_places_move_the_pin(corners, qtbot) -> None:
    corners.presenter.places.pin(Spot(1, 2, 5, 5))
    settle(corners, qtbot)
    tiles = corners.columns.columns[1].tiles
    qtbot.keyClick(tiles, Qt.Key.Key_Right)
    qtbot.keyClick(tiles, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert corners.presenter.places.pinned == Spot(1, 2, 0, 6)
    settle(corners, qtbot)
    corners.panel.row.setValue(7)
    assert corners.presenter.places.pinned == Spot(1, 2, 7, 6)
    settle(corners, qtbot)
    qtbot.mouseClick(corners.panel.strongest, LEFT)
    settle(corners, qtbot)
    values = tiles.face.values[2]
    spot = corners.presenter.places.pinned
    assert values[spot.row, spot.column] == values.max()


def test_an_arrow_in_another_stage_goes_to_its_chosen_map(corners, qtbot) -> None:
    tiles = corners.columns.columns[0].tiles
    tiles.set_current(3)
    qtbot.keyClick(tiles, Qt.Key.Key_Down)
    assert (corners.presenter.places.pinned.stage, corners.presenter.places.pinned.map) == (0, 3)


def test_the_maps_stay_where_they_are_while_numbers_of_any_length_are_told(corners, qtbot) -> None:
    corners.panel.trace.setChecked(True)
    tiles, sizes = corners.columns.columns[0].tiles, set()
    for spot in (Spot(0, 0, 3, 3), Spot(1, 2, 9, 9), Spot(0, 3, 0, 0), Spot(1, 0, 2, 5)):
        corners.presenter.places.hover(spot)
        settle(corners, qtbot)
        sizes.add((tiles.width(), tiles.height()))
    assert len(sizes) == 1


def test_a_number_of_maps_that_are_gone_is_not_shown(corners, document, qtbot) -> None:
    corners.presenter.places.pin(Spot(0, 3, 5, 5))
    document.set_chain(example_chains["ring"].chain)
    corners.presenter.places.hover(Spot(1, 3, 5, 5))
    settle(corners, qtbot)
    shown = corners.panel.shown.path[0]
    assert shown.name in document.chain.stages[shown.stage].names
