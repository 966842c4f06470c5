"""Turns a circuit into a net for the data in front, off the UI thread: a folder's pictures have to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins
from filterlab.project import find_data_shape, hand_wired

if TYPE_CHECKING:
    from filterlab.data import DataChoice
    from filterlab.probes.chain import Chain
    from filterlab.project import Scale, Start


@dataclass(frozen=True, eq=False)
class NetRequest:
    """A net that is wanted.

    Attributes
    ----------
    chain : Chain
        The circuit it begins as.
    name : str
        What the circuit is called.
    scale : Scale
        What black and white count as there.
    data : DataChoice
        What it shall learn from.
    seed : int
        Of its last layer's weights.
    """

    chain: Chain
    name: str
    scale: Scale
    data: DataChoice
    seed: int


def make_net(request: NetRequest) -> Start:
    """Look at the data and make the net; pure, runs off the UI thread."""
    shape = find_data_shape(request.data)
    return hand_wired(request.chain, request.name, shape, scale=request.scale, seed=request.seed)


class HandWiring(QObject):
    """Make nets of circuits, one at a time.

    Signals
    -------
    made(start)
        A net is ready to be trained.
    refused(sentence)
        There can be no such net.
    """

    made = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start idle."""
        super().__init__(parent)
        self._jobs: NewestWins[NetRequest, Start] = NewestWins(make_net, id, self)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)

    @property
    def is_idle(self) -> bool:
        """Whether no net is being made."""
        return self._jobs.is_idle

    def make(self, request: NetRequest) -> None:
        """Ask for a net."""
        self._jobs.submit(request)

    def shut_down(self) -> None:
        """Make no more."""
        self._jobs.shut_down()

    def _on_jobs_answered(self, _request: NetRequest, start: Start, _milliseconds: float) -> None:
        self.made.emit(start)

    def _on_jobs_failed(self, request: NetRequest, error: Exception) -> None:
        if isinstance(error, FilterLabError):
            self.refused.emit(str(error))
            return
        sentence = self.tr("{name} could not be made into a net ({error}); see the log.")
        self.refused.emit(sentence.format(name=request.name, error=error))
