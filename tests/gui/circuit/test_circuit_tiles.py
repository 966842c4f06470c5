"""The maps of one stage on the screen: where they lie, what is under the mouse, what keys do."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from filterlab.gui.circuit.map_face import face_of
from filterlab.gui.circuit.map_painter import cells_in
from filterlab.gui.circuit.map_tiles import MapTiles
from filterlab.gui.circuit.stage_faces import stage_faces
from filterlab.gui.circuit.tile_layout import arranged
from filterlab.gui.circuit.tile_painter import FilterFace, Mark
from filterlab.gui.circuit.words import CircuitWords
from filterlab.gui.theme import current_theme
from filterlab.probes import Box
from filterlab.probes.chain import example_chains, find_chain_places, respond_through

CHAIN = example_chains["corners"].chain
LEFT = Qt.MouseButton.LeftButton


def faces(stage: int, size: int = 40, cut: Box | None = None):
    """Return the face of a stage's maps on noise, or of a window of them."""
    picture = np.random.default_rng(1).random((1, size, size), dtype=np.float32)
    values = respond_through(picture, CHAIN).stages[stage].values
    _count, height, width = values.shape
    box = cut or Box(0, 0, height, width)
    values = values[:, box.top : box.top + box.height, box.left : box.left + box.width]
    places = find_chain_places(CHAIN, (size, size))[: stage + 1]
    return face_of(values, box, CHAIN.stages[stage], places, 1, 1.0)


@pytest.fixture
def tiles(qtbot) -> MapTiles:
    """Return the first stage's maps of a picture of 40 × 40, on screen."""
    view = MapTiles()
    qtbot.addWidget(view)
    view.resize(360, 420)
    stage = CHAIN.stages[0]
    view.set_filters(
        [FilterFace(n, w, 0.0, "0 to 1") for n, w in zip(stage.names, stage.weights, strict=True)]
    )
    face = faces(0)
    view.set_maps(face, [face.limits(None)] * 4)
    view.set_proportion(1.0)
    view.set_sight(QRectF(0, 0, 40, 40))
    view.show()
    return view


def heard(signal) -> list[tuple[object, ...]]:
    """Return a list that grows with whatever a signal carries."""
    values: list[tuple[object, ...]] = []
    signal.connect(lambda *what: values.append(what))
    return values


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9, 16])
@pytest.mark.parametrize("size", [(240, 200), (480, 420), (900, 300)])
@pytest.mark.parametrize("is_single", [True, False])
def test_tiles_lie_beside_each_other_and_hold_their_parts(
    count: int, size: tuple[int, int], is_single: bool
) -> None:
    layout = arranged(count, *map(float, size), 0.75, 15.0, is_single=is_single)
    boxes = [layout.parts(index) for index in range(count)]
    for index, parts in enumerate(boxes):
        assert parts.outer.adjusted(-0.01, -0.01, 0.01, 0.01).contains(parts.map)
        assert parts.outer.contains(parts.sheets.center())
        assert not parts.map.intersects(parts.note)
        assert parts.outer.right() <= size[0] + 0.01
        assert layout.index_at(parts.map.center().x(), parts.map.center().y()) == index
        assert not any(parts.outer.intersects(other.outer) for other in boxes[:index])
    assert layout.index_at(size[0] + 50, 5) == -1
    assert layout.parts(0).map.height() == pytest.approx(0.75 * layout.map_width, abs=1)


def test_four_maps_of_one_size_stand_two_by_two() -> None:
    layout = arranged(4, 480.0, 420.0, 1.0, 15.0, is_single=False)
    assert layout.columns == 2
    assert layout.height <= 420


def test_sheets_that_find_no_room_are_left_out_rather_than_shrunk_to_nothing() -> None:
    parts = arranged(4, 240.0, 420.0, 1.0, 15.0, is_single=False).parts(0)
    boxes = [parts.sheet(index, 32) for index in range(32)]
    shown = [box for box in boxes if box is not None]
    assert 3 < len(shown) < 32
    assert all(box.width() >= 11 and box.right() <= parts.sheets.right() + 1 for box in shown)


def test_the_mouse_names_the_map_and_the_cell_below_it(tiles, qtbot) -> None:
    said, left = heard(tiles.cell_hovered), heard(tiles.hover_left)
    qtbot.mouseMove(tiles.viewport(), tiles.point_of(2, 5, 7))
    assert said == [(2, 5, 7)]
    qtbot.mouseMove(tiles.viewport(), QPoint(3, 3))
    assert left == [()]


def test_a_click_chooses_the_filter_and_the_cell_but_a_drag_pans(tiles, qtbot) -> None:
    chosen, clicked, panned = heard(tiles.map_chosen), heard(tiles.cell_clicked), heard(tiles.panned)
    place = tiles.point_of(1, 9, 4)
    qtbot.mouseClick(tiles.viewport(), LEFT, pos=place)
    assert (chosen, clicked, panned) == ([(1,)], [(1, 9, 4)], [])
    qtbot.mousePress(tiles.viewport(), LEFT, pos=place)
    qtbot.mouseMove(tiles.viewport(), place + QPoint(12, 6))
    qtbot.mouseRelease(tiles.viewport(), LEFT, pos=place + QPoint(12, 6))
    assert clicked == [(1, 9, 4)]
    scale = tiles.arrangement().map_width / 40
    assert panned == [(pytest.approx(-12 / scale), pytest.approx(-6 / scale))]


