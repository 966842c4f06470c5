"""The desk of the Compare workspace: banks beside one another in the middle, what one asks of them below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from filterlab.gui.desk import Desk
from filterlab.gui.desk_panel import DeskPanel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QDockWidget

LOWER_HEIGHT = 360


class CompareDesk(Desk[DeskPanel]):
    """Hold the banks, and all panels below them, one behind the other."""

    def arrange(self, docks: Mapping[str, QDockWidget]) -> None:
        """Put the panels to where they are at first."""
        lower = list(docks.values())
        for dock in lower[:1]:
            self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        self.stack(lower)
        if lower:
            self.resizeDocks([lower[0]], [LOWER_HEIGHT], Qt.Orientation.Vertical)
