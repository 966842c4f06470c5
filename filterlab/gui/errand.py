"""One piece of work after the other off the UI thread, none of which is ever dropped: files written and opened."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class _Return(QObject):
    """The way home from the worker; lives in the UI thread."""

    came = Signal()


@dataclass(eq=False)
class _Work(Generic[Answer]):
    """A piece of work, and what came of it once the worker is done."""

    do: Callable[[], Answer]
    answers: tuple[Answer, ...] = ()
    error: Exception | None = None


class _Run(QRunnable):
    """Does the work in a worker thread."""

    def __init__(self, work: _Work[Answer], way_home: _Return) -> None:
        super().__init__()
        self._work, self._way_home = work, way_home

    def run(self) -> None:
        """Work and report."""
        try:
            self._work.answers = (self._work.do(),)
        except Exception as error:
            if not isinstance(error, FilterLabError):
                log.exception("an errand failed")
            self._work.error = error
        self._way_home.came.emit()


class Errand(QObject, Generic[Answer]):
    """Do one thing at a time in a worker thread, and always say what came of it.

    `jobs.NewestWins` is for questions, whose old answers interest nobody; here each answer counts, also when the
    window cannot wait for it to come by itself.

    Signals
    -------
    done(answer)
    failed(error)
        What came of it, in the UI thread; the next thing may be started at once.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with nothing to do."""
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._way_home = _Return(self)
        self._way_home.came.connect(self._bring_home)
        self._work: _Work[Answer] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is at work and the last answer has been handed on."""
        return self._work is None

    def start(self, do: Callable[[], Answer]) -> None:
        """Begin something; raise ``RuntimeError`` while something else is at work."""
        if self._work is not None:
            raise RuntimeError("an errand is under way already")
        self._work = _Work(do)
        self._pool.start(_Run(self._work, self._way_home))

    def wait(self) -> None:
        """Wait until what is at work is done, and hand on what came of it before this returns."""
        self._pool.waitForDone()
        self._bring_home()

    def _bring_home(self) -> None:
        work = self._work
        # Whoever waited has it already when the worker's word comes, and may have begun something else.
        if work is None or not (work.answers or work.error):
            return
        self._work = None
        if work.error is not None:
            self.failed.emit(work.error)
        else:
            self.done.emit(work.answers[0])
