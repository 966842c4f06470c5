"""The Circuit workspace as a user meets it: begin, wire, look, take numbers apart, undo, save."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack

from filterlab.gui.circuit import CircuitWorkspace, scene
from filterlab.gui.circuit.place_keeper import Spot
from filterlab.gui.commands import AddFilter
from filterlab.probes import Stages
from filterlab.probes.chain import example_chains
from filterlab.project import Document

from .hands import LEFT, expected_maps, messages, settle


def test_an_empty_circuit_offers_examples_and_one_click_shows_all_maps(workspace, document, qtbot) -> None:
    assert workspace.start.isVisible()
    assert not workspace.panel.isVisible()
    qtbot.mouseClick(workspace.start.examples["ring"], LEFT)
    settle(workspace, qtbot)
    assert document.chain == example_chains["ring"].chain
    assert not workspace.start.isVisible()
    shown = [column.tiles.face.values for column in workspace.columns.columns]
    for mine, expected in zip(shown, expected_maps(document), strict=True):
        np.testing.assert_array_equal(mine, expected)
    assert [column.title for column in workspace.columns.columns] == ["Stage 1", "Stage 2"]
    assert "7 × 7 filters" in workspace.columns.columns[0].caption
    assert workspace.bar.name == "ring"


def test_same_colours_hold_for_a_stage_or_each_map_has_its_own(corners) -> None:
    column = corners.columns.columns[0]
    most = column.tiles.face.values.max()
    assert column.bar.ends[1] != "each map's largest"
    corners.bar.same_limits.setChecked(False)
    assert column.bar.ends[1] == "each map's largest"
    assert float(column.tiles.face.limits(None)[1]) == pytest.approx(float(most))


def test_a_zoom_in_any_tile_is_a_zoom_everywhere(corners, qtbot) -> None:
    tiles = corners.columns.columns[1].tiles
    before = corners.picture_view.view_box.viewRect().width()
    scales = [column.tiles.picture_scale for column in corners.columns.columns]
    tiles.zoomed.emit(4.0, 20.0, 20.0)
    settle(corners, qtbot)
    assert corners.picture_view.view_box.viewRect().width() == pytest.approx(before / 4)
    for column, (across, down) in zip(corners.columns.columns, scales, strict=True):
        assert column.tiles.picture_scale[0] > 2 * across
        assert column.tiles.picture_scale[1] == pytest.approx(column.tiles.picture_scale[0], rel=0.02)
        assert down == pytest.approx(across, rel=0.02)
    middle = corners.picture_view.view_box.viewRect().center()
    tiles.panned.emit(3.0, 0.0)
    assert corners.picture_view.view_box.viewRect().center().x() == pytest.approx(middle.x() + 3)


def test_a_stage_that_does_not_fit_says_why_and_those_before_it_stay(corners, document, qtbot) -> None:
    document.add_picture("small", np.random.default_rng(1).random((1, 6, 7), dtype=np.float32))
    settle(corners, qtbot)
    first, second = corners.columns.columns
    assert first.message == ""
    assert second.message.startswith("Stage 2: The filter of 3 × 3 does not fit")
    assert second.tiles.face is None
    assert corners.presenter.places.pinned.stage == 0
    document.add_picture("dot", np.ones((1, 2, 2), np.float32))
    settle(corners, qtbot)
    assert first.message.startswith("Stage 1")
    assert second.message == "Waits for stage 1."
    assert corners.panel.shown is None


def test_without_a_picture_the_columns_ask_for_one(qtbot) -> None:
    document = Document()
    workspace = CircuitWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    workspace.show()
    said = messages(workspace)
    workspace.editor.begin_with_example("corners")
    settle(workspace, qtbot)
    assert {column.message for column in workspace.columns.columns} == {"Choose a picture above."}
    workspace.columns.columns[0].add.click()
    assert "bank is empty" in said[0]
    index = workspace.bar.picture.findText("Mouse")
    workspace.bar.picture.setCurrentIndex(index)
    workspace.bar.picture.activated.emit(index)
    settle(workspace, qtbot)
    assert document.current_picture.source == "sample mouse"
    assert workspace.columns.columns[1].tiles.face is not None
    workspace.shut_down()


def test_another_picture_other_units_and_painting_elsewhere_are_caught_up_with(
    corners, document, qtbot
) -> None:
    document.set_units(1)
    settle(corners, qtbot)
    np.testing.assert_array_equal(corners.columns.columns[1].tiles.face.values, expected_maps(document)[1])
    corners.hide()
    document.add_picture("other", np.random.default_rng(5).random((3, 30, 60), dtype=np.float32))
    document.set_chain(example_chains["ring"].chain, "ring")
    assert corners.is_idle()
    corners.show()
    settle(corners, qtbot)
    np.testing.assert_array_equal(corners.columns.columns[1].tiles.face.values, expected_maps(document)[1])


def test_the_pin_stays_at_its_place_of_the_picture_when_the_circuit_changes(corners, qtbot) -> None:
    corners.presenter.places.pin(Spot(1, 0, 9, 9))
    settle(corners, qtbot)
    before = corners.columns.columns[1].tiles.face.placement
    corners.editor.set_settings(0, Stages(activation="relu"))
    settle(corners, qtbot)
    after, spot = corners.columns.columns[1].tiles.face.placement, corners.presenter.places.pinned
    old = before.part(range(9, 10), range(9, 10))
    assert old.contains(
        after.part(range(spot.row, spot.row + 1), range(spot.column, spot.column + 1)).center()
    )


def test_of_a_large_picture_what_is_in_sight_is_computed_and_said(
    corners, document, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(scene, "MOST_PIXELS", 8000)
    monkeypatch.setattr(scene, "REDUCED_PIXELS", 4000)
    picture = np.random.default_rng(2).random((1, 200, 240), dtype=np.float32)
    document.add_picture("large", picture)
    settle(corners, qtbot)
    assert corners.presenter.answer.mode == "reduced"
    assert "made 4 times smaller" in corners.bar.note
    corners.columns.columns[0].tiles.zoomed.emit(6.0, 120.0, 100.0)
    settle(corners, qtbot)
    assert corners.presenter.answer.mode == "part"
    assert corners.bar.note == "Large picture: computed where you look"
    face, whole = corners.columns.columns[1].tiles.face, expected_maps(document)[1]
    box = face.window
    cut = whole[:, box.top : box.top + box.height, box.left : box.left + box.width]
    np.testing.assert_allclose(face.values, cut, rtol=1e-5, atol=1e-2)
    corners.columns.columns[0].tiles.panned.emit(-90.0, 0.0)
    settle(corners, qtbot)
    assert corners.presenter.answer.faces[0].window.left < face.window.left
    corners.picture_view.zoom_to_fit()
    settle(corners, qtbot)
    assert corners.presenter.answer.mode == "reduced"


def test_an_answer_about_another_circuit_is_not_drawn(corners, document, qtbot) -> None:
    for name in ("ring", "stripes", "corners", "ring"):
        corners.editor.begin_with_example(name)
    settle(corners, qtbot)
    shown = [column.tiles.face.values.shape for column in corners.columns.columns]
    assert shown == [maps.shape for maps in expected_maps(document)]


def test_the_bank_follows_the_document(workspace, document, qtbot) -> None:
    item = document.make_filter("new one", np.ones((1, 2, 2)))
    workspace.undo_stack.push(AddFilter(document, item, "New filter"))
    assert workspace.bank.shelf.names[-1] == "new one"
    qtbot.mouseClick(workspace.start.filter_button, LEFT)
    settle(workspace, qtbot)
    assert document.chain.stages[0].names == ("new one",)
    assert document.chain_name == "my circuit"


def test_every_control_can_be_reached_by_tab_and_has_a_name(corners, qtbot) -> None:
    corners.columns.columns[0].settings.toggle.setChecked(True)
    corners.bar.picture.setFocus()
    reached = set()
    for _ in range(60):
        focused = corners.window().focusWidget()
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    first, panel = corners.columns.columns[0], corners.panel
    wanted = {
        corners.bar.circuit, corners.bar.same_limits, corners.bar.train, corners.picture_view, corners.bank.shelf,
        first.add, first.settings.stride, first.settings.pool, first.bias, first.change, first.tiles,
        corners.columns.next.button, panel.row, panel.column, panel.strongest, panel.trace, panel.links, panel.sums,
    }  # fmt: skip
    assert wanted <= reached
    for widget in wanted:
        assert widget.accessibleName() or widget.property("text"), widget


@pytest.mark.parametrize("size", [(1380, 820), (1000, 620)])
def test_no_column_is_cut_off_below(corners, qtbot, size) -> None:
    corners.resize(*size)
    corners.columns.columns[0].settings.toggle.setChecked(True)
    settle(corners, qtbot)
    for column in corners.columns.columns:
        bottom = column.bar.mapTo(corners.columns.viewport(), column.bar.rect().bottomLeft()).y()
        assert bottom < corners.columns.viewport().height()
        assert column.width() >= column.minimumSizeHint().width()
