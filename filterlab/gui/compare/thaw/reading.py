"""Reads the filters of a run snapshot by snapshot, a little at a time, and measures how far they have drifted."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.errors import FilterLabError
from filterlab.probes.drift import Drift, measure_drift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from filterlab.gui.train.snapshots import RunSnapshots

    Floats = NDArray[np.floating[Any]]

# So long the window may stand still for it at a time.
READING_MS = 15


@dataclass(frozen=True, eq=False)
class DriftRequest:
    """Whose filters are followed.

    Attributes
    ----------
    run_id, layer : str
        The run, and its layer.
    original : ndarray or None
        (O, C, KH, KW): what the layer was started with; None: what the first snapshot holds.
    stamp : int
        The step of the newest snapshot, so that a run that learns is read anew.
    """

    run_id: str
    layer: str
    original: Floats | None
    stamp: int

    @property
    def key(self) -> tuple[str, str, int]:
        """The same for the same question."""
        return self.run_id, self.layer, self.stamp


class DriftReader(QObject):
    """Follow the filters of one run at a time; snapshots are looked at one by one and none is kept.

    Signals
    -------
    advanced(percent)
        How far it is.
    done(drift)
        All snapshots have been looked at, or those until it was cancelled.
    failed(sentence)
        Why it could not be done.
    """

    advanced = Signal(int)
    done = Signal(object)
    failed = Signal(str)

    def __init__(self, snapshots: RunSnapshots, parent: QObject | None = None) -> None:
        """Start with nothing to read."""
        super().__init__(parent)
        self._snapshots = snapshots
        self._reading: Iterator[Drift | None] | None = None
        self._found: list[Drift] = []
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is read."""
        return self._reading is None

    def start(self, request: DriftRequest) -> None:
        """Read a run, and no longer another one."""
        self._found = []
        self._reading = self._read(request)
        self._timer.start()
        self.advanced.emit(0)

    def cancel(self) -> None:
        """Stop, and tell what was found by then."""
        if self._reading is not None:
            self._finish()

    def shut_down(self) -> None:
        """Stop without a word."""
        self._timer.stop()
        self._reading = None

    def _read(self, request: DriftRequest) -> Iterator[Drift | None]:
        moments = self._snapshots.snapshots(request.run_id)
        original = request.original
        for number, moment in enumerate(moments, start=1):
            snapshot = self._snapshots.snapshot(request.run_id, moment.step)
            if snapshot is not None:
                drift = measure_drift([snapshot], request.layer, original)
                original = drift.original
                self._found.append(drift)
            self.advanced.emit(100 * number // len(moments))
            yield None

    def _finish(self) -> None:
        self.shut_down()
        if self._found:
            self.done.emit(joined(self._found))
        else:
            self.failed.emit(
                self.tr("The run has no snapshot yet, so nothing can be seen to drift: wait for the first.")
            )

    def _on_timer_timeout(self) -> None:
        deadline = time.perf_counter() + READING_MS / 1000
        try:
            while self._reading is not None and time.perf_counter() < deadline:
                if next(self._reading, self) is self:
                    self._finish()
        except FilterLabError as error:
            self.shut_down()
            self.failed.emit(str(error))


def joined(drifts: list[Drift]) -> Drift:
    """Put the ways of one layer's filters together, in the order of their steps; all have the same original."""
    first, last = drifts[0], drifts[-1]
    return Drift(
        first.layer,
        np.concatenate([drift.steps for drift in drifts]),
        first.original,
        last.latest,
        np.concatenate([drift.angles for drift in drifts]),
        np.concatenate([drift.distances for drift in drifts]),
        np.concatenate([drift.strengths for drift in drifts]),
    )
