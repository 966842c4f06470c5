"""Ties the columns of Compare to the document: what is shown, computed, nearest and looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.compare.arrangement import Arrangement
from filterlab.gui.compare.drawing import ColumnDrawing
from filterlab.gui.compare.exhibits import HAND_MADE
from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.compare.map_queue import MapQueue
from filterlab.gui.compare.maps import MapAnswer, MapRequest, compute_maps
from filterlab.gui.compare.nearest import NearestFinder, match_request
from filterlab.gui.compare.pointing import Pointing
from filterlab.gui.compare.sorting import Sorter
from filterlab.gui.compare.taking_over import TakingOver
from filterlab.gui.compare.top_bar import A_SAMPLE
from filterlab.gui.compare.words import CompareWords
from filterlab.gui.jobs import NewestWins
from filterlab.gui.listening import listen
from filterlab.gui.opening import listed_pictures, show_listed
from filterlab.gui.soon import Soon
from filterlab.project.comparison import OWN

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from filterlab.gui.compare.banks import Bank, BankReader
    from filterlab.gui.compare.column import BankColumn
    from filterlab.gui.compare.columns_view import ColumnsView
    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.rankings import KnownRankings
    from filterlab.gui.compare.samples.presenter import SamplePresenter
    from filterlab.gui.compare.top_bar import TopBar
    from filterlab.project import BankChoice, Document, Scale

SNAPSHOT_MS = 500


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

    Attributes
    ----------
    samples : SamplePresenter
        Who knows whether a sample of a data set is looked at.
    arrangement : Arrangement
        Which banks the user has chosen.
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
        samples: SamplePresenter,
        parent: QObject | None = None,
    ) -> None:
        """Connect everything; nothing is computed until the columns can be seen."""
        super().__init__(parent)
        self._document, self._looked_at, self.samples = document, looked_at, samples
        self._top, self._view, self.reader = top, view, reader
        self._words = CompareWords(self)
        self._queue = MapQueue()
        self._maps: NewestWins[MapRequest, tuple[MapAnswer, ...]] = NewestWins(
            compute_maps, lambda request: request.picture_id, self
        )
        self._finder = NearestFinder(self)
        self._sorter = Sorter(self._finder, rankings, self)
        self.drawing = ColumnDrawing(looked_at, view, reader, self._finder, self._sorter, self)
        self._pointing = Pointing(view, self)
        self._taking = TakingOver(document, undo_stack, self)
        self.arrangement = Arrangement(document, top, view, reader, self)
        self._banks: list[Bank] = []
        self._is_awake = False
        # Several changes of one moment (a filter is added, then selected) become one.
        self._soon = Soon(self)
        self._pause = QTimer(self, singleShot=True, interval=SNAPSHOT_MS)
        self._connect()
        rankings.changed.connect(self._soon.start)

    def _connect(self) -> None:
        document = self._document
        for signal in (
            document.filter_added, document.filter_removed, document.filter_changed, document.filter_renamed,
            document.picture_added, document.picture_removed, document.units_changed,
        ):  # fmt: skip
            listen(self, signal, self._on_document_changed)
        self._top.picture_chosen.connect(self._on_top_picture_chosen)
        self._top.order_chosen.connect(self._on_top_order_chosen)
        self._looked_at.changed.connect(self._show_looked)
        self._looked_at.picture_changed.connect(self._on_document_changed)
        self.arrangement.changed.connect(self._refresh)
        self.arrangement.runs_changed.connect(self._on_document_changed)
        self.arrangement.run_learned.connect(self._on_arrangement_run_learned)
        self.arrangement.column_added.connect(self._connect_column)
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
        self._pointing.status_changed.connect(self.status_changed)
        self._soon.came.connect(self._refresh)
        self._pause.timeout.connect(self._refresh)

    def _connect_column(self, column: BankColumn) -> None:
        self._pointing.follow(column.view)
        column.adding_wanted.connect(lambda: self._on_view_filter_dropped(column.view.current))
        column.remedy_wanted.connect(lambda: self._on_column_remedy_wanted(column))
        column.view.tile_chosen.connect(lambda key: self._on_tile_chosen(column, key))
        column.view.filter_dropped.connect(self._on_view_filter_dropped)

    @property
    def is_idle(self) -> bool:
        """Whether everything that can be seen has been computed and drawn."""
        if not self._is_awake:
            return True
        is_waiting = self._soon.is_active or self._pause.isActive()
        works = (self._maps, self._finder, self._sorter, self.samples)
        return not is_waiting and all(work.is_idle for work in works)

    @property
    def banks(self) -> tuple[Bank, ...]:
        """What stands in the columns, from left to right."""
        return tuple(self._banks)

    def set_awake(self, *, is_awake: bool) -> None:
        """Say whether the columns can be seen; while they cannot, nothing is computed."""
        was_awake, self._is_awake = self._is_awake, is_awake
        self.samples.set_awake(is_awake=is_awake)
        if is_awake and not was_awake:
            self._refresh()
        elif not is_awake:
            self._soon.stop()
            self._pause.stop()

    def shut_down(self) -> None:
        """Compute no more."""
        self.set_awake(is_awake=False)
        self.samples.shut_down()
        self._maps.shut_down()
        self._finder.shut_down()
        self._sorter.shut_down()

    def choose(self, index: int, choice: BankChoice) -> None:
        """Put another bank into a column, counted from 0."""
        self.arrangement.choose(index, choice)

    def look_at(self, index: int, number: int) -> None:
        """Look at a filter of the bank in a column, both counted from 0; a preset is nothing to look at.

        One that is gone meanwhile is told in a sentence.
        """
        bank = self._banks[index] if index < len(self._banks) else None
        if bank is None or number >= len(bank.exhibits):
            self.message_raised.emit(self._words.filter_gone())
            return
        choice = bank.choice
        if choice.source == OWN:
            key = bank.exhibits[number].item.key
            self._looked_at.look_at(Looked(filter_id=key.removeprefix(HAND_MADE)))
        elif choice.is_learned and self.reader.run(choice) is None:
            self.message_raised.emit(self._words.gone(choice))
        elif choice.is_learned:
            looked = Looked(run_id=choice.source, layer=choice.layer, number=number)
            self._looked_at.look_at(looked, bank.moment if choice.step is not None else None)
        self._show_looked()

    def _refresh(self) -> None:
        """Show the document as it is now, and ask for what is missing."""
        if not self._is_awake:
            return
        equal = self._top.equal_strength.isChecked()
        looked_at, current = self._looked_at, self._looked_at.picture
        shown = A_SAMPLE if looked_at.is_sample else current.id if current is not None else ""
        self._top.set_pictures(listed_pictures(self._document), shown)
        self._banks = [self.reader.read(one, equal_strength=equal) for one in self.arrangement.choices]
        exhibits = [one for bank in self._banks for one in bank.exhibits]
        self._queue.want(current, self._document.units, [one.item for one in exhibits])
        with_presets = self.drawing.with_presets = self._top.presets.isChecked()
        self._finder.ask(match_request(self._document, self._banks, with_presets=with_presets))
        self._sorter.order = self.arrangement.order
        self._sorter.ask(exhibits)
        self._show()
        self._compute_next()
        self.banks_changed.emit()

    def _compute_next(self) -> None:
        """Ask for the next missing responses; one batch at a time, so that changes come in between."""
        if self._is_awake and self._maps.is_idle:
            request = self._queue.next_request()
            if request is not None:
                self._maps.submit(request)

    def _show(self) -> None:
        note = self._words.scale_note(self._scale(), equal_strength=self._top.equal_strength.isChecked())
        if self._sorter.misses_importance(self._banks):
            note = self._words.unknown_importance()
            self.status_changed.emit(note)
        self._top.set_note(note)
        self.drawing.show(self._banks, self._queue.answer, same_limits=self._top.same_limits.isChecked())
        self._show_looked()

    def _scale(self) -> Scale:
        """Return what black and white of the picture count as."""
        picture, units = self._looked_at.picture, self._document.units
        return picture.scale_in(units) if picture is not None else self._document.scale

    def _show_looked(self) -> None:
        self.drawing.show_looked(self._banks)

    def _on_document_changed(self, _value: object = None) -> None:
        if self._is_awake:
            self._soon.start()

    def _on_arrangement_run_learned(self) -> None:
        if self._is_awake and not self._pause.isActive():
            self._pause.start()

    def _on_top_picture_chosen(self, key: str) -> None:
        """Look at a sample of a data set, or at an open picture."""
        if key == A_SAMPLE:
            self.samples.begin()
            return
        self.samples.leave()
        try:
            show_listed(self._document, key)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            self._refresh()

    def _on_top_order_chosen(self, _order: str) -> None:
        """Show where the new order begins."""
        for column in self._view.columns:
            column.view.scroll_to_top()

    def _on_column_remedy_wanted(self, column: BankColumn) -> None:
        choice = self.arrangement.choices[self._view.columns.index(column)]
        self.remedy_wanted.emit("design" if choice.source == OWN else "train")

    def _on_view_filter_dropped(self, key: str) -> None:
        """Copy a filter into the bank, so that it can be painted on."""
        for choice in self.arrangement.choices:
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
        tile = self._pointing.tile(key)
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
