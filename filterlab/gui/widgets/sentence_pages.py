"""An answer, or in its place a sentence that says why there is none, perhaps with a button that helps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget


class SentencePages(QStackedWidget):
    """Show a widget or a sentence; setters never emit.

    Signals
    -------
    remedy_wanted()
        The user pressed the button below the sentence.

    Attributes
    ----------
    remedy : QPushButton
        That button.
    """

    remedy_wanted = Signal()

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        """Start with the content in front."""
        super().__init__(parent)
        self._sentence = QLabel("", wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.remedy = QPushButton("")
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.addStretch(1)
        inside.addWidget(self._sentence)
        inside.addWidget(self.remedy, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addStretch(1)
        self.addWidget(content)
        self.addWidget(page)
        self.remedy.clicked.connect(self.remedy_wanted)

    @property
    def message(self) -> str:
        """The sentence in place of the content; empty while that is shown."""
        return self._sentence.text() if self.currentIndex() == 1 else ""

    def show_content(self) -> None:
        """Show the content."""
        self.setCurrentIndex(0)

    def show_message(self, sentence: str, remedy: str = "") -> None:
        """Show a sentence, with a button of that text if there is one."""
        self._sentence.setText(sentence)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        self.setCurrentIndex(1)
