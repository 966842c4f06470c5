"""How far a training run is, on stderr: a bar in a terminal, a line for each epoch everywhere."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from filterlab.nets import EpochEnd, Event, Started, Step


class TrainingProgress:
    """Show a run's events; a context manager, so that the terminal is left tidy."""

    def __init__(self) -> None:
        """Prepare a bar on stderr, which stays away where stderr is no terminal."""
        # A console for files would wrap lines at 80 columns.
        self._console = Console(file=sys.stderr, soft_wrap=True, highlight=False)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[figures]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
            transient=True,
        )
        self._task: TaskID | None = None
        self._epochs = 0

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
                self._say(
                    f"Training {event.net.name} on {event.train_size:,} pictures, "
                    f"{event.total_steps:,} steps; {event.test_size:,} pictures are kept back for testing."
                )
                self._task = self._bar.add_task("", total=event.total_steps, figures="")
            case Step() if self._task is not None:
                self._bar.update(
                    self._task,
                    completed=event.step,
                    description=f"epoch {event.epoch}/{self._epochs}",
                    figures=f"loss {event.loss:.3f}, {event.accuracy * 100:.0f} % right",
                )
            case EpochEnd():
                self._say(
                    f"Epoch {event.epoch} of {self._epochs}: training loss {event.train_loss:.4f}; "
                    f"of the pictures kept back {event.test_accuracy * 100:.2f} % right, "
                    f"loss {event.test_loss:.4f}; {event.seconds:.1f} s."
                )
            case _:
                pass

    def _say(self, sentence: str) -> None:
        self._console.print(sentence, markup=False)
