"""The Compare workspace as a user meets it: hand-made and learned filters on one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.gui.compare.bench import choose, workspace_of

from filterlab.data import DataChoice, presets
from filterlab.nets import Snapshot, TrainConfig, zoo
from filterlab.probes import Stages, respond
from filterlab.project import Document, TrainingRequest, starting_document

if TYPE_CHECKING:
    from filterlab.gui.compare import CompareWorkspace


def mine(workspace: CompareWorkspace):
    """Return the first column."""
    return workspace.columns.columns[0]


def theirs(workspace: CompareWorkspace):
    """Return the second column."""
    return workspace.columns.columns[1]


def planted(*names: str, signs: tuple[float, ...] = (1.0, -0.5)) -> np.ndarray:
    """Return a bank (N, 1, 13, 13) of presets laid into the middle, times the signs."""
    bank = np.zeros((len(names), 1, 13, 13), dtype=np.float32)
    for one, name, sign in zip(bank, names, signs, strict=True):
        weights = presets[name].weights
        _channels, height, width = weights.shape
        top, left = (13 - height) // 2, (13 - width) // 2
        one[:, top : top + height, left : left + width] = sign * weights
    return bank


def add_learned(workspace: CompareWorkspace, qtbot) -> None:
    """Open weights whose filters are the bank's, one of them negated."""
    bank = planted("gaussian", "sobel-x")
    workspace.document.add_imported_run("planted", {"conv1.weight": bank, "fc.weight": np.zeros((2, 3))})
    qtbot.waitUntil(workspace.is_idle)


def test_each_hand_made_filter_stands_beside_its_response_in_the_units_in_force(workspace, document) -> None:
    tiles = mine(workspace).view.tiles
    assert [tile.title for tile in tiles] == [one.name for one in document.filters]
    for tile, one in zip(tiles, document.filters, strict=True):
        expected = respond(document.current_picture.pixels, one.weights, Stages()).linear
        np.testing.assert_allclose(tile.response, expected * 255, rtol=1e-6)


def test_other_units_change_the_numbers_and_the_note(workspace, document, qtbot) -> None:
    before = mine(workspace).view.tiles[0].reach
    document.set_units(1)
    qtbot.waitUntil(lambda: workspace.is_idle() and mine(workspace).view.tiles[0].reach < before)
    assert mine(workspace).view.tiles[0].reach == pytest.approx(before / 255)
    assert "0–1 " in workspace.top.note


def test_each_learned_filter_names_its_nearest_hand_made_one_with_the_figure(workspace, qtbot) -> None:
    add_learned(workspace, qtbot)
    lines = [tile.last_line for tile in theirs(workspace).view.tiles]
    names = [presets[name].title for name in ("gaussian", "sobel-x")]
    assert lines == [f"nearest: {names[0]}  1.00", f"nearest: {names[1]}  1.00 (negated)"]
    assert theirs(workspace).title == "Learned, planted"


def test_choosing_a_learned_filter_points_out_its_nearest(workspace, document, qtbot) -> None:
    add_learned(workspace, qtbot)
    said: list[str] = []
    workspace.status_changed.connect(said.append)
    view = theirs(workspace).view
    middle = view.grid().boxes(0).title.center().toPoint()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert mine(workspace).view.marked.endswith(document.filters[1].id)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert mine(workspace).view.marked.endswith(document.filters[0].id)
    assert said[-1].startswith("conv1 filter 1: nearest: ")


def test_painting_changes_response_and_nearest(workspace, document, qtbot) -> None:
    add_learned(workspace, qtbot)
    first = document.filters[0]
    document.set_weights(first.id, planted("gaussian", signs=(1.0,))[0])
    qtbot.waitUntil(workspace.is_idle)
    expected = respond(document.current_picture.pixels, document.filters[0].weights, Stages()).linear
    np.testing.assert_allclose(mine(workspace).view.tiles[0].response, expected * 255, rtol=1e-6)
    assert theirs(workspace).view.tiles[0].note == f"nearest: {first.name}"


def test_presets_are_compared_with_on_request(workspace, qtbot) -> None:
    workspace.document.add_imported_run("gabor", {"conv1.weight": planted("gabor-45", signs=(1.0,))})
    qtbot.waitUntil(workspace.is_idle)
    assert "preset" not in theirs(workspace).view.tiles[0].note
    workspace.top.presets.setChecked(True)
    qtbot.waitUntil(workspace.is_idle)
    assert theirs(workspace).view.tiles[0].last_line == f"nearest: preset {presets['gabor-45'].title}  1.00"


