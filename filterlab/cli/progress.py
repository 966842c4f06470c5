"""How far a training run is, on stderr: a bar in a terminal, a line for each epoch everywhere."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from filterlab.cli.output import counted
from filterlab.figures import short_number
from filterlab.nets import EpochEnd, Event, Started, Step

# A person should not wait longer than this for a sign of life.
SECONDS_OF_SILENCE = 10.0


def loss_in_words(loss: float) -> str:
    """Write a loss with four decimals, and a huge one in few characters."""
    return f"{loss:.4f}" if loss < 1000 else short_number(loss)


def bar_on(console: Console) -> Progress:
    """Return a bar for a console, with a field ``figures`` of its own; it stays away where there is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[figures]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


class TrainingProgress:
    """Show a run's events; a context manager, so that the terminal is left tidy."""

    def __init__(self) -> None:
        """Prepare a bar on stderr, which stays away where stderr is no terminal."""
        # A console for files would wrap lines at 80 columns.
        self._console = Console(file=sys.stderr, soft_wrap=True, highlight=False)
        self._bar = bar_on(self._console)
        self._task: TaskID | None = None
        self._epochs = 0
        self._steps = 0
        self._last_said = 0.0

    def __enter__(self) -> Self:
        """Start the bar."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Take the bar away; what has been printed stays."""
        self._bar.stop()

    def show(self, event: Event) -> None:
        """Take in one event of the run."""
        match event:
            case Started():
                self._epochs = event.config.epochs
                self._steps = event.total_steps
                self._say(
                    f"Training {event.net.name} on {counted(event.train_size, 'picture')}, "
                    f"{counted(event.total_steps, 'step')}; kept back for testing: "
                    f"{counted(event.test_size, 'picture')}."
                )
                self._task = self._bar.add_task("", total=event.total_steps, figures="")
            case Step() if self._task is not None:
                self._bar.update(
                    self._task,
                    completed=event.step,
                    description=f"epoch {event.epoch}/{self._epochs}",
                    figures=f"loss {loss_in_words(event.loss)}, {event.accuracy * 100:.0f} % right",
                )
                if self._bar.disable and event.seconds - self._last_said >= SECONDS_OF_SILENCE:
                    self._last_said = event.seconds
                    self._say(
                        f"Epoch {event.epoch} of {self._epochs}, step {event.step:,} of {self._steps:,}: "
                        f"loss {loss_in_words(event.loss)}; {event.seconds:.1f} s."
                    )
            case EpochEnd():
                self._last_said = event.seconds
                self._say(
                    f"Epoch {event.epoch} of {self._epochs}: training loss {loss_in_words(event.train_loss)}; "
                    f"of the pictures kept back {event.test_accuracy * 100:.2f} % right, "
                    f"loss {loss_in_words(event.test_loss)}; {event.seconds:.1f} s."
                )
            case _:
                pass

    def _say(self, sentence: str) -> None:
        self._console.print(sentence, markup=False)
