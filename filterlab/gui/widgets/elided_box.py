"""A list to choose from that shortens in the middle what it has no room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class ElidedBox(QComboBox):
    """Show the current entry with an ellipsis where it does not fit; the tooltip has the whole of it then.

    What tells entries apart is often at their ends, so it is the middle that is left out. Qt cuts the text off.
    """

    @property
    def shown_text(self) -> str:
        """The current entry as far as there is room for it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return self._shortened(option)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box with the shortened text."""
        del event
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.setPen(option.palette.text().color())
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self._shortened(option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        """Tell in the tooltip what is left out, above what the box is for."""
        whole = self.currentText()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.shown_text != whole:
            QToolTip.showText(event.globalPos(), "\n".join(filter(None, (whole, self.toolTip()))), self)
            return True
        return super().event(event)

    def _shortened(self, option: QStyleOptionComboBox) -> str:
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideMiddle, field.width())
