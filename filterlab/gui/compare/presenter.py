"""Ties the columns of Compare to the document: what is shown, computed, nearest and looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.gui.compare.banks import OWN, PRESETS, Bank, BankChoice, BankReader
from filterlab.gui.compare.drawing import ColumnDrawing
from filterlab.gui.compare.exhibits import HAND_MADE, LEARNED, PRESET
from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.compare.map_queue import MapQueue
from filterlab.gui.compare.maps import MapAnswer, MapRequest, compute_maps
from filterlab.gui.compare.nearest import MatchRequest, NearestFinder
from filterlab.gui.compare.sorting import Order, Sorter
from filterlab.gui.compare.taking_over import TakingOver
from filterlab.gui.compare.words import CompareWords
from filterlab.gui.jobs import NewestWins
from filterlab.gui.listening import listen
from filterlab.gui.opening import listed_pictures, show_listed
from filterlab.gui.soon import Soon
from filterlab.probes.units.pictures import FITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QUndoStack

    from filterlab.gui.compare.column import BankColumn
    from filterlab.gui.compare.columns_view import ColumnsView
    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.rankings import KnownRankings
    from filterlab.gui.compare.top_bar import TopBar
    from filterlab.project import Document

SNAPSHOT_MS = 500
NOBODY = BankChoice("")


class ComparePresenter(QObject):
    """Keep all columns true to the document while they can be seen.

    Signals
    -------
    message_raised(str)
        A sentence about something that went wrong.
    status_changed(str)
        For the status bar.
    remedy_wanted(str)
        The workspace in which an empty column is filled.
    banks_changed()
        Other banks, or other filters in them, stand in the columns.
    """

    message_raised = Signal(str)
    status_changed = Signal(str)
    remedy_wanted = Signal(str)
    banks_changed = Signal()

    def __init__(
        self,
        document: Document,
        undo_stack: QUndoStack,
        top: TopBar,
        view: ColumnsView,
        reader: BankReader,
        looked_at: LookedAt,
        rankings: KnownRankings,
        parent: QObject | None = None,
    ) -> None:
        """Connect everything; nothing is computed until the columns can be seen."""
        super().__init__(parent)
        self._document, self._looked_at = document, looked_at
        self._top, self._view, self.reader = top, view, reader
        self._words = CompareWords(self)
        self._queue = MapQueue()
        self._maps: NewestWins[MapRequest, tuple[MapAnswer, ...]] = NewestWins(
            compute_maps, lambda request: request.picture_id, self
        )
        self._finder = NearestFinder(self)
        self._sorter = Sorter(self._finder, rankings, self)
        self.drawing = ColumnDrawing(document, view, reader, self._finder, self._sorter, self)
        self._taking = TakingOver(document, undo_stack, self)
        self._choices = [BankChoice(OWN), self._newest()]
        self._banks: list[Bank] = []
        self._is_awake = False
        # Several changes of one moment (a filter is added, then selected) become one.
        self._soon = Soon(self)
        self._pause = QTimer(self, singleShot=True, interval=SNAPSHOT_MS)
        self._listen()
        self._connect()
        rankings.changed.connect(self._soon.start)

    def _listen(self) -> None:
        document = self._document
        for signal in (
            document.filter_added, document.filter_removed, document.filter_changed, document.filter_renamed,
            document.picture_added, document.current_picture_changed, document.picture_changed,
            document.units_changed,
        ):  # fmt: skip
            listen(self, signal, self._on_document_changed)
        listen(self, document.run_added, self._on_document_run_added)
        listen(self, document.run_updated, self._on_document_run_updated)
        listen(self, document.run_removed, self._on_document_run_removed)

    def _connect(self) -> None:
        self._top.picture_chosen.connect(self._on_top_picture_chosen)
        self._top.order_chosen.connect(self._on_top_order_chosen)
        self._top.scaling_changed.connect(self._refresh)
        self._top.column_wanted.connect(self._on_top_column_wanted)
        self._looked_at.changed.connect(self._show_looked)
        for column in self._view.columns:
            self._connect_column(column)
        self._maps.answered.connect(self._on_maps_answered)
        self._maps.failed.connect(self._on_maps_failed)
        for found in (self._finder.found, self._sorter.measured):
            found.connect(self._show)
        for failed in (self._finder.failed, self._sorter.failed):
            failed.connect(self._on_finder_failed)
        for said in ("message_raised", "status_changed"):
            getattr(self._taking, said).connect(getattr(self, said))
        self._soon.came.connect(self._refresh)
        self._pause.timeout.connect(self._refresh)

    def _connect_column(self, column: BankColumn) -> None:
        def about(method: Callable[..., None]) -> Callable[..., None]:
            return lambda *values: method(column, *values)

        column.source_chosen.connect(about(self._on_column_source_chosen))
        column.layer_chosen.connect(about(self._on_column_layer_chosen))
        column.step_chosen.connect(about(self._on_column_step_chosen))
        column.fit_chosen.connect(about(self._on_column_fit_chosen))
        column.removal_wanted.connect(about(self._on_column_removal_wanted))
        column.adding_wanted.connect(about(self._on_column_adding_wanted))
        column.remedy_wanted.connect(about(self._on_column_remedy_wanted))
        column.view.tile_chosen.connect(about(self._on_tile_chosen))
        column.view.filter_dropped.connect(self._on_view_filter_dropped)
        column.view.response_hovered.connect(self._on_view_response_hovered)
        column.view.weight_hovered.connect(self._on_view_weight_hovered)
        column.view.hover_left.connect(self._on_view_hover_left)

    @property
    def is_idle(self) -> bool:
        """Whether everything that can be seen has been computed and drawn."""
        if not self._is_awake:
            return True
        is_waiting = self._soon.is_active or self._pause.isActive()
        return not is_waiting and self._maps.is_idle and self._finder.is_idle and self._sorter.is_idle

    @property
    def banks(self) -> tuple[Bank, ...]:
        """What stands in the columns, from left to right."""
        return tuple(self._banks)

    def set_awake(self, *, is_awake: bool) -> None:
        """Say whether the columns can be seen; while they cannot, nothing is computed."""
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
        self._sorter.shut_down()

    def choose(self, index: int, choice: BankChoice) -> None:
        """Put another bank into a column, counted from 0."""
        self._choices[index] = choice
        self._refresh()

    def look_at(self, index: int, number: int) -> None:
        """Look at a filter of the bank in a column, both counted from 0; a preset is nothing to look at."""
        bank = self._banks[index]
        if bank.choice.source == OWN:
            key = bank.exhibits[number].item.key
            self._looked_at.look_at(Looked(filter_id=key.removeprefix(HAND_MADE)))
        elif bank.choice.is_learned:
            looked = Looked(run_id=bank.choice.source, layer=bank.choice.layer, number=number)
            self._looked_at.look_at(looked, bank.moment if bank.choice.step is not None else None)
        self._show_looked()

    def _newest(self) -> BankChoice:
        return BankChoice(self._document.runs[-1].id) if self._document.runs else NOBODY

    def _refresh(self) -> None:
        """Show the document as it is now, and ask for what is missing."""
        if not self._is_awake:
            return
        equal = self._top.equal_strength.isChecked()
        entries, current = listed_pictures(self._document), self._document.current_picture
        self._top.set_pictures(entries, current.id if current is not None else "")
        self._banks = [self.reader.read(choice, equal_strength=equal) for choice in self._choices]
        exhibits = [one for bank in self._banks for one in bank.exhibits]
        self._queue.want(current, float(self._document.units), [one.item for one in exhibits])
        self._finder.ask(self._match_request())
        self._sorter.ask(exhibits)
        self._show()
        self._compute_next()
        self.banks_changed.emit()

    def _match_request(self) -> MatchRequest:
        with_presets = self.drawing.with_presets = self._top.presets.isChecked()
        own = [one for one in self._document.filters if not one.is_learned]
        bank = [(HAND_MADE + one.id, one.weights) for one in own]
        if with_presets:
            bank += [(PRESET + one.name, one.weights) for one in presets.values()]
        items = [one.item for bank in self._banks if bank.choice.is_learned for one in bank.exhibits]
        stamp = (
            tuple((item.key, item.stamp) for item in items),
            tuple((one.id, one.revision) for one in own),
            with_presets,
        )
        return MatchRequest(stamp, tuple((item.key, item.weights) for item in items), tuple(bank))

    def _compute_next(self) -> None:
        """Ask for the next missing responses; one batch at a time, so that changes come in between."""
        if self._is_awake and self._maps.is_idle:
            request = self._queue.next_request()
            if request is not None:
                self._maps.submit(request)

    def _show(self) -> None:
        note = self._words.scale_note(
            self._document.units, equal_strength=self._top.equal_strength.isChecked()
        )
        if self._sorter.misses_importance(self._banks):
            note = self._words.unknown_importance()
            self.status_changed.emit(note)
        self._top.set_note(note)
        self.drawing.show(self._banks, self._queue.answer, same_limits=self._top.same_limits.isChecked())
        self._show_looked()

    def _show_looked(self) -> None:
        """Show which filter is looked at, in every column it stands in, and whom it is like."""
        looked, keys = self._looked_at.looked, []
        for column, bank in zip(self._view.columns, self._banks, strict=False):
            key = next((one.item.key for one in bank.exhibits if self._is(bank, one.item.key, looked)), "")
            column.view.set_current(key)
            column.add.setEnabled(bool(key))
            keys.append(key)
        # To point out what nobody has asked for would scroll the bank away.
        learned = (key for key in keys if key.startswith(LEARNED) and self._looked_at.is_chosen)
        self.drawing.mark_nearest(next(learned, ""))

    def _is(self, bank: Bank, key: str, looked: Looked | None) -> bool:
        if looked is None:
            return False
        if bank.choice.source == OWN:
            return key == HAND_MADE + looked.filter_id
        where = (looked.run_id, looked.layer, self._looked_at.moment)
        number = int(key.rsplit(" ", 1)[1]) if bank.choice.is_learned else -1
        return number == looked.number and where == (bank.choice.source, bank.choice.layer, bank.moment)

    def _on_document_changed(self, _value: object) -> None:
        if self._is_awake:
            self._soon.start()

    def _on_document_run_added(self, run_id: str) -> None:
        """Show what is being learned now in the first column of learned filters."""
        learned = [index for index, choice in enumerate(self._choices) if choice.is_learned]
        for index in learned[:1]:
            self._choices[index] = BankChoice(run_id)
        self._on_document_changed(run_id)

    def _on_document_run_updated(self, run_id: str) -> None:
        is_shown = any(choice.source == run_id for choice in self._choices)
        if self._is_awake and is_shown and not self._pause.isActive():
            self._pause.start()

    def _on_document_run_removed(self, run_id: str) -> None:
        self._choices = [self._newest() if choice.source == run_id else choice for choice in self._choices]
        self._on_document_changed(run_id)

    def _on_top_picture_chosen(self, key: str) -> None:
        try:
            show_listed(self._document, key)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            self._refresh()

    def _on_top_order_chosen(self, order: str) -> None:
        self._sorter.order = next(one for one in get_args(Order) if one == order)
        self._refresh()

    def _on_top_column_wanted(self) -> None:
        """Add a column with something that does not stand there yet."""
        newest, shown = self._newest(), {choice.source for choice in self._choices}
        others = [BankChoice(run.id) for run in reversed(self._document.runs) if run.id not in shown]
        steps = self.reader.steps(newest)
        earlier = [replace(newest, step=steps[0])] if steps else []
        self._choices.append([*others, *earlier, BankChoice(PRESETS)][0])
        self._connect_column(self._view.add_column())
        self._refresh()

    def _on_column_source_chosen(self, column: BankColumn, source: str) -> None:
        self.choose(self._view.columns.index(column), BankChoice(source))

    def _on_column_layer_chosen(self, column: BankColumn, layer: str) -> None:
        index = self._view.columns.index(column)
        self.choose(index, replace(self._choices[index], layer=layer))

    def _on_column_step_chosen(self, column: BankColumn, step: object) -> None:
        index = self._view.columns.index(column)
        self.choose(index, replace(self._choices[index], step=cast("int | None", step)))

    def _on_column_fit_chosen(self, column: BankColumn, fit: str) -> None:
        index = self._view.columns.index(column)
        chosen = next(one for one in FITS if one == fit)
        self.choose(index, replace(self._choices[index], fit=chosen))

    def _on_column_removal_wanted(self, column: BankColumn) -> None:
        del self._choices[self._view.columns.index(column)]
        self._view.remove_column(column)
        self._refresh()

    def _on_column_remedy_wanted(self, column: BankColumn) -> None:
        choice = self._choices[self._view.columns.index(column)]
        self.remedy_wanted.emit("design" if choice.source == OWN else "train")

    def _on_column_adding_wanted(self, column: BankColumn) -> None:
        self._on_view_filter_dropped(column.view.current)

    def _on_view_filter_dropped(self, key: str) -> None:
        """Copy a filter into the bank, so that it can be painted on."""
        for choice in self._choices:
            # As it is, not as strong as all others.
            bank = self.reader.read(choice)
            exhibit = next((one for one in bank.exhibits if one.item.key == key), None)
            if exhibit is not None and choice.source != OWN:
                self._taking.take(bank, exhibit)
                return

    def _on_tile_chosen(self, column: BankColumn, key: str) -> None:
        index = self._view.columns.index(column)
        keys = [one.item.key for one in self._banks[index].exhibits]
        self.look_at(index, keys.index(key))
        tile = self.drawing.tile(key)
        if tile is not None:
            self.status_changed.emit(f"{tile.title}: {tile.last_line}" if tile.last_line else tile.title)

    def _on_maps_answered(self, request: MapRequest, answers: tuple[MapAnswer, ...]) -> None:
        if self._queue.accept(request, answers):
            self._show()
        self._compute_next()

    def _on_maps_failed(self, _request: MapRequest, error: Exception) -> None:
        self._on_finder_failed(error)

    def _on_finder_failed(self, error: Exception) -> None:
        sentence = self.tr("The comparison could not be computed ({error}); choose another picture or run.")
        self.message_raised.emit(sentence.format(error=error))

    def _on_view_response_hovered(self, key: str, row: int, column: int) -> None:
        self.status_changed.emit(self.drawing.point_at_map(key, row, column))

    def _on_view_weight_hovered(self, key: str, channel: int, row: int, column: int) -> None:
        self.status_changed.emit(self.drawing.point_at_weight(key, channel, row, column))

    def _on_view_hover_left(self) -> None:
        self.drawing.point_at_nothing()
        self.status_changed.emit("")
