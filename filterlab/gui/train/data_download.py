"""Downloads a published data set off the UI thread; how far it is can be watched, and it can be stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.data import download_dataset
from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins
from filterlab.gui.train.course import Course

if TYPE_CHECKING:
    from pathlib import Path

POLL_MS = 150


@dataclass(frozen=True, eq=False)
class Download:
    """A data set on its way.

    Attributes
    ----------
    name : str
        Its name.
    course : Course
        How many bytes are there.
    """

    name: str
    course: Course = field(default_factory=Course)


def fetch(download: Download) -> Path:
    """Download; runs off the UI thread."""
    course = download.course
    return download_dataset(download.name, progress=course.tell, proceed=course.proceed)


class DataDownload(QObject):
    """Download one data set at a time.

    Signals
    -------
    changed()
        It has begun, come further, or ended.
    finished(name)
        A data set is there.
    refused(name, sentence)
        It could not be fetched, or was stopped; the sentence says how to put it in place by hand, or that what has
        come is kept.
    """

    changed = Signal()
    finished = Signal(str)
    refused = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start idle."""
        super().__init__(parent)
        self._running: Download | None = None
        self._jobs: NewestWins[Download, Path] = NewestWins(fetch, id, self)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self.changed)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is fetched."""
        return self._jobs.is_idle

    @property
    def current(self) -> Download | None:
        """What is fetched, or None."""
        return self._running

    def start(self, name: str) -> None:
        """Fetch a data set, unless one is on its way."""
        if self._running is None:
            self._running = Download(name)
            self._jobs.submit(self._running)
            self._poll.start()
            self.changed.emit()

    def cancel(self) -> None:
        """Stop; what has come is kept for the next time."""
        if self._running is not None:
            self._running.course.stop()
            self.changed.emit()

    def shut_down(self) -> None:
        """Stop, and wait until the worker has noticed; called before the window goes."""
        self.cancel()
        self._poll.stop()
        self._jobs.shut_down()
        self._running = None

    def _finish(self) -> None:
        self._running = None
        self._poll.stop()
        self.changed.emit()

    def _on_jobs_answered(self, download: Download, _folder: Path, _milliseconds: float) -> None:
        self._finish()
        self.finished.emit(download.name)

    def _on_jobs_failed(self, download: Download, error: Exception) -> None:
        self._finish()
        if isinstance(error, FilterLabError):
            self.refused.emit(download.name, str(error))
            return
        sentence = self.tr("{name} could not be downloaded ({error}); see the log.")
        self.refused.emit(download.name, sentence.format(name=download.name, error=error))
