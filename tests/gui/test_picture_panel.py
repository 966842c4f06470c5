"""The picture changed: levels on a copy, crop, resize, and an area as a filter."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QWidget

from filterlab.data import Levels, adjust_levels
from filterlab.errors import FilterLabError
from filterlab.gui.design import picture_edits
from filterlab.gui.design.picture_panel import PicturePanel
from filterlab.gui.design.picture_side import PictureSide
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.probes import Box
from filterlab.project import Document, frozen_array

LEFT = Qt.MouseButton.LeftButton
CAMERA_FRAMES = 6


def mouse() -> np.ndarray:
    """A picture whose values reach from 0.1 to 0.6."""
    return np.linspace(0.1, 0.6, 60 * 80, dtype=np.float32).reshape(1, 60, 80)


@pytest.fixture
def document() -> Document:
    """Return a document with one picture."""
    document = Document()
    document.add_picture("mouse", mouse())
    return document


@pytest.fixture
def stack() -> QUndoStack:
    """Return what undoes."""
    return QUndoStack()


@pytest.fixture
def view(document, qtbot) -> ArrayView:
    """Return a view that shows the document's picture."""
    view = ArrayView("Picture")
    qtbot.addWidget(view)
    view.resize(420, 360)
    side = PictureSide(document, view, view)
    for signal in (document.current_picture_changed, document.picture_changed):
        signal.connect(lambda _what: side.show())
    view.show()
    side.show()
    view.zoom_to_fit()
    return view


@pytest.fixture
def panel(document, stack, view, qtbot) -> PicturePanel:
    """Return a panel in sight whose picture has been counted."""
    panel = PicturePanel(document, stack, view)
    qtbot.addWidget(panel, before_close_func=PicturePanel.shut_down)
    panel.resize(340, 300)
    panel.show()
    panel.set_seen(True)
    qtbot.waitUntil(panel.is_idle)
    return panel


def names(document: Document) -> list[str]:
    return [picture.name for picture in document.pictures]


def choose(panel: PicturePanel, box: Box) -> None:
    """Choose an area as the user would by typing."""
    panel.tabs.setCurrentWidget(panel.area)
    panel.area.rows_box.setValue(box.height)
    panel.area.columns_box.setValue(box.width)
    panel.area.row_box.setValue(box.top)
    panel.area.column_box.setValue(box.left)


def test_the_first_change_makes_a_copy_and_later_ones_change_that(panel, document, qtbot) -> None:
    original = document.current_picture
    panel.levels.white_box.setValue(127.5)
    qtbot.waitUntil(panel.is_idle)
    panel.levels.black_box.setValue(51)
    qtbot.waitUntil(panel.is_idle)
    assert names(document) == ["mouse", "mouse, adjusted"]
    assert document.picture(original.id).pixels is original.pixels
    wanted = adjust_levels(mouse(), Levels(0.2, 0.5))
    np.testing.assert_allclose(document.current_picture.pixels, wanted, atol=1e-6)


def test_levels_act_on_the_original_and_not_on_what_was_cut_off(panel, document, qtbot) -> None:
    panel.levels.white_box.setValue(51)
    qtbot.waitUntil(panel.is_idle)
    panel.levels.white_box.setValue(255)
    qtbot.waitUntil(panel.is_idle)
    np.testing.assert_array_equal(document.current_picture.pixels, mouse())


def test_a_gesture_is_one_step_and_undo_takes_the_handles_along(panel, document, stack, qtbot) -> None:
    view = panel.levels.view
    start = view.handle_at("white").toPoint()
    qtbot.mousePress(view, LEFT, pos=start)
    for step in (20, 40, 60):
        start.setX(start.x() - step)
        qtbot.mouseMove(view, start)
        qtbot.waitUntil(panel.is_idle)
    qtbot.mouseRelease(view, LEFT, pos=start)
    qtbot.mouseClick(panel.levels.invert_button, LEFT)
    qtbot.waitUntil(panel.is_idle)
    assert [stack.text(index) for index in range(stack.count())] == ["Adjust levels", "Invert picture"]
    dragged = view.levels
    assert dragged.white < 0.8
    stack.undo()
    assert view.levels == dragged
    assert not panel.levels.invert_button.isChecked()
    stack.undo()
    assert view.levels == Levels()
    assert panel.levels.white_box.value() == 255
    assert not panel.levels.reset_button.isEnabled()
    np.testing.assert_array_equal(document.current_picture.pixels, mouse())
    assert names(document) == ["mouse"]
    stack.redo()
    assert view.levels == dragged
    assert names(document) == ["mouse", "mouse, adjusted"]
    stack.redo()
    assert view.levels == dragged
    assert panel.levels.invert_button.isChecked()
    np.testing.assert_allclose(
        document.current_picture.pixels, 1 - adjust_levels(mouse(), dragged), atol=1e-6
    )


