"""The one data set that is wanted now, loaded in the background and kept until another one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.project import TrainingRequest

Found = TypeVar("Found")


class WantedData(QObject, Generic[Found]):
    """Have the pictures of one request at a time at hand.

    Signals
    -------
    loaded()
        They are there, or cannot be had; `problem` says why.
    """

    loaded = Signal()

    def __init__(self, load: Callable[[TrainingRequest], Found], parent: QObject | None = None) -> None:
        """Start with none; ``load`` is called in a worker thread."""
        super().__init__(parent)
        self.problem = ""
        self._wanted: TrainingRequest | None = None
        self._found: Found | None = None
        self._jobs: NewestWins[TrainingRequest, Found] = NewestWins(load, lambda _request: 0, self)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being loaded."""
        return self._jobs.is_idle

    def want(self, request: TrainingRequest) -> Found | None:
        """Return what a request asks for, or None while it is loaded, and where it cannot be had."""
        if request != self._wanted:
            self._wanted, self._found, self.problem = request, None, ""
            self._jobs.submit(request)
        return self._found

    def shut_down(self) -> None:
        """Wait for the worker."""
        self._jobs.shut_down()

    def _on_jobs_answered(self, request: TrainingRequest, found: Found, _milliseconds: float) -> None:
        if request == self._wanted:
            self._found = found
            self.loaded.emit()

    def _on_jobs_failed(self, request: TrainingRequest, error: Exception) -> None:
        if request == self._wanted:
            self.problem = (
                str(error)
                if isinstance(error, FilterLabError)
                else self.tr("The pictures could not be loaded; Help ▸ Open log folder has the details.")
            )
            self.loaded.emit()
