"""Whatever changes in a document goes into its project file, as it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from psygnal import Signal

from filterlab.project.store.bank import order_filters, write_filter
from filterlab.project.store.changes import Action, Changes
from filterlab.project.store.circuit import write_chain, write_start
from filterlab.project.store.comparison import write_comparison
from filterlab.project.store.pictures import order_pictures, write_picture
from filterlab.project.store.plans import write_plan
from filterlab.project.store.run_rows import (
    RunRow,
    keep_runs,
    write_first_weights,
    write_run,
)
from filterlab.project.store.settings import Settings, write_settings
from filterlab.project.store.snapshots import write_snapshot

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from filterlab.probes.chain import Chain
    from filterlab.project.comparison import Comparison
    from filterlab.project.document import Document
    from filterlab.project.plans import TrainingPlan
    from filterlab.project.runs import Run

Item = TypeVar("Item")

FILTERS, PICTURES, RUNS = ("filters", ""), ("pictures", ""), ("runs", "")
SETTINGS, CHAIN, PLAN, COMPARISON = ("settings", ""), ("chain", ""), ("plan", ""), ("comparison", "")


class Keeper:
    """Listen to a document, gather what has changed, and hand it out as actions on its file.

    Only what changed is remembered, not each change: a stroke that set a filter's weights a hundred times is one
    row, written as it is when it is handed out. Nothing is written while a stroke goes on. What is handed out holds
    no part of the document that could still change, so another thread may write it.

    Signals
    -------
    changed()
        There is something to write, and no stroke goes on. Sent for each change; whoever writes waits a moment.
    """

    changed = Signal()

    def __init__(self, document: Document, *, is_new: bool) -> None:
        """Listen to a document.

        Parameters
        ----------
        document : Document
            What is listened to.
        is_new : bool
            Whether its file is empty, so that everything has to be written; otherwise it was just read from it.
        """
        self._document = document
        self._pending: dict[tuple[str, str], None] = {}
        self._is_drawing = False
        self._chain: Chain | None = None
        self._plan: TrainingPlan | None = None
        self._comparison: Comparison | None = None
        self._written_runs: dict[str, RunRow] = {}
        self._pictures_gone: set[str] = set()
        self._connections: list[tuple[object, Callable[..., None]]] = []
        self._listen()
        if is_new:
            self.mark_everything()
        else:
            self._chain, self._plan = document.chain, document.plan
            self._comparison = document.comparison
            self._written_runs = {run.id: _row(run) for run in document.runs}
        self._known_pictures = {picture.id for picture in document.pictures}

    def mark_everything(self) -> None:
        """Have the whole document written the next time."""
        self._chain = self._plan = self._comparison = None
        self._written_runs = {}
        document = self._document
        keys = [("filter", item.id) for item in document.filters]
        keys += [("picture", picture.id) for picture in document.pictures]
        keys += [("start", name) for name in document.starts]
        keys += [("run", run.id) for run in document.runs]
        for key in (*keys, FILTERS, PICTURES, RUNS, CHAIN, SETTINGS, PLAN, COMPARISON):
            self._mark(*key)

    @property
    def has_changes(self) -> bool:
        """Whether there is something to write."""
        return bool(self._pending)

    @property
    def is_drawing(self) -> bool:
        """Whether a stroke goes on, during which nothing is to be written."""
        return self._is_drawing

    def begin_stroke(self) -> None:
        """Note that what changes from now on is one stroke."""
        self._is_drawing = True

    def finish_stroke(self) -> None:
        """Note that the stroke has ended."""
        self._is_drawing = False
        if self._pending:
            self.changed.emit()

    def take(self) -> Changes:
        """Hand out what has changed, to be written as one transaction; from now on it counts as written."""
        # Orders come last: what is written for the first time goes to the end.
        keys, self._pending = sorted(self._pending, key=lambda key: key in (FILTERS, PICTURES)), {}
        return Changes(keys, [self._action(*key) for key in keys])

    def take_back(self, changes: Changes) -> None:
        """Have changes written the next time that could not be; what they were compared with may be missing, too."""
        self._chain = self._plan = self._comparison = None
        for kind, name in changes.keys:
            if kind == "run":
                self._written_runs.pop(name, None)
            # Not told: it would be tried again at once, and fail again.
            self._pending[kind, name] = None

    def stop(self) -> None:
        """Listen no more."""
        for signal, listener in self._connections:
            signal.disconnect(listener)  # type: ignore[attr-defined]
        self._connections = []

    def _listen(self) -> None:
        document = self._document
        for signal, listener in (
            (document.filter_added, self._on_filter_added),
            (document.filter_removed, self._on_filter_removed),
            (document.filter_changed, self._on_filter_changed),
            (document.filter_renamed, self._on_filter_changed),
            (document.picture_added, self._on_picture_added),
            (document.picture_removed, self._on_picture_removed),
            (document.picture_changed, self._on_picture_changed),
            (document.current_filter_changed, self._on_settings_changed),
            (document.current_picture_changed, self._on_settings_changed),
            (document.stages_changed, self._on_settings_changed),
            (document.units_changed, self._on_settings_changed),
            (document.chain_changed, self._on_chain_changed),
            (document.start_added, self._on_start_added),
            (document.plan_changed, self._on_plan_changed),
            (document.comparison_changed, self._on_comparison_changed),
            (document.run_added, self._on_run_changed),
            (document.run_updated, self._on_run_changed),
            (document.run_removed, self._on_run_removed),
        ):
            signal.connect(listener)
            self._connections.append((signal, listener))

    def _mark(self, kind: str, name: str = "") -> None:
        self._pending[kind, name] = None
        if not self._is_drawing:
            self.changed.emit()

    def _on_filter_added(self, filter_id: str) -> None:
        self._mark("filter", filter_id)
        self._mark(*FILTERS)

    def _on_filter_removed(self, _filter_id: str) -> None:
        self._mark(*FILTERS)

    def _on_filter_changed(self, filter_id: str) -> None:
        self._mark("filter", filter_id)

    def _on_picture_added(self, picture_id: str) -> None:
        self._mark("picture", picture_id)
        self._mark(*PICTURES)

    def _on_picture_removed(self, _picture_id: str) -> None:
        self._mark(*PICTURES)

    def _on_picture_changed(self, picture_id: str) -> None:
        self._mark("picture", picture_id)

    def _on_settings_changed(self, *_value: object) -> None:
        self._mark(*SETTINGS)

    def _on_chain_changed(self) -> None:
        self._mark(*CHAIN)
        self._mark(*SETTINGS)

    def _on_start_added(self, name: str) -> None:
        self._mark("start", name)

    def _on_plan_changed(self) -> None:
        self._mark(*PLAN)

    def _on_comparison_changed(self) -> None:
        self._mark(*COMPARISON)

    def _on_run_changed(self, run_id: str) -> None:
        # Told thirty times a second; the history is written by who trains.
        if _row(self._document.run(run_id)) != self._written_runs.get(run_id):
            self._mark("run", run_id)

    def _on_run_removed(self, run_id: str) -> None:
        self._written_runs.pop(run_id, None)
        self._mark(*RUNS)

    def _action(self, kind: str, name: str) -> Action:
        """Freeze what is to be written of one part of the document."""
        document = self._document
        match kind:
            case "filter":
                filters = [item for item in document.filters if item.id == name]
                return lambda connection: _each(filters, write_filter, connection)
            case "picture":
                pictures = [item for item in document.pictures if item.id == name]
                return lambda connection: _each(pictures, write_picture, connection)
            case "filters":
                filter_ids = [item.id for item in document.filters]
                return lambda connection: order_filters(connection, filter_ids)
            case "pictures":
                return self._order_of_pictures()
            case "settings":
                settings = self._settings()
                return lambda connection: write_settings(connection, settings)
            case "chain":
                chain, before = document.chain, self._chain
                self._chain = chain
                return lambda connection: write_chain(connection, chain, before)
            case "start":
                start = document.starts[name]
                return lambda connection: write_start(connection, start)
            case "plan":
                return self._what_is_set_up()
            case "comparison":
                return self._what_stands_in_compare()
            case "run":
                return self._run(name)
            case _:
                run_ids = [run.id for run in document.runs]
                return lambda connection: keep_runs(connection, run_ids)

    def _order_of_pictures(self) -> Action:
        ids = [picture.id for picture in self._document.pictures]
        # Only what has been in the document can have left it: a picture whose file is missing stays in the project.
        # What was gone may have come back, as a step that is done again.
        self._pictures_gone = (self._pictures_gone | self._known_pictures) - set(ids)
        self._known_pictures = set(ids)
        gone = frozenset(self._pictures_gone)
        return lambda connection: order_pictures(connection, ids, gone)

    def _what_is_set_up(self) -> Action:
        plan, before = self._document.plan, self._plan
        if plan is None:
            return lambda _connection: None
        self._plan = plan
        # Weights of a wired net are large, and a setting is another with every letter typed.
        with_weights = before is None or before.draft.own is not plan.draft.own
        return lambda connection: write_plan(connection, plan, with_weights=with_weights)

    def _what_stands_in_compare(self) -> Action:
        comparison, before = self._document.comparison, self._comparison
        if comparison is None:
            return lambda _connection: None
        self._comparison = comparison
        with_grafts = before is None or before.patients != comparison.patients
        with_rankings = before is None or before.rankings != comparison.rankings
        return lambda connection: write_comparison(
            connection, comparison, with_grafts=with_grafts, with_rankings=with_rankings
        )

    def _settings(self) -> Settings:
        document = self._document
        return Settings(
            stages=document.stages,
            units=document.units,
            current_filter=document.current_filter.id if document.current_filter is not None else "",
            current_picture=document.current_picture.id if document.current_picture is not None else "",
            chain_name=document.chain_name,
        )

    def _run(self, run_id: str) -> Action:
        found = [run for run in self._document.runs if run.id == run_id]
        if not found:
            return lambda _connection: None
        (run,) = found
        is_first_time = run_id not in self._written_runs
        row = self._written_runs[run_id] = _row(run)
        # Of weights from a file nobody else writes the history.
        weights = run.snapshot if is_first_time and run.state == "imported" else None

        def write(connection: sqlite3.Connection) -> None:
            write_run(connection, row)
            if is_first_time:
                write_first_weights(connection, row)
            if weights is not None:
                write_snapshot(connection, run_id, weights)

        return write


def _each(
    items: list[Item], write: Callable[[sqlite3.Connection, Item], None], connection: sqlite3.Connection
) -> None:
    for item in items:
        write(connection, item)


def _row(run: Run) -> RunRow:
    return RunRow(run.id, run.name, run.state, run.reason, run.request, run.started)
