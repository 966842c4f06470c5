"""Give a widget one of the looks of the style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPalette

from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QWidget

Look = Literal["card", "title", "muted", "message"]
AnyWidget = TypeVar("AnyWidget", bound="QWidget")


def dressed(widget: AnyWidget, look: Look) -> AnyWidget:
    """Return the widget, drawn as the theme's style sheet says for this look.

    Parameters
    ----------
    widget : QWidget
        The widget.
    look : {"card", "title", "muted", "message"}
        A panel's ground, a heading, text of second rank, or the bar of messages.
    """
    widget.setObjectName(look)
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
    while above is not None and above.objectName() != "card":
        above = above.parentWidget() if not above.isWindow() else None
    window = QColor(widget.palette().color(QPalette.ColorRole.Window))
    painter.fillRect(area, current_theme().card if above is not None else window)