def test_a_number_typed_in_steps_is_one_step_until_it_is_finished(panel, stack, qtbot) -> None:
    box = panel.levels.black_box
    box.setFocus()
    for _ in range(3):
        box.stepBy(1)
        qtbot.waitUntil(panel.is_idle)
    assert box.value() == 3
    assert stack.count() == 1
    qtbot.keyClick(box, Qt.Key.Key_Return)
    box.stepBy(1)
    qtbot.waitUntil(panel.is_idle)
    assert stack.count() == 2


def test_automatic_stretches_and_reset_goes_back(panel, document, qtbot) -> None:
    qtbot.mouseClick(panel.levels.automatic_button, LEFT)
    qtbot.waitUntil(panel.is_idle)
    stretched = document.current_picture.pixels
    assert (stretched.min(), stretched.max()) == (0, 1)
    assert panel.levels.black_box.value() == pytest.approx(25.5, abs=1)
    qtbot.mouseClick(panel.levels.reset_button, LEFT)
    qtbot.waitUntil(panel.is_idle)
    np.testing.assert_array_equal(document.current_picture.pixels, mouse())


def test_black_above_white_is_refused_with_a_sentence(panel, document) -> None:
    panel.levels.white_box.setValue(100)
    document.select_picture(document.pictures[0].id)
    panel.levels.white_box.setValue(0)
    assert "must lie below" in panel.levels.words.text()


def test_another_picture_shows_its_own_levels(panel, document, qtbot) -> None:
    first = document.current_picture
    panel.levels.gamma_box.setValue(2)
    qtbot.waitUntil(panel.is_idle)
    copy = document.current_picture
    document.select_picture(first.id)
    assert panel.levels.gamma_box.value() == 1
    document.select_picture(copy.id)
    assert panel.levels.gamma_box.value() == 2
    document.select_picture(first.id)
    panel.levels.gamma_box.setValue(3)
    qtbot.waitUntil(panel.is_idle)
    assert names(document)[-1] == "mouse, adjusted 2"


def test_who_looks_at_another_picture_is_not_called_back_by_a_late_answer(
    panel, document, stack, qtbot
) -> None:
    first = document.current_picture
    panel.levels.gamma_box.setValue(2)
    document.select_picture(first.id)
    qtbot.waitUntil(panel.is_idle)
    assert document.current_picture.id == first.id
    assert stack.count() == 0
    # Its copy is no step, and could not be taken away later.
    assert names(document) == ["mouse"]


def test_units_change_the_numbers_and_not_the_picture(panel, document, stack) -> None:
    assert panel.levels.white_box.value() == 255
    document.set_units(1)
    assert panel.levels.white_box.value() == 1
    assert stack.count() == 0
    assert names(document) == ["mouse"]


def test_the_figures_say_how_much_is_cut_off(panel, document, qtbot) -> None:
    assert "0 % of the values are black, 0 % white" in panel.levels.words.text()
    panel.levels.white_box.setValue(255 * 0.35)
    qtbot.waitUntil(panel.is_idle)
    assert "0 % of the values are black, 50 % white" in panel.levels.words.text()
    qtbot.mouseClick(panel.levels.invert_button, LEFT)
    qtbot.waitUntil(panel.is_idle)
    assert "50 % of the values are black, 0 % white" in panel.levels.words.text()
    document.add_picture("flat", np.full((1, 9, 9), 0.5))
    qtbot.waitUntil(panel.is_idle)
    assert "all values are the same" in panel.levels.words.text().lower()


def test_the_histogram_follows_a_camera_at_a_calm_pace(panel, document, qtbot) -> None:
    counted = []
    panel.levels.view.set_shares = counted.append
    picture = document.current_picture
    for frame in range(CAMERA_FRAMES):
        document.set_pixels(picture.id, np.full((1, 60, 80), frame / 10))
        QApplication.processEvents()
    qtbot.waitUntil(panel.is_idle)
    facts = [shares for shares in counted if shares is not None]
    assert facts[-1][int(0.5 * 256)] == 1
    assert len({id(shares) for shares in facts}) <= 3


