"""Asks for the maps of a circuit and remembers what the next answer can go on from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.gui.circuit.scene import CircuitAnswer, CircuitRequest, compute_circuit
from filterlab.gui.jobs import NewestWins

if TYPE_CHECKING:
    from filterlab.probes import Box
    from filterlab.probes.chain import Chain
    from filterlab.project import Picture, Units


class MapKeeper(QObject):
    """Compute the maps of circuits off the UI thread.

    Signals
    -------
    answered(answer, milliseconds)
        The maps of a circuit are there.
    failed(error)
        They could not be computed.
    """

    answered = Signal(object, float)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start idle."""
        super().__init__(parent)
        self._last: CircuitAnswer | None = None
        self._jobs: NewestWins[CircuitRequest, CircuitAnswer] = NewestWins(
            compute_circuit, lambda request: request.subject, self
        )
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is computed and nothing waits."""
        return self._jobs.is_idle

    def compute(self, picture: Picture, chain: Chain, units: Units, sight: Box) -> None:
        """Ask for the maps of a circuit on a picture, of which these pixels are in sight."""
        ends = reduced = None
        known = self._last.request if self._last is not None else None
        pixels, scale = picture.numbers_in(units), picture.scale_in(units)
        if self._last is not None and known is not None and _is_of(known, picture) and known.pixels is pixels:
            # How bright a picture is, and what it is like when made smaller, need not be found out again.
            reduced = self._last.reduced
            if (known.scale, known.chain.channels) == (scale, chain.channels):
                ends = self._last.value_range
        self._jobs.submit(
            CircuitRequest(picture.id, pixels, chain, scale, sight, ends, reduced, picture.revision)
        )

    def forget(self) -> None:
        """Drop whatever waits or is on its way."""
        self._jobs.forget()

    def shut_down(self) -> None:
        """Compute no more."""
        self._jobs.shut_down()

    def _on_jobs_answered(self, _request: CircuitRequest, answer: CircuitAnswer, milliseconds: float) -> None:
        self._last = answer
        self.answered.emit(answer, milliseconds)

    def _on_jobs_failed(self, _request: CircuitRequest, error: Exception) -> None:
        self.failed.emit(error)


def _is_of(request: CircuitRequest, picture: Picture) -> bool:
    return (request.picture_id, request.picture_revision) == (picture.id, picture.revision)
