"""Whether a hand draws at this moment, with a mouse button held down, somewhere in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_MS = 100


class Strokes(QObject):
    """Say when a stroke begins and when no stroke goes on any more.

    What a view says of its strokes begins one; whether it goes on is asked of the view itself, again and again: a
    stroke may end without a word, where the array under the hand has become another one, and nothing would be kept
    from then on. Keys and the wheel make no strokes here, as nobody knows when they are done.

    Signals
    -------
    started(), finished()
        Around a stroke, or several that overlap.
    """

    started = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Watch nothing yet."""
        super().__init__(parent)
        self._are_down: list[Callable[[], bool]] = []
        self._watch = QTimer(self, interval=LOOK_MS)
        self._watch.timeout.connect(self._look)

    @property
    def is_active(self) -> bool:
        """Whether a stroke goes on."""
        return self._watch.isActive()

    def watch(self, is_down: Callable[[], bool], began: SignalInstance, *ends: SignalInstance) -> None:
        """Watch a view in which one can draw.

        Parameters
        ----------
        is_down : callable
            Says whether a button is held in it that draws.
        began : signal
            Sent when a stroke begins.
        *ends : signals
            Sent when one ends, in whatever way.
        """
        self._are_down.append(is_down)
        for signal in (began, *ends):
            signal.connect(self._look)

    def stop(self) -> None:
        """Watch no more; called before the window goes."""
        self._are_down.clear()
        self._look()

    def _look(self) -> None:
        is_down = any(asked() for asked in self._are_down)
        if is_down and not self._watch.isActive():
            self._watch.start()
            self.started.emit()
        elif self._watch.isActive() and not is_down:
            self._watch.stop()
            self.finished.emit()
