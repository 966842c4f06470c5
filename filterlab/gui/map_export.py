"""Write all numbers of a map to a file: computed in full off the UI thread, in bands, in the units shown."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.data import export_map
from filterlab.engine.threads import limited_threads
from filterlab.errors import FilterLabError
from filterlab.figures import short_number
from filterlab.gui.jobs import NewestWins

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.data import Exported
    from filterlab.project import Scale

    Floats = NDArray[np.floating[Any]]

POLL_MS = 150


class ExportStoppedError(FilterLabError):
    """The file is no longer wanted; whoever stopped it expects this."""


class Course:
    """How far a map has been computed, and whether it is still wanted; shared by two threads."""

    def __init__(self) -> None:
        """Start at 0 percent."""
        self.percent = 0
        self._stop = threading.Event()

    def stop(self) -> None:
        """Want it no more."""
        self._stop.set()

    def advance(self, done: int, total: int) -> None:
        """Say how much is done; raise `ExportStoppedError` if the rest is not wanted."""
        self.percent = 100 * done // max(total, 1)
        if self._stop.is_set():
            raise ExportStoppedError("The export was stopped; the old file, if there is one, is as it was.")


@dataclass(frozen=True, eq=False)
class ExportableMap:
    """A map, or several of one size, whose numbers can be written to a file.

    Attributes
    ----------
    title : str
        What the user calls it, translated.
    name : str
        A name for the file, without an ending.
    shape : tuple of int
        (H, W), or (C, H, W) of several maps.
    scale : Scale
        What black and white of the picture count as in its numbers.
    compute : callable
        Gives the numbers, float32, in a worker thread; tells its `Course` how far it is.
    """

    title: str
    name: str
    shape: tuple[int, ...]
    scale: Scale
    compute: Callable[[Course], Floats]


@dataclass(frozen=True, eq=False)
class ExportRequest:
    """One map to be computed and written."""

    item: ExportableMap
    path: Path
    course: Course


def compute_export(request: ExportRequest) -> Exported:
    """Compute a map and write it to its file, whole or not at all; runs off the UI thread."""
    with limited_threads(1):
        values = request.item.compute(request.course)
    request.course.advance(99, 100)
    return export_map(request.path, values)


def file_stem(*words: str) -> str:
    """Make a file's name of words that a user may have typed."""
    parts = (re.sub(r"[^\w.+-]+", "-", word).strip("-.") for word in words)
    return "-".join(part for part in parts if part) or "map"


class MapExport(QObject):
    """Write one map after the other, while the window stays usable.

    Signals
    -------
    state_changed()
        Another map is written, it has come further, or it is done.
    finished(str)
        A remark about what was written.
    failed(str)
        A sentence about why it was not.
    """

    state_changed = Signal()
    finished = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start idle."""
        super().__init__(parent)
        self._running: ExportRequest | None = None
        self._writer: NewestWins[ExportRequest, Exported] = NewestWins(compute_export, id, self)
        self._writer.answered.connect(self._on_writer_answered)
        self._writer.failed.connect(self._on_writer_failed)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self.state_changed)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being written."""
        return self._writer.is_idle

    @property
    def current(self) -> ExportRequest | None:
        """What is being written, or None."""
        return self._running

    def write(self, item: ExportableMap, path: Path) -> None:
        """Compute a map and write it to a file.

        Raises
        ------
        FilterLabError
            Another one is being written.
        """
        if not self._writer.is_idle:
            raise FilterLabError(
                self.tr("Another map is still being written; wait for it, or cancel it in the status bar.")
            )
        self._running = ExportRequest(item, path, Course())
        self._writer.submit(self._running)
        self._poll.start()
        self.state_changed.emit()

    def cancel(self) -> None:
        """Stop before anything is written; the old file stays as it was."""
        if self._running is not None:
            self._running.course.stop()

    def shut_down(self) -> None:
        """Stop, and wait until the worker has noticed; called before the window goes."""
        self.cancel()
        self._poll.stop()
        self._writer.shut_down()
        self._running = None

    def _finish(self) -> None:
        self._running = None
        self._poll.stop()
        self.state_changed.emit()

    def _on_writer_answered(self, request: ExportRequest, exported: Exported, _milliseconds: float) -> None:
        self._finish()
        shape = " × ".join(str(size) for size in request.item.shape)
        words = self.tr("{title}, {shape}, written to {name}").format(
            title=request.item.title, shape=shape, name=exported.path.name
        )
        if exported.scale is not None:
            low, high = (short_number(end, 6) for end in exported.scale)
            said = self.tr("0 stands for {low}, 65535 for {high}").format(low=low, high=high)
            words = f"{words}: {said}"
        self.finished.emit(words)

    def _on_writer_failed(self, request: ExportRequest, error: Exception) -> None:
        self._finish()
        if isinstance(error, ExportStoppedError):
            self.finished.emit(self.tr("{name} was not written.").format(name=request.path.name))
        elif isinstance(error, FilterLabError):
            self.failed.emit(str(error))
        elif isinstance(error, MemoryError):
            sentence = self.tr("{title} needs more memory than is free: close other programs and try again.")
            self.failed.emit(sentence.format(title=request.item.title))
        else:
            sentence = self.tr("{name} could not be written; Help ▸ Open log folder has the details.")
            self.failed.emit(sentence.format(name=request.path.name))
