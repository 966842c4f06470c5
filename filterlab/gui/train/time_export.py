"""Write the filters of a layer while they learned as an animation, without making the window wait."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.errors import FilterLabError
from filterlab.figures.learning import export_learning
from filterlab.gui.jobs import NewestWins
from filterlab.gui.map_export import POLL_MS, Course, ExportStoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from filterlab.figures import Look

    Floats = NDArray[np.floating[Any]]

MOST_FRAMES = 200
READING_MS = 10
# Reading is quick; drawing is what takes the time.
READING_PERCENT = 10


@dataclass(frozen=True, eq=False)
class AnimationRequest:
    """An animation to be written: titles and filters of its moments, where to, and in which colours."""

    path: Path
    frames: Sequence[tuple[str, Floats]]
    look: Look
    course: Course


def write_animation(request: AnimationRequest) -> int:
    """Draw and write an animation and return the number of its frames; runs off the UI thread."""
    return export_learning(request.path, request.frames, look=request.look, advance=request.course.advance)


def evenly(steps: Sequence[int], most: int = MOST_FRAMES) -> list[int]:
    """Choose at most so many steps, evenly spread, the first and the last among them."""
    if len(steps) <= most:
        return list(steps)
    return [steps[index] for index in np.linspace(0, len(steps) - 1, most).round().astype(int)]


class AnimationExport(QObject):
    """Read the moments a few at a time, then have them drawn and written in the background.

    Signals
    -------
    advanced(percent)
        It has come further.
    finished(sentence)
        It is written, or was stopped.
    failed(sentence)
        Why it could not be written.
    """

    advanced = Signal(int)
    finished = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start idle."""
        super().__init__(parent)
        self._reading: Iterator[None] | None = None
        self._course = Course()
        self._reader = QTimer(self, interval=0)
        self._reader.timeout.connect(self._on_reader_timeout)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._on_poll_timeout)
        self._jobs: NewestWins[AnimationRequest, int] = NewestWins(write_animation, id, self)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is read or written."""
        return self._reading is None and self._jobs.is_idle

    def start(
        self, path: Path, moments: Sequence[tuple[str, int]], read: Callable[[int], Floats | None], look: Look
    ) -> None:
        """Begin to write an animation; does nothing while another one is written.

        Parameters
        ----------
        path : Path
            The file, ending in .gif or .webp.
        moments : sequence of (str, int)
            A title and the step of each frame.
        read : callable
            Gives the filters after a step, or None where they are gone; called in the UI thread.
        look : Look
            The colours.
        """
        if self.is_idle:
            self._course = Course()
            self._reading = self._read(path, moments, read, look)
            self._reader.start()
            self.advanced.emit(0)

    def cancel(self) -> None:
        """Stop before anything is written; the old file stays as it was."""
        if self._reading is not None:
            self._stop_reading()
            self.finished.emit(self.tr("The animation was not written."))
        else:
            self._course.stop()

    def shut_down(self) -> None:
        """Stop, and wait for the worker."""
        self._stop_reading()
        self._poll.stop()
        self._course.stop()
        self._jobs.shut_down()

    def _read(
        self, path: Path, moments: Sequence[tuple[str, int]], read: Callable[[int], Floats | None], look: Look
    ) -> Iterator[None]:
        frames: list[tuple[str, Floats]] = []
        for number, (title, step) in enumerate(moments, start=1):
            filters = read(step)
            if filters is not None:
                frames.append((title, filters))
            self.advanced.emit(READING_PERCENT * number // len(moments))
            yield
        self._poll.start()
        self._jobs.submit(AnimationRequest(path, frames, look, self._course))

    def _stop_reading(self) -> None:
        self._reader.stop()
        self._reading = None

    def _on_reader_timeout(self) -> None:
        deadline = time.perf_counter() + READING_MS / 1000
        try:
            while self._reading is not None and time.perf_counter() < deadline:
                if next(self._reading, self) is self:
                    self._stop_reading()
        except FilterLabError as error:
            self._stop_reading()
            self.failed.emit(str(error))

    def _on_poll_timeout(self) -> None:
        rest = 100 - READING_PERCENT
        self.advanced.emit(READING_PERCENT + rest * self._course.percent // 100)

    def _on_jobs_answered(self, request: AnimationRequest, frames: int, _milliseconds: float) -> None:
        self._poll.stop()
        text = self.tr("{name} is written: {count} frames.")
        self.finished.emit(text.format(name=request.path.name, count=frames))

    def _on_jobs_failed(self, request: AnimationRequest, error: Exception) -> None:
        self._poll.stop()
        if isinstance(error, ExportStoppedError):
            self.finished.emit(self.tr("{name} was not written.").format(name=request.path.name))
        elif isinstance(error, FilterLabError):
            self.failed.emit(str(error))
        else:
            self.failed.emit(
                self.tr("The animation could not be written; Help ▸ Open log folder has the details.")
            )
