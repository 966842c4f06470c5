"""The legend of a plot, beside its title instead of over its curves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

FAINT, FAINT_ON_DARK = 95, 140
_SWATCH = 18
_SPACE, _TIGHT = 14, 7


@dataclass(frozen=True)
class Series:
    """How one curve looks.

    Attributes
    ----------
    name : str
        Translated text of the legend.
    colour : int
        Which of the theme's curve colours.
    style : {"faint", "line", "dots"}
        A faint thin line, a strong one, or dots joined by a thin line.
    explanation : str
        Translated sentence for the tooltip.
    """

    name: str
    colour: int
    style: Literal["faint", "line", "dots"]
    explanation: str = ""

    def shade(self) -> QColor:
        """Return the curve's colour in the present theme."""
        colour = QColor(current_theme().curves[self.colour])
        if self.style == "faint":
            colour.setAlpha(FAINT_ON_DARK if current_theme().is_dark else FAINT)
        return colour


class Legend(QWidget):
    """Name the curves in one line, each with its newest value."""

    def __init__(self, series: Sequence[Series], parent: QWidget | None = None) -> None:
        """Start without values."""
        super().__init__(parent)
        self._series = tuple(series)
        self._values = [""] * len(self._series)
        self.setToolTip("\n".join(f"{s.name}: {s.explanation}" for s in self._series if s.explanation))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def texts(self) -> tuple[str, ...]:
        """What the line says, curve by curve."""
        return tuple(f"{s.name} {v}".strip() for s, v in zip(self._series, self._values, strict=True))

    def set_values(self, values: Sequence[str]) -> None:
        """Show the newest value of each curve; an empty text shows none."""
        self._values = list(values)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for every word."""
        return QSize(self._width(_SPACE), self.fontMetrics().height())

    def _width(self, space: int, texts: Sequence[str] | None = None) -> int:
        metrics = self.fontMetrics()
        return sum(metrics.horizontalAdvance(text) + _SWATCH + space for text in texts or self.texts)

    def shown_texts(self) -> tuple[str, ...]:
        """Return what stands in the line at its present width: where that is small, values without their names."""
        texts = self.texts
        if self._width(_TIGHT) > self.width():
            texts = tuple(
                value or series.name for series, value in zip(self._series, self._values, strict=True)
            )
        if self._width(_TIGHT, texts) <= self.width():
            return texts
        metrics = self.fontMetrics()
        room = int(self.width() / max(1, len(texts)) - _SWATCH - _TIGHT)
        return tuple(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) for text in texts)

    def minimumSizeHint(self) -> QSize:
        """Allow any width: words are shortened."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw swatches and words from the right edge, so that the last one is never lost."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        space = _SPACE if self._width(_SPACE) <= self.width() else _TIGHT
        right = float(self.width())
        for series, shown in reversed(list(zip(self._series, self.shown_texts(), strict=True))):
            width = metrics.horizontalAdvance(shown)
            painter.setPen(self.palette().color(self.foregroundRole()))
            box = QRectF(right - width, 0, width + 1, self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)
            self._draw_swatch(painter, series, right - width - 4)
            right -= width + _SWATCH + space

    def _draw_swatch(self, painter: QPainter, series: Series, right: float) -> None:
        middle = self.height() / 2
        if series.style == "dots":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(series.shade())
            painter.drawEllipse(QPointF(right - 6, middle), 4, 4)
            return
        painter.setPen(QPen(series.shade(), 2.5 if series.style == "line" else 1.5))
        painter.drawLine(QPointF(right - 13, middle), QPointF(right, middle))
