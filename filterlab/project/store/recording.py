"""A training run written into its project as it goes, by the process that trains."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from filterlab.errors import FilterLabError
from filterlab.nets import Cancelled, EpochEnd, Failed, Finished, Snapshot, Started, Step
from filterlab.project.store.checking import check_header
from filterlab.project.store.connecting import connect, told, transaction
from filterlab.project.store.diagnostics import append_norms, append_reports
from filterlab.project.store.metrics import append_events
from filterlab.project.store.plain import parse_json
from filterlab.project.store.run_rows import write_run_started, write_run_state
from filterlab.project.store.settings import MOVED_TO, claim_of, write_setting
from filterlab.project.store.snapshots import (
    list_snapshots,
    read_resume_point,
    rewind,
    thin_snapshots,
    write_snapshot,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from filterlab.nets import Event
    from filterlab.project.runs import NormsAt, RunState

SECONDS_BETWEEN_WRITES = 1.0
SECONDS_BETWEEN_SNAPSHOTS = 30.0
MOST_SNAPSHOTS = 100
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
    the training can go on from; what was written after it is done again then, and replaced. Which snapshots stay
    for good follows from their steps alone, so that a run that was killed leaves the same ones. Who opens a recorder
    for a run takes the run over: an older one, of a process that nobody waits for any more, can write no longer.
    """

    def __init__(self, place: RecordingPlace, most_snapshots: int = MOST_SNAPSHOTS) -> None:
        """Open the project of a run.

        Parameters
        ----------
        place : RecordingPlace
            Where the run is written.
        most_snapshots : int
            About how many snapshots of a whole run are kept, spread evenly over its steps. Of a run that takes long,
            one every half minute is written beside them, and goes when two newer ones are there.

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
        self._norms: list[NormsAt] = []
        self._written_at = self._kept_at = 0.0
        self._most_snapshots = most_snapshots
        self._lasting = _Lattice()
        self._claim: object = None
        try:
            self._write(self._take_over)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Record in a context that closes the file."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file; what was not written is lost, as with a killed process."""
        self.close()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._connection.close()

    def resume_point(self) -> Snapshot | None:
        """Go back to the last place the run can go on from, and forget what came after it; None to begin anew.

        Raises
        ------
        FilterLabError
            It is damaged.
        """
        with told(self._path):
            point = read_resume_point(self._connection, self._run_id)
        self._kept_at = self._written_at = point.seconds if point is not None else 0.0
        self._write(lambda connection: rewind(connection, self._run_id, point))
        return point

    def record(self, event: Event, *, is_pausing: bool = False) -> None:
        """Take in the next event of the run.

        Parameters
        ----------
        event : Event
            Of the stream of `filterlab.nets.train`.
        is_pausing : bool
            Whether a run that was stopped, `Cancelled`, goes on another time.

        Raises
        ------
        FilterLabError
            It could not be written; all up to the last snapshot is kept.
        """
        match event:
            case Started():
                self._record_start(event)
            case Step():
                self._steps.append(event)
                if event.seconds - self._written_at >= SECONDS_BETWEEN_WRITES:
                    self._written_at = event.seconds
                    self._write(lambda _connection: None)
            case EpochEnd():
                self._epochs.append(event)
            case Snapshot():
                self._record_snapshot(event)
            case Finished():
                self._record_ending("finished", _last(event))
            case Cancelled():
                self._record_ending("paused" if is_pausing else "cancelled", _last(event))
            case Failed():
                self._record_ending("failed", None, event.reason)

    def _record_start(self, started: Started) -> None:
        self._lasting = _Lattice.of(started, self._most_snapshots)
        self._write(lambda connection: write_run_started(connection, self._run_id, started))

    def _record_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.norms:
            self._norms.append((snapshot.step, snapshot.norms))
        is_late = snapshot.seconds - self._kept_at >= SECONDS_BETWEEN_SNAPSHOTS
        if snapshot.step in self._lasting or is_late:
            self._kept_at = self._written_at = snapshot.seconds
            self._write(lambda connection: self._keep(connection, snapshot))

    def _keep(self, connection: sqlite3.Connection, snapshot: Snapshot) -> None:
        write_snapshot(connection, self._run_id, snapshot)
        thin_snapshots(connection, self._run_id, self._lasting.__contains__)

    def _record_ending(self, ending: RunState, last: Snapshot | None, reason: str = "") -> None:
        def write(connection: sqlite3.Connection) -> None:
            known = {place.step: place.has_state for place in list_snapshots(connection, self._run_id)}
            newest = max(known, default=-1) if last is None else last.step
            # The last snapshot shows the same weights, as a rule; early stopping goes back to better ones.
            if last is not None and (ending == "finished" or not known.get(last.step, False)):
                self._keep(connection, last)
            if ending in ("finished", "failed"):
                # What is done, or would fail again, is not gone on with.
                thin_snapshots(
                    connection, self._run_id, lambda step: step in self._lasting or step == newest, states=0
                )
            write_run_state(connection, self._run_id, ending, reason)

        self._write(write)

    def _write(self, action: Callable[[sqlite3.Connection], None]) -> None:
        """Write what was gathered and something more, where the project is now, as one transaction."""
        for _move in range(_MOST_MOVES):
            with told(self._path), transaction(self._connection):
                target = self._setting(MOVED_TO)
                if target is None:
                    self._check_claim()
                    append_events(self._connection, self._run_id, self._steps)
                    append_events(self._connection, self._run_id, self._epochs)
                    append_reports(self._connection, self._run_id, self._epochs)
                    append_norms(self._connection, self._run_id, self._norms)
                    action(self._connection)
            if target is None:
                self._steps, self._epochs, self._norms = [], [], []
                return
            # Saved under another name meanwhile; all that was written here has gone there, too.
            self._connection.close()
            self._path = Path(str(target))
            self._connection = self._connected()

    def _take_over(self, connection: sqlite3.Connection) -> None:
        before = self._setting(claim_of(self._run_id))
        self._claim = before + 1 if isinstance(before, int) else 1
        write_setting(connection, claim_of(self._run_id), self._claim)

    def _check_claim(self) -> None:
        if self._claim is not None and self._setting(claim_of(self._run_id)) != self._claim:
            raise FilterLabError("Another process goes on with this run: it is written there.")

    def _setting(self, name: str) -> object:
        row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return parse_json(row[0]) if row is not None else None

    def _connected(self) -> sqlite3.Connection:
        check_header(self._path)
        with told(self._path):
            # A power cut may cost the last second, which is done again; waiting for the disk would cost more.
            return connect(self._path, is_read_only=False, must_survive_power_cut=False)


@dataclass(frozen=True)
class _Lattice:
    """The steps whose snapshots stay for good: of those due anyway, the next after every so many steps."""

    every: int = 1
    spacing: float = 1.0

    @classmethod
    def of(cls, started: Started, most_snapshots: int) -> _Lattice:
        """Spread about so many over a run."""
        return cls(started.config.snapshot_every, max(1.0, started.total_steps / most_snapshots))

    def __contains__(self, step: int) -> bool:
        """Whether the snapshot of a step stays."""
        is_next = step // self.spacing > (step - self.every) // self.spacing
        return step % self.every == 0 and is_next


def _last(event: Finished | Cancelled) -> Snapshot:
    state = event.state if isinstance(event, Cancelled) else None
    return Snapshot(
        step=event.step, epoch=event.epoch, parameters=event.parameters, seconds=event.seconds, state=state
    )
