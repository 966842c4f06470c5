"""How sure a net is of each class, as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

MOST_NAME, LARGEST_ROW, GAP = 90.0, 28.0, 6.0


class BarsView(QWidget):
    """Draw a bar for each class with its name and its probability; the surest stands out."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty, under a translated accessible name."""
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._shares: NDArray[np.floating[Any]] = np.zeros(0)
        self._message = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def shares(self) -> NDArray[np.floating[Any]]:
        """What is drawn, (classes,), in [0, 1]; empty without."""
        return self._shares

    @property
    def message(self) -> str:
        """The sentence in place of bars."""
        return self._message

    def set_shares(self, shares: NDArray[np.floating[Any]], names: Sequence[str]) -> None:
        """Show probabilities (classes,) in [0, 1] under the classes' names."""
        self._shares, self._names, self._message = shares, tuple(names), ""
        best = int(shares.argmax())
        self.setAccessibleDescription(
            self.tr("{name}, {percent:.0f} %").format(name=names[best], percent=100 * float(shares[best]))
        )
        self.update()

    def show_message(self, sentence: str) -> None:
        """Show a sentence in place of bars."""
        self._shares, self._message = np.zeros(0), sentence
        self.setAccessibleDescription(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for ten classes."""
        return QSize(220, 220)

    def minimumSizeHint(self) -> QSize:
        """Shrink to something still recognisable."""
        return QSize(140, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw names, bars and numbers, or the sentence."""
        del event
        painter = QPainter(self)
        if self._message:
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(8, 4, -8, -4), flags, self._message)
            return
        count = len(self._shares)
        if not count:
            return
        metrics, theme = painter.fontMetrics(), current_theme()
        height = min(self.height() / count, LARGEST_ROW)
        names = min(max(metrics.horizontalAdvance(name) for name in self._names), MOST_NAME) + 12
        number = metrics.horizontalAdvance("100.0 %") + GAP
        width = max(self.width() - names - number - 2 * GAP, 1.0)
        best = int(self._shares.argmax())
        plain = painter.font()
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.Bold)
        for row, share in enumerate(self._shares):
            top = row * height
            painter.setFont(bold if row == best else plain)
            painter.setPen(self.palette().color(self.foregroundRole()))
            flags = Qt.AlignmentFlag.AlignVCenter
            name = metrics.elidedText(self._names[row], Qt.TextElideMode.ElideRight, int(names))
            painter.drawText(QRectF(0, top, names, height), int(flags | Qt.AlignmentFlag.AlignRight), name)
            box = QRectF(names + GAP, top + 0.2 * height, width, 0.6 * height)
            painter.fillRect(box, QColor(theme.border))
            shade = theme.curves[1 if row == best else 0]
            painter.fillRect(QRectF(box.left(), box.top(), float(share) * width, box.height()), shade)
            text = self.tr("{percent:.1f} %").format(percent=100 * float(share))
            painter.drawText(QRectF(box.right() + GAP, top, number, height), int(flags), text)
