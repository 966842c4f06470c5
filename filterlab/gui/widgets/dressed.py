"""Give a widget one of the looks of the style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
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
