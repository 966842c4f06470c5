"""A slider that goes where it is clicked, as those under a film do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget


class Scrubber(QSlider):
    """Choose one of many positions: a click jumps there, and goes on as a drag."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lie level, at 0."""
        super().__init__(Qt.Orientation.Horizontal, parent)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the handle under the mouse, and take it."""
        if event.button() == Qt.MouseButton.LeftButton:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            groove, handle = (
                self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)
                for part in (QStyle.SubControl.SC_SliderGroove, QStyle.SubControl.SC_SliderHandle)
            )
            place = event.position().toPoint()
            if not handle.contains(place):
                along = place.x() - groove.x() - handle.width() // 2
                span = groove.width() - handle.width()
                self.setValue(
                    QStyle.sliderValueFromPosition(
                        self.minimum(), self.maximum(), along, span, option.upsideDown
                    )
                )
        super().mousePressEvent(event)
