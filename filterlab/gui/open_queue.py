"""Files that wait to be opened: read one after the other off the UI thread, taken in when they are whole."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.data.decoding import ReadingStoppedError
from filterlab.errors import FilterLabError
from filterlab.gui.file_reading import ReadPicture, read_file
from filterlab.gui.jobs import NewestWins
from filterlab.gui.opening import file_request, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QUndoStack

    from filterlab.gui.file_reading import Contents, FileRequest
    from filterlab.project import Document, Picture

# Who leafs on from a picture that has been read for so long does not want it any more.
PATIENCE_S = 0.3


@dataclass(eq=False)
class _Job:
    """One file on its way into the document."""

    path: Path
    is_browsed: bool
    stop: threading.Event = field(default_factory=threading.Event)
    started: float = 0.0

    def proceed(self) -> bool:
        """Whether the file is still wanted; asked by the worker."""
        return not self.stop.is_set()


class OpenQueue(QObject):
    """Open files in order, one at a time, while the window stays usable.

    Files that are browsed wait in one place only: the newest takes it. A browsed picture takes the place of the one
    browsed before it, unless that was kept or changed since.

    Signals
    -------
    begun()
        The first file of some that were asked for together.
    opened(path, remark, is_browsed)
        A file is in the document, for good or in passing.
    refused(path, sentence)
        A file cannot be opened; the document is as it was.
    state_changed()
        Another file is read now, or none.
    """

    begun = Signal()
    opened = Signal(object, str, bool)
    refused = Signal(object, str)
    state_changed = Signal()

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        """Start with nothing to open."""
        super().__init__(parent)
        self._document, self._undo_stack = document, undo_stack
        self._waiting: deque[_Job] = deque()
        self._next_browsed: _Job | None = None
        self._running: _Job | None = None
        self._browsed_id = ""
        self._is_shut_down = False
        self._reader: NewestWins[FileRequest, Contents] = NewestWins(read_file, id, self)
        self._reader.answered.connect(self._on_reader_answered)
        self._reader.failed.connect(self._on_reader_failed)

    @property
    def is_idle(self) -> bool:
        """Whether every file that was asked for is open, refused or cancelled."""
        return self._running is None and self._reader.is_idle

    @property
    def current(self) -> Path | None:
        """The file that is read now, or None."""
        return self._running.path if self._running is not None else None

    @property
    def waiting(self) -> int:
        """How many files come after it."""
        return len(self._waiting) + (self._next_browsed is not None)

    @property
    def browsed(self) -> Picture | None:
        """The picture whose place the next browsed one takes, or None."""
        held = (item for item in self._document.pictures if item.id == self._browsed_id)
        # One that was drawn on or cropped since is the user's own work.
        return next((item for item in held if item.revision == 0), None)

    def open(self, paths: Sequence[Path]) -> None:
        """Open files of any kind we know, after those that wait already."""
        if not paths or self._is_shut_down:
            return
        if self._running is None or self._running.is_browsed:
            self.begun.emit()
        self._waiting.extend(_Job(path, is_browsed=False) for path in paths)
        self._start_next()

    def browse(self, path: Path) -> None:
        """Look at a picture in passing."""
        if self._is_shut_down:
            return
        running = self._running
        if running is None or running.is_browsed:
            self.begun.emit()
        self._next_browsed = _Job(path, is_browsed=True)
        if running is not None and running.is_browsed and time.monotonic() - running.started > PATIENCE_S:
            running.stop.set()
        self._start_next()
        self.state_changed.emit()

    def keep(self) -> None:
        """Let the browsed picture stay in the document when the next one is browsed."""
        self._browsed_id = ""
        self.state_changed.emit()

    def cancel(self) -> None:
        """Give up the file that is read and all that wait; what is open stays open."""
        self._waiting.clear()
        self._next_browsed = None
        if self._running is not None:
            self._running.stop.set()
            self._running = None
            self._reader.forget()
        self.state_changed.emit()

    def shut_down(self) -> None:
        """Open nothing more, and wait until the reader has noticed; called before the window goes."""
        self._is_shut_down = True
        self.cancel()
        self._reader.shut_down()

    def _start_next(self) -> None:
        if self._running is not None:
            return
        if self._waiting:
            job = self._waiting.popleft()
        elif self._next_browsed is not None:
            job, self._next_browsed = self._next_browsed, None
        else:
            self.state_changed.emit()
            return
        self._running, job.started = job, time.monotonic()
        self._reader.submit(file_request(self._document, job.path, job.proceed))
        self.state_changed.emit()

    def _finish(self) -> _Job | None:
        job, self._running = self._running, None
        return job

    def _on_reader_answered(self, request: FileRequest, contents: Contents, _milliseconds: float) -> None:
        job = self._finish()
        if job is None:
            return
        before = self.browsed
        place = before.id if job.is_browsed and before is not None else ""
        try:
            remark = take_in(self._document, self._undo_stack, job.path, contents, instead_of=place)
        except FilterLabError as error:
            self.refused.emit(job.path, str(error))
        else:
            self._remember(job, request, contents)
            self.opened.emit(job.path, remark, job.is_browsed)
        self._start_next()

    def _remember(self, job: _Job, request: FileRequest, contents: Contents) -> None:
        """Note whether the picture in front may be replaced by the next one browsed."""
        if not isinstance(contents, ReadPicture):
            return
        picture_id = contents.picture.id
        if job.is_browsed and picture_id == request.picture_id:
            self._browsed_id = picture_id
        elif not job.is_browsed and picture_id == self._browsed_id:
            self._browsed_id = ""

    def _on_reader_failed(self, _request: FileRequest, error: Exception) -> None:
        job = self._finish()
        if job is None:
            return
        if isinstance(error, FilterLabError):
            if not isinstance(error, ReadingStoppedError):
                self.refused.emit(job.path, str(error))
        else:
            sentence = self.tr("{name} could not be opened; Help ▸ Open log folder has the details.")
            self.refused.emit(job.path, sentence.format(name=job.path.name))
        self._start_next()
