"""Columns of Compare: any bank in any of them, sorted, pointed at in all at once, dragged into the bank."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog
from tests.gui.compare.bench import choose, learned_workspace

from filterlab.data import presets
from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.widgets.filter_drag import packed
from filterlab.gui.widgets.map_place import CellPlace, MapGrid, MapPlace
from filterlab.nets import build, zoo
from filterlab.probes import filter_qualities

if TYPE_CHECKING:
    from filterlab.gui.compare import CompareWorkspace


@pytest.fixture
def workspace(document, qtbot) -> CompareWorkspace:
    """Return the workspace on screen, beside a run of three steps, everything computed."""
    return learned_workspace(document, qtbot)


def columns(workspace: CompareWorkspace):
    """Return all columns."""
    return workspace.columns.columns


def test_a_column_is_added_for_what_is_not_shown_yet_and_goes_again(workspace, qtbot) -> None:
    qtbot.mouseClick(workspace.top.column, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(workspace.is_idle)
    assert [one.title for one in columns(workspace)] == [
        "Hand-made", "Learned, run 1, step 3", "Learned, run 1, step 1",
    ]  # fmt: skip
    qtbot.mouseClick(columns(workspace)[1].remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(workspace.is_idle)
    assert [one.title for one in columns(workspace)] == ["Hand-made", "Learned, run 1, step 1"]


def test_any_bank_can_stand_in_any_column(workspace, qtbot) -> None:
    first = columns(workspace)[0]
    choose(first.source, "presets")
    qtbot.waitUntil(workspace.is_idle)
    assert [tile.title for tile in first.view.tiles] == [one.title for one in presets.values()]
    choose(columns(workspace)[1].step, 2)
    qtbot.waitUntil(workspace.is_idle)
    assert columns(workspace)[1].title == "Learned, run 1, step 2"


def test_boxes_of_three_columns_are_legible_in_a_narrow_window(workspace, qtbot) -> None:
    qtbot.mouseClick(workspace.top.column, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(workspace.is_idle)
    last = columns(workspace)[-1]
    last.layer_chosen.emit("conv2")
    qtbot.waitUntil(lambda: workspace.is_idle() and last.header.has_two_lines)
    boxes = [box for one in columns(workspace) for box in (one.source, one.layer, one.step, one.fit)]
    seen = [box for box in boxes if box.isVisible()]
    assert len(seen) == 1 + 3 + 4
    assert [box.shown_text for box in seen] == [box.currentText() for box in seen]
    # Columns with fewer boxes begin at the same height.
    assert all(one.header.has_two_lines for one in columns(workspace))
    qtbot.waitUntil(lambda: len({one.view.y() for one in columns(workspace)}) == 1)
    assert all(
        one.rect().contains(one.mapFromGlobal(one.view.mapToGlobal(one.view.rect().bottomRight())))
        for one in columns(workspace)
    )
    workspace.resize(1800, 640)
    qtbot.waitUntil(lambda: not any(one.header.has_two_lines for one in columns(workspace)))


def test_a_deeper_layer_shows_its_maps_in_the_net_of_a_picture_made_to_fit(workspace, qtbot) -> None:
    column = columns(workspace)[1]
    assert not column.fit.isVisible()
    column.layer.setCurrentIndex(column.layer.findText("conv2"))
    column.layer.activated.emit(column.layer.currentIndex())
    qtbot.waitUntil(workspace.is_idle)
    assert column.fit.isVisible()
    net = build(zoo["tiny"], np.random.default_rng(0))
    assert len(column.view.tiles) == len(net.parameters["conv2.weight"])
    assert all(tile.response is not None for tile in column.view.tiles)
    # The picture is 40 × 50 and the net takes 28 × 28.
    choose(column.fit, "pad")
    qtbot.waitUntil(workspace.is_idle)
    # Said once, with what helps; every tile still stands there.
    assert "choose to resize it, or to crop its middle" in column.notice.sentence
    assert {tile.problem for tile in column.view.tiles} == {"no response"}
    qtbot.mouseClick(column.notice.crop_offer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(workspace.is_idle)
    assert column.fit.currentData() == "crop"
    assert not column.notice.isVisible()
    assert column.view.tiles[0].response is not None


@pytest.mark.parametrize("order", ["norm", "orientation", "frequency"])
def test_every_column_is_sorted_by_what_its_filters_are(workspace, qtbot, order) -> None:
    choose(workspace.top.order, order)
    qtbot.waitUntil(workspace.is_idle)
    tiles = columns(workspace)[1].view.tiles
    figures = filter_qualities([tile.weights for tile in tiles], order)
    known = figures[~np.isnan(figures)]
    assert np.isnan(figures[len(known) :]).all()
    rising = np.sort(known)
    np.testing.assert_allclose(known, rising[::-1] if order == "norm" else rising)
    assert tiles[0].headline == f"{tiles[0].title}  ·  {tiles[0].quality}"


def test_panels_follow_to_the_same_filter_of_the_bank_that_takes_a_column(workspace, document, qtbot) -> None:
    run, column = document.runs[0], columns(workspace)[1]
    workspace.presenter.look_at(1, 5)
    choose(column.step, 1)
    qtbot.waitUntil(workspace.is_idle)
    assert workspace.looked_at.looked == Looked(run_id=run.id, layer="conv1", number=5)
    assert workspace.looked_at.moment.step == 1
    assert column.view.current == column.view.tiles[5].key
    column.layer_chosen.emit("conv2")
    qtbot.waitUntil(workspace.is_idle)
    assert workspace.looked_at.looked == Looked(run_id=run.id, layer="conv2", number=5)
    # The hand-made bank has two filters.
    choose(columns(workspace)[0].source, "presets")
    choose(column.source, "own")
    qtbot.waitUntil(workspace.is_idle)
    assert workspace.looked_at.looked == Looked(filter_id=document.filters[0].id)


def test_another_bank_begins_at_its_top_and_a_tile_too_high_for_the_column_at_its_name(
    workspace, qtbot
) -> None:
    view = columns(workspace)[1].view
    workspace.columns.setFixedHeight(190)
    workspace.presenter.look_at(1, 6)
    qtbot.waitUntil(lambda: view.grid().boxes(6).outer.height() > view.viewport().height())
    workspace.presenter.look_at(1, 7)
    workspace.presenter.look_at(1, 6)
    assert view.verticalScrollBar().value() == int(view.grid().boxes(6).outer.top())
    choose(columns(workspace)[1].source, "presets")
    qtbot.waitUntil(workspace.is_idle)
    assert view.verticalScrollBar().value() == 0


def test_a_filter_that_still_stands_in_another_column_stays_looked_at(workspace, document, qtbot) -> None:
    choose(columns(workspace)[0].source, document.runs[0].id)
    workspace.presenter.look_at(1, 5)
    looked = workspace.looked_at.looked
    choose(columns(workspace)[1].source, "presets")
    qtbot.waitUntil(workspace.is_idle)
    assert workspace.looked_at.looked == looked
    # A preset cannot be asked: who was chosen stays so.
    choose(columns(workspace)[0].source, "presets")
    qtbot.waitUntil(workspace.is_idle)
    assert workspace.looked_at.looked == looked


def test_a_round_filter_has_a_dash_for_its_direction_and_comes_last(workspace, document, qtbot) -> None:
    choose(workspace.top.order, "orientation")
    qtbot.waitUntil(workspace.is_idle)
    first, *_others, last = columns(workspace)[0].view.tiles
    assert (first.title, first.quality) == ("Sobel x", "90°")
    assert (last.title, last.quality) == (document.filters[1].name, "direction –")


def test_norms_are_those_of_the_filters_however_strong_they_are_shown(workspace, document, qtbot) -> None:
    choose(workspace.top.order, "norm")
    workspace.top.equal_strength.setChecked(True)
    qtbot.waitUntil(workspace.is_idle)
    norms = {one.name: float(np.linalg.norm(one.weights)) for one in document.filters}
    tiles = columns(workspace)[0].view.tiles
    assert [tile.title for tile in tiles] == sorted(norms, key=norms.get, reverse=True)
    assert [tile.quality for tile in tiles] == [f"norm {norms[tile.title]:.3g}" for tile in tiles]


def test_another_order_is_shown_from_its_beginning(workspace, qtbot) -> None:
    view = columns(workspace)[1].view
    view.set_current(view.tiles[-1].key)
    assert view.verticalScrollBar().value() > 0
    choose(workspace.top.order, "frequency")
    qtbot.waitUntil(workspace.is_idle)
    assert view.verticalScrollBar().value() == 0


def test_a_net_that_has_come_apart_leaves_the_others_their_nearest(workspace, document, qtbot) -> None:
    said = []
    workspace.message_raised.connect(said.append)
    weights = np.stack([presets["sobel-x"].weights, np.full((1, 3, 3), np.nan, np.float32)])
    document.add_imported_run("apart", {"conv1.weight": weights})
    choose(workspace.top.order, "norm")
    qtbot.waitUntil(workspace.is_idle)
    whole, apart = columns(workspace)[1].view.tiles
    assert whole.last_line == f"nearest: {presets['sobel-x'].title}  1.00"
    assert apart.last_line == "nearest: none, its weights are not finite numbers"
    assert said == []


def test_importance_says_how_it_comes_to_be_known(workspace, qtbot) -> None:
    choose(workspace.top.order, "importance")
    qtbot.waitUntil(workspace.is_idle)
    assert "press Rank" in workspace.top.note


def test_a_place_pointed_at_in_one_map_shows_in_all_with_its_number(workspace, qtbot) -> None:
    view = columns(workspace)[0].view
    tile, boxes = view.tiles[0], view.grid().boxes(0)
    qtbot.mouseMove(view.viewport(), tile.map_rect(boxes.response).center().toPoint())
    places = {column.view.place for column in columns(workspace)}
    assert len(places) == 1
    place = places.pop()
    cells = [one.map_cell_of(place) for column in columns(workspace) for one in column.view.tiles]
    # A filter of 7 × 7 that sees the same middle as one of 3 × 3 answers two cells further up and left.
    assert cells[0] == tuple(at + 2 for at in cells[-1])
    qtbot.mouseMove(view.viewport(), tile.kernel_layout(boxes.kernel).rect.center().toPoint())
    assert {column.view.cell for column in columns(workspace)} == {CellPlace(0, 0.0, 0.0)}
    assert {column.view.place for column in columns(workspace)} == {None}
    qtbot.mouseMove(view.viewport(), QPoint(1, 1))
    assert {column.view.cell for column in columns(workspace)} == {None}
    for column in columns(workspace):
        column.view.set_place(place)
        column.view.set_cell(CellPlace(0, 1.0, 1.0))
        assert not column.view.grab().isNull()


def test_a_place_beside_a_map_is_no_cell_of_it() -> None:
    place = MapPlace.of_cell(0, 0, MapGrid.of_filter((3, 3)))
    assert place.cell_of(MapGrid.of_filter((3, 3)), (10, 10)) == (0, 0)
    assert place.cell_of(MapGrid.of_filter((7, 7)), (6, 6)) is None
    assert CellPlace.of_cell(0, 0, 0, (7, 7)).cell_of((1, 3, 3)) is None


def test_a_learned_filter_is_dropped_into_the_bank_and_nowhere_else(workspace, document, qtbot) -> None:
    own, learned = columns(workspace)
    assert own.view.acceptDrops()
    assert not learned.view.acceptDrops()
    data = packed(learned.view.tiles[2].key)
    copied, left, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    own.view.dropEvent(QDropEvent(QPointF(9, 9), copied, data, left, no_key))
    qtbot.waitUntil(workspace.is_idle)
    added = document.filters[-1]
    assert added.origin == "learned: run 1, conv1 filter 2"
    np.testing.assert_array_equal(added.weights, learned.view.tiles[2].weights)
    workspace.undo_stack.undo()
    assert len(document.filters) == 2


def test_what_is_chosen_in_a_column_is_looked_at_with_its_moment(workspace, document, qtbot) -> None:
    column = columns(workspace)[1]
    choose(column.step, 1)
    qtbot.waitUntil(workspace.is_idle)
    qtbot.keyClick(column.view, Qt.Key.Key_Right)
    run = document.runs[0]
    assert workspace.looked_at.looked == Looked(run_id=run.id, layer="conv1", number=1)
    assert workspace.looked_at.moment.step == 1
    workspace.looked_at.look_at(Looked(filter_id=document.filters[1].id))
    assert columns(workspace)[0].view.current.endswith(document.filters[1].id)
    assert column.view.current == ""


def test_a_run_that_is_gone_leaves_a_sentence_in_its_place(workspace, document, qtbot) -> None:
    document.remove_run(document.runs[0].id)
    qtbot.waitUntil(workspace.is_idle)
    assert columns(workspace)[1].message.startswith("The filters of run 1 stood here, and it was deleted")
    assert columns(workspace)[1].title == "Learned, run 1 (deleted)"


def test_all_columns_are_written_as_figure_and_as_table(workspace, qtbot, tmp_path, monkeypatch) -> None:
    choose(workspace.top.order, "norm")
    qtbot.waitUntil(workspace.is_idle)
    figure, table = workspace.top.export.menu().actions()
    for action, name in ((figure, "c.png"), (figure, "c.svg"), (table, "c.csv")):
        place = str(tmp_path / name)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, place=place: (place, ""))
        action.trigger()
    with Image.open(tmp_path / "c.png") as drawn:
        assert drawn.height > 500
    told = (tmp_path / "c.svg").read_text(encoding="utf-8")
    assert "Hand-made beside Learned, run 1, step 3" in told
    assert "noise, picture 0–255 × filter" in told
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 2 + 8
    # The name alone; by what it is sorted is a figure.
    assert rows[0]["filter"] == presets["sobel-x"].title
    assert float(rows[0]["norm"]) == pytest.approx(float(np.linalg.norm(presets["sobel-x"].weights)))