def test_an_area_is_chosen_on_the_picture_and_cropped(panel, document, view, qtbot) -> None:
    panel.tabs.setCurrentWidget(panel.area)
    qtbot.mouseClick(panel.area.choose_button, LEFT)
    assert view.hand is panel.hand
    assert "Drag a rectangle" in panel.area.words.text()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert panel.area.rows_box.value() == 31
    choose(panel, Box(10, 20, 12, 30))
    assert panel.hand.box == Box(10, 20, 12, 30)
    qtbot.mouseClick(panel.area.crop_button, LEFT)
    qtbot.waitUntil(panel.is_idle)
    assert names(document) == ["mouse", "mouse, cropped"]
    np.testing.assert_array_equal(document.current_picture.pixels, mouse()[:, 10:22, 20:50])
    assert panel.hand.box is None


def test_undo_takes_a_crop_or_a_resized_picture_away_and_not_the_step_before(
    panel, document, stack, qtbot
) -> None:
    original = document.current_picture
    panel.tabs.setCurrentWidget(panel.area)
    qtbot.mouseClick(panel.area.choose_button, LEFT)
    choose(panel, Box(10, 20, 12, 30))
    qtbot.mouseClick(panel.area.crop_button, LEFT)
    qtbot.waitUntil(panel.is_idle)
    panel.tabs.setCurrentWidget(panel.resizing)
    panel.resizing.rows_box.setValue(6)
    qtbot.mouseClick(panel.resizing.resize_button, LEFT)
    qtbot.waitUntil(panel.is_idle)
    assert [stack.text(index) for index in range(stack.count())] == ["Crop picture", "Resize picture"]
    assert document.current_picture.pixels.shape == (1, 6, 15)
    stack.undo()
    assert names(document) == ["mouse", "mouse, cropped"]
    assert document.current_picture.name == "mouse, cropped"
    stack.undo()
    assert names(document) == ["mouse"]
    assert document.current_picture is original
    stack.redo()
    np.testing.assert_array_equal(document.current_picture.pixels, mouse()[:, 10:22, 20:50])


def test_an_adjustment_that_comes_after_its_copy_was_undone_is_dropped(panel, document, stack, qtbot) -> None:
    panel.levels.white_box.setValue(51)
    qtbot.waitUntil(panel.is_idle)
    panel.levels.white_box.setValue(102)
    panel.set_seen(False)
    stack.undo()
    qtbot.waitUntil(panel.is_idle)
    assert names(document) == ["mouse"]
    assert not stack.canUndo()


def test_an_adjustment_that_fails_leaves_no_copy(panel, document, stack, qtbot, monkeypatch) -> None:
    def fail(*_arguments: object) -> None:
        raise FilterLabError("The picture does not fit.")

    monkeypatch.setattr(picture_edits, "adjust_levels", fail)
    panel.levels.white_box.setValue(51)
    qtbot.waitUntil(panel.is_idle)
    assert names(document) == ["mouse"]
    assert not stack.canUndo()
    assert panel.levels.words.text() == "The picture does not fit."


def test_escape_puts_the_choosing_hand_away_and_keeps_the_area(panel, view, qtbot) -> None:
    choose(panel, Box(10, 20, 12, 30))
    qtbot.mouseClick(panel.area.choose_button, LEFT)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.hand is None
    assert not panel.area.choose_button.isChecked()
    assert panel.hand.box == Box(10, 20, 12, 30)


def test_typed_numbers_never_leave_the_picture(panel) -> None:
    choose(panel, Box(50, 70, 10, 10))
    panel.area.rows_box.setValue(30)
    assert panel.hand.box == Box(30, 70, 30, 10)
    panel.area.row_box.setValue(99)
    assert panel.hand.box == Box(30, 70, 30, 10)


def test_an_area_stays_on_a_picture_it_fits_and_is_dropped_on_a_smaller_one(panel, document) -> None:
    choose(panel, Box(10, 20, 12, 30))
    document.add_picture("as large", np.zeros((1, 60, 80)))
    assert panel.hand.box == Box(10, 20, 12, 30)
    document.add_picture("small", np.zeros((1, 20, 20)))
    assert panel.hand.box is None
    assert not panel.area.crop_button.isEnabled()


def test_an_area_becomes_a_filter_in_the_units_shown(panel, qtbot) -> None:
    choose(panel, Box(10, 20, 3, 5))
    for box in (panel.area.zero_mean_box, panel.area.unit_norm_box):
        box.setChecked(False)
    with qtbot.waitSignal(panel.filter_offered) as offered:
        qtbot.mouseClick(panel.area.kernel_button, LEFT)
    name, weights, origin = offered.args
    assert name == "mouse, cut out"
    assert "row 10, column 20" in origin
    np.testing.assert_allclose(weights, mouse()[:, 10:13, 20:25] * 255, rtol=1e-6)
    assert "anything bright" in panel.area.words.text()


