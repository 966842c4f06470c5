"""Find any command by typing a part of its name (Ctrl+Shift+P)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.widgets.dressed import dressed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenuBar

SIZE = (520, 380)


@dataclass(frozen=True, eq=False)
class Command:
    """A command of a menu.

    Attributes
    ----------
    path : str
        Where it stands and what it is called: "View ▸ Zoom to fit".
    action : QAction
        What is triggered.
    """

    path: str
    action: QAction


def commands_of(bar: QMenuBar) -> list[Command]:
    """List all commands of a menu bar, submenus included, in their order; separators are left out."""
    return [command for action in bar.actions() for command in _commands(action, "")]


def commands_of_menu(name: str, menu: QMenu) -> list[Command]:
    """List all commands of a button's menu, as `commands_of` does those of a menu bar, under a name."""
    return [command for action in menu.actions() for command in _commands(action, name)]


def _commands(action: QAction, prefix: str) -> Iterator[Command]:
    name = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    path = f"{prefix} ▸ {name}" if prefix else name
    menu = action.menu()
    if isinstance(menu, QMenu):
        for below in menu.actions():
            yield from _commands(below, path)
    elif not action.isSeparator() and name:
        yield Command(path, action)


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """Return the commands whose path holds all words typed, in any order; those that begin with them come first."""
    words = typed.lower().split()
    found = [command for command in commands if all(word in command.path.lower() for word in words)]
    name_begins = typed.strip().lower()
    return sorted(
        found, key=lambda command: not command.path.rpartition("▸ ")[2].lower().startswith(name_begins)
    )


class CommandPalette(QDialog):
    """A line to type in and the commands that fit; Enter does the chosen one."""

    def __init__(self, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        """List the commands."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Find a command"))
        self.resize(*SIZE)
        self._commands = list(commands)
        self.line = QLineEdit(placeholderText=self.tr("Type a part of a command's name"))
        self.line.setAccessibleName(self.tr("Find a command"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Commands"))
        self.nothing = dressed(QLabel(wordWrap=True), "muted")
        self.nothing.hide()
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        layout.addWidget(self.nothing)
        layout.addWidget(self.list, 1)
        self.line.textChanged.connect(self._fill)
        self.line.installEventFilter(self)
        self.line.returnPressed.connect(self._do)
        self.list.itemActivated.connect(self._do)
        self._fill("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let up and down walk through the list while the line has the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                row = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def _fill(self, typed: str) -> None:
        self.list.clear()
        for command in matching(self._commands, typed):
            keys = command.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item = QListWidgetItem(f"{command.path}    {keys}" if keys else command.path)
            item.setData(Qt.ItemDataRole.UserRole, command)
            if not command.action.isEnabled():
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.nothing.setText(
            self.tr("No command here has “{typed}” in its name.").format(typed=typed.strip())
        )
        self.nothing.setVisible(self.list.count() == 0)

    def _do(self) -> None:
        if self.list.currentRow() < 0:
            return
        item = self.list.currentItem()
        if not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        command: Command = item.data(Qt.ItemDataRole.UserRole)
        self.accept()
        command.action.trigger()