def test_the_wheel_zooms_around_the_point_below_the_mouse(tiles) -> None:
    zoomed = heard(tiles.zoomed)
    place = QPointF(tiles.point_of(0, 3, 4))
    event = QWheelEvent(
        place, tiles.mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(tiles.viewport(), event)
    ((factor, x, y),) = zoomed
    assert factor > 1
    assert tiles.face.placement.cell_at(x, y) == (3, 4)


def test_arrows_step_with_control_choose_and_other_keys_change_and_remove(tiles, qtbot) -> None:
    stepped, chosen = heard(tiles.cell_stepped), heard(tiles.map_chosen)
    changed, removed = heard(tiles.change_wanted), heard(tiles.removal_wanted)
    qtbot.keyClick(tiles, Qt.Key.Key_Down)
    qtbot.keyClick(tiles, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert stepped == [(1, 0), (0, -10)]
    qtbot.keyClick(tiles, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(tiles, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(tiles, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert chosen == [(2,), (3,), (3,)]
    assert tiles.accessibleName().startswith("brighter up")
    qtbot.keyClick(tiles, Qt.Key.Key_Return)
    qtbot.keyClick(tiles, Qt.Key.Key_Delete)
    assert (changed, removed) == ([(3,)], [(3,)])


def test_a_double_click_above_a_map_changes_the_filter_and_on_it_does_not(tiles, qtbot) -> None:
    changed = heard(tiles.change_wanted)
    head = tiles.arrangement().parts(1).name.center().toPoint()
    qtbot.mouseDClick(tiles.viewport(), LEFT, pos=head)
    qtbot.mouseDClick(tiles.viewport(), LEFT, pos=tiles.point_of(1, 5, 5))
    assert changed == [(1,)]


def test_zoomed_in_every_tile_shows_the_same_part_of_the_picture(tiles) -> None:
    tiles.set_sight(QRectF(10, 12, 8, 8))
    point = QPointF(tiles.arrangement().parts(0).map.center())
    other = QPointF(tiles.arrangement().parts(3).map.center())
    assert tiles.cell_at(point)[1:] == tiles.cell_at(other)[1:]
    row, column = tiles.cell_at(point)[1:]
    middle = tiles.face.placement.part(range(row, row + 1), range(column, column + 1))
    assert middle.contains(14, 16)


def test_numbers_stand_in_cells_that_are_large_enough(tiles) -> None:
    near = QRectF(10, 10, 6, 6)
    tiles.set_sight(near)
    cells = cells_in(tiles.face, near)
    # A cell by itself has one colour; ink brings many shades.
    assert len(set(colours_of(tiles, tiles.arrangement().parts(0).map))) > 2 * cells.height * cells.width


def colours_of(tiles: MapTiles, box: QRectF) -> list[int]:
    """Return the colours of all points in a box of the view."""
    image = tiles.viewport().grab(box.toRect()).toImage()
    return [image.pixel(x, y) for x in range(image.width()) for y in range(image.height())]


def test_a_mark_is_drawn_in_the_accent_however_small_its_cell_is(tiles) -> None:
    accent = current_theme().accent.rgb()
    box = tiles.arrangement().parts(1).map
    assert accent not in colours_of(tiles, box)
    tiles.set_marks([Mark(1, Box(9, 9, 1, 1), "cell")])
    assert accent in colours_of(tiles, box)
    assert accent not in colours_of(tiles, tiles.arrangement().parts(0).map)


def test_cells_that_have_not_been_computed_are_not_under_the_mouse(tiles) -> None:
    face = faces(0, cut=Box(5, 5, 6, 6))
    tiles.set_maps(face, [face.limits(None)] * 4)
    assert tiles.cell_at(QPointF(tiles.point_of(0, 6, 6))) == (0, 6, 6)
    assert tiles.cell_at(QPointF(tiles.point_of(0, 2, 6))) is None
    tiles.grab()


def test_a_map_larger_than_the_screen_is_drawn_from_a_smaller_one_and_exact_when_near(qtbot) -> None:
    view = MapTiles()
    qtbot.addWidget(view)
    view.resize(240, 260)
    stage = CHAIN.stages[0]
    view.set_filters([FilterFace(n, w, 0.0) for n, w in zip(stage.names, stage.weights, strict=True)])
    face = faces(0, size=1300)
    assert face.block == 2
    view.set_maps(face, [face.limits(None)] * 4)
    for sight in (QRectF(0, 0, 1300, 1300), QRectF(500, 500, 300, 300)):
        view.set_sight(sight)
        assert len(set(colours_of(view, view.arrangement().parts(0).map))) > 20


def test_other_maps_of_as_many_filters_stay_until_their_successors_come(tiles) -> None:
    before = tiles.face
    tiles.set_filters(tiles.filters)
    assert tiles.face is before
    tiles.set_filters(tiles.filters[:2])
    assert tiles.face is None
    tiles.grab()


def test_a_sheet_says_in_its_tooltip_which_map_it_looks_at_and_through_what(qtbot) -> None:
    view = MapTiles()
    qtbot.addWidget(view)
    view.resize(360, 420)
    view.set_filters(stage_faces(CHAIN, None, None, CircuitWords())[1].filters)
    parts = view.arrangement().parts(0)
    tips = [view.tip_at(parts.sheet(number, 4).center()) for number in range(4)]
    assert tips[0] == "corner top left looks at brighter right through weights from −1 to 1"
    assert tips[1] == "corner top left does not look at brighter left"
    assert view.tip_at(parts.name.center()) == "corner top left\nbias 0"
    assert not view.tip_at(QPointF(-5, -5))


def test_a_tile_says_in_its_tooltip_where_its_map_is_strongest() -> None:
    face = faces(0)
    row, column = face.strongest(2)
    tip = CircuitWords().filter_tip("brighter down", 0.5, face, 2)
    assert tip.startswith("brighter down\nbias 0.5\nmap from ")
    assert tip.endswith(f"at row {row}, column {column}")
