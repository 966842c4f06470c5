"""The desk of the Train workspace: what is set up on the left, what is learned in the middle, what one asks below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from filterlab.gui.desk import Desk
from filterlab.gui.desk_panel import DeskPanel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QMouseEvent, QResizeEvent
    from PySide6.QtWidgets import QDockWidget, QWidget

SET_UP = "set-up"
LEFT_WIDTH, LEAST_WIDTH = 420, 400
# Of the height: curves are read in little room, tables and maps are not.
LOWER_SHARE = 0.46


class TrainDesk(Desk[DeskPanel]):
    """Hold curves and filters, panels of the group "set-up" beside them, and all others below."""

    def __init__(self, middle: QWidget, parent: QWidget | None = None) -> None:
        """Let the left column reach down to the edge."""
        super().__init__(middle, parent)
        self._lower: list[QDockWidget] = []
        self._is_divided_by_hand = False
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
        self._lower, self._is_divided_by_hand = lower, False
        self._divide()

    def restore_layout(self, state: QByteArray) -> None:
        """Put the panels where they were, and leave them as high as they were."""
        super().restore_layout(state)
        self._is_divided_by_hand = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panels below their share of the new height: Qt would give it all to the middle."""
        super().resizeEvent(event)
        self._divide()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the height alone once the user has drawn the line between two panels: it is on the desk itself."""
        super().mouseReleaseEvent(event)
        self._is_divided_by_hand = True

    def _divide(self) -> None:
        """Give the panels below their share of the height, unless the user has said how much they shall have."""
        if self._lower and not self._is_divided_by_hand:
            height = round(LOWER_SHARE * self.height())
            self.resizeDocks(self._lower[:1], [height], Qt.Orientation.Vertical)
