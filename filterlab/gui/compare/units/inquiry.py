"""A question that takes time: its answers come off the UI thread one after the other, and it can be stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.engine.threads import limited_threads
from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins
from filterlab.gui.train.course import Course

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POLL_MS = 60


class Told(Protocol):
    """What a question answers on the way."""

    @property
    def done(self) -> int:
        """How far it is."""
        ...

    @property
    def total(self) -> int:
        """How far it will go."""
        ...


State = TypeVar("State", bound=Told)


@dataclass(frozen=True, eq=False)
class Question(Generic[State]):
    """One question and what its worker has told so far.

    Attributes
    ----------
    ask : callable
        Begins to answer; called in a worker thread. The last state is the answer.
    course : Course
        How far it is, and whether it is still wanted.
    told : list of State
        The newest state alone; the worker writes, others read.
    """

    ask: Callable[[], Iterator[State]]
    course: Course = field(default_factory=Course)
    told: list[State] = field(default_factory=list)


def answer(question: Question[Any]) -> bool:
    """Ask on until all is told or it is wanted no more; return whether all is told."""
    # The window needs a core for itself.
    with limited_threads(1):
        for state in question.ask():
            question.told[:] = [state]
            question.course.tell(state.done, state.total)
            if question.course.is_stopped:
                return False
    return not question.course.is_stopped


class Inquiry(QObject):
    """Have one question answered at a time; a new one stops the one before.

    Signals
    -------
    progressed(state)
        It has come further.
    ended(state, is_complete)
        It is over; not complete if it was stopped, then with the newest state, or None.
    refused(sentence)
        It cannot be answered.
    """

    progressed = Signal(object)
    ended = Signal(object, bool)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start idle."""
        super().__init__(parent)
        self._question: Question[Any] | None = None
        self._jobs: NewestWins[Question[Any], bool] = NewestWins(answer, id, self)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._on_poll_timeout)
        self._drawn: object = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked."""
        return self._jobs.is_idle

    @property
    def percent(self) -> int | None:
        """How far the question is, or None while that is not known."""
        return self._question.course.percent if self._question is not None else None

    def start(self, ask: Callable[[], Iterator[Any]]) -> None:
        """Ask; ``ask`` is called in a worker thread and must hold plain values alone."""
        self.stop()
        self._question, self._drawn = Question(ask), None
        self._jobs.submit(self._question)
        self._poll.start()

    def stop(self) -> None:
        """Stop after the present state; `ended` follows."""
        if self._question is not None:
            self._question.course.stop()

    def forget(self) -> None:
        """Stop, and tell nothing more."""
        self.stop()
        self._jobs.forget()
        self._poll.stop()
        self._question = None

    def shut_down(self) -> None:
        """Stop and wait for the worker; called before the window goes."""
        self.forget()
        self._jobs.shut_down()

    def _on_poll_timeout(self) -> None:
        told = self._question.told[:1] if self._question is not None else []
        if told and told[0] is not self._drawn:
            self._drawn = told[0]
            self.progressed.emit(told[0])

    def _on_jobs_answered(self, question: Question[Any], is_complete: bool, _milliseconds: float) -> None:
        self._poll.stop()
        self._question = None
        self.ended.emit(question.told[0] if question.told else None, is_complete)

    def _on_jobs_failed(self, _question: Question[Any], error: Exception) -> None:
        self._poll.stop()
        self._question = None
        if isinstance(error, FilterLabError):
            self.refused.emit(str(error))
            return
        sentence = self.tr("This could not be computed ({error}); Help ▸ Open log folder has the details.")
        self.refused.emit(sentence.format(error=error))
