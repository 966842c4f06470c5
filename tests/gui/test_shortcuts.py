"""Keys: none is promised to two things that are there at the same time, for Qt then gives it to neither."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QPixmap, QShortcut
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QSpinBox, QTabBar, QWidget

from filterlab.gui.command_palette import CommandPalette, commands_of_menu
from filterlab.gui.main_window import MainWindow
from filterlab.project import starting_document


@pytest.fixture
def window(qtbot) -> MainWindow:
    """Return an open window with a circuit in it."""
    window = MainWindow(starting_document())
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    window.show()
    window.circuit.show_example()
    qtbot.waitUntil(window.is_idle)
    yield window
    window.shut_down()
    window.close()


def letter(text: str) -> str:
    """Return the letter behind a single ampersand, in capitals; empty without one."""
    found = re.search("&([^&])", text.replace("&&", ""))
    return found.group(1).upper() if found else ""


def doubled(owners: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the keys that have several owners."""
    return {key: names for key, names in owners.items() if len(names) > 1 and key}


def test_no_two_lines_of_a_menu_have_the_same_letter(window) -> None:
    for menu in [window.menuBar(), *window.findChildren(QMenu)]:
        owners: dict[str, set[str]] = defaultdict(set)
        for action in menu.actions():
            owners[letter(action.text())].add(action.text())
        assert not doubled(owners)


def test_no_key_is_promised_to_two_things_in_one_workspace(window) -> None:
    everywhere: dict[str, set[str]] = defaultdict(set)
    for action in window.findChildren(QAction):
        for sequence in action.shortcuts():
            everywhere[sequence.toString()].add(action.text())
    for action in window.menuBar().actions():
        everywhere[f"Alt+{letter(action.text())}"].add(action.text())
    for workspace in window.workspaces:
        owners = defaultdict(set, {key: set(names) for key, names in everywhere.items()})
        for shortcut in workspace.findChildren(QShortcut):
            if shortcut.isEnabled():
                owners[shortcut.key().toString()].add(type(shortcut.parent()).__name__)
        for widget in workspace.findChildren(QWidget):
            is_label = isinstance(widget, QLabel) and widget.buddy() is not None
            if (is_label or isinstance(widget, QAbstractButton)) and letter(widget.text()):
                owners[f"Alt+{letter(widget.text())}"].add(widget.text())
            if isinstance(widget, QTabBar):
                for name in map(widget.tabText, range(widget.count())):
                    owners[f"Alt+{letter(name)}" if letter(name) else ""].add(name)
        assert not doubled(owners), workspace.name


def test_a_word_finds_what_the_buttons_of_a_workspace_offer(window) -> None:
    design = [
        command.path
        for name, menu in window.design.command_menus()
        for command in commands_of_menu(name, menu)
    ]
    assert "Change filter ▸ Rotate by an angle…" in design
    assert any(path.startswith("New filter") and "Gabor 45°" in path for path in design)
    window.show_workspace("circuit")
    window.menus.find_command()
    palette = window.findChild(CommandPalette)
    palette.line.setText("save the circuit")
    assert palette.list.count() == 1
    palette.reject()


def test_alt_c_copies_the_response_or_the_view_that_was_clicked(window, qtbot) -> None:
    QGuiApplication.clipboard().setPixmap(QPixmap(1, 1))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    assert QGuiApplication.clipboard().pixmap().size() == window.design.response_view.size()
    for view in (window.design.kernel.grid, window.design.explanation, window.design.picture_view):
        (view.findChild(QSpinBox) or view).setFocus()
        qtbot.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
        assert QGuiApplication.clipboard().pixmap().size() == view.size()
