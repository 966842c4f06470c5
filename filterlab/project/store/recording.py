"""A training run written into its project as it goes, by the process that trains."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from filterlab.nets import Cancelled, EpochEnd, Failed, Finished, Snapshot, Started, Step
from filterlab.project.store.checking import check_header
from filterlab.project.store.connecting import connect, told, transaction
from filterlab.project.store.metrics import append_events
from filterlab.project.store.plain import parse_json
from filterlab.project.store.run_rows import write_run_started, write_run_state
from filterlab.project.store.settings import MOVED_TO
from filterlab.project.store.snapshots import (
    ResumePoint,
    list_snapshots,
    read_resume_point,
    rewind,
    write_snapshot,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from filterlab.nets import Event
    from filterlab.project.runs import RunState

SECONDS_BETWEEN_WRITES = 1.0
SECONDS_BETWEEN_SNAPSHOTS = 30.0
_MOST_MOVES = 20


@dataclass(frozen=True)
class RecordingPlace:
    """Where a run is written: small enough to send to the process that trains.

    Attributes
    ----------
    path : str
        The project file.
    run_id : str
        The run, which the window has written there.
    """

    path: str
    run_id: str


class RunRecorder:
    """Write the events of one run into its project; the window that has the project open goes on writing, too.

    Steps are gathered and written about once a second and with every snapshot. A snapshot with a state is a place
    the training can go on from; what was written after it is done again then, and replaced.
    """

    def __init__(self, place: RecordingPlace, most_snapshots: int | None = None) -> None:
        """Open the project of a run.

        Parameters
        ----------
        place : RecordingPlace
            Where the run is written.
        most_snapshots : int, optional
            About how many snapshots of a whole run are kept, spread evenly over its steps; of a run that takes
            long there may be more, one every half minute. None keeps all that are recorded.

        Raises
        ------
        FilterLabError
            It cannot be opened.
        """
        self._run_id = place.run_id
        self._path = Path(place.path)
        self._connection = self._connected()
        self._steps: list[Step] = []
        self._epochs: list[EpochEnd] = []
        self._written_at = 0.0
        self._most_snapshots = most_snapshots
        self._total_steps = 0
        self._kept_step = -1
        self._kept_at = 0.0

    def __enter__(self) -> Self:
        """Record in a context that closes the file."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file; what was not written is lost, as with a killed process."""
        self.close()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._connection.close()

    def resume_point(self) -> ResumePoint | None:
        """Go back to the last place the run can go on from, and forget what came after it; None to begin anew.

        Raises
        ------
        FilterLabError
            It is damaged.
        """
        with told(self._path):
            point = read_resume_point(self._connection, self._run_id)
        step = point.snapshot.step if point is not None else -1
        self._kept_step = step
        self._kept_at = self._written_at = point.snapshot.seconds if point is not None else 0.0
        self._write(lambda connection: rewind(connection, self._run_id, step))
        return point

    def record(self, event: Event, state: Mapping[str, Any] | None = None) -> None:
        """Take in the next event of the run.

        Parameters
        ----------
        event : Event
            Of the stream of `filterlab.nets.train`.
        state : mapping of str, optional
            With a snapshot: what the training goes on from, arrays and plain values by their names.

        Raises
        ------
        FilterLabError
            It could not be written; all up to the last snapshot is kept.
        """
        match event:
            case Started():
                started = event
                self._total_steps = event.total_steps
                self._write(lambda connection: write_run_started(connection, self._run_id, started))
            case Step():
                self._steps.append(event)
                if event.seconds - self._written_at >= SECONDS_BETWEEN_WRITES:
                    self._written_at = event.seconds
                    self._write(lambda _connection: None)
            case EpochEnd():
                self._epochs.append(event)
            case Snapshot():
                if self._is_due(event):
                    self._record_snapshot(event, state)
            case Finished():
                self._record_ending("finished", _last(event))
            case Cancelled():
                self._record_ending("cancelled", _last(event), state=state)
            case Failed():
                self._record_ending("failed", None, event.reason)

    def pause(self, event: Cancelled | None = None, state: Mapping[str, Any] | None = None) -> None:
        """Note that the run goes on another time, where it was stopped or else from its last snapshot.

        Raises
        ------
        FilterLabError
            It could not be written.
        """
        self._record_ending("paused", _last(event) if event is not None else None, state=state)

    def _is_due(self, snapshot: Snapshot) -> bool:
        if self._most_snapshots is None or self._kept_step < 0:
            return True
        is_next = (snapshot.step - self._kept_step) * self._most_snapshots >= self._total_steps
        return is_next or snapshot.seconds - self._kept_at >= SECONDS_BETWEEN_SNAPSHOTS

    def _record_snapshot(self, snapshot: Snapshot, state: Mapping[str, Any] | None) -> None:
        self._kept_step = snapshot.step
        self._kept_at = self._written_at = snapshot.seconds
        self._write(lambda connection: write_snapshot(connection, self._run_id, snapshot, state))

    def _record_ending(
        self,
        ending: RunState,
        last: Snapshot | None,
        reason: str = "",
        state: Mapping[str, Any] | None = None,
    ) -> None:
        def write(connection: sqlite3.Connection) -> None:
            known = {place.step: place.has_state for place in list_snapshots(connection, self._run_id)}
            # The last snapshot shows the same weights, as a rule.
            if last is not None and (last.step not in known or (state is not None and not known[last.step])):
                write_snapshot(connection, self._run_id, last, state)
            write_run_state(connection, self._run_id, ending, reason)

        self._write(write)

    def _write(self, action: Callable[[sqlite3.Connection], None]) -> None:
        """Write what was gathered and something more, where the project is now, as one transaction."""
        for _move in range(_MOST_MOVES):
            with told(self._path), transaction(self._connection):
                target = self._moved_to()
                if target is None:
                    append_events(self._connection, self._run_id, self._steps)
                    append_events(self._connection, self._run_id, self._epochs)
                    action(self._connection)
            if target is None:
                self._steps, self._epochs = [], []
                return
            # Saved under another name meanwhile; all that was written here has gone there, too.
            self._connection.close()
            self._path = Path(target)
            self._connection = self._connected()

    def _moved_to(self) -> str | None:
        row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (MOVED_TO,)).fetchone()
        return str(parse_json(row[0])) if row is not None else None

    def _connected(self) -> sqlite3.Connection:
        check_header(self._path)
        with told(self._path):
            # A power cut may cost the last second, which is done again; waiting for the disk would cost more.
            return connect(self._path, is_read_only=False, must_survive_power_cut=False)


def _last(event: Finished | Cancelled) -> Snapshot:
    return Snapshot(step=event.step, epoch=event.epoch, parameters=event.parameters, seconds=event.seconds)
