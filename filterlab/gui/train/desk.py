"""The desk of the Train workspace: what is set up on the left, what is learned in the middle, what one asks below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer

from filterlab.gui.desk import Desk
from filterlab.gui.desk_panel import DeskPanel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QDockWidget, QWidget

SET_UP = "set-up"
LEAST_WIDTH = 400
# Of width and height: curves are read in little room, tables and maps are not.
LEFT_SHARE, LOWER_SHARE = 0.36, 0.46


class TrainDesk(Desk[DeskPanel]):
    """Hold curves and filters, panels of the group "set-up" beside them, and all others below."""

    def __init__(self, middle: QWidget, parent: QWidget | None = None) -> None:
        """Let the left column reach down to the edge."""
        super().__init__(middle, parent)
        self._left: list[QDockWidget] = []
        self._lower: list[QDockWidget] = []
        self._is_divided_by_hand = False
        self._own_share: float | None = None
        # A window that has just been given its layout back takes its size in several steps.
        self._settling = QTimer(self, singleShot=True, interval=0)
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
        self._left, self._lower, self._is_divided_by_hand = left, lower, False
        self._own_share = None
        self._divide()

    def restore_layout(self, state: QByteArray) -> bool:
        """Put the panels where they were, as large as they were, and say whether that was done."""
        is_restored = super().restore_layout(state)
        self._is_divided_by_hand = self._is_divided_by_hand or is_restored
        self._own_share = None
        self._settling.start()
        return is_restored

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panels their share of the new size: Qt would give it all to the middle."""
        super().resizeEvent(event)
        before = event.oldSize()
        is_settled = self.isVisible() and before.isValid() and not self._settling.isActive()
        if self._is_divided_by_hand and is_settled and self._own_share is None:
            # As many pixels of a smaller window would cut off the panels beside, which do not scroll sideways.
            self._own_share = self._left_width() / before.width()
        self._divide()

    def event(self, event: QEvent) -> bool:
        """Leave sizes alone once the user has drawn a line between two panels: it is on the desk itself."""
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._is_divided_by_hand = True
            self._own_share = self._left_width() / self.width()
        return super().event(event)

    def _divide(self) -> None:
        """Give the panels their share of width and height; of what the user has divided, the same share of width."""
        if not self._is_divided_by_hand:
            self._give(self._lower, LOWER_SHARE * self.height(), Qt.Orientation.Vertical)
            self._give(self._left, LEFT_SHARE * self.width(), Qt.Orientation.Horizontal)
        elif self._own_share:
            self._give(self._left, self._own_share * self.width(), Qt.Orientation.Horizontal)

    def _left_width(self) -> int:
        return max((dock.width() for dock in self._left if not dock.isFloating()), default=0)

    def _give(self, docks: Sequence[QDockWidget], size: float, way: Qt.Orientation) -> None:
        if docks:
            self.resizeDocks(docks[:1], [round(size)], way)
