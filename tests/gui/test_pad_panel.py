"""The drawing pad: strokes on the picture are steps of the document."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QFileDialog

from filterlab.data import load_image
from filterlab.gui.design.pad_panel import PadPanel
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.project import Document

from .scenes import point_over

LEFT = Qt.MouseButton.LeftButton
MIDDLE = (14.5, 14.5)


@pytest.fixture
def document() -> Document:
    document = Document()
    document.set_units(255)
    return document


@pytest.fixture
def stack(qapp) -> QUndoStack:
    del qapp
    return QUndoStack()


@pytest.fixture
def view(qtbot) -> ArrayView:
    """A view of a picture of 28 × 28."""
    view = ArrayView("Picture")
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.show()
    view.set_array(np.zeros((28, 28), np.float32), "grey", limits=(0, 1))
    view.zoom_to_fit()
    QApplication.processEvents()
    return view


@pytest.fixture
def panel(qtbot, document, stack, view) -> PadPanel:
    panel = PadPanel(document, stack, view)
    qtbot.addWidget(panel)
    panel.resize(340, 300)
    panel.show()
    panel.set_seen(True)
    return panel


@pytest.fixture
def pad(panel, stack) -> PadPanel:
    """The panel with an empty pad of 28 × 28, black, and the pen in the hand; nothing can be undone."""
    panel.new_pad.button.click()
    stack.clear()
    return panel


def draw(qtbot, view: ArrayView, *places: tuple[float, float], lift: bool = True) -> None:
    canvas = view.canvas.viewport()
    qtbot.mousePress(canvas, LEFT, pos=point_over(view, *places[0]))
    for place in places[1:]:
        qtbot.mouseMove(canvas, point_over(view, *place))
    if lift:
        qtbot.mouseRelease(canvas, LEFT, pos=point_over(view, *places[-1]))


def drawn(document: Document) -> np.ndarray:
    return document.current_picture.pixels


def press(qtbot, view: ArrayView, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(view, key)


def test_a_new_pad_has_the_size_and_the_ground_that_were_chosen(panel, document) -> None:
    form = panel.new_pad
    form.button.click()
    assert document.current_picture.name == "drawing 1"
    assert drawn(document).shape == (1, 28, 28)
    assert drawn(document).max() == 0
    form.size_box.setCurrentIndex(form.size_box.findData(0))
    form.rows.setValue(40)
    form.columns.setValue(300)
    form.ground_box.setCurrentIndex(1)
    form.button.click()
    assert document.current_picture.name == "drawing 2"
    assert drawn(document).shape == (1, 40, 300)
    assert drawn(document).min() == 1
    assert panel.pen.pen.ink == 0


def test_undo_takes_a_new_pad_away_even_under_the_pen_and_redo_brings_it_back(
    panel, document, stack, view, qtbot
) -> None:
    document.add_picture("photo", np.full((1, 28, 28), 0.5, np.float32))
    panel.new_pad.button.click()
    draw(qtbot, view, (5, 5), (14, 8), lift=False)
    assert [stack.text(index) for index in range(stack.count())] == ["New drawing", "Draw"]
    stack.undo()
    stack.undo()
    assert [picture.name for picture in document.pictures] == ["photo"]
    qtbot.mouseMove(view.canvas.viewport(), point_over(view, 20, 20))
    qtbot.mouseRelease(view.canvas.viewport(), LEFT, pos=point_over(view, 20, 20))
    stack.redo()
    assert document.current_picture.name == "drawing 1"
    assert panel.drawing.pad() is document.current_picture


def test_one_stroke_is_one_step_and_undo_and_redo_give_the_very_pictures(
    pad, document, stack, view, qtbot
) -> None:
    assert pad.draw_box.isChecked()
    empty = drawn(document)
    draw(qtbot, view, (5, 5), (14, 8), (20, 20))
    first = drawn(document)
    assert first[0, 5, 5] == 1
    assert first[0, 19, 19] > 0.5
    draw(qtbot, view, (20, 5), (5, 20))
    second = drawn(document)
    assert stack.count() == 2
    stack.undo()
    assert np.array_equal(drawn(document), first)
    stack.undo()
    assert np.array_equal(drawn(document), empty)
    stack.redo()
    draw(qtbot, view, (20, 5), (5, 20))
    assert np.array_equal(drawn(document), second)


def test_the_document_hears_of_every_move_before_the_stroke_ends(pad, document, view, qtbot) -> None:
    assert pad.draw_box.isChecked()
    revisions = []
    document.picture_changed.connect(
        lambda picture_id: revisions.append(document.picture(picture_id).revision)
    )
    draw(qtbot, view, (5, 5), (14, 8), (20, 20), lift=False)
    assert revisions == [1, 2, 3]


def test_escape_takes_a_stroke_back_and_it_cannot_be_done_again(pad, document, stack, view, qtbot) -> None:
    draw(qtbot, view, (5, 5), (9, 9))
    before = drawn(document)
    draw(qtbot, view, (20, 5), (14, 14), lift=False)
    press(qtbot, view, Qt.Key.Key_Escape)
    assert np.array_equal(drawn(document), before)
    assert stack.count() == 1
    qtbot.mouseMove(view.canvas.viewport(), point_over(view, 3, 20))
    assert np.array_equal(drawn(document), before)
    assert pad.draw_box.isChecked()


def test_a_stroke_that_is_undone_while_it_is_drawn_has_ended(pad, document, stack, view, qtbot) -> None:
    draw(qtbot, view, (20, 5), (14, 14), lift=False)
    stack.undo()
    assert not pad.hand.is_down
    qtbot.mouseMove(view.canvas.viewport(), point_over(view, 3, 20))
    qtbot.mouseRelease(view.canvas.viewport(), LEFT, pos=point_over(view, 3, 20))
    assert drawn(document).max() == 0
    stack.redo()
    assert drawn(document).max() == 1


def test_eraser_and_clear_bring_the_ground_back(pad, document, stack, view, qtbot) -> None:
    draw(qtbot, view, MIDDLE)
    pad.pen.eraser.setChecked(True)
    pad.pen.radius.box.setValue(8)
    draw(qtbot, view, MIDDLE)
    assert drawn(document).max() == 0
    assert stack.text(1) == "Erase"
    pad.clear_button.click()
    assert stack.count() == 2, "an empty pad was cleared"
    stack.undo()
    pad.clear_button.click()
    assert drawn(document).max() == 0
    stack.undo()
    assert drawn(document).max() == 1


def test_the_ink_is_chosen_in_the_units_of_the_document(pad, document, view, qtbot) -> None:
    pad.pen.ink.box.setValue(51)
    draw(qtbot, view, MIDDLE)
    assert drawn(document)[0, 14, 14] == pytest.approx(0.2)
    document.set_units(1)
    assert pad.pen.ink.value == pytest.approx(0.2)
    pad.pen.ink.box.setValue(0.7)
    draw(qtbot, view, MIDDLE)
    assert drawn(document)[0, 14, 14] == pytest.approx(0.7)


def test_only_pads_are_drawn_on_and_the_left_button_is_given_back(pad, document, view, qtbot) -> None:
    assert view.hand is pad.hand
    document.add_picture("photo", np.full((1, 28, 28), 0.5, np.float32))
    assert view.hand is None
    assert not pad.draw_box.isEnabled()
    draw(qtbot, view, MIDDLE)
    assert np.all(drawn(document) == 0.5)
    assert "photo is no pad" in pad.words.text()
    document.select_picture(document.pictures[0].id)
    pad.draw_box.setChecked(True)
    pad.set_seen(False)
    assert view.hand is None
    pad.set_seen(True)
    assert not pad.draw_box.isChecked()


@pytest.mark.parametrize("channels", [1, 3])
def test_a_copy_of_a_small_picture_becomes_a_pad_and_the_picture_stays(
    panel, document, view, qtbot, channels
) -> None:
    photo = document.add_picture("photo", np.random.default_rng(1).random((channels, 28, 28), np.float32))
    panel.copy_button.click()
    assert document.current_picture.name == "photo, drawn on"
    draw(qtbot, view, MIDDLE)
    assert np.all(drawn(document)[:, 14, 14] == 1)
    assert document.picture(photo.id).pixels is photo.pixels
    panel.clear_button.click()
    assert np.array_equal(drawn(document), photo.pixels)


def test_why_a_picture_cannot_become_a_pad_is_said(panel, document) -> None:
    document.add_picture("wide", np.zeros((1, 30, 513), np.float32))
    assert not panel.copy_button.isEnabled()
    assert "wide has 30 × 513 pixels" in panel.words.text()


def test_a_pad_whose_size_was_changed_by_someone_else_is_no_pad_any_more(pad, document, view) -> None:
    document.set_pixels(document.current_picture.id, np.zeros((1, 14, 14), np.float32))
    assert not pad.draw_box.isEnabled()
    assert view.hand is None


def test_another_tool_that_takes_the_view_puts_the_pen_away(pad, view) -> None:
    class Other:
        cursor = Qt.CursorShape.ArrowCursor

        def press(self, x: float, y: float) -> None:
            """Do nothing."""

        drag = release = press

        def cancel(self) -> None:
            """Do nothing."""

    other = Other()
    view.set_hand(other)
    assert not pad.draw_box.isChecked()
    assert not pad.hand.outline.isVisible()
    assert view.hand is other


def test_the_keyboard_draws_a_line_and_lifts_the_pen(pad, document, stack, view, qtbot) -> None:
    pad.pen.radius.box.setValue(0.5)
    pad.pen.softness.box.setValue(0)
    press(qtbot, view, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert pad.hand.is_down
    assert pad.place_words.text() == "Pen down at row 15, column 16"
    press(qtbot, view, Qt.Key.Key_Space, Qt.Key.Key_Down)
    assert not pad.hand.is_down
    rows, columns = np.nonzero(drawn(document)[0] == 1)
    assert list(zip(rows, columns, strict=True)) == [(14, 14), (14, 15), (14, 16), (15, 16)]
    assert stack.count() == 1
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert pad.place_words.text() == "Pen up at row 16, column 6"


def test_escape_takes_a_stroke_of_the_keyboard_back_and_then_puts_the_pen_away(
    pad, document, stack, view, qtbot
) -> None:
    press(qtbot, view, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Escape)
    assert drawn(document).max() == 0
    assert stack.count() == 0
    press(qtbot, view, Qt.Key.Key_Escape)
    assert not pad.draw_box.isChecked()
    steps = []
    view.cell_stepped.connect(lambda rows, columns: steps.append((rows, columns)))
    press(qtbot, view, Qt.Key.Key_Right)
    assert steps == [(0, 1)]


def test_the_keyboards_pen_stays_on_the_picture(pad, view, qtbot) -> None:
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert pad.place_words.text() == "Pen up at row 0, column 27"


def test_the_ring_is_as_large_as_the_pen_and_brackets_change_both(pad, view, qtbot) -> None:
    qtbot.mouseMove(view.canvas.viewport(), point_over(view, 10, 12))
    ring = pad.hand.outline
    assert ring.isVisible()
    assert (ring.pos().x(), ring.pos().y()) == pytest.approx((10, 12), abs=0.2)
    assert ring.radius == pad.pen.pen.radius == 1.4
    qtbot.keyClicks(view, "]]")
    larger = pad.pen.pen.radius
    assert ring.radius == larger > 1.6
    qtbot.keyClicks(view, "[[[")
    assert ring.radius == pad.pen.pen.radius < larger


def test_a_drawing_is_saved_and_what_hinders_it_is_told(
    pad, document, view, qtbot, tmp_path, monkeypatch
) -> None:
    draw(qtbot, view, (5, 5), (20, 20))
    chosen = tmp_path / "digit"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(chosen), ""))
    pad.save_button.click()
    np.testing.assert_allclose(load_image(tmp_path / "digit.png"), drawn(document), atol=1e-5)
    chosen = tmp_path / "nowhere" / "digit.png"
    with qtbot.waitSignal(pad.message_raised) as told:
        pad.save_button.click()
    assert "does not exist" in told.args[0]


def test_everything_fits_into_a_narrow_panel(pad) -> None:
    pad.new_pad.size_box.setCurrentIndex(pad.new_pad.size_box.findData(0))
    assert pad.minimumSizeHint().width() <= 230
