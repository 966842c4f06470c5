"""A label of several lines that takes the room it is given."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget


class StillLabel(QLabel):
    """Wrap words where the room ends, and ask for no more of it.

    Qt's own label that wraps has the whole panel ask for the height it needs at this width, and what scrolls then
    stretches everything that likes to grow.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
    ) -> None:
        """Show a text."""
        super().__init__(text, parent, wordWrap=True, alignment=alignment)

    def hasHeightForWidth(self) -> bool:
        """Say that the height is not its business."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Be content with one line."""
        return QSize(40, self.fontMetrics().height())
