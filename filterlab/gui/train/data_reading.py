"""Reads the data set that is chosen off the UI thread, the newest choice only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.data.decoding import ReadingStoppedError
from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins
from filterlab.gui.train.data_sight import SightRequest, read_part, read_sight

if TYPE_CHECKING:
    from filterlab.data import DataChoice
    from filterlab.gui.train.data_sight import DataSight


class DataReading(QObject):
    """Have the pictures of the newest choice looked through.

    Signals
    -------
    read(choice, sight)
        A data set has been looked through.
    refused(choice, sentence)
        It cannot be read.
    """

    read = Signal(object, object)
    refused = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start idle."""
        super().__init__(parent)
        self._newest: SightRequest | None = None
        self._jobs: NewestWins[SightRequest, DataSight] = NewestWins(
            read_sight, lambda request: request.subject, self
        )
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is read."""
        return self._jobs.is_idle

    def read_soon(self, choice: DataChoice) -> None:
        """Read a data set; one that is being read is given up."""
        self.give_up()
        self._newest = SightRequest(read_part(choice))
        self._jobs.submit(self._newest)

    def give_up(self) -> None:
        """Want no data set at the moment."""
        if self._newest is not None:
            self._newest.course.stop()
            self._newest = None
        self._jobs.forget()

    def shut_down(self) -> None:
        """Give up and wait for the worker; called before the window goes."""
        self.give_up()
        self._jobs.shut_down()

    def _on_jobs_answered(self, request: SightRequest, sight: DataSight, _milliseconds: float) -> None:
        self.read.emit(request.choice, sight)

    def _on_jobs_failed(self, request: SightRequest, error: Exception) -> None:
        if isinstance(error, ReadingStoppedError):
            return
        if isinstance(error, FilterLabError):
            self.refused.emit(request.choice, str(error))
            return
        sentence = self.tr("The pictures could not be read ({error}); see the log.")
        self.refused.emit(request.choice, sentence.format(error=error))