def test_a_matched_filter_has_zero_mean_and_unit_norm(panel) -> None:
    choose(panel, Box(10, 20, 3, 5))
    weights = panel.area.preview.weights
    assert weights.sum() == pytest.approx(0, abs=1e-6)
    assert np.linalg.norm(weights) == pytest.approx(1)
    assert "matched filter" in panel.area.words.text()


def test_what_cannot_be_a_filter_is_told_in_its_place(panel, document) -> None:
    choose(panel, Box(0, 0, 32, 20))
    assert "31 × 31 at most" in panel.area.words.text()
    assert not panel.area.kernel_button.isEnabled()
    assert panel.area.crop_button.isEnabled()
    document.add_picture("flat", np.full((1, 60, 80), 0.5))
    choose(panel, Box(0, 0, 5, 5))
    assert "same value everywhere" in panel.area.words.text()
    assert panel.area.preview.weights is None
    panel.area.zero_mean_box.setChecked(False)
    assert panel.area.kernel_button.isEnabled()


def test_a_filter_of_an_area_follows_a_picture_that_changes(panel, document) -> None:
    choose(panel, Box(10, 20, 3, 5))
    before = panel.area.preview.weights
    document.set_pixels(document.current_picture.id, mouse()[:, :, ::-1])
    assert not np.allclose(panel.area.preview.weights, before)


def test_the_left_button_is_given_back_when_the_page_or_the_panel_goes(panel, view, qtbot) -> None:
    choose(panel, Box(10, 20, 3, 5))
    qtbot.mouseClick(panel.area.choose_button, LEFT)
    panel.tabs.setCurrentWidget(panel.levels)
    assert view.hand is None
    assert panel.hand.outline.rect is None
    panel.tabs.setCurrentWidget(panel.area)
    assert not panel.area.choose_button.isChecked()
    assert panel.hand.outline.rect is not None
    qtbot.mouseClick(panel.area.choose_button, LEFT)
    panel.set_seen(False)
    assert view.hand is None
    assert panel.hand.outline.rect is None
    panel.set_seen(True)
    assert panel.hand.box == Box(10, 20, 3, 5)


def test_a_resized_picture_keeps_its_proportion_unless_told_otherwise(panel, document, qtbot) -> None:
    page = panel.resizing
    panel.tabs.setCurrentWidget(page)
    assert page.wanted == (60, 80)
    assert not page.resize_button.isEnabled()
    page.rows_box.setValue(30)
    assert page.wanted == (30, 40)
    page.columns_box.setValue(20)
    assert page.wanted == (15, 20)
    page.proportion_box.setChecked(False)
    page.rows_box.setValue(28)
    assert page.wanted == (28, 20)
    qtbot.mouseClick(page.resize_button, LEFT)
    qtbot.waitUntil(panel.is_idle)
    assert document.current_picture.name == "mouse, 28 × 20"
    assert document.current_picture.pixels.shape == (1, 28, 20)
    assert page.wanted == (28, 20)
    assert names(document) == ["mouse", "mouse, 28 × 20"]


def test_a_size_that_cannot_be_is_told_in_its_place(panel) -> None:
    page = panel.resizing
    page.rows_box.setValue(99_999)
    assert "million pixels" in page.words.text()
    assert not page.resize_button.isEnabled()


def test_without_a_picture_every_page_says_so(view, stack, qtbot) -> None:
    panel = PicturePanel(Document(), stack, view)
    qtbot.addWidget(panel, before_close_func=PicturePanel.shut_down)
    panel.set_seen(True)
    assert "Open a picture" in panel.area.words.text()
    assert "Open a picture" in panel.resizing.words.text()
    assert not panel.levels.isEnabled()
    assert "Open a picture" in panel.levels.words.text()


def test_a_panel_out_of_sight_counts_nothing(panel, document, qtbot) -> None:
    panel.set_seen(False)
    document.add_picture("another", frozen_array(np.zeros((1, 30, 30))))
    assert panel.is_idle()
    panel.set_seen(True)
    qtbot.waitUntil(panel.is_idle)
    assert "same" in panel.levels.words.text()


def test_all_fits_a_narrow_panel_and_has_a_name(panel) -> None:
    assert panel.minimumSizeHint().width() <= 230
    for kind in ("QSpinBox", "QDoubleSpinBox", "QComboBox"):
        for widget in panel.findChildren(QWidget):
            if widget.inherits(kind):
                assert widget.accessibleName(), widget
