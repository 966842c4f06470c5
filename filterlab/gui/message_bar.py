"""A bar across the top of the window for sentences the user should not miss."""

from __future__ import annotations

import re
from unicodedata import category

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from filterlab.gui.widgets.dressed import dressed

# A path without a blank would make the window as wide as it is long.
_LONG_WORD = re.compile(r"\S{40}")


class MessageBar(QFrame):
    """Show a sentence until the user dismisses it or the next one comes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._sentence = ""
        dressed(self, "message")
        self._label = QLabel(wordWrap=True)
        # What a file is called, or what was pasted, is quoted and must not be taken for markup.
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton()
        self._close.setText("✕")
        self._close.setAutoRaise(True)
        self._close.setToolTip(self.tr("Dismiss (Esc)"))
        self._close.setAccessibleName(self.tr("Dismiss message"))
        self._close.setShortcut(Qt.Key.Key_Escape)
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown, empty when hidden."""
        return self._sentence if not self.isHidden() else ""

    def show_message(self, sentence: str) -> None:
        """Show a sentence; an empty one puts the bar away."""
        self._sentence = "".join(map(_shown, sentence))
        self._label.setText(_LONG_WORD.sub("\\g<0>\u200b", self._sentence))
        self.setVisible(bool(sentence))


def _shown(letter: str) -> str:
    """Replace what has no look of its own, such as the control characters in a file's name."""
    return "\N{REPLACEMENT CHARACTER}" if letter != "\n" and category(letter) in {"Cc", "Cs"} else letter
