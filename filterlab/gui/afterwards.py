"""What follows a change but may wait until the change itself has been drawn."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

QUIET_MS = 30
"""Without another change for so long, a hand is at rest."""
PACE_MS = 100
"""While changes go on, numbers follow at a pace eyes can read."""


class Afterwards(QObject):
    """Say once that something has changed, when changes pause or have gone on for a while.

    What a hand changes is drawn at once; captions, thumbnails and sums beside it would hold up the next frame.

    Signals
    -------
    came()
        It is time.
    """

    came = Signal()

    def __init__(self, parent: QObject) -> None:
        """Wait for nothing."""
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.came)
        self._since_first = QElapsedTimer()

    @property
    def is_active(self) -> bool:
        """Whether it is still to come."""
        return self._timer.isActive()

    def start(self) -> None:
        """Let it come before long."""
        if not self._timer.isActive():
            self._since_first.start()
        self._timer.start(max(0, min(QUIET_MS, PACE_MS - self._since_first.elapsed())))

    def stop(self) -> None:
        """Let it not come."""
        self._timer.stop()
