"""The desk of the Train workspace: what is set up on the left, what is learned in the middle, what one asks below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from filterlab.gui.desk import Desk
from filterlab.gui.desk_panel import DeskPanel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QDockWidget, QWidget

SET_UP = "set-up"
LEFT_WIDTH, LEAST_WIDTH, LOWER_HEIGHT = 420, 400, 330


class TrainDesk(Desk[DeskPanel]):
    """Hold curves and filters, panels of the group "set-up" beside them, and all others below."""

    def __init__(self, middle: QWidget, parent: QWidget | None = None) -> None:
        """Let the left column reach down to the edge."""
        super().__init__(middle, parent)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)

    def arrange(self, docks: Mapping[str, QDockWidget]) -> None:
        """Put the panels to where they are at first."""
        left = [docks[panel.key] for panel in self.tools if panel.group == SET_UP]
        lower = [docks[panel.key] for panel in self.tools if panel.group != SET_UP]
        for dock in left[:1]:
            self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
        for dock in left:
            # Narrower, the fields of these panels would be cut off.
            dock.widget().setMinimumWidth(LEAST_WIDTH)
        self.stack(left)
        for dock in lower[:1]:
            self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        self.stack(lower)
        if left:
            self.resizeDocks([left[0]], [LEFT_WIDTH], Qt.Orientation.Horizontal)
        if lower:
            self.resizeDocks([lower[0]], [LOWER_HEIGHT], Qt.Orientation.Vertical)
