"""Small pictures of files, read off the UI thread: those asked for last come first, and only so many are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from filterlab.data import load_thumbnail
from filterlab.data.decoding import ReadingStoppedError
from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

SIDE = 72
# 600 thumbnails are 12 MB.
MOST_KEPT = 600
# What was asked for before these has been scrolled out of sight.
MOST_WANTED = 200


@dataclass(frozen=True, eq=False)
class ThumbnailRequest:
    """One thumbnail to be read while it is wanted."""

    path: Path
    proceed: Callable[[], bool]


def read_thumbnail(request: ThumbnailRequest) -> NDArray[np.uint8]:
    """Read one thumbnail; pure, runs off the UI thread."""
    return load_thumbnail(request.path, SIDE, proceed=request.proceed)


class Thumbnails(QObject):
    """Read and keep thumbnails of files.

    Signals
    -------
    ready(path)
        The thumbnail can be had now.
    failed(path, sentence)
        There is none.
    """

    ready = Signal(object)
    failed = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._kept: OrderedDict[Path, QImage] = OrderedDict()
        self._wanted: OrderedDict[Path, None] = OrderedDict()
        self._reading: Path | None = None
        self._stop = threading.Event()
        self._reader: NewestWins[ThumbnailRequest, NDArray[np.uint8]] = NewestWins(read_thumbnail, id, self)
        self._reader.answered.connect(self._on_reader_answered)
        self._reader.failed.connect(self._on_reader_failed)

    @property
    def is_idle(self) -> bool:
        """Whether every thumbnail that is still wanted has been read."""
        return self._reading is None and self._reader.is_idle

    def want(self, path: Path) -> QImage | None:
        """Return a thumbnail if it is there; else read it before those that were wanted earlier."""
        image = self._kept.get(path)
        if image is not None:
            self._kept.move_to_end(path)
            return image
        if path != self._reading:
            self._wanted[path] = None
            self._wanted.move_to_end(path)
            if len(self._wanted) > MOST_WANTED:
                self._wanted.popitem(last=False)
            self._read_next()
        return None

    def forget(self) -> None:
        """Want nothing any more and keep nothing: another folder is looked at."""
        self.pause()
        self._kept.clear()

    def pause(self) -> None:
        """Want nothing any more: nobody looks."""
        self._wanted.clear()
        self._stop.set()
        self._reading = None
        self._reader.forget()

    def shut_down(self) -> None:
        """Read nothing more; called before the window goes."""
        self.forget()
        self._reader.shut_down()

    def _read_next(self) -> None:
        if self._reading is None and self._wanted:
            self._reading, _ = self._wanted.popitem(last=True)
            self._stop = stop = threading.Event()
            self._reader.submit(ThumbnailRequest(self._reading, lambda: not stop.is_set()))

    def _on_reader_answered(
        self, request: ThumbnailRequest, pixels: NDArray[np.uint8], _milliseconds: float
    ) -> None:
        height, width, _channels = pixels.shape
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self._kept[request.path] = image
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self._reading = None
        self.ready.emit(request.path)
        self._read_next()

    def _on_reader_failed(self, request: ThumbnailRequest, error: Exception) -> None:
        self._reading = None
        if not isinstance(error, ReadingStoppedError):
            sentence = str(error) if isinstance(error, FilterLabError) else self.tr("It cannot be read.")
            self.failed.emit(request.path, sentence)
        self._read_next()
