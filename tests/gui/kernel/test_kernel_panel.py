"""The kernel on the drawing table: every way to change it is one step that can be undone exactly."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from .hands import (
    LEFT,
    MIDDLE,
    RIGHT,
    centre,
    drag,
    press_tool,
    turn_wheel,
    weights,
    words,
)


def test_the_panel_tells_size_name_origin_and_figures(panel) -> None:
    assert "Kernel | ×" in words(panel).replace("&", "")
    assert (panel.header.height_box.text(), panel.header.width_box.text()) == ("7", "7")
    assert "Curve detector · preset curve-detector" in words(panel)
    assert "sum 180 · mean 3.67 · L2 73.5" in words(panel)
    assert panel.brush_bar.value == panel.grid.brush == 30


def test_one_drag_is_one_step_and_undo_restores_exactly(panel, document, stack) -> None:
    before = weights(document).copy()
    drag(panel.grid, (6, 0), (6, 2), (6, 5))
    assert stack.count() == 1
    np.testing.assert_array_equal(weights(document)[0, 6], [30, 30, 30, 30, 30, 30, 0])
    np.testing.assert_array_equal(panel.grid.weights, weights(document)[0])
    stack.undo()
    np.testing.assert_array_equal(weights(document), before)
    np.testing.assert_array_equal(panel.grid.weights, before[0])
    stack.redo()
    assert weights(document)[0, 6].sum() == 180


def test_two_drags_are_two_steps(panel, stack) -> None:
    drag(panel.grid, (6, 0), (6, 1))
    drag(panel.grid, (6, 2), (6, 3))
    assert stack.count() == 2
    assert stack.undoText() == "Paint"


def test_the_right_button_erases(panel, document, stack) -> None:
    drag(panel.grid, (2, 3), (5, 3), button=RIGHT)
    assert weights(document).sum() == 60
    stack.undo()
    assert weights(document).sum() == 180


def test_painting_what_is_there_already_is_no_step(panel, stack) -> None:
    drag(panel.grid, (2, 3), (5, 3))
    assert stack.count() == 0


def test_turning_the_wheel_over_a_cell_is_one_step(panel, document, stack) -> None:
    for _ in range(3):
        turn_wheel(panel.grid, (0, 0), 120)
    assert weights(document)[0, 0, 0] == 3
    assert stack.count() == 1
    turn_wheel(panel.grid, (0, 1), -120)
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
    drag(panel.grid, (0, 0))
    assert weights(document)[0, 0, 0] == -2.5
    panel.brush_bar.slider.setValue(10)
    assert panel.grid.brush == 10
    qtbot.mouseClick(panel.grid, MIDDLE, pos=centre(panel.grid, 0, 0))
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


def test_a_change_between_two_sizes_is_kept(panel, document, stack) -> None:
    panel.header.width_box.setValue(3)
    drag(panel.grid, (0, 0), (0, 1))
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


def test_another_filter_in_the_middle_of_a_drag_ends_the_stroke(qtbot, panel, document) -> None:
    qtbot.mousePress(panel.grid, LEFT, pos=centre(panel.grid, 6, 0))
    document.select_filter(document.filters[1].id)
    before = weights(document).copy()
    qtbot.mouseMove(panel.grid, centre(panel.grid, 0, 0))
    qtbot.mouseRelease(panel.grid, LEFT, pos=centre(panel.grid, 0, 0))
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
