"""The desk of the Design workspace: the number below the middle, and panels that are told what is on the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QWidget

from filterlab.gui.design.tool import DesignTool
from filterlab.gui.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from filterlab.gui.design.scene import Scene
    from filterlab.gui.design.tool import Place
    from filterlab.probes import Survey


class DesignDesk(Desk[DesignTool]):
    """Hold a middle, one fixed panel below it, and the tools as docks beside that."""

    def __init__(self, middle: QWidget, below: QWidget, parent: QWidget | None = None) -> None:
        """Lay out what is always there."""
        super().__init__(middle, parent)
        self._below = self.add_dock("number", "", below)
        self._below.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self._below.setTitleBarWidget(QWidget())
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self._below)

    def arrange(self, docks: Mapping[str, QDockWidget]) -> None:
        """Put all panels beside the number, one behind the other."""
        panels = list(docks.values())
        if panels:
            self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, panels[0])
            self.splitDockWidget(self._below, panels[0], Qt.Orientation.Horizontal)
            self.stack(panels)
            self.resizeDocks([self._below, panels[0]], [700, 330], Qt.Orientation.Horizontal)
            self.resizeDocks([self._below], [290], Qt.Orientation.Vertical)

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
