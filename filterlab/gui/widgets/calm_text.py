"""Text that may change with every frame without the window laying itself out anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.gui.widgets.link_label import LinkLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class CalmText(QWidget):
    """Show rich text that wraps; the height changes only when other lines are needed.

    A label asks its window for another layout whenever its text changes, and then all of the window is drawn
    again. This widget has no layout, so nobody hears that.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._label = LinkLabel("", self, wordWrap=True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit()

    def text(self) -> str:
        """Return the text."""
        return self._label.text()

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text != self._label.text():
            self._label.setText(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap at the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        line = self.fontMetrics().height()
        wanted = max(self._label.heightForWidth(max(self.width(), 1)), line)
        if wanted != self.height() or self.minimumHeight() != wanted:
            self.setFixedHeight(wanted)
        self._label.setGeometry(self.rect())
