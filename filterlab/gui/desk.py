"""The desk of a workspace: views in the middle, panels around them that move, float and come back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QShortcutEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.soon import Soon
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dock_title import DockTitle
from filterlab.gui.widgets.panel_area import PanelArea

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QChildEvent, QEvent, QObject

    from filterlab.gui.desk_panel import DeskPanel

Panel = TypeVar("Panel", bound="DeskPanel")
MOVABLE = (
    QDockWidget.DockWidgetFeature.DockWidgetMovable
    | QDockWidget.DockWidgetFeature.DockWidgetFloatable
    | QDockWidget.DockWidgetFeature.DockWidgetClosable
)
# Layouts saved by another version of the desk are not restored.
VERSION = 1


class Desk(QMainWindow, Generic[Panel]):
    """Hold a middle and the panels as docks around it; a subclass says where they are at first.

    Attributes
    ----------
    tools : tuple of DeskPanel
        All panels, in the order of their tabs.
    """

    def __init__(self, middle: QWidget, parent: QWidget | None = None) -> None:
        """Lay out what is always there."""
        super().__init__(parent, Qt.WindowType.Widget)
        self.tools: tuple[Panel, ...] = ()
        self._docks: dict[str, QDockWidget] = {}
        self._titles: dict[str, DockTitle] = {}
        self._actions: dict[str, QAction] = {}
        self._shortcuts: dict[str, QShortcut] = {}
        # Which panels share their place is known once Qt has laid them out.
        self._moved = Soon(self)
        self._moved.came.connect(self._on_moved_came)
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AnimatedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setCentralWidget(middle)

    def arrange(self, docks: Mapping[str, QDockWidget]) -> None:
        """Put the docks, none of which is on the desk, to where they are at first; by the keys of their panels."""
        raise NotImplementedError

    def add_tools(self, tools: Sequence[Panel]) -> None:
        """Put the tools into docks, one behind the other; the first is in front."""
        self.tools = tuple(tools)
        for tool in tools:
            area = PanelArea(tool)
            area.setAccessibleName(tool.name())
            tool.part_appeared.connect(area.bring_into_sight)
            card = Card()
            filled = QVBoxLayout(card)
            filled.setContentsMargins(2, 2, 2, 2)
            filled.addWidget(area)
            frame = QWidget()
            around = QVBoxLayout(frame)
            around.setContentsMargins(0, 0, 8, 4)
            around.addWidget(card)
            dock = self.add_dock(tool.key, tool.title(), frame)
            dock.setFeatures(MOVABLE)
            title = DockTitle(dock, tool.purpose())
            dock.setTitleBarWidget(title)
            self._titles[tool.key] = title
            for moved in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
                moved.connect(self._moved.start)
            # Qt leaves panels that lie behind another one on screen, out of sight: Tab would go through them.
            area.hide()
            dock.visibilityChanged.connect(area.setVisible)
            dock.visibilityChanged.connect(tool.set_seen)
            # Qt's own action closes a panel that lies behind another one, where it is wanted in front.
            action = QAction(tool.title(), self, checkable=True, toolTip=tool.purpose())
            action.triggered.connect(partial(self._on_action_triggered, tool.key))
            dock.visibilityChanged.connect(action.setChecked)
            self._docks[tool.key], self._actions[tool.key] = dock, action
            letter = QKeySequence.mnemonic(tool.title())
            if not letter.isEmpty():
                shortcut = QShortcut(letter, self)
                shortcut.activated.connect(partial(self.go_to_tool, tool.key))
                self._shortcuts[tool.key] = shortcut
        self.reset()

    def reset(self) -> None:
        """Put all panels back to where they were at first."""
        for dock in self._docks.values():
            dock.setFloating(False)
            self.removeDockWidget(dock)
        self.arrange(self._docks)
        # Out of sight, moving a panel says nothing.
        self._moved.start()

    def stack(self, docks: Sequence[QDockWidget]) -> None:
        """Put docks behind the first of them, which has its place already and stays in front."""
        for dock in docks[1:]:
            self.tabifyDockWidget(docks[0], dock)
        for dock in docks:
            dock.show()
        for dock in docks[:1]:
            dock.raise_()

    def childEvent(self, event: QChildEvent) -> None:
        """Look after tabs, also those that come into being when panels are moved.

        They scroll, for a name cut off tells nothing, and their letters are answered here.
        """
        super().childEvent(event)
        bar = event.child()
        if event.polished() and isinstance(bar, QTabBar):
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setUsesScrollButtons(True)
            bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go into a panel by the letter of its tab; Qt would only bring it to the front."""
        if isinstance(event, QShortcutEvent) and isinstance(watched, QTabBar):
            for tool in self.tools:
                if QKeySequence.mnemonic(tool.title()) == event.key():
                    self.go_to_tool(tool.key)
                    return True
        return super().eventFilter(watched, event)

    def show_tool(self, key: str) -> None:
        """Bring a tool to the front, wherever it is."""
        dock = self._docks[key]
        dock.show()
        dock.raise_()

    def go_to_tool(self, key: str) -> None:
        """Bring a tool to the front and the keyboard into it."""
        self.show_tool(key)
        next(tool for tool in self.tools if tool.key == key).focus_first()

    def toggle_actions(self) -> list[QAction]:
        """Return an action for each tool that brings it to the front, or hides it if it is there."""
        return list(self._actions.values())

    def layout_state(self) -> QByteArray:
        """Return where all panels are."""
        return self.saveState(VERSION)

    def restore_layout(self, state: QByteArray) -> bool:
        """Put the panels where they were; False if that could not be done, and nothing was changed."""
        return self.restoreState(state, VERSION)

    def is_idle(self) -> bool:
        """Whether all tools have drawn what they were told."""
        return all(tool.is_idle() for tool in self.tools)

    def shut_down(self) -> None:
        """Stop what the tools do in the background."""
        for tool in self.tools:
            tool.shut_down()

    def _on_action_triggered(self, key: str) -> None:
        if self._actions[key].isChecked():
            self.show_tool(key)
        else:
            self._docks[key].close()

    def _on_moved_came(self) -> None:
        """Have each panel say its name, and hear its letter, where no tab does."""
        for key, title in self._titles.items():
            dock = self._docks.get(key)
            if dock is None:
                continue
            beside = [] if dock.isFloating() else self.tabifiedDockWidgets(dock)
            title.set_alone(is_alone=not beside)
            if key in self._shortcuts:
                has_tab = not dock.isHidden() and any(not other.isHidden() for other in beside)
                self._shortcuts[key].setEnabled(not has_tab)

    def add_dock(self, name: str, title: str, widget: QWidget) -> QDockWidget:
        """Make a dock under a name for saved layouts; it has no place yet."""
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(widget)
        return dock
