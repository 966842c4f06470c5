"""Give a widget one of the looks of the window, by roles of the palette: it follows another theme by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette

from filterlab.gui.theme import MUTED, NOTICE, current_theme
from filterlab.gui.widgets.card import Card

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QWidget

Look = Literal["title", "muted", "message"]
AnyWidget = TypeVar("AnyWidget", bound="QWidget")


def dressed(widget: AnyWidget, look: Look) -> AnyWidget:
    """Return the widget with one of the looks.

    Parameters
    ----------
    widget : QWidget
        The widget.
    look : {"title", "muted", "message"}
        A heading, text of second rank, or a sentence the user should not miss.
    """
    if look == "title":
        font = QFont()
        font.setWeight(QFont.Weight.DemiBold)
        widget.setFont(font)
    elif look == "muted":
        widget.setForegroundRole(MUTED)
    else:
        widget.setBackgroundRole(NOTICE)
        widget.setAutoFillBackground(True)
    return widget


def own_ground(widget: QWidget) -> None:
    """Promise that a widget draws its own ground (`paint_ground`), so that nothing below it is drawn with it.

    For what is drawn again with every cell that is painted: below it lie cards, tabs and the window, each with a
    style of its own, and together they take longer than most widgets.
    """
    widget.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)


def paint_ground(painter: QPainter, widget: QWidget, area: QRect) -> None:
    """Draw what would be seen through a widget: the card it lies on, or the window."""
    above: QWidget | None = widget
    while above is not None and not isinstance(above, Card):
        above = above.parentWidget() if not above.isWindow() else None
    window = QColor(widget.palette().color(QPalette.ColorRole.Window))
    painter.fillRect(area, current_theme().card if above is not None else window)
