"""What is done to a filter as a whole: from the menu at once, or with a dialog over a live preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QMenu

from filterlab.data.drawing import resampled, resized, rotated, shifted
from filterlab.gui.design.changes import in_one_channel, in_three_channels
from filterlab.gui.theme import apply_theme
from filterlab.project import Document

from .hands import weights

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from filterlab.gui.design.kernel_panel import KernelPanel

OK, CANCEL = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel
START = np.array([[[1, 2, 3], [4, 5, 6]]], dtype=np.float32)


@pytest.fixture
def document() -> Document:
    document = Document()
    document.insert_filter(document.make_filter("One", START))
    document.insert_filter(document.make_filter("Three", np.stack([START[0], -START[0], 2 * START[0]])))
    return document


def entries(menu: QMenu) -> dict[str, QAction]:
    """List the entries of a menu and its submenus by their text."""
    found = {}
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            found |= entries(below)
        elif action.text():
            found[action.text()] = action
    return found


def press(qtbot, panel: KernelPanel, which: QDialogButtonBox.StandardButton) -> None:
    qtbot.mouseClick(panel.changing.dialog.buttons.button(which), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Rotate right", [[4, 1], [5, 2], [6, 3]]),
        ("Rotate left", [[3, 6], [2, 5], [1, 4]]),
        ("Flip sideways", [[3, 2, 1], [6, 5, 4]]),
        ("Flip upside down", [[4, 5, 6], [1, 2, 3]]),
        ("Transpose", [[1, 4], [2, 5], [3, 6]]),
        ("Negate", -START[0]),
        ("Sum 1", START[0] / 21),
        ("Sum 0", START[0] - 3.5),
        ("Length 1", START[0] / np.sqrt(91)),
        ("Largest 1", START[0] / 6),
        ("ImageJ's rule", START[0] / 21),
        ("Clear", np.zeros((2, 3))),
    ],
)
def test_every_entry_of_the_menu_is_one_step(panel, document, stack, entry, expected) -> None:
    action = entries(panel.tools.menu)[entry]
    action.trigger()
    np.testing.assert_allclose(weights(document)[0], expected, rtol=1e-6, atol=1e-7)
    assert stack.count() == 1
    assert action.toolTip().startswith(stack.undoText())
    stack.undo()
    np.testing.assert_array_equal(weights(document), START)


def test_weights_snap_to_whole_numbers(panel, document) -> None:
    document.set_weights(document.current_filter.id, [[[0.5, -0.4, 2.6]]])
    entries(panel.tools.menu)["Snap to whole numbers"].trigger()
    np.testing.assert_array_equal(weights(document), [[[1, 0, 3]]])


def test_what_cannot_be_normalised_is_told_in_a_sentence(qtbot, panel, document, stack) -> None:
    document.set_weights(document.current_filter.id, np.zeros((1, 2, 2)))
    for entry in ("Sum 1", "Length 1", "Largest 1"):
        with qtbot.waitSignal(panel.message_raised) as raised:
            entries(panel.tools.menu)[entry].trigger()
        assert "no factor" in raised.args[0]
    assert stack.count() == 0


def test_one_channel_becomes_three_and_three_become_their_mean(panel, document, stack) -> None:
    listed = entries(panel.tools.menu)
    assert listed["Make three channels"].isEnabled()
    assert not listed["Make one channel"].isEnabled()
    listed["Make three channels"].trigger()
    np.testing.assert_array_equal(weights(document), np.repeat(START, 3, axis=0))
    assert panel.header.channel_box.isVisible()
    panel.header.channel_box.setCurrentIndex(1)
    panel.header.channel_box.activated.emit(1)
    listed["Clear"].trigger()
    assert not listed["Make three channels"].isEnabled()
    listed["Make one channel"].trigger()
    np.testing.assert_allclose(weights(document), START * 2 / 3, rtol=1e-6)
    assert not panel.header.channel_box.isVisible()
    assert panel.header.channel is None
    for _ in range(3):
        stack.undo()
    np.testing.assert_array_equal(weights(document), START)


def test_making_the_same_channels_again_changes_nothing() -> None:
    three = in_three_channels(START)
    assert in_three_channels(three) is three
    np.testing.assert_array_equal(in_one_channel(three), START)


def test_values_change_in_the_channel_shown_and_cells_move_in_all(colour, document) -> None:
    before = weights(document).copy()
    colour.header.channel_box.setCurrentIndex(3)
    colour.header.channel_box.activated.emit(3)
    entries(colour.tools.menu)["Negate"].trigger()
    np.testing.assert_array_equal(weights(document), [before[0], before[1], -before[2]])
    entries(colour.tools.menu)["Transpose"].trigger()
    assert weights(document).shape == (3, 3, 2)


def test_ok_keeps_what_was_seen_as_one_step(qtbot, panel, document, stack) -> None:
    entries(panel.tools.menu)["Rotate by an angle…"].trigger()
    dialog = panel.changing.dialog
    np.testing.assert_array_equal(weights(document), START)
    for angle in (10, 45, 180):
        dialog.slider.setValue(angle)
        np.testing.assert_array_equal(weights(document), rotated(START, angle))
        np.testing.assert_array_equal(panel.grid.weights, weights(document)[0])
    dialog.sampling_box.setCurrentIndex(1)
    dialog.box.setValue(33.5)
    dialog.sampling_box.activated.emit(1)
    np.testing.assert_array_equal(weights(document), rotated(START, 33.5, "nearest"))
    press(qtbot, panel, OK)
    assert panel.changing.dialog is None
    assert stack.count() == 1
    assert stack.undoText() == "Rotate by an angle"
    stack.undo()
    np.testing.assert_array_equal(weights(document), START)


@pytest.mark.parametrize("entry", ["Rotate by an angle…", "Multiply…", "Add…", "Round…", "Shift…", "Resize…"])
def test_the_keyboard_begins_in_the_first_field_of_a_dialog_and_not_on_ok(panel, qtbot, entry) -> None:
    entries(panel.tools.menu)[entry].trigger()
    dialog = panel.changing.dialog
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
    assert not dialog.buttons.isAncestorOf(dialog.focusWidget())
    press(qtbot, panel, CANCEL)


@pytest.mark.parametrize("entry", ["Rotate by an angle…", "Multiply…", "Add…", "Round…", "Resize…"])
def test_what_is_typed_into_a_fresh_dialog_replaces_the_number_in_it(panel, qtbot, entry) -> None:
    entries(panel.tools.menu)[entry].trigger()
    dialog = panel.changing.dialog
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
    box = dialog.focusWidget()
    qtbot.keyClicks(box, "5")
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert box.value() == 5
    press(qtbot, panel, CANCEL)


def test_cancel_restores_and_leaves_no_step(qtbot, panel, document, stack) -> None:
    panel.changing.ask("angle")
    panel.changing.dialog.box.setValue(90)
    assert stack.count() == 1
    press(qtbot, panel, CANCEL)
    np.testing.assert_array_equal(weights(document), START)
    assert stack.count() == 0
    assert not stack.canRedo()


def test_a_dialog_that_is_brought_back_to_its_start_leaves_no_step(qtbot, panel, document, stack) -> None:
    panel.changing.ask("add")
    panel.changing.dialog.box.setValue(2)
    np.testing.assert_array_equal(weights(document), START + 2)
    panel.changing.dialog.box.setValue(0)
    press(qtbot, panel, OK)
    assert stack.count() == 0


def test_arrows_shift_and_the_way_back_loses_nothing(qtbot, panel, document) -> None:
    panel.changing.ask("shift")
    dialog = panel.changing.dialog
    for way in ((0, 1), (0, 1), (-1, 0)):
        dialog.arrows[way].click()
    np.testing.assert_array_equal(weights(document), shifted(START, -1, 2))
    assert dialog.way.text() == "1 up, 2 right"
    dialog.wrap_box.click()
    np.testing.assert_array_equal(weights(document), shifted(START, -1, 2, wrap=True))
    for way in ((0, -1), (0, -1), (1, 0)):
        dialog.arrows[way].click()
    np.testing.assert_array_equal(weights(document), START)
    press(qtbot, panel, OK)


def test_multiplying_can_round_to_whole_numbers(qtbot, panel, document) -> None:
    panel.changing.ask("scale")
    dialog = panel.changing.dialog
    dialog.box.setValue(0.5)
    np.testing.assert_array_equal(weights(document), START / 2)
    dialog.whole_box.click()
    np.testing.assert_array_equal(weights(document)[0], [[1, 1, 2], [2, 3, 3]])
    press(qtbot, panel, OK)


def test_rounding_shows_its_effect_at_once(qtbot, panel, document, stack) -> None:
    document.set_weights(document.current_filter.id, START / 7)
    panel.changing.ask("round")
    np.testing.assert_allclose(weights(document)[0, 0], [0.14, 0.29, 0.43], rtol=1e-6)
    panel.changing.dialog.box.setValue(0)
    np.testing.assert_array_equal(weights(document)[0], [[0, 0, 0], [1, 1, 1]])
    press(qtbot, panel, OK)
    assert stack.count() == 1


def test_resizing_keeps_the_part_that_is_chosen_or_scales_the_drawing(qtbot, panel, document) -> None:
    panel.changing.ask("resize")
    dialog = panel.changing.dialog
    assert (dialog.height_box.value(), dialog.width_box.value()) == (2, 3)
    dialog.height_box.setValue(4)
    np.testing.assert_array_equal(weights(document), resized(START, 4, 3))
    dialog.anchors["bottom right"].click()
    dialog.width_box.setValue(5)
    np.testing.assert_array_equal(weights(document), resized(START, 4, 5, "bottom right"))
    dialog.scale_box.click()
    np.testing.assert_array_equal(weights(document), resampled(START, 4, 5))
    assert not dialog.anchors["top"].isEnabled()
    press(qtbot, panel, CANCEL)
    np.testing.assert_array_equal(weights(document), START)


def test_numbers_that_cannot_be_used_are_told_in_the_dialog(qtbot, panel, document, stack) -> None:
    document.set_weights(document.current_filter.id, np.full((1, 2, 2), 3e38))
    panel.changing.ask("scale")
    dialog = panel.changing.dialog
    dialog.box.setValue(10)
    assert "use smaller numbers" in dialog.problem
    assert not dialog.buttons.button(OK).isEnabled()
    dialog.box.setValue(1)
    assert not dialog.problem
    assert dialog.buttons.button(OK).isEnabled()
    press(qtbot, panel, OK)
    assert stack.count() == 0


def test_a_dialog_changes_the_channel_shown(qtbot, colour, document) -> None:
    before = weights(document).copy()
    colour.header.channel_box.setCurrentIndex(1)
    colour.header.channel_box.activated.emit(1)
    colour.changing.ask("add")
    colour.changing.dialog.box.setValue(1)
    press(qtbot, colour, OK)
    np.testing.assert_array_equal(weights(document), [before[0] + 1, before[1], before[2]])


def test_one_dialog_at_a_time_and_none_without_a_filter(qtbot, panel, document) -> None:
    panel.changing.ask("add")
    first = panel.changing.dialog
    panel.changing.ask("round")
    assert panel.changing.dialog is first
    press(qtbot, panel, CANCEL)
    for item in list(document.filters):
        document.remove_filter(item.id)
    panel.changing.ask("add")
    assert panel.changing.dialog is None


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["angle", "shift", "resize", "scale", "add", "round"])
def test_every_dialog_can_be_drawn_and_names_its_controls(qapp, qtbot, panel, theme, name) -> None:
    apply_theme(qapp, theme)
    try:
        panel.changing.ask(name)
        dialog = panel.changing.dialog
        assert dialog.windowTitle()
        assert not dialog.grab().isNull()
        press(qtbot, panel, CANCEL)
    finally:
        apply_theme(qapp, "light")


def test_sixteenths_become_a_table_of_whole_numbers(qtbot, panel, document) -> None:
    document.set_weights(document.current_filter.id, [[[1 / 16, 2 / 16, 1 / 16]]])
    panel.changing.ask("scale")
    panel.changing.dialog.whole_box.click()
    panel.changing.dialog.box.setValue(16)
    np.testing.assert_array_equal(weights(document), [[[1, 2, 1]]])
    press(qtbot, panel, OK)
