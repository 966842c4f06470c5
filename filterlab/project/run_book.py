"""The runs of a document: begun, followed while they report, taken up again, forgotten."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from psygnal import Signal

from filterlab.errors import FilterLabError
from filterlab.nets import Snapshot
from filterlab.project.filters import frozen_array
from filterlab.project.numbering import Numbering
from filterlab.project.runs import Run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from filterlab.nets import Event
    from filterlab.project.runs import TrainingRequest


class RunBook(Numbering):
    """The part of a document that knows its training runs; one signal for each kind of change, carrying ids."""

    run_added = Signal(str)
    run_updated = Signal(str)
    run_removed = Signal(str)

    def __init__(self) -> None:
        """Start without a run."""
        super().__init__()
        self._runs: dict[str, Run] = {}

    @property
    def runs(self) -> Sequence[Run]:
        """All training runs, oldest first."""
        return tuple(self._runs.values())

    def run(self, run_id: str) -> Run:
        """Return the run with this id; raise ``KeyError`` when there is none."""
        return self._runs[run_id]

    def add_run(self, request: TrainingRequest) -> Run:
        """Remember a run that is about to start."""
        run_id = self.new_id("run")
        taken = {run.name for run in self._runs.values()}
        # What came from a file has a name of its own and no number.
        numbers = itertools.count(1 + sum(run.request is not None for run in self._runs.values()))
        name = next(name for name in (f"run {number}" for number in numbers) if name not in taken)
        run = Run(id=run_id, name=name, request=request)
        self._runs[run_id] = run
        self.run_added.emit(run_id)
        return run

    def add_imported_run(self, name: str, parameters: Mapping[str, ArrayLike]) -> Run:
        """Remember weights that came from a file, by PyTorch's names, as a run without a history."""
        frozen = {key: frozen_array(value) for key, value in parameters.items()}
        snapshot = Snapshot(step=0, epoch=0, parameters=frozen, seconds=0.0)
        run = Run(id=self.new_id("run"), name=name, request=None, state="imported")
        run.snapshot = snapshot
        self._runs[run.id] = run
        self.run_added.emit(run.id)
        return run

    def remove_run(self, run_id: str) -> None:
        """Forget a run that has ended, with all it learned; ``FilterLabError`` while it goes on."""
        run = self._runs[run_id]
        if run.is_active:
            raise FilterLabError(f"{run.name} is still going on: stop it first.")
        del self._runs[run_id]
        self.run_removed.emit(run_id)

    def take_up_run(self, run_id: str) -> None:
        """Note that a run which was interrupted is about to go on; what it reports says from where."""
        run = self._runs[run_id]
        run.state, run.reason = "waiting", ""
        self.run_updated.emit(run_id)

    def record_events(self, run_id: str, events: Sequence[Event], *, is_pausing: bool = False) -> None:
        """Take in what a run has reported since last time, with one signal for all of it.

        Parameters
        ----------
        run_id : str
            The run.
        events : sequence of Event
            In their order.
        is_pausing : bool
            Whether the run was asked to stop so that it can go on another time.
        """
        run = self._runs[run_id]
        for event in events:
            run.record(event, is_pausing=is_pausing)
        if events:
            self.run_updated.emit(run_id)
