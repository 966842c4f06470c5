"""What is at work in the background, in the status bar: a name, how far it is, and a button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

# Work that is done sooner is not announced: a bar that flashes tells nothing.
DELAY_MS = 250
TEXT_WIDTH = 260


class WorkBar(QWidget):
    """Show one piece of work from the moment it takes long until it is done.

    Signals
    -------
    cancelled()
        The user wants no more of it.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._label = QLabel()
        self._text = ""
        self._progress = QProgressBar(textVisible=False)
        self._progress.setFixedWidth(120)
        self._progress.setMaximumHeight(14)
        self.button = QPushButton(self.tr("Cancel"))
        self.button.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 4, 0)
        layout.addWidget(self._label)
        layout.addWidget(self._progress)
        layout.addWidget(self.button)
        self._delay = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._delay.timeout.connect(self.show)
        self.hide()

    @property
    def text(self) -> str:
        """What is said to be at work; empty when nothing is."""
        return self._text

    def show_work(self, text: str, percent: int | None = None) -> None:
        """Say what is at work and, where that is known, how far it is."""
        if not self._text:
            self._delay.start()
        self._text = text
        self._label.setText(
            self._label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, TEXT_WIDTH)
        )
        self._label.setToolTip(text)
        self._progress.setRange(0, 0 if percent is None else 100)
        self._progress.setValue(-1 if percent is None else percent)
        self._progress.setAccessibleName(text)
        self.button.setAccessibleName(self.tr("Cancel: {what}").format(what=text))

    def show_nothing(self) -> None:
        """Say that nothing is at work any more."""
        self._delay.stop()
        self._text = ""
        self.hide()
