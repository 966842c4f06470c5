"""A circuit is wired in the workspace: filters and stages added, changed, moved, removed, saved."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from filterlab.data import presets
from filterlab.gui.circuit.bank_shelf import carrying
from filterlab.gui.circuit.place_keeper import Spot
from filterlab.probes.chain import load_chain, save_chain

from .hands import CORNERS, LEFT, click, expected_maps, messages, settle


def test_a_filter_is_added_by_double_click_to_the_stage_in_use(corners, document, qtbot) -> None:
    click(corners, qtbot, Spot(0, 0, 3, 3))
    corners.bank.shelf.filter_picked.emit(document.filters[1].id)
    settle(corners, qtbot)
    assert document.chain.stages[0].names[-1] == presets["gaussian"].title
    assert len(corners.columns.columns[0].tiles.face.values) == 5
    corners.undo_stack.undo()
    settle(corners, qtbot)
    assert document.chain == CORNERS
    assert len(corners.columns.columns[0].tiles.face.values) == 4


def test_a_filter_is_dropped_on_a_stage_or_beside_the_last_for_a_new_one(corners, document, qtbot) -> None:
    def drop(widget) -> None:
        data = carrying(document.filters[0].id)
        event = QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
        )
        widget.dropEvent(event)
        settle(corners, qtbot)

    drop(corners.columns.columns[1])
    assert document.chain.stages[1].filters == 5
    drop(corners.columns.next)
    assert [stage.filters for stage in document.chain.stages] == [4, 5, 1]
    assert corners.columns.columns[2].tiles.face is not None


def test_the_wiring_dialog_adds_and_changes_filters(corners, document, qtbot) -> None:
    qtbot.mouseClick(corners.columns.columns[1].add, LEFT)
    dialog = corners.editor.dialog
    assert dialog.windowTitle() == "Add a filter to stage 2"
    dialog.ways["shares"].setChecked(True)
    for look in dialog.looks[1:]:
        look.setChecked(False)
    dialog.name.setText("first only")
    dialog.accept()
    settle(corners, qtbot)
    assert corners.editor.dialog is None
    assert document.chain.stages[1].names[-1] == "first only"
    assert document.chain.stages[1].looks_at(4) == (0,)
    corners.columns.columns[1].tiles.change_wanted.emit(4)
    dialog = corners.editor.dialog
    assert dialog.looks[0].isChecked()
    assert not dialog.looks[1].isChecked()
    dialog.looks[2].setChecked(True)
    dialog.accept()
    settle(corners, qtbot)
    assert document.chain.stages[1].looks_at(4) == (0, 2)
    corners.columns.next.button.click()
    corners.editor.dialog.accept()
    settle(corners, qtbot)
    assert len(document.chain.stages) == 3
    corners.columns.next.button.click()
    corners.editor.dialog.reject()
    assert len(document.chain.stages) == 3


def test_settings_and_bias_are_edited_in_the_column_and_turns_of_one_knob_are_one_step(
    corners, document, qtbot
) -> None:
    column = corners.columns.columns[0]
    column.settings.stride.setValue(2)
    column.settings.stride.setValue(3)
    settle(corners, qtbot)
    assert document.chain.stages[0].settings.stride == (3, 3)
    assert corners.undo_stack.count() == 2
    column.set_current(2)
    column.bias.setValue(-4.5)
    settle(corners, qtbot)
    assert list(document.chain.stages[0].biases) == [0, 0, -4.5, 0]
    assert column.tiles.filters[2].note.startswith("bias −4.5 · ")
    np.testing.assert_array_equal(column.tiles.face.values, expected_maps(document)[0])
    corners.undo_stack.undo()
    corners.undo_stack.undo()
    settle(corners, qtbot)
    assert document.chain == CORNERS
    assert column.bias.value() == 0


def action(actions, text: str):
    """Return the action with this text."""
    return next(each for each in actions if each.text() == text)


def test_filters_and_stages_are_moved_and_removed_from_the_menus(corners, document, qtbot) -> None:
    column = corners.columns.columns[0]
    column.set_current(1)
    action(column.menus.filter_actions, "Move towards the first").trigger()
    settle(corners, qtbot)
    assert document.chain.stages[0].names[0] == "brighter left"
    action(column.menus.filter_actions, "Remove the filter").trigger()
    settle(corners, qtbot)
    assert document.chain.stages[0].filters == 3
    assert document.chain.stages[1].maps == 3
    action(column.menus.stage_actions, "Put a stage before this one").trigger()
    settle(corners, qtbot)
    assert document.chain.stages[0].names == (f"{document.current_filter.name} on picture",)
    action(corners.columns.columns[0].menus.stage_actions, "Move the stage to the right").trigger()
    settle(corners, qtbot)
    assert document.chain.stages[0].filters == 3
    for _ in range(3):
        action(corners.columns.columns[0].menus.stage_actions, "Remove the stage").trigger()
        settle(corners, qtbot)
    assert document.chain is None
    assert corners.start.isVisible()
    while corners.undo_stack.canUndo():
        corners.undo_stack.undo()
    settle(corners, qtbot)
    assert document.chain is None
    corners.undo_stack.redo()
    assert document.chain == CORNERS


def test_a_filter_is_copied_to_the_bank_to_be_painted_on(corners, document) -> None:
    column = corners.columns.columns[0]
    column.set_current(2)
    action(column.menus.filter_actions, "Copy to the bank").trigger()
    assert document.filters[-1].name == "brighter down"
    np.testing.assert_array_equal(document.filters[-1].weights, presets["sobel-y"].weights)
    assert corners.bank.shelf.names[-1] == "brighter down"


def test_a_circuit_is_saved_and_opened_again(corners, document, qtbot, monkeypatch, tmp_path) -> None:
    said = messages(corners)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "mine"), ""))
    corners.bar.save_wanted.emit()
    assert load_chain(tmp_path / "mine.chain") == CORNERS
    corners.bar.clear_wanted.emit()
    assert document.chain is None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(tmp_path / "mine.chain"), ""))
    corners.start.file_wanted.emit()
    settle(corners, qtbot)
    assert (document.chain, document.chain_name) == (CORNERS, "mine")
    (tmp_path / "mine.chain").write_text("no chain")
    corners.bar.open_wanted.emit()
    assert "mine.chain" in said[0]
    assert document.chain == CORNERS
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("/nowhere/at/all.chain", ""))
    corners.bar.save_wanted.emit()
    assert "/nowhere" in said[-1]


def test_a_file_of_a_circuit_without_room_in_its_stages_is_refused_whole(corners, document, tmp_path) -> None:
    save_chain(tmp_path / "x.chain", CORNERS)
    text = (tmp_path / "x.chain").read_text().replace('"filterlab_chain": 1', '"filterlab_chain": 7')
    (tmp_path / "x.chain").write_text(text)
    said = messages(corners)
    corners.editor._push(lambda: load_chain(tmp_path / "x.chain"), "Open circuit", name="x")
    assert "version" in said[0]
    assert document.chain_name == "corners"


def test_what_the_start_page_begins_with_is_what_stands_out_in_the_bank(workspace, document, qtbot) -> None:
    first, second, _third = document.filters
    document.select_filter(second.id)
    assert workspace.bank.shelf.current_id == second.id
    assert workspace.start.filter_button.text() == f"Start with “{second.name}”"
    row = workspace.bank.shelf.model().index(0, 0)
    workspace.bank.shelf.setCurrentIndex(row)
    assert workspace.start.filter_button.text() == f"Start with “{first.name}”"
    workspace.start.filter_button.click()
    settle(workspace, qtbot)
    assert document.chain.stages[0].names == (first.name,)
