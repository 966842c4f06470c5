"""The kernel on the drawing table: every way to change it is one step that can be undone exactly."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QUndoStack, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel
from shiboken6 import isValid

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.figures import short_number
from filterlab.gui.design.kernel_panel import KernelPanel
from filterlab.gui.theme import apply_theme
from filterlab.gui.widgets.drawing_tool import DRAWING_TOOLS, LETTERS
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.project import Document

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def document() -> Document:
    document = Document()
    curve = presets["curve-detector"]
    document.insert_filter(document.make_filter(curve.title, curve.weights, origin="preset curve-detector"))
    rng = np.random.default_rng(0)
    document.insert_filter(document.make_filter("Colour", rng.integers(-4, 5, (3, 3, 5)).astype(np.float32)))
    return document


@pytest.fixture
def stack(qapp) -> QUndoStack:
    del qapp
    return QUndoStack()


@pytest.fixture
def panel(qtbot, document, stack) -> KernelPanel:
    panel = KernelPanel(document, stack)
    qtbot.addWidget(panel)
    panel.resize(310, 440)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    panel.grid.setFocus()
    qtbot.waitUntil(panel.grid.hasFocus)
    return panel


@pytest.fixture
def colour(panel, document) -> KernelPanel:
    document.select_filter(document.filters[1].id)
    return panel


def weights(document: Document) -> np.ndarray:
    return document.current_filter.weights


def centre(panel: KernelPanel, row: int, column: int) -> QPoint:
    return panel.grid.cell_rect(row, column).center().toPoint()


def drag(qtbot, panel: KernelPanel, *cells: tuple[int, int], button=LEFT) -> None:
    qtbot.mousePress(panel.grid, button, pos=centre(panel, *cells[0]))
    for cell in cells[1:]:
        qtbot.mouseMove(panel.grid, centre(panel, *cell))
    qtbot.mouseRelease(panel.grid, button, pos=centre(panel, *cells[-1]))


def turn_wheel(panel: KernelPanel, cell: tuple[int, int], delta: int) -> None:
    place = QPointF(centre(panel, *cell))
    event = QWheelEvent(
        place, QPointF(panel.grid.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, delta),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(panel.grid, event)


def press_tool(qtbot, panel: KernelPanel, symbol: str) -> None:
    qtbot.mouseClick(panel.tools.buttons[symbol], LEFT)


def words(panel: KernelPanel) -> str:
    return " | ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_the_panel_tells_size_name_origin_and_figures(panel) -> None:
    assert "Kernel | ×" in words(panel).replace("&", "")
    assert (panel.header.height_box.text(), panel.header.width_box.text()) == ("7", "7")
    assert "Curve detector · preset curve-detector" in words(panel)
    assert "sum 180 · mean 3.67 · L2 73.5" in words(panel)
    assert panel.brush_bar.value == panel.grid.brush == 30


def test_one_drag_is_one_step_and_undo_restores_exactly(qtbot, panel, document, stack) -> None:
    before = weights(document).copy()
    drag(qtbot, panel, (6, 0), (6, 2), (6, 5))
    assert stack.count() == 1
    np.testing.assert_array_equal(weights(document)[0, 6], [30, 30, 30, 30, 30, 30, 0])
    np.testing.assert_array_equal(panel.grid.weights, weights(document)[0])
    stack.undo()
    np.testing.assert_array_equal(weights(document), before)
    np.testing.assert_array_equal(panel.grid.weights, before[0])
    stack.redo()
    assert weights(document)[0, 6].sum() == 180


def test_two_drags_are_two_steps(qtbot, panel, stack) -> None:
    drag(qtbot, panel, (6, 0), (6, 1))
    drag(qtbot, panel, (6, 2), (6, 3))
    assert stack.count() == 2
    assert stack.undoText() == "Paint"


def test_the_right_button_erases(qtbot, panel, document, stack) -> None:
    drag(qtbot, panel, (2, 3), (5, 3), button=RIGHT)
    assert weights(document).sum() == 60
    stack.undo()
    assert weights(document).sum() == 180


def test_painting_what_is_there_already_is_no_step(qtbot, panel, stack) -> None:
    drag(qtbot, panel, (2, 3), (5, 3))
    assert stack.count() == 0


def test_turning_the_wheel_over_a_cell_is_one_step(panel, document, stack) -> None:
    for _ in range(3):
        turn_wheel(panel, (0, 0), 120)
    assert weights(document)[0, 0, 0] == 3
    assert stack.count() == 1
    turn_wheel(panel, (0, 1), -120)
    assert stack.count() == 2


def test_a_typed_value_is_one_step(qtbot, panel, document, stack) -> None:
    panel.grid.set_current(3, 1)
    qtbot.keyClicks(panel.grid, "-")
    qtbot.keyClicks(panel.grid.editor, "1.5")
    qtbot.keyClick(panel.grid.editor, Qt.Key.Key_Return)
    assert weights(document)[0, 3, 1] == -1.5
    assert stack.count() == 1


def test_what_is_typed_wrongly_becomes_a_sentence(qtbot, panel, stack) -> None:
    with qtbot.waitSignal(panel.message_raised) as raised:
        qtbot.keyClicks(panel.grid, "1")
        qtbot.keyClicks(panel.grid.editor, "a")
        qtbot.keyClick(panel.grid.editor, Qt.Key.Key_Return)
    assert '"1a" is not a number' in raised.args[0]
    assert stack.count() == 0


def test_the_brush_is_chosen_by_box_slider_and_from_a_cell(qtbot, panel, document) -> None:
    panel.brush_bar.box.setFocus()
    panel.brush_bar.box.selectAll()
    qtbot.keyClicks(panel.brush_bar.box, "-2,5")
    qtbot.keyClick(panel.brush_bar.box, Qt.Key.Key_Return)
    assert panel.grid.brush == -2.5
    drag(qtbot, panel, (0, 0))
    assert weights(document)[0, 0, 0] == -2.5
    panel.brush_bar.slider.setValue(10)
    assert panel.grid.brush == 10
    qtbot.mouseClick(panel.grid, MIDDLE, pos=centre(panel, 0, 0))
    assert panel.grid.brush == panel.brush_bar.value == -2.5
    assert panel.brush_bar.box.text() == "-2.5"


def test_every_filter_keeps_its_own_brush(panel, document) -> None:
    panel.brush_bar.slider.setValue(12)
    document.select_filter(document.filters[1].id)
    assert panel.grid.brush == 4
    document.select_filter(document.filters[0].id)
    assert panel.grid.brush == panel.brush_bar.value == 12


def test_the_slider_reaches_twice_the_largest_weight(panel, document) -> None:
    slider = panel.brush_bar.slider
    assert (slider.minimum(), slider.maximum()) == (-60, 60)
    document.set_weights(document.current_filter.id, np.full((1, 3, 3), 500.0))
    panel.brush_bar.slider.setValue(slider.maximum())
    assert panel.grid.brush == 1000


def test_a_new_size_keeps_the_middle_and_can_be_undone(panel, document, stack) -> None:
    before = weights(document).copy()
    panel.header.height_box.setValue(9)
    panel.header.width_box.setValue(11)
    assert weights(document).shape == (1, 9, 11)
    np.testing.assert_array_equal(weights(document)[:, 1:8, 2:9], before)
    assert weights(document).sum() == before.sum()
    assert stack.count() == 1
    stack.undo()
    np.testing.assert_array_equal(weights(document), before)
    assert (panel.header.height_box.value(), panel.header.width_box.value()) == (7, 7)


def test_stepping_the_size_down_and_up_again_loses_nothing(panel, document, stack) -> None:
    before = weights(document).copy()
    for size in (6, 5, 4, 3, 4, 5, 6, 7):
        panel.header.width_box.setValue(size)
        assert weights(document).shape == (1, 7, size)
    np.testing.assert_array_equal(weights(document), before)
    # What has changed nothing in the end is no step.
    assert stack.count() == 0
    panel.header.width_box.setValue(5)
    panel.header.width_box.setValue(3)
    assert stack.count() == 1


def test_a_change_between_two_sizes_is_kept(qtbot, panel, document, stack) -> None:
    panel.header.width_box.setValue(3)
    drag(qtbot, panel, (0, 0), (0, 1))
    panel.header.width_box.setValue(7)
    np.testing.assert_array_equal(weights(document)[0, 0], [0, 0, 30, 30, 0, 0, 0])
    assert stack.count() == 3
    for _ in range(3):
        stack.undo()
    assert weights(document).shape == (1, 7, 7)
    assert weights(document).sum() == 180


def test_sizes_are_1_to_31(panel, document) -> None:
    panel.header.height_box.setValue(99)
    panel.header.width_box.setValue(0)
    assert weights(document).shape == (1, 31, 1)
    panel.header.height_box.setValue(1)
    assert panel.grid.weights.shape == (1, 1)


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("↻", [[4, 1], [5, 2], [6, 3]]),
        ("↔", [[3, 2, 1], [6, 5, 4]]),
        ("↕", [[4, 5, 6], [1, 2, 3]]),
        ("±", [[-1, -2, -3], [-4, -5, -6]]),
        ("Σ=0", [[-2.5, -1.5, -0.5], [0.5, 1.5, 2.5]]),
        ("Σ=1", [[1 / 21, 2 / 21, 3 / 21], [4 / 21, 5 / 21, 6 / 21]]),
        ("0", [[0, 0, 0], [0, 0, 0]]),
    ],
)
def test_each_tool_is_one_step_with_a_name(qtbot, panel, document, stack, symbol, expected) -> None:
    start = np.array([[[1, 2, 3], [4, 5, 6]]], dtype=np.float32)
    document.set_weights(document.current_filter.id, start)
    press_tool(qtbot, panel, symbol)
    np.testing.assert_allclose(weights(document)[0], expected, rtol=1e-6)
    assert stack.count() == 1
    assert stack.undoText() == panel.tools.buttons[symbol].accessibleName() != ""
    assert panel.tools.buttons[symbol].toolTip()
    stack.undo()
    np.testing.assert_array_equal(weights(document), start)


def test_a_tool_that_changes_nothing_is_no_step(qtbot, panel, document, stack) -> None:
    document.set_weights(document.current_filter.id, np.zeros((1, 3, 3)))
    for symbol in ("↻", "↔", "↕", "±", "Σ=0", "0"):
        press_tool(qtbot, panel, symbol)
    assert stack.count() == 0


def test_weights_that_sum_to_0_cannot_be_normalised(qtbot, panel, document, stack) -> None:
    document.set_weights(document.current_filter.id, [[[0.1, -0.3, 0.2]]])
    with qtbot.waitSignal(panel.message_raised) as raised:
        press_tool(qtbot, panel, "Σ=1")
    assert "sum to 0" in raised.args[0]
    assert stack.count() == 0


def test_three_channels_show_their_mean_and_are_painted_together(qtbot, colour, document) -> None:
    assert colour.header.channel_box.isVisible()
    np.testing.assert_allclose(colour.grid.weights, weights(document).mean(axis=0), rtol=1e-6)
    drag(qtbot, colour, (1, 1))
    np.testing.assert_array_equal(weights(document)[:, 1, 1], [4, 4, 4])


def test_one_channel_is_shown_and_painted_alone(qtbot, colour, document, stack) -> None:
    before = weights(document).copy()
    colour.header.channel_box.setCurrentIndex(2)
    colour.header.channel_box.activated.emit(2)
    np.testing.assert_array_equal(colour.grid.weights, before[1])
    press_tool(qtbot, colour, "0")
    np.testing.assert_array_equal(weights(document)[1], np.zeros((3, 5)))
    np.testing.assert_array_equal(weights(document)[[0, 2]], before[[0, 2]])
    assert "sum 0 · mean 0 · L2 0" in words(colour)
    colour.header.channel_box.setCurrentIndex(0)
    colour.header.channel_box.activated.emit(0)
    first, _, third = (short_number(channel.sum()) for channel in before)
    assert f" = {first} + 0 " in words(colour)
    assert third.removeprefix("−") in words(colour)
    colour.header.channel_box.setCurrentIndex(2)
    colour.header.channel_box.activated.emit(2)
    press_tool(qtbot, colour, "↔")
    np.testing.assert_array_equal(weights(document)[0], before[0, :, ::-1])
    assert colour.grid.limits == (-4.0, 4.0)
    stack.undo()
    stack.undo()
    np.testing.assert_array_equal(weights(document), before)


def test_the_channel_box_is_hidden_for_one_channel(panel) -> None:
    assert not panel.header.channel_box.isVisible()


def test_pasted_rows_replace_the_kernel(panel, document, stack) -> None:
    assert panel.paste_rows("1 2 3\n4 5 6\n")
    np.testing.assert_array_equal(weights(document), [[[1, 2, 3], [4, 5, 6]]])
    assert stack.undoText() == "Paste numbers"
    stack.undo()
    assert weights(document).shape == (1, 7, 7)
    assert panel.paste_rows("[[0.5, 1], [1, 0.5]]")
    assert weights(document).sum() == 3


def test_text_without_a_number_is_not_for_the_kernel(panel, stack) -> None:
    assert not panel.paste_rows("a sentence\nand another")
    assert not panel.paste_rows("")
    assert stack.count() == 0


@pytest.mark.parametrize("text", ["1 2\n3", "1 x\n2 3", "1\n" * 32, "nan 1", "1e60 2", "[[1, 2], [3]]"])
def test_rows_that_are_no_filter_raise_a_sentence_and_change_nothing(panel, document, stack, text) -> None:
    before = weights(document)
    with pytest.raises(FilterLabError, match="The pasted text"):
        panel.paste_rows(text)
    assert weights(document) is before
    assert stack.count() == 0


def test_rows_pasted_into_a_colour_filter_go_into_the_channel_shown(colour, document, stack) -> None:
    before = weights(document).copy()
    colour.header.channel_box.setCurrentIndex(1)
    colour.paste_rows("7 7 7")
    np.testing.assert_array_equal(weights(document), [[[7, 7, 7]], before[1, 1:2, 1:4], before[2, 1:2, 1:4]])
    colour.header.channel_box.setCurrentIndex(0)
    colour.paste_rows("1 2")
    np.testing.assert_array_equal(weights(document), [[[1, 2]]] * 3)
    colour.paste_rows("1\n\n2\n\n3")
    np.testing.assert_array_equal(weights(document), [[[1]], [[2]], [[3]]])
    assert stack.count() == 3


def test_without_a_filter_the_panel_says_what_to_do_and_pasting_makes_one(panel, document, stack) -> None:
    for item in list(document.filters):
        document.remove_filter(item.id)
    assert "No filter is chosen" in words(panel)
    assert not panel.grid.isVisible()
    assert panel.paste_rows("1 0\n0 1")
    assert panel.grid.isVisible()
    assert document.current_filter.name == "Pasted"
    stack.undo()
    assert not document.filters
    assert "No filter is chosen" in words(panel)


def test_another_filter_in_the_middle_of_a_drag_ends_the_stroke(qtbot, panel, document) -> None:
    qtbot.mousePress(panel.grid, LEFT, pos=centre(panel, 6, 0))
    document.select_filter(document.filters[1].id)
    before = weights(document).copy()
    qtbot.mouseMove(panel.grid, centre(panel, 0, 0))
    qtbot.mouseRelease(panel.grid, LEFT, pos=centre(panel, 0, 0))
    np.testing.assert_array_equal(weights(document), before)


def test_showing_the_document_is_no_step_and_no_signal(panel, document, stack) -> None:
    chosen: list[float] = []
    panel.brush_bar.value_chosen.connect(chosen.append)
    document.set_weights(document.current_filter.id, np.ones((1, 4, 9)))
    document.rename_filter(document.current_filter.id, "Other")
    document.select_filter(document.filters[1].id)
    assert "Colour" in words(panel)
    document.select_filter(document.filters[0].id)
    assert "Other · preset curve-detector" in words(panel)
    assert stack.count() == 0
    assert not chosen


def test_tab_goes_through_the_panel_from_top_to_bottom(qtbot, panel) -> None:
    tools = panel.drawing_tools
    order = [
        panel.header.height_box,
        panel.header.width_box,
        tools.buttons["brush"],
        tools.symmetry,
        panel.grid,
    ]
    order += [panel.brush_bar.mode_box, panel.brush_bar.slider, panel.brush_bar.box]
    order += [panel.options.size_box, panel.options.form_box]
    order += [*panel.tools.buttons.values(), panel.tools.menu_button]
    panel.header.height_box.setFocus()
    for here, there in pairwise(order):
        assert here.hasFocus()
        qtbot.keyClick(here, Qt.Key.Key_Tab)
        assert there.hasFocus()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tool", DRAWING_TOOLS)
def test_nothing_is_cut_off_where_the_panel_is_narrow(qapp, qtbot, colour, theme, tool) -> None:
    apply_theme(qapp, theme)
    try:
        colour.resize(248, 300)
        qtbot.keyClicks(colour.grid, LETTERS[tool].lower())
        qapp.processEvents()
        assert (colour.width(), colour.height()) == (248, 300)
        for label in colour.findChildren(QLabel):
            if label.isVisible() and not isinstance(label, ElidedLabel):
                assert label.width() >= label.sizeHint().width()
        for button in (*colour.tools.buttons.values(), colour.tools.menu_button):
            assert colour.tools.rect().contains(button.geometry())
        for bar in (colour.header, colour.brush_bar, colour.options, colour.tools):
            assert colour.rect().contains(bar.geometry())
        for control in colour.options.tab_order():
            assert control.isHidden() or colour.options.rect().contains(control.geometry())
        assert min(colour.grid.width(), colour.grid.height()) >= 132
        assert not colour.grab().isNull()
    finally:
        apply_theme(qapp, "light")


def test_panel_and_cells_keep_their_size_whatever_tool_is_taken(qapp, qtbot, panel) -> None:
    panel.resize(panel.minimumSizeHint())
    places = set()
    for letter in (*LETTERS.values(), *reversed(LETTERS.values()), "g", "f", "r"):
        qtbot.keyClicks(panel.grid, letter.lower())
        qapp.processEvents()
        places.add((panel.width(), panel.height(), panel.grid.cell_rect(0, 0).getRect()))
    assert len(places) == 1


def test_a_destroyed_panel_no_longer_listens(qapp, document, stack) -> None:
    del qapp
    panel = KernelPanel(document, stack)
    panel.deleteLater()
    QCoreApplication.sendPostedEvents(panel, QEvent.Type.DeferredDelete.value)
    assert not isValid(panel)
    document.set_weights(document.current_filter.id, np.zeros((1, 3, 3)))
    assert len(document.filter_changed) == len(document.current_filter_changed) == 0


def test_alt_and_z_lead_to_the_size(qtbot, panel) -> None:
    qtbot.keyClick(panel.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    assert panel.header.height_box.hasFocus()
