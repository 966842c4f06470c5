"""Ties the two shelves of Compare to the document: what is shown, what is computed, what is nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.gui.commands import AddFilter
from filterlab.gui.compare.exhibits import (
    HAND_MADE,
    MAX_LEARNED,
    Exhibit,
    hand_made,
    index_of,
    learned,
)
from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.compare.map_queue import MapQueue
from filterlab.gui.compare.maps import MapAnswer, MapRequest, compute_maps
from filterlab.gui.compare.nearest import MatchRequest, NearestFinder
from filterlab.gui.compare.shelves import PRESET, Shelves
from filterlab.gui.compare.words import CompareWords
from filterlab.gui.jobs import NewestWins
from filterlab.gui.listening import listen
from filterlab.gui.opening import listed_pictures, show_listed
from filterlab.gui.soon import Soon
from filterlab.gui.widgets.first_layer import first_filters
from filterlab.project import Filter

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from filterlab.gui.compare.learned_panel import LearnedPanel
    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.shelf_panel import ShelfPanel
    from filterlab.gui.compare.top_bar import TopBar
    from filterlab.project import Document, Run

SNAPSHOT_MS = 500


class ComparePresenter(QObject):
    """Keep both shelves true to the document while they can be seen.

    Signals
    -------
    message_raised(str)
        A sentence about something that went wrong.
    status_changed(str)
        For the status bar.
    """

    message_raised = Signal(str)
    status_changed = Signal(str)

    def __init__(
        self,
        document: Document,
        undo_stack: QUndoStack,
        top: TopBar,
        mine: ShelfPanel,
        theirs: LearnedPanel,
        looked_at: LookedAt,
        parent: QObject | None = None,
    ) -> None:
        """Connect everything; nothing is computed until the shelves can be seen."""
        super().__init__(parent)
        self._document, self._undo_stack = document, undo_stack
        self._top, self._mine, self._theirs = top, mine, theirs
        self._looked_at = looked_at
        self._words = CompareWords()
        self._queue = MapQueue()
        self._maps: NewestWins[MapRequest, tuple[MapAnswer, ...]] = NewestWins(
            compute_maps, lambda request: request.picture_id, self
        )
        self._finder = NearestFinder(self)
        self._shelves = Shelves(document, mine, theirs, self._finder, self)
        self._run_id = document.runs[-1].id if document.runs else ""
        self._exhibits: tuple[tuple[Exhibit, ...], tuple[Exhibit, ...]] = ((), ())
        self._is_awake = False
        # Several changes of one moment (a filter is added, then selected) become one.
        self._soon = Soon(self)
        self._pause = QTimer(self, singleShot=True, interval=SNAPSHOT_MS)
        self._listen()
        self._connect()

    def _listen(self) -> None:
        document = self._document
        for signal in (
            document.filter_added,
            document.filter_removed,
            document.filter_changed,
            document.filter_renamed,
            document.picture_added,
            document.current_picture_changed,
            document.picture_changed,
            document.units_changed,
        ):
            listen(self, signal, self._on_document_changed)
        listen(self, document.run_added, self._on_document_run_added)
        listen(self, document.run_updated, self._on_document_run_updated)

    def _connect(self) -> None:
        self._top.picture_chosen.connect(self._on_top_picture_chosen)
        self._top.run_chosen.connect(self._on_top_run_chosen)
        self._top.scaling_changed.connect(self._refresh)
        self._theirs.presets_toggled.connect(self._refresh)
        self._theirs.adding_wanted.connect(self._on_theirs_adding_wanted)
        for shelf in (self._mine, self._theirs):
            shelf.view.response_hovered.connect(self._on_view_response_hovered)
            shelf.view.weight_hovered.connect(self._on_view_weight_hovered)
            shelf.view.hover_left.connect(self._on_view_hover_left)
        self._mine.view.tile_chosen.connect(self._on_mine_tile_chosen)
        self._theirs.view.tile_chosen.connect(self._on_theirs_tile_chosen)
        self._maps.answered.connect(self._on_maps_answered)
        self._maps.failed.connect(self._on_maps_failed)
        self._finder.found.connect(self._show_shelves)
        self._finder.failed.connect(self._on_finder_failed)
        self._soon.came.connect(self._refresh)
        self._pause.timeout.connect(self._refresh)

    @property
    def is_idle(self) -> bool:
        """Whether everything that can be seen has been computed and drawn."""
        if not self._is_awake:
            return True
        is_waiting = self._soon.is_active or self._pause.isActive()
        return not is_waiting and self._maps.is_idle and self._finder.is_idle

    @property
    def run(self) -> Run | None:
        """The run whose filters are shown, or None."""
        return self._document.run(self._run_id) if self._run_id else None

    def set_awake(self, *, is_awake: bool) -> None:
        """Say whether the shelves can be seen; while they cannot, nothing is computed."""
        was_awake, self._is_awake = self._is_awake, is_awake
        if is_awake and not was_awake:
            self._refresh()
        elif not is_awake:
            self._soon.stop()
            self._pause.stop()

    def shut_down(self) -> None:
        """Compute no more."""
        self.set_awake(is_awake=False)
        self._maps.shut_down()
        self._finder.shut_down()

    def _refresh(self) -> None:
        """Show the document as it is now, and ask for what is missing."""
        if not self._is_awake:
            return
        equal = self._top.equal_strength.isChecked()
        self._list_pictures()
        self._top.set_runs([(run.id, run.name) for run in self._document.runs], self._run_id)
        self._top.set_note(self._words.scale_note(self._document.units, equal_strength=equal))
        self._exhibits = (
            hand_made(self._document.filters, equal_strength=equal),
            learned(self.run, equal_strength=equal),
        )
        items = [exhibit.item for shelf in self._exhibits for exhibit in shelf]
        self._queue.want(self._document.current_picture, float(self._document.units), items)
        self._finder.ask(self._match_request())
        self._show_shelves()
        self._compute_next()

    def _list_pictures(self) -> None:
        """List what can be looked at."""
        entries = listed_pictures(self._document)
        current = self._document.current_picture
        self._top.set_pictures(entries, current.id if current is not None else "")

    def _match_request(self) -> MatchRequest | None:
        run = self.run
        bank = first_filters(run.parameters) if run is not None else None
        if run is None or run.snapshot is None or bank is None:
            return None
        with_presets = self._theirs.compares_with_presets
        mine = [(HAND_MADE + one.id, one.weights) for one in self._document.filters if not one.is_learned]
        if with_presets:
            mine += [(PRESET + one.name, one.weights) for one in presets.values()]
        revisions = tuple((one.id, one.revision) for one in self._document.filters)
        stamp = (run.id, run.snapshot.step, revisions, with_presets)
        _layer, weights = bank
        return MatchRequest(run.id, stamp, weights[:MAX_LEARNED], tuple(mine))

    def _compute_next(self) -> None:
        """Ask for the next missing responses; one batch at a time, so that changes come in between."""
        if self._is_awake and self._maps.is_idle:
            request = self._queue.next_request()
            if request is not None:
                self._maps.submit(request)

    def _show_shelves(self) -> None:
        self._shelves.show(
            self._exhibits,
            self._queue.answer,
            self.run,
            same_limits=self._top.same_limits.isChecked(),
        )

    def _on_document_changed(self, _value: object) -> None:
        if self._is_awake:
            self._soon.start()

    def _on_document_run_added(self, run_id: str) -> None:
        self._run_id = run_id
        self._on_document_changed(run_id)

    def _on_document_run_updated(self, run_id: str) -> None:
        if self._is_awake and run_id == self._run_id and not self._pause.isActive():
            self._pause.start()

    def _on_top_picture_chosen(self, key: str) -> None:
        try:
            show_listed(self._document, key)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            self._refresh()

    def _on_top_run_chosen(self, run_id: str) -> None:
        self._run_id = run_id
        self._refresh()

    def _on_maps_answered(self, request: MapRequest, answers: tuple[MapAnswer, ...]) -> None:
        if self._queue.accept(request, answers):
            self._show_shelves()
        self._compute_next()

    def _on_maps_failed(self, _request: MapRequest, error: Exception) -> None:
        self._on_finder_failed(error)

    def _on_finder_failed(self, error: Exception) -> None:
        sentence = self.tr("The comparison could not be computed ({error}); choose another picture or run.")
        self.message_raised.emit(sentence.format(error=error))

    def _on_view_response_hovered(self, key: str, row: int, column: int) -> None:
        tile = self._shelves.tile(key)
        if tile is not None:
            self.status_changed.emit(self._words.response_place(tile, row, column))

    def _on_view_weight_hovered(self, key: str, channel: int, row: int, column: int) -> None:
        tile = self._shelves.tile(key)
        if tile is not None:
            self.status_changed.emit(self._words.weight_place(tile, channel, row, column))

    def _on_view_hover_left(self) -> None:
        self.status_changed.emit("")

    def _on_mine_tile_chosen(self, key: str) -> None:
        self._looked_at.look_at(Looked(filter_id=key.removeprefix(HAND_MADE)))

    def _on_theirs_tile_chosen(self, key: str) -> None:
        run = self.run
        bank = first_filters(run.parameters) if run is not None else None
        if run is not None and bank is not None:
            layer, _weights = bank
            self._looked_at.look_at(Looked(run_id=run.id, layer=layer, number=index_of(key)))
        self._shelves.mark_nearest()
        tile = self._shelves.tile(key)
        if tile is not None:
            self.status_changed.emit(f"{tile.title}: {tile.last_line}")

    def _on_theirs_adding_wanted(self) -> None:
        """Copy the chosen learned filter into the bank, so that it can be painted on."""
        run, key = self.run, self._theirs.view.current
        bank = first_filters(run.parameters) if run is not None else None
        if run is None or bank is None or not key:
            return
        layer, weights = bank
        index = index_of(key)
        name, origin = f"{run.name} {layer} {index}", Filter.learned_origin(run.name, layer, index)
        try:
            item = self._document.make_filter(name, weights[index], origin=origin)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self._undo_stack.push(AddFilter(self._document, item, self.tr("Add learned filter")))
        self.status_changed.emit(self.tr("{name} was added to the bank").format(name=item.name))
