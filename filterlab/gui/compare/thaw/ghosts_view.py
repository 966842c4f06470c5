"""Every filter of a layer beside the ghost of what it was, with how far it has turned."""

from __future__ import annotations

from math import ceil, isnan
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.figures import limits_of, short_number
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.filter_planes import FilterLayout, draw_filter, planes_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from filterlab.probes.drift import Drift

GAP, PAIR_GAP = 8.0, 4.0
GHOST_OPACITY = 0.45
LEAST_WIDTH, TEXT_WIDTH = 96.0, 88.0
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class GhostsView(QWidget):
    """Draw pairs of filters, pale as it began and as it is now; each is scaled by itself. Setters never emit.

    Signals
    -------
    filter_chosen(number)
        The user clicked a pair, or went to it by the arrow keys.
    """

    filter_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._drift: Drift | None = None
        self._chosen = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Filters beside what they began as"))
        self.setToolTip(
            self.tr("Pale: as it began; beside it: as it is now. Click one to see its way; arrows go on")
        )

    @property
    def drift(self) -> Drift | None:
        """What is shown, or None."""
        return self._drift

    @property
    def chosen(self) -> int:
        """Which filter is marked."""
        return self._chosen

    def set_drift(self, drift: Drift | None) -> None:
        """Show the filters of a layer."""
        self._drift = drift
        if drift is not None:
            self._chosen = min(self._chosen, len(drift.latest) - 1)
        self.update()

    def set_chosen(self, number: int) -> None:
        """Mark a filter."""
        self._chosen = number
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for eight pairs."""
        return QSize(380, 200)

    def minimumSizeHint(self) -> QSize:
        """Shrink to something still recognisable."""
        return QSize(180, 110)

    @property
    def _shape(self) -> tuple[int, int, int, int]:
        """How many filters are shown, and how many channels, rows and columns of each."""
        if self._drift is None:
            return 0, 1, 1, 1
        planes, rows, columns = planes_of(self._drift.latest[0]).shape
        return len(self._drift.latest), planes, rows, columns

    def boxes(self) -> list[QRectF]:
        """Return where each pair stands, with its two lines."""
        count, planes, rows, columns = self._shape
        if not count:
            return []
        line = 2 * self.fontMetrics().height() + 2

        def size(across: int) -> float:
            down = ceil(count / across)
            width = (self.width() - (across + 1) * GAP) / across
            height = (self.height() - (down + 1) * GAP) / down - line
            return min((width - PAIR_GAP) / 2, height)

        most = max(1, int(self.width() / LEAST_WIDTH))
        across = max(range(1, min(count, most) + 1), key=size)
        down = ceil(count / across)
        width = (self.width() - GAP) / across - GAP
        # Not higher than a filter as wide as its place is: what is written of it stands right below.
        side = (width - PAIR_GAP) / 2 * rows / (planes * columns)
        height = min((self.height() - GAP) / down - GAP, side + line)
        return [
            QRectF(GAP + (n % across) * (width + GAP), GAP + (n // across) * (height + GAP), width, height)
            for n in range(count)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pairs."""
        del event
        drift, painter, theme = self._drift, QPainter(self), current_theme()
        if drift is None:
            return
        line = self.fontMetrics().height()
        for number, box in enumerate(self.boxes()):
            room = QRectF(box.left(), box.top(), box.width(), box.height() - 2 * line - 2)
            side = (room.width() - PAIR_GAP) / 2
            for place, (weights, opacity) in enumerate(
                ((drift.original[number], GHOST_OPACITY), (drift.latest[number], 1.0))
            ):
                # Patterns are compared, not strengths: those are written.
                planes = planes_of(weights).astype(np.float64)
                part = QRectF(room.left() + place * (side + PAIR_GAP), room.top(), side, room.height())
                painter.setOpacity(opacity)
                layout = FilterLayout.fit(part, planes.shape)
                draw_filter(painter, layout, planes, limits_of(planes, "signed"), numbers=False)
            painter.setOpacity(1.0)
            painter.setPen(self.palette().color(self.foregroundRole()))
            flags = int(Qt.AlignmentFlag.AlignHCenter)
            below = QRectF(box.left(), room.bottom() + 1, box.width(), line)
            painter.drawText(below, flags, figure(float(drift.angles[-1, number]), "°"))
            painter.setPen(theme.muted)
            distance = figure(float(drift.distances[-1, number]), "")
            painter.drawText(
                below.translated(0, line), flags, self.tr("distance {figure}").format(figure=distance)
            )
            if number == self._chosen:
                colour = self.palette().highlight().color() if self.hasFocus() else theme.muted
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(colour, 2))
                painter.drawRect(box.adjusted(-3, -3, 3, 3))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the pair under the mouse."""
        for number, box in enumerate(self.boxes()):
            if box.contains(event.position()) and event.button() == Qt.MouseButton.LeftButton:
                self._choose(number)
                return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the pairs by the arrow keys."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self._drift is None:
            super().keyPressEvent(event)
        else:
            self._choose((self._chosen + step) % len(self._drift.latest))

    def _choose(self, number: int) -> None:
        self.set_chosen(number)
        self.filter_chosen.emit(number)


def figure(value: float, unit: str) -> str:
    """Write a number of three digits, or a dash where there is none."""
    return "–" if isnan(value) else f"{short_number(value, 3)}{unit}"
