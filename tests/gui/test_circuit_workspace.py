"""The Circuit workspace as a user meets it: begin, wire, look, take numbers apart, undo, save."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent, QUndoStack
from PySide6.QtWidgets import QApplication, QFileDialog

from filterlab.data import presets
from filterlab.gui.circuit import CircuitWorkspace, scene
from filterlab.gui.circuit.bank_shelf import carrying
from filterlab.gui.circuit.place_keeper import Spot
from filterlab.gui.commands import AddFilter
from filterlab.probes import Box, Stages
from filterlab.probes.chain import example_chains, explain_through, load_chain, respond_through, save_chain
from filterlab.project import Document

LEFT = Qt.MouseButton.LeftButton
CORNERS = example_chains["corners"].chain


@pytest.fixture
def document() -> Document:
    """Return a document with three filters and a picture of noise."""
    document = Document()
    document.add_picture("noise", np.random.default_rng(0).random((1, 40, 50), dtype=np.float32))
    for name in ("sobel-x", "gaussian", "curve-detector"):
        document.insert_filter(document.make_filter(presets[name].title, presets[name].weights))
    return document


@pytest.fixture
def workspace(document, qtbot) -> CircuitWorkspace:
    """Return the empty workspace on screen."""
    workspace = CircuitWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    workspace.resize(1200, 760)
    workspace.show()
    qtbot.waitUntil(workspace.is_idle)
    yield workspace
    workspace.shut_down()


@pytest.fixture
def corners(workspace, qtbot) -> CircuitWorkspace:
    """Return the workspace with the corners, everything computed."""
    workspace.editor.begin_with_example("corners")
    settle(workspace, qtbot)
    return workspace


def settle(workspace: CircuitWorkspace, qtbot) -> None:
    """Wait until all is computed, and laid out."""
    qtbot.waitUntil(workspace.is_idle)
    QApplication.processEvents()
    qtbot.waitUntil(workspace.is_idle)


def messages(workspace: CircuitWorkspace) -> list[str]:
    """Return a list that fills with the sentences the workspace raises; an empty one takes the last away."""
    said: list[str] = []
    workspace.message_raised.connect(lambda sentence: said.append(sentence) if sentence else said.clear())
    return said


def expected_maps(document: Document) -> list[np.ndarray]:
    """Return the finished maps of all stages of the document's circuit."""
    response = respond_through(document.current_picture.pixels, document.chain, scale=document.units)
    return [stage.values for stage in response.stages]


def click(workspace: CircuitWorkspace, qtbot, spot: Spot) -> None:
    """Click a cell of a map with the mouse."""
    tiles = workspace.columns.columns[spot.stage].tiles
    tiles.scroll_to(spot.map)
    qtbot.mouseClick(tiles.viewport(), LEFT, pos=tiles.point_of(spot.map, spot.row, spot.column))
    settle(workspace, qtbot)


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
    place = f"Stage {spot.stage + 1}, {told.name}   row {spot.row}   column {spot.column}"
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
    points = workspace.picture_view._peaks.item.points()
    return [(point.pos().x(), point.pos().y()) for point in points]


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


def test_a_filter_is_added_by_double_click_to_the_stage_in_use(corners, document, qtbot) -> None:
    click(corners, qtbot, Spot(0, 0, 3, 3))
    corners.shelf.filter_picked.emit(document.filters[1].id)
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
    action(column.filter_actions, "Move towards the first").trigger()
    settle(corners, qtbot)
    assert document.chain.stages[0].names[0] == "brighter left"
    action(column.filter_actions, "Remove the filter").trigger()
    settle(corners, qtbot)
    assert document.chain.stages[0].filters == 3
    assert document.chain.stages[1].maps == 3
    action(column.stage_actions, "Put a stage before this one").trigger()
    settle(corners, qtbot)
    assert document.chain.stages[0].names == (f"{document.current_filter.name} on picture",)
    action(corners.columns.columns[0].stage_actions, "Move the stage to the right").trigger()
    settle(corners, qtbot)
    assert document.chain.stages[0].filters == 3
    for _ in range(3):
        action(corners.columns.columns[0].stage_actions, "Remove the stage").trigger()
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
    action(column.filter_actions, "Copy to the bank").trigger()
    assert document.filters[-1].name == "brighter down"
    np.testing.assert_array_equal(document.filters[-1].weights, presets["sobel-y"].weights)
    assert corners.shelf.names[-1] == "brighter down"


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


def test_the_maps_stay_where_they_are_while_numbers_of_any_length_are_told(corners, qtbot) -> None:
    corners.panel.trace.setChecked(True)
    tiles, sizes = corners.columns.columns[0].tiles, set()
    for spot in (Spot(0, 0, 3, 3), Spot(1, 2, 9, 9), Spot(0, 3, 0, 0), Spot(1, 0, 2, 5)):
        corners.presenter.places.hover(spot)
        settle(corners, qtbot)
        sizes.add((tiles.width(), tiles.height()))
    assert len(sizes) == 1


def test_an_answer_about_another_circuit_is_not_drawn(corners, document, qtbot) -> None:
    for name in ("ring", "stripes", "corners", "ring"):
        corners.editor.begin_with_example(name)
    settle(corners, qtbot)
    shown = [column.tiles.face.values.shape for column in corners.columns.columns]
    assert shown == [maps.shape for maps in expected_maps(document)]


def test_a_number_of_maps_that_are_gone_is_not_shown(corners, document, qtbot) -> None:
    corners.presenter.places.pin(Spot(0, 3, 5, 5))
    document.set_chain(example_chains["ring"].chain)
    corners.presenter.places.hover(Spot(1, 3, 5, 5))
    settle(corners, qtbot)
    shown = corners.panel.shown.path[0]
    assert shown.name in document.chain.stages[shown.stage].names


def test_the_bank_follows_the_document(workspace, document, qtbot) -> None:
    item = document.make_filter("new one", np.ones((1, 2, 2)))
    workspace.undo_stack.push(AddFilter(document, item, "New filter"))
    assert workspace.shelf.names[-1] == "new one"
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
        corners.bar.circuit, corners.bar.same_limits, corners.bar.train, corners.picture_view, corners.shelf,
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