def test_same_limits_hold_for_both_shelves_and_only_on_request(workspace, qtbot) -> None:
    add_learned(workspace, qtbot)
    assert mine(workspace).view.limits == (None, None)
    workspace.top.same_limits.setChecked(True)
    tiles = mine(workspace).view.tiles + theirs(workspace).view.tiles
    reach = max(tile.reach for tile in tiles)
    weight = max(float(np.abs(tile.weights).max()) for tile in tiles)
    expected = ((-weight, weight), (-reach, reach))
    assert mine(workspace).view.limits == theirs(workspace).view.limits == expected


def test_equal_strength_gives_every_filter_the_same_length(workspace, qtbot) -> None:
    add_learned(workspace, qtbot)
    workspace.top.equal_strength.setChecked(True)
    qtbot.waitUntil(workspace.is_idle)
    tiles = mine(workspace).view.tiles + theirs(workspace).view.tiles
    assert all(float(np.linalg.norm(tile.weights)) == pytest.approx(1) for tile in tiles)
    gaussian, learned = mine(workspace).view.tiles[1], theirs(workspace).view.tiles[0]
    assert learned.reach == pytest.approx(gaussian.reach, rel=0.05)


def test_add_to_bank_copies_the_chosen_filter_and_can_be_undone(workspace, document, qtbot) -> None:
    add_learned(workspace, qtbot)
    assert not mine(workspace).add.isVisible()
    view = theirs(workspace).view
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.mouseClick(theirs(workspace).add, Qt.MouseButton.LeftButton)
    added = document.filters[-1]
    np.testing.assert_array_equal(added.weights, planted("gaussian", "sobel-x")[1])
    assert added.origin == "learned: planted, conv1 filter 1"
    qtbot.waitUntil(workspace.is_idle)
    assert len(mine(workspace).view.tiles) == 3
    workspace.undo_stack.undo()
    qtbot.waitUntil(workspace.is_idle)
    assert len(mine(workspace).view.tiles) == 2


def test_a_learned_filter_in_the_bank_is_not_its_own_nearest(workspace, document, qtbot) -> None:
    add_learned(workspace, qtbot)
    before = [tile.last_line for tile in theirs(workspace).view.tiles]
    qtbot.keyClick(theirs(workspace).view, Qt.Key.Key_Right)
    qtbot.mouseClick(theirs(workspace).add, Qt.MouseButton.LeftButton)
    assert document.filters[-1].is_learned
    qtbot.waitUntil(workspace.is_idle)
    assert [tile.last_line for tile in theirs(workspace).view.tiles] == before
    for one in document.filters[:2]:
        assert not one.is_learned
        document.remove_filter(one.id)
    qtbot.waitUntil(workspace.is_idle)
    assert "no hand-made filter" in theirs(workspace).view.tiles[0].note


@pytest.mark.parametrize("size", [(1380, 820), (1000, 620), (1200, 700)])
def test_the_arrangement_is_at_rest_while_nothing_happens(qtbot, size) -> None:
    workspace = workspace_of(starting_document(), qtbot)
    workspace.resize(*size)
    qtbot.waitUntil(workspace.is_idle)
    seen = set()
    for _ in range(20):
        QApplication.processEvents()
        view = mine(workspace).view
        seen.add((view.grid(), view.verticalScrollBar().isVisible(), view.viewport().width()))
    assert len(seen) == 1


def test_a_filter_no_picture_has_channels_for_cannot_be_added_and_says_so(workspace, qtbot) -> None:
    said: list[str] = []
    workspace.message_raised.connect(said.append)
    workspace.document.add_imported_run("deep", {"conv9.weight": np.ones((2, 16, 3, 3))})
    qtbot.waitUntil(workspace.is_idle)
    assert theirs(workspace).view.tiles[0].response is None
    assert "16" in theirs(workspace).notice.sentence
    assert not theirs(workspace).notice.crop_offer.isVisible()
    qtbot.keyClick(theirs(workspace).view, Qt.Key.Key_Right)
    qtbot.mouseClick(theirs(workspace).add, Qt.MouseButton.LeftButton)
    assert len(said) == 1
    assert "16 channels" in said[0]
    assert len(workspace.document.filters) == 2


