"""One call for many changes of the same moment, before anything is drawn again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal


class Soon(QObject):
    """Say once that something has changed, however often it is told so before the window comes to it.

    A timer of 0 ms would do the same after the next drawing, so that what was changed and what follows from it
    would be drawn one after the other; a posted event comes before, because Qt posts its wish to draw with low
    priority.

    Signals
    -------
    came()
        It is time.
    """

    came = Signal()
    _posted = Signal()

    def __init__(self, parent: QObject) -> None:
        """Wait for nothing."""
        super().__init__(parent)
        self._is_active = False
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)

    @property
    def is_active(self) -> bool:
        """Whether it is still to come."""
        return self._is_active

    def start(self) -> None:
        """Let it come once control is back in Qt's hands."""
        if not self._is_active:
            self._is_active = True
            self._posted.emit()

    def stop(self) -> None:
        """Let it not come."""
        self._is_active = False

    def _on_posted(self) -> None:
        if self._is_active:
            self._is_active = False
            self.came.emit()
