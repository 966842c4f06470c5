"""A training run written into its project as it goes, by the process that trains."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Self

from filterlab.errors import FilterLabError
from filterlab.nets import Cancelled, EpochEnd, Failed, Finished, Snapshot, Started, Step
from filterlab.project.store.diagnostics import append_norms, append_reports
from filterlab.project.store.following import FollowedFile
from filterlab.project.store.metrics import append_events
from filterlab.project.store.pace import Pace
from filterlab.project.store.run_rows import (
    read_data_seen,
    write_data_seen,
    write_run_started,
    write_run_state,
)
from filterlab.project.store.settings import claim_of, read_setting, write_setting
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


@dataclass(frozen=True)
class RecordingPlace:
    """Where a run is written: small enough to send to the process that trains.

    Attributes
    ----------
    path : str
        The project file.
    run_id : str
        The run, which the window has written there.
    pace : Pace
        How often.
    """

    path: str
    run_id: str
    pace: Pace = field(default_factory=Pace)


class RunRecorder:
    """Write the events of one run into its project; the window that has the project open goes on writing, too.

    Steps are gathered and written about once a second and with every snapshot. A snapshot with a state is a place
    the training can go on from; what was written after it is done again then, and replaced. Which snapshots stay
    for good follows from their steps alone, so that a run that was killed leaves the same ones; those that are
    written for their states between them go when two newer ones are there. Who opens a recorder for a run takes the
    run over: an older one, of a process that nobody waits for any more, can write no longer.
    """

    def __init__(self, place: RecordingPlace, clock: Callable[[], float] = perf_counter) -> None:
        """Open the project of a run.

        Parameters
        ----------
        place : RecordingPlace
            Where the run is written.
        clock : callable
            Tells the time in seconds; what writing takes is measured with it.

        Raises
        ------
        FilterLabError
            It cannot be opened.
        """
        self._run_id = place.run_id
        self._pace = place.pace
        self._clock = clock
        self._file = FollowedFile(Path(place.path))
        self._steps: list[Step] = []
        self._epochs: list[EpochEnd] = []
        self._norms: list[NormsAt] = []
        self._written_at = 0.0
        self._state_due_at = 0.0
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
        self._file.close()

    def check_data(self, fingerprint: str) -> None:
        """Refuse to go on with a run whose pictures have become others; note them of a run that begins.

        Called before `resume_point`, so that nothing is forgotten of a run that does not go on.

        Parameters
        ----------
        fingerprint : str
            As of `filterlab.data.fingerprint`.

        Raises
        ------
        FilterLabError
            The run has learned from other pictures.
        """
        with self._file.reading() as connection:
            seen = read_data_seen(connection, self._run_id)
            goes_on = any(point.has_state for point in list_snapshots(connection, self._run_id))
        if goes_on and seen is not None and seen != fingerprint:
            raise FilterLabError(
                "The pictures have changed since this run began, and it would not be the same run any more: put them "
                "back as they were and resume it, or train anew."
            )
        self._write(lambda connection: write_data_seen(connection, self._run_id, fingerprint))

    def resume_point(self) -> Snapshot | None:
        """Go back to the last place the run can go on from, and forget what came after it; None to begin anew.

        Raises
        ------
        FilterLabError
            It is damaged.
        """
        with self._file.reading() as connection:
            point = read_resume_point(connection, self._run_id)
        self._written_at = point.seconds if point is not None else 0.0
        self._state_due_at = self._written_at
        self._write(lambda connection: rewind(connection, self._run_id, point))
        return point

    def wants_state(self, seconds: float) -> bool:
        """Tell whether a snapshot so long after the beginning of the run is to carry its state."""
        return seconds >= self._state_due_at

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
            case Step():
                self._steps.append(event)
                if event.seconds - self._written_at >= SECONDS_BETWEEN_WRITES:
                    self._written_at = event.seconds
                    self._write(lambda _connection: None)
            case Started():
                self._record_start(event)
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
        self._lasting = _Lattice(started.config.snapshot_every, self._pace.steps_between(started))
        self._write(lambda connection: write_run_started(connection, self._run_id, started))

    def _record_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.norms:
            self._norms.append((snapshot.step, snapshot.norms))
        needs_state = self.wants_state(snapshot.seconds)
        if not needs_state and snapshot.step not in self._lasting:
            return
        began = self._clock()
        kept = snapshot if needs_state else replace(snapshot, state=None)
        self._write(lambda connection: self._keep(connection, kept))
        self._written_at = snapshot.seconds
        if needs_state:
            pause = self._pace.pause_after_state(snapshot.seconds, self._clock() - began)
            self._state_due_at = snapshot.seconds + pause

    def _keep(self, connection: sqlite3.Connection, snapshot: Snapshot) -> None:
        write_snapshot(connection, self._run_id, snapshot)
        if snapshot.state is not None:
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
        """Write what was gathered and something more as one transaction."""

        def write(connection: sqlite3.Connection) -> None:
            self._check_claim(connection)
            append_events(connection, self._run_id, self._steps)
            append_events(connection, self._run_id, self._epochs)
            append_reports(connection, self._run_id, self._epochs)
            append_norms(connection, self._run_id, self._norms)
            action(connection)

        self._file.write(write)
        self._steps, self._epochs, self._norms = [], [], []

    def _take_over(self, connection: sqlite3.Connection) -> None:
        before = read_setting(connection, claim_of(self._run_id))
        self._claim = before + 1 if isinstance(before, int) else 1
        write_setting(connection, claim_of(self._run_id), self._claim)

    def _check_claim(self, connection: sqlite3.Connection) -> None:
        if self._claim is not None and read_setting(connection, claim_of(self._run_id)) != self._claim:
            raise FilterLabError("Another process goes on with this run: it is written there.")


@dataclass(frozen=True)
class _Lattice:
    """The steps whose snapshots stay for good: of those due anyway, the next after every so many steps."""

    every: int = 1
    spacing: float = 1.0

    def __contains__(self, step: int) -> bool:
        """Whether the snapshot of a step stays."""
        is_next = step // self.spacing > (step - self.every) // self.spacing
        return step % self.every == 0 and is_next


def _last(event: Finished | Cancelled) -> Snapshot:
    state = event.state if isinstance(event, Cancelled) else None
    return Snapshot(
        step=event.step, epoch=event.epoch, parameters=event.parameters, seconds=event.seconds, state=state
    )