def test_hovering_reads_the_number_under_the_mouse(workspace, qtbot) -> None:
    said: list[str] = []
    workspace.status_changed.connect(said.append)
    view = mine(workspace).view
    tile, boxes = view.tiles[0], view.grid().boxes(0)
    qtbot.mouseMove(view.viewport(), tile.map_rect(boxes.response).center().toPoint())
    assert said[-1].startswith(f"{tile.title}: response at row ")
    qtbot.mouseMove(view.viewport(), tile.kernel_layout(boxes.kernel).rect.center().toPoint())
    assert said[-1] == f"{tile.title}: weight at row 1, column 1: 0"


def test_an_empty_bank_and_no_run_say_what_to_do_and_lead_there(qtbot) -> None:
    workspace = workspace_of(Document(), qtbot)
    assert "bank is empty" in mine(workspace).message
    assert "No net has been trained yet" in theirs(workspace).message
    wanted: list[str] = []
    workspace.workspace_requested.connect(wanted.append)
    qtbot.mouseClick(mine(workspace).remedy, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(theirs(workspace).remedy, Qt.MouseButton.LeftButton)
    assert wanted == ["design", "train"]


def test_without_a_picture_the_tiles_ask_for_one(document, qtbot) -> None:
    bare = Document()
    bare.insert_filter(document.filters[0])
    workspace = workspace_of(bare, qtbot)
    assert mine(workspace).view.tiles[0].problem == "Choose a picture."
    choose(workspace.top.picture, "sample mouse")
    qtbot.waitUntil(lambda: workspace.is_idle() and mine(workspace).view.tiles[0].response is not None)
    assert bare.current_picture.source == "sample mouse"


def test_a_run_without_filters_or_weights_says_so(workspace, document, qtbot) -> None:
    document.add_imported_run("flat", {"fc.weight": np.zeros((3, 4))})
    qtbot.waitUntil(workspace.is_idle)
    assert theirs(workspace).message == "Flat has no convolution of pictures, so it has no filters to show."
    run = document.add_run(TrainingRequest(DataChoice(), zoo["tiny"], TrainConfig()))
    qtbot.waitUntil(workspace.is_idle)
    assert "is starting" in theirs(workspace).message
    weights = {"conv1.weight": planted("gaussian", signs=(1.0,))}
    document.record_events(run.id, [Snapshot(step=7, epoch=1, parameters=weights, seconds=1.0)])
    qtbot.waitUntil(lambda: workspace.is_idle() and theirs(workspace).message == "")
    assert theirs(workspace).title == "Learned, run 1, step 7"
    assert len(theirs(workspace).view.tiles) == 1


def test_another_run_is_chosen_from_the_list(workspace, qtbot) -> None:
    add_learned(workspace, qtbot)
    workspace.document.add_imported_run("other", {"conv1.weight": planted("box", signs=(1.0,))})
    qtbot.waitUntil(workspace.is_idle)
    assert theirs(workspace).source.currentText() == "other"
    assert len(theirs(workspace).view.tiles) == 1
    source = theirs(workspace).source
    source.setCurrentIndex(source.findText("planted"))
    source.activated.emit(source.currentIndex())
    qtbot.waitUntil(workspace.is_idle)
    assert theirs(workspace).title == "Learned, planted"
    assert len(theirs(workspace).view.tiles) == 2


def test_while_it_cannot_be_seen_nothing_is_computed(workspace, document, qtbot) -> None:
    workspace.hide()
    before = mine(workspace).view.tiles[0].response
    document.set_weights(document.filters[0].id, -document.filters[0].weights)
    qtbot.waitUntil(workspace.is_idle)
    assert mine(workspace).view.tiles[0].response is before
    workspace.show()
    qtbot.waitUntil(workspace.is_idle)
    np.testing.assert_allclose(mine(workspace).view.tiles[0].response, -before, rtol=1e-5)


def test_every_control_can_be_reached_by_tab(workspace, qtbot) -> None:
    add_learned(workspace, qtbot)
    workspace.top.picture.setFocus()
    reached = set()
    for _ in range(30):
        focused = workspace.window().focusWidget()
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert reached >= {
        workspace.top.picture, workspace.top.order, workspace.top.same_limits, workspace.top.equal_strength,
        workspace.top.presets, workspace.top.column, workspace.top.export,
        mine(workspace).source, mine(workspace).view, theirs(workspace).source, theirs(workspace).view,
    }  # fmt: skip
