"""A label that shortens its text with an ellipsis instead of forcing the window wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics, QPaintEvent

ELLIPSIS = "…"
IN_NUMBERS = frozenset("0123456789.,")
SIGNS = "±\N{MINUS SIGN}-"


def elided(metrics: QFontMetrics, line: str, width: int) -> str:
    """Shorten a line at its end, but never within a number: "900…" is read as nine hundred, and was 9000."""
    text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)
    kept = text.removesuffix(ELLIPSIS)
    if text == line or not line.startswith(kept):
        return text
    while kept and kept[-1] in IN_NUMBERS and line[len(kept)] in IN_NUMBERS:
        kept = kept[:-1]
    return (kept.rstrip(SIGNS) if line[len(kept)] in IN_NUMBERS else kept) + ELLIPSIS


class ElidedLabel(QLabel):
    """Show one line of text; where it does not fit, the tooltip has the whole of it.

    Another text does not make the window lay itself out anew, so a number may change with every frame.

    Parameters
    ----------
    text : str
        The line.
    explanation : str
        What the words in it mean; stands below it in the tooltip.
    """

    def __init__(self, text: str, parent: QWidget | None = None, *, explanation: str = "") -> None:
        """Show a text."""
        super().__init__(parent)
        self._line = ""
        self._explanation = explanation
        self.setText(text)

    def text(self) -> str:
        """Return the whole text."""
        return self._line

    def setText(self, text: str) -> None:
        """Set the text, the tooltip that repeats it, and what a screen reader says."""
        if text != self._line:
            self._line = text
            self.setToolTip("\n".join(filter(None, (text, self._explanation))))
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for the whole line."""
        # Parts of a pixel are rounded away, and with them the last letters.
        return QSize(self.fontMetrics().horizontalAdvance(self._line) + 1, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Allow any width."""
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        del event
        painter = QPainter(self)
        text = elided(self.fontMetrics(), self._line, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment()), text)
