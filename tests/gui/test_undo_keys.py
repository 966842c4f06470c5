"""Undo and Redo from boxes of numbers: the window's, unless something is half typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLineEdit,
    QMainWindow,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import delete

from filterlab.gui.undo_keys import UndoKeys

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Window(QMainWindow):
    """A window with a step that can be undone, a number and a line of text."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = QUndoStack(self)
        self.stack.push(QUndoCommand("step"))
        for action, key in (
            (self.stack.createUndoAction(self), "Ctrl+Z"),
            (self.stack.createRedoAction(self), "Ctrl+Shift+Z"),
        ):
            action.setShortcut(key)
            self.addAction(action)
        self.number, self.line, self.floating = QSpinBox(), QLineEdit(), QSpinBox()
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.addWidget(self.number)
        layout.addWidget(self.line)
        self.setCentralWidget(body)
        self.dock = QDockWidget("panel", self)
        self.dock.setWidget(self.floating)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        UndoKeys(self)


@pytest.fixture
def window(qtbot) -> Window:
    """Return an active window."""
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def focus(qtbot, widget: QWidget) -> None:
    widget.window().activateWindow()
    widget.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is widget)


@pytest.mark.parametrize("name", ["number", "floating"])
def test_a_box_in_which_nothing_was_typed_leaves_both_keys_to_the_window(window, qtbot, name) -> None:
    box = getattr(window, name)
    focus(qtbot, box)
    qtbot.keyClick(box, Qt.Key.Key_Z, CONTROL)
    assert not window.stack.canUndo()
    qtbot.keyClick(box, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert window.stack.canUndo()


def test_what_is_half_typed_is_taken_back_first_and_what_was_entered_is_not(window, qtbot) -> None:
    box = window.number
    focus(qtbot, box)
    before = box.text()
    qtbot.keyClicks(box, "7")
    qtbot.keyClick(box, Qt.Key.Key_Z, CONTROL)
    assert box.text() == before
    assert window.stack.canUndo()
    qtbot.keyClicks(box, "7")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    entered = box.text()
    qtbot.keyClick(box, Qt.Key.Key_Z, CONTROL)
    assert box.text() == entered
    assert not window.stack.canUndo()


def test_a_box_that_goes_with_the_keyboard_is_forgotten(window, qtbot) -> None:
    focus(qtbot, window.floating)
    window.dock.setWidget(QWidget())
    window.floating.deleteLater()
    focus(qtbot, window.number)
    qtbot.keyClick(window.number, Qt.Key.Key_Z, CONTROL)
    assert not window.stack.canUndo()


def test_a_box_may_be_destroyed_while_it_has_the_keyboard(window, qtbot) -> None:
    box = QSpinBox(window)
    box.show()
    focus(qtbot, box)
    delete(box)
    focus(qtbot, window.number)
    qtbot.keyClick(window.number, Qt.Key.Key_Z, CONTROL)
    assert not window.stack.canUndo()


def test_a_line_of_text_keeps_the_keys_for_itself(window, qtbot) -> None:
    focus(qtbot, window.line)
    qtbot.keyClick(window.line, Qt.Key.Key_Z, CONTROL)
    assert window.stack.canUndo()
