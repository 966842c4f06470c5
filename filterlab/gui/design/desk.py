"""The desk of the Design workspace: views in the middle, panels around them that move, float and come back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QMainWindow,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.widgets.dock_title import DockTitle
from filterlab.gui.widgets.dressed import dressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QChildEvent

    from filterlab.gui.design.scene import Scene
    from filterlab.gui.design.tool import DesignTool, Place
    from filterlab.probes import Survey

MOVABLE = (
    QDockWidget.DockWidgetFeature.DockWidgetMovable
    | QDockWidget.DockWidgetFeature.DockWidgetFloatable
    | QDockWidget.DockWidgetFeature.DockWidgetClosable
)
# Layouts saved by another version of the desk are not restored.
VERSION = 1


class Desk(QMainWindow):
    """Hold a middle, one fixed panel below it, and the tools as docks beside that.

    Attributes
    ----------
    tools : tuple of DesignTool
        All panels, in the order of their tabs.
    """

    def __init__(self, middle: QWidget, below: QWidget, parent: QWidget | None = None) -> None:
        """Lay out what is always there."""
        super().__init__(parent, Qt.WindowType.Widget)
        self.tools: tuple[DesignTool, ...] = ()
        self._docks: dict[str, QDockWidget] = {}
        self._titles: dict[str, DockTitle] = {}
        self._actions: dict[str, QAction] = {}
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AnimatedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setCentralWidget(middle)
        self._below = self._add_dock("number", "", below)
        self._below.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self._below.setTitleBarWidget(QWidget())
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self._below)

    def add_tools(self, tools: Sequence[DesignTool]) -> None:
        """Put the tools into docks, one behind the other; the first is in front."""
        self.tools = tuple(tools)
        for tool in tools:
            area = QScrollArea(widgetResizable=True)
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.viewport().setAutoFillBackground(False)
            area.setWidget(tool)
            tool.setAutoFillBackground(False)
            room = area.sizePolicy()
            room.setRetainSizeWhenHidden(True)
            area.setSizePolicy(room)
            card = dressed(QFrame(), "card")
            filled = QVBoxLayout(card)
            filled.setContentsMargins(2, 2, 2, 2)
            filled.addWidget(area)
            frame = QWidget()
            around = QVBoxLayout(frame)
            around.setContentsMargins(0, 0, 8, 4)
            around.addWidget(card)
            dock = self._add_dock(tool.key, tool.title(), frame)
            dock.setFeatures(MOVABLE)
            title = DockTitle(dock, tool.purpose())
            dock.setTitleBarWidget(title)
            self._titles[tool.key] = title
            for moved in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
                moved.connect(self._on_dock_moved)
            # Qt leaves panels that lie behind another one on screen, out of sight: Tab would go through them.
            area.hide()
            dock.visibilityChanged.connect(area.setVisible)
            dock.visibilityChanged.connect(tool.set_seen)
            # Qt's own action closes a panel that lies behind another one, where it is wanted in front.
            action = QAction(tool.title(), self, checkable=True, toolTip=tool.purpose())
            action.triggered.connect(partial(self._on_action_triggered, tool.key))
            dock.visibilityChanged.connect(action.setChecked)
            self._docks[tool.key], self._actions[tool.key] = dock, action
        self.reset()

    def reset(self) -> None:
        """Put all panels back to where they were at first."""
        docks = list(self._docks.values())
        for dock in docks:
            dock.setFloating(False)
            self.removeDockWidget(dock)
        for number, dock in enumerate(docks):
            if number:
                self.tabifyDockWidget(docks[0], dock)
            else:
                self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
                self.splitDockWidget(self._below, dock, Qt.Orientation.Horizontal)
            dock.show()
        if docks:
            docks[0].raise_()
            self.resizeDocks([self._below, docks[0]], [700, 330], Qt.Orientation.Horizontal)
            self.resizeDocks([self._below], [290], Qt.Orientation.Vertical)

    def childEvent(self, event: QChildEvent) -> None:
        """Let tabs scroll, also those that come into being when panels are moved: a name cut off tells nothing."""
        super().childEvent(event)
        bar = event.child()
        if event.polished() and isinstance(bar, QTabBar):
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setUsesScrollButtons(True)

    def show_tool(self, key: str) -> None:
        """Bring a tool to the front, wherever it is."""
        dock = self._docks[key]
        dock.show()
        dock.raise_()

    def toggle_actions(self) -> list[QAction]:
        """Return an action for each tool that brings it to the front, or hides it if it is there."""
        return list(self._actions.values())

    def layout_state(self) -> QByteArray:
        """Return where all panels are."""
        return self.saveState(VERSION)

    def restore_layout(self, state: QByteArray) -> None:
        """Put the panels where they were; a layout of another version changes nothing."""
        self.restoreState(state, VERSION)

    def tell_nothing(self, sentence: str) -> None:
        """Tell all tools that there is no response, and why."""
        for tool in self.tools:
            tool.tell_nothing(sentence)

    def tell_scene(self, scene: Scene) -> None:
        """Tell all tools what is on the table."""
        for tool in self.tools:
            tool.tell_scene(scene)

    def tell_survey(self, scene: Scene, survey: Survey, milliseconds: float) -> None:
        """Tell all tools what the whole response is like."""
        for tool in self.tools:
            tool.tell_survey(scene, survey, milliseconds)

    def tell_place(self, place: Place) -> None:
        """Tell all tools which number is looked at."""
        for tool in self.tools:
            tool.tell_place(place)

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

    def _on_dock_moved(self) -> None:
        """Have each panel say its name where no tab does."""
        for key, title in self._titles.items():
            dock = self._docks.get(key)
            if dock is not None:
                title.set_alone(is_alone=dock.isFloating() or not self.tabifiedDockWidgets(dock))

    def _add_dock(self, name: str, title: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(widget)
        return dock
