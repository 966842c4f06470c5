"""How many pictures of each class are named right, before and after."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    Doubles = NDArray[np.float64]

LEAST_ROW, MOST_ROW, MOST_NAME, GAP = 17, 30, 90.0, 6.0


class BeforeAfterView(QWidget):
    """Draw two bars for each class, before above after, with both figures. Setters never emit."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty, under a translated accessible name."""
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._before: Doubles = np.zeros(0)
        self._after: Doubles = np.zeros(0)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def shares(self) -> tuple[Doubles, Doubles]:
        """What is drawn: (classes,) before and after, in [0, 1]; NaN for a class without pictures."""
        return self._before, self._after

    def set_shares(self, before: Doubles, after: Doubles, names: Sequence[str]) -> None:
        """Show shares (classes,) in [0, 1] under the classes' names."""
        self._before, self._after, self._names = before, after, tuple(names)
        self.setMinimumHeight(LEAST_ROW * len(names))
        lines = [f"{name}: {self._figures(row)}" for row, name in enumerate(names)]
        self.setAccessibleDescription("; ".join(lines))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for all classes."""
        return QSize(240, max(100, 22 * len(self._names)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw names, bars and figures."""
        del event
        count = len(self._names)
        if not count:
            return
        painter = QPainter(self)
        metrics, theme = painter.fontMetrics(), current_theme()
        height = min(self.height() / count, MOST_ROW)
        names = min(max(metrics.horizontalAdvance(name) for name in self._names), MOST_NAME) + GAP
        number = max(metrics.horizontalAdvance(self._figures(row)) for row in range(count)) + GAP
        width = max(self.width() - names - number - 2 * GAP, 1.0)
        ink = self.palette().windowText().color()
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, name in enumerate(self._names):
            top = row * height
            painter.setPen(ink)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(names - GAP))
            painter.drawText(
                QRectF(0, top, names - GAP, height), int(middle | Qt.AlignmentFlag.AlignRight), shown
            )
            before, after = float(self._before[row]), float(self._after[row])
            painter.drawText(
                QRectF(names + width + GAP, top, number, height), int(middle), self._figures(row)
            )
            if isnan(before):
                continue
            bar = 0.34 * height
            painter.fillRect(QRectF(names, top + 0.13 * height, before * width, bar), theme.muted)
            shade = theme.curves[1 if after < before else 0]
            painter.fillRect(QRectF(names, top + 0.13 * height + bar, after * width, bar), shade)

    def _figures(self, row: int) -> str:
        before, after = float(self._before[row]), float(self._after[row])
        if isnan(before):
            return self.tr("no pictures")
        if before == after:
            return self.tr("{before:.1f} %").format(before=100 * before)
        return self.tr("{before:.1f} → {after:.1f} %").format(before=100 * before, after=100 * after)
