"""The drawing table as a user meets it: choose, look, hover, type, paint, undo."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QSpinBox
from scipy.signal import correlate2d

from filterlab.data import presets, samples
from filterlab.gui.commands import SetWeights
from filterlab.gui.design import DesignWorkspace
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.probes import Stages
from filterlab.project import Document, starting_document

from .scenes import point_over


@pytest.fixture
def workspace(qtbot) -> DesignWorkspace:
    """Return the drawing table of a first start, its response on screen."""
    document = starting_document()
    workspace = DesignWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    workspace.resize(1400, 850)
    workspace.show()
    qtbot.waitUntil(lambda: workspace.is_idle() and workspace.presenter.survey is not None)
    yield workspace
    workspace.shut_down()


def wait(workspace: DesignWorkspace, qtbot) -> None:
    """Wait until the newest response is on screen."""
    qtbot.waitUntil(workspace.is_idle)


def words(workspace: DesignWorkspace) -> str:
    """Return all text of the explanation."""
    return " ".join(
        label.text() for label in workspace.explanation.findChildren(QLabel) if not label.isHidden()
    )


def test_the_first_thing_a_user_sees_is_6600_on_the_mouses_back(workspace) -> None:
    assert workspace.presenter.reading.pinned == samples["mouse"].marks["back"]
    assert "1500 + 600 + 1500 + 1500 + 1500 = <b>6600</b>" in words(workspace)
    assert "73.3 % of the best possible 9000" in words(workspace)


def test_the_caption_of_the_response_speaks_of_rings_only_where_there_are_some(workspace, qtbot) -> None:
    def captions() -> list[str]:
        return [label.text() for label in workspace.response_view.findChildren(ElidedLabel)]

    assert "218 × 218, from 0 to 9000, ○ strongest" in captions()
    document = workspace.document
    document.set_weights(document.current_filter.id, np.zeros((1, 7, 7), np.float32))
    qtbot.waitUntil(lambda: "218 × 218, 0 everywhere" in captions())


def test_a_response_that_is_flat_but_for_rounding_is_called_so_and_has_no_rings(workspace, qtbot) -> None:
    document, view = workspace.document, workspace.response_view
    flat = np.broadcast_to(np.float32([200, 10, 10])[:, None, None] / 255, (3, 30, 40))
    document.add_picture("Flat", flat.astype(np.float32))
    weights = np.array([[[1, 2.5, -3], [0, 0.001, 7], [4, 5, 6]]], np.float32)
    document.set_weights(document.current_filter.id, weights)
    wanted = "28 × 38, 1503 everywhere"
    qtbot.waitUntil(lambda: wanted in [label.text() for label in view.findChildren(ElidedLabel)])


def test_the_course_patch_on_the_head_gives_0(workspace) -> None:
    workspace.presenter.reading.go_to("head")
    assert "sum <b>0</b>" in words(workspace)


def test_hovering_the_response_explains_the_number_under_the_mouse(workspace, qtbot) -> None:
    row, column = samples["mouse"].marks["back"]
    workspace.presenter.reading.pin(0, 0)
    point = point_over(workspace.response_view, column + 3.5, row + 3.5)
    qtbot.mouseMove(workspace.response_view.canvas.viewport(), point - QPoint(30, 30))
    qtbot.mouseMove(workspace.response_view.canvas.viewport(), point)
    assert "= <b>6600</b>" in words(workspace)
    assert "click to pin" in words(workspace)


def test_hovering_the_picture_explains_the_response_centred_there(workspace, qtbot) -> None:
    row, column = samples["mouse"].marks["back"]
    workspace.presenter.reading.pin(0, 0)
    point = point_over(workspace.picture_view, column + 3.5, row + 3.5)
    qtbot.mouseMove(workspace.picture_view.canvas.viewport(), point - QPoint(30, 30))
    qtbot.mouseMove(workspace.picture_view.canvas.viewport(), point)
    assert "= <b>6600</b>" in words(workspace)


def test_a_click_pins_and_arrow_keys_step(workspace, qtbot) -> None:
    view = workspace.response_view
    qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=point_over(view, 63.5, 53.5))
    assert workspace.presenter.reading.pinned == (50, 60)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert workspace.presenter.reading.pinned == (60, 61)


def test_a_place_can_be_let_go_and_stays_so_while_the_filter_changes(workspace, qtbot) -> None:
    told: list[str] = []
    workspace.status_changed.connect(told.append)
    workspace.explanation.unpin_button.click()
    assert workspace.presenter.reading.pinned is None
    assert "Nothing is pinned" in words(workspace)
    assert "value" not in told[-1]
    item = workspace.document.current_filter
    workspace.document.set_weights(item.id, -item.weights)
    wait(workspace, qtbot)
    assert "Nothing is pinned" in words(workspace)
    qtbot.keyClick(workspace.response_view, Qt.Key.Key_Right)
    assert workspace.presenter.reading.pinned == workspace.presenter.survey.highest


def test_the_number_on_screen_is_the_one_scipy_computes(workspace) -> None:
    answer = workspace.response_view
    picture = workspace.document.current_picture.pixels[0].astype(np.float64) * 255
    expected = correlate2d(picture, presets["curve-detector"].weights[0].astype(np.float64), "valid")
    np.testing.assert_allclose(answer.values, expected, rtol=1e-5, atol=1e-2)


def test_units_of_0_to_1_divide_the_response_by_255(workspace, qtbot) -> None:
    workspace.document.set_units(1)
    wait(workspace, qtbot)
    back = samples["mouse"].marks["back"]
    assert workspace.response_view.values[back] == pytest.approx(6600 / 255, rel=1e-5)


def test_the_size_formula_has_the_present_numbers(workspace, qtbot) -> None:
    assert "(224 + 2·0 − 7)/1 + 1 = <b>218</b>" in workspace.size_panel.text
    workspace.document.set_stages(Stages(stride=(2, 2), padding=(1, 1), dilation=(2, 2)))
    wait(workspace, qtbot)
    assert "(224 + 2·1 − (span 2·(7 − 1) + 1 = 13))/2 + 1 = <b>107</b>" in workspace.size_panel.text
    assert "1 left over" in workspace.size_panel.text


def test_a_filter_larger_than_its_picture_is_told_in_every_pane(workspace, qtbot) -> None:
    workspace.document.add_picture("small", np.full((1, 5, 5), 0.5))
    wait(workspace, qtbot)
    assert workspace.presenter.shown_scene is None
    assert "7" in workspace.size_panel.text
    assert "5" in workspace.size_panel.text


def test_painting_changes_the_response_and_undo_brings_it_back(workspace, qtbot) -> None:
    document = workspace.document
    before = workspace.response_view.values.copy()
    current = document.current_filter
    workspace.undo_stack.push(SetWeights(document, current.id, np.zeros((1, 7, 7)), "Clear"))
    wait(workspace, qtbot)
    assert not workspace.response_view.values.any()
    workspace.undo_stack.undo()
    wait(workspace, qtbot)
    np.testing.assert_array_equal(workspace.response_view.values, before)


def test_relu_and_pooling_are_explained_stage_by_stage(workspace, qtbot) -> None:
    workspace.document.set_stages(Stages(bias=-100.0, activation="relu", pool="max", pool_size=2))
    wait(workspace, qtbot)
    workspace.presenter.reading.go_to("strongest")
    text = words(workspace)
    assert "bias −100" in text
    assert "ReLU <b>8900</b>" in text
    assert "largest of its 2 × 2 block: <b>8900</b>" in text


def test_choosing_a_sample_in_the_row_above_loads_it(workspace, qtbot) -> None:
    box = workspace.stage_bar.findChild(QComboBox)
    index = next(i for i in range(box.count()) if "zone" in str(box.itemData(i)).lower())
    box.setCurrentIndex(index)
    box.activated.emit(index)
    wait(workspace, qtbot)
    assert workspace.document.current_picture.source == box.itemData(index) or "zone" in (
        workspace.document.current_picture.source
    )


def test_setting_the_row_from_the_document_asks_nothing_back(workspace) -> None:
    asked: list[object] = []
    workspace.stage_bar.stages_edited.connect(asked.append)
    workspace.document.set_stages(
        Stages(stride=(3, 3), padding="same", bias=2.5, activation="tanh", pool="average")
    )
    assert asked == []
    assert workspace.stage_bar.stages() == workspace.document.stages


def test_a_response_lies_over_the_pixels_it_was_computed_from(workspace, qtbot) -> None:
    workspace.document.set_stages(Stages(stride=(4, 4), padding=(3, 3)))
    wait(workspace, qtbot)
    view = workspace.response_view
    height, width = view.values.shape
    assert (view.array_rect.height(), view.array_rect.width()) == (4 * height, 4 * width)
    point = point_over(view, 0.5, 0.5)
    qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert workspace.presenter.reading.pinned == (0, 0)


def test_an_empty_bank_says_what_to_do(qtbot) -> None:
    workspace = DesignWorkspace(Document(), QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    workspace.show()
    qtbot.waitUntil(workspace.is_idle)
    assert "Choose a filter and a picture" in workspace.size_panel.text
    workspace.shut_down()


def test_a_fitted_picture_stays_fitted_whatever_the_colour_bar_says(workspace, qtbot) -> None:
    view = workspace.response_view
    before = view.view_box.viewRect()
    document = workspace.document
    for scale in (1.0, 12345.678, 0.001, 1.0):
        document.set_weights(document.current_filter.id, presets["curve-detector"].weights * scale)
        wait(workspace, qtbot)
        QApplication.processEvents()
    after = view.view_box.viewRect()
    assert after.width() == pytest.approx(before.width(), rel=0.02)
    assert workspace.picture_view.view_box.viewRect().contains(workspace.picture_view.array_rect)


def test_picture_and_response_zoom_together_until_they_are_fitted_again(workspace) -> None:
    picture, response = workspace.picture_view, workspace.response_view
    response.zoom_by(4)
    assert picture.view_box.viewRect().center().x() == pytest.approx(
        response.view_box.viewRect().center().x(), abs=1
    )
    assert picture.view_box.viewRect().width() < picture.array_rect.width()
    picture.zoom_to_fit()
    for view in (picture, response):
        assert view.view_box.viewRect().contains(view.array_rect)


def test_an_empty_filter_is_called_empty_and_not_blamed_on_the_picture(workspace, qtbot) -> None:
    document = workspace.document
    document.set_weights(document.current_filter.id, np.zeros((1, 7, 7)))
    wait(workspace, qtbot)
    assert "The filter is empty" in words(workspace)


def test_a_picture_of_another_size_is_shown_whole_after_a_zoom_on_the_one_before(workspace, qtbot) -> None:
    picture, response = workspace.picture_view, workspace.response_view
    response.zoom_by(8)
    workspace.document.add_picture("dot", np.ones((1, 28, 28), np.float32))
    wait(workspace, qtbot)
    for view in (picture, response):
        assert view.view_box.viewRect().contains(view.array_rect)
        assert view.view_box.viewRect().height() < 60


def test_a_picture_is_never_dragged_out_of_sight(workspace) -> None:
    picture, response = workspace.picture_view, workspace.response_view
    picture.view_box.translateBy(x=10_000, y=-10_000)
    picture.view_box.sigRangeChangedManually.emit([True, True])
    for view in (picture, response):
        sight = view.view_box.viewRect()
        assert sight.intersects(view.array_rect)
        assert sight.center().x() == pytest.approx(picture.array_rect.right(), abs=1)
        assert sight.center().y() == pytest.approx(picture.array_rect.top(), abs=1)


def test_a_zoom_stays_when_the_filter_and_with_it_the_response_change_their_size(workspace, qtbot) -> None:
    response = workspace.response_view
    response.zoom_by(8)
    before = response.view_box.viewRect()
    document = workspace.document
    document.set_weights(document.current_filter.id, np.ones((1, 3, 3)))
    wait(workspace, qtbot)
    assert response.view_box.viewRect().width() == pytest.approx(before.width(), rel=0.1)


def test_a_stride_that_is_half_typed_is_no_step(workspace, qtbot) -> None:
    stride = next(
        box for box in workspace.stage_bar.findChildren(QSpinBox) if box.accessibleName() == "Stride"
    )
    stride.selectAll()
    qtbot.keyClicks(stride, "2")
    assert not workspace.undo_stack.canUndo()
    qtbot.keyClick(stride, Qt.Key.Key_Return)
    assert workspace.document.stages.stride == (2, 2)
    assert workspace.undo_stack.count() == 1


def test_changing_a_stage_is_undone_before_an_earlier_stroke(workspace, qtbot) -> None:
    document = workspace.document
    painted = np.ones((1, 7, 7))
    workspace.undo_stack.push(SetWeights(document, document.current_filter.id, painted, "Paint"))
    workspace.stage_bar.stages_edited.emit(Stages(stride=(2, 2)))
    workspace.undo_stack.undo()
    wait(workspace, qtbot)
    assert document.stages == Stages()
    np.testing.assert_array_equal(document.current_filter.weights, painted)


def test_a_picture_that_is_drawn_on_is_answered_at_once_and_keeps_the_pin(workspace, qtbot) -> None:
    document = workspace.document
    document.add_picture("pad", np.zeros((1, 28, 28), np.float32))
    document.select_filter(document.filters[0].id)
    wait(workspace, qtbot)
    workspace.presenter.reading.pin(9, 4)
    pixels = np.zeros((1, 28, 28), np.float32)
    pixels[0, 9:16, 4:11] = 1
    document.set_pixels(document.current_picture.id, pixels)
    wait(workspace, qtbot)
    weights = document.current_filter.weights
    expected = correlate2d(pixels[0], weights[0], mode="valid") * document.scale.factor
    np.testing.assert_allclose(workspace.response_view.values, expected, atol=1e-2)
    assert workspace.presenter.reading.pinned == (9, 4)
    assert workspace.presenter.survey.high == pytest.approx(expected.max())


def test_a_copy_of_a_picture_keeps_the_pin_and_another_picture_finds_its_own(workspace, qtbot) -> None:
    document, reading = workspace.document, workspace.presenter.reading
    reading.pin(100, 50)
    mouse = document.current_picture
    document.add_picture("copy", mouse.pixels * np.float32(0.5))
    wait(workspace, qtbot)
    assert reading.pinned == (100, 50)
    document.select_picture(mouse.id)
    wait(workspace, qtbot)
    assert reading.pinned == samples["mouse"].marks["back"]
    reading.pin(100, 50)
    document.add_picture("smaller", mouse.pixels[:, 10:])
    wait(workspace, qtbot)
    assert reading.pinned == workspace.presenter.survey.highest
