"""A small look at a filter that is offered: its cells in the signed colours, channels side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.figures import limits_of, short_number
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.filter_planes import FilterLayout, draw_filter, planes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent


class KernelPreview(QWidget):
    """Draw a filter as large as fits."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty, under a name that a screen reader says."""
        super().__init__(parent)
        self._weights: NDArray[np.float32] | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def weights(self) -> NDArray[np.float32] | None:
        """The filter shown, shape (C, KH, KW), or None."""
        return self._weights

    def set_weights(self, weights: NDArray[np.float32] | None) -> None:
        """Show a filter of shape (C, KH, KW), or none."""
        self._weights = weights
        if weights is None:
            self.setToolTip("")
        else:
            low, high = (short_number(float(end)) for end in (weights.min(), weights.max()))
            self.setToolTip(self.tr("Weights from {low} to {high}").format(low=low, high=high))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a square where a shape can be told."""
        return QSize(84, 84)

    def minimumSizeHint(self) -> QSize:
        """Shrink to a thumbnail."""
        return QSize(60, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw cells and an edge around each channel."""
        del event
        if self._weights is None:
            return
        painter = QPainter(self)
        planes = planes_of(self._weights)
        channels, height, width = planes.shape
        layout = FilterLayout.fit(QRectF(self.rect()).adjusted(1, 1, -1, -1), (channels, height, width))
        draw_filter(painter, layout, planes, limits_of(planes, "signed"), numbers=False)
        painter.setPen(QPen(current_theme().border, 1))
        for plane in range(channels):
            painter.drawRect(layout.plane_rect(plane))
