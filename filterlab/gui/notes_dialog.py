"""What the user wants to remember about a project, written down beside it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from filterlab.gui.widgets.dressed import dressed

REST_MS = 600


class NotesDialog(QDialog):
    """A sheet to write on, which stays open beside the work.

    Signals
    -------
    text_edited(str)
        What is written now; sent when the hand rests, and at the end.
    """

    text_edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with an empty sheet."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Notes"))
        self.resize(420, 320)
        self.sheet = QPlainTextEdit()
        self.sheet.setPlaceholderText(
            self.tr("What you found, what you want to try next. It is kept in the project as you write.")
        )
        self.sheet.setAccessibleName(self.tr("Notes about the project"))
        self.sheet.setTabChangesFocus(True)
        self._hint = dressed(QLabel(wordWrap=True), "muted")
        self._hint.hide()
        layout = QVBoxLayout(self)
        layout.addWidget(self.sheet)
        layout.addWidget(self._hint)
        self._told = ""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.tell)
        self.sheet.textChanged.connect(self._rest.start)
        self.finished.connect(self.tell)

    def set_text(self, text: str) -> None:
        """Show what was written before."""
        self._told = text
        self.sheet.setPlainText(text)
        self._rest.stop()

    def set_hint(self, sentence: str) -> None:
        """Say below the sheet why what is written is not kept; nothing if it is."""
        self._hint.setText(sentence)
        self._hint.setVisible(bool(sentence))

    def tell(self) -> None:
        """Say what is written, if it is not said yet."""
        self._rest.stop()
        text = self.sheet.toPlainText()
        if text != self._told:
            self._told = text
            self.text_edited.emit(text)
