"""Going through a question that takes time: a bar on stderr, and Ctrl-C after any step."""

import sys
from collections.abc import Iterator
from typing import Protocol, TypeVar

from rich.console import Console

from filterlab.cli.progress import bar_on
from filterlab.cli.stopped import StoppedError
from filterlab.cli.train import stop_on_interrupt


class State(Protocol):
    """How far a question is: ``done`` of ``total``."""

    @property
    def done(self) -> int:
        """How much is done."""
        ...

    @property
    def total(self) -> int:
        """How much there is."""
        ...


S = TypeVar("S", bound=State)


def go_through(states: Iterator[S], description: str) -> Iterator[S]:
    """Hand states on, with their progress in a bar on stderr where that is a terminal.

    Raises
    ------
    StoppedError
        After Ctrl-C.
    """
    console = Console(file=sys.stderr, soft_wrap=True, highlight=False)
    with stop_on_interrupt() as should_stop, bar_on(console) as bar:
        task = bar.add_task(description, total=None, figures="")
        for state in states:
            bar.update(task, completed=state.done, total=state.total)
            yield state
            if should_stop():
                raise StoppedError("Stopped by Ctrl-C; nothing was written.")


def last_of(states: Iterator[S], description: str) -> S:
    """Go through states to the end and return the last one; see `go_through`."""
    *_others, last = go_through(states, description)
    return last
