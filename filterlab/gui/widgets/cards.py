"""What the style sheet knows by name: cards, titles, and text of second rank."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QWidget

from filterlab.gui.widgets.elided_label import ElidedLabel


class Card(QFrame):
    """A panel's ground with its edge."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("card")


def title_label(text: str) -> QLabel:
    """Make the headline of a panel."""
    label = QLabel(text)
    label.setObjectName("title")
    return label


def muted_label(text: str = "") -> ElidedLabel:
    """Make a line of second rank that is shortened where it does not fit."""
    label = ElidedLabel(text)
    label.setObjectName("muted")
    return label
