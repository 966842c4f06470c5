"""Which banks stand in the columns and how they are drawn: what the user chose, kept in the document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import QObject, Signal

from filterlab.gui.compare.column import DIRECT
from filterlab.gui.listening import listen
from filterlab.probes.units.pictures import FITS
from filterlab.project import BankChoice, Comparison
from filterlab.project.comparison import OWN, PRESETS, Order

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.gui.compare.banks import BankReader
    from filterlab.gui.compare.column import BankColumn
    from filterlab.gui.compare.columns_view import ColumnsView
    from filterlab.gui.compare.top_bar import TopBar
    from filterlab.project import Document

NOBODY = BankChoice("")


class Arrangement(QObject):
    """Know the banks of all columns, as they were when the project was closed or as the user chooses them now.

    Signals
    -------
    bank_replaced(index)
        The user is about to put another bank into the column of this number.
    changed()
        Something else shall stand there, or be drawn in another way.
    runs_changed()
        There is another run, or one less; other banks may stand there for that.
    run_learned()
        A run in one of the columns has learned.
    column_added(column)
        There is one more.
    """

    bank_replaced = Signal(int)
    changed = Signal()
    runs_changed = Signal()
    run_learned = Signal()
    column_added = Signal(object)

    def __init__(
        self,
        document: Document,
        top: TopBar,
        view: ColumnsView,
        reader: BankReader,
        parent: QObject | None = None,
    ) -> None:
        """Begin with what the document keeps, at first with the hand-made filters and the newest run's."""
        super().__init__(parent)
        self._document, self._top, self._view, self._reader = document, top, view, reader
        self._choices = [BankChoice(OWN), self._newest()]
        if document.comparison is not None:
            self._restore(document.comparison)
        listen(self, document.run_added, self._on_document_run_added)
        listen(self, document.run_updated, self._on_document_run_updated)
        listen(self, document.run_removed, self._on_document_run_removed)
        top.order_chosen.connect(self._on_top_changed)
        top.scaling_changed.connect(self._on_top_changed)
        top.column_wanted.connect(self._on_top_column_wanted)
        for column in view.columns:
            self._connect_column(column)

    @property
    def choices(self) -> tuple[BankChoice, ...]:
        """The banks from left to right."""
        return tuple(self._choices)

    @property
    def order(self) -> Order:
        """By what all columns are sorted."""
        chosen = self._top.order.currentData()
        return next(one for one in get_args(Order) if one == chosen)

    def choose(self, index: int, choice: BankChoice) -> None:
        """Put another bank into a column, counted from 0."""
        self.bank_replaced.emit(index)
        before = self._choices[index]
        if (before.source, before.layer) != (choice.source, choice.layer):
            self._view.columns[index].view.scroll_to_top()
        self._put(index, choice)
        self.changed.emit()

    def _put(self, index: int, choice: BankChoice) -> None:
        run = self._reader.run(choice)
        self._choices[index] = replace(choice, name=run.name if run is not None else choice.name)
        self._keep()

    def _restore(self, kept: Comparison) -> None:
        if kept.columns is not None:
            self._choices = list(kept.columns)
        while len(self._view.columns) < len(self._choices):
            self._view.add_column()
        while len(self._view.columns) > len(self._choices):
            self._view.remove_column(self._view.columns[-1])
        self._top.set_order(kept.order)
        self._top.set_ticks(
            same_limits=kept.same_limits, equal_strength=kept.equal_strength, presets=kept.with_presets
        )

    def _keep(self) -> None:
        """Have the document keep what stands there now."""
        top = self._top
        self._document.set_comparison(
            replace(
                self._document.comparison or Comparison(),
                columns=self.choices,
                order=self.order,
                same_limits=top.same_limits.isChecked(),
                equal_strength=top.equal_strength.isChecked(),
                with_presets=top.presets.isChecked(),
            )
        )

    def _newest(self) -> BankChoice:
        runs = self._document.runs
        return BankChoice(runs[-1].id, name=runs[-1].name) if runs else NOBODY

    def _connect_column(self, column: BankColumn) -> None:
        def about(method: Callable[..., None]) -> Callable[..., None]:
            return lambda *values: method(column, *values)

        column.source_chosen.connect(about(self._on_column_source_chosen))
        column.layer_chosen.connect(about(self._on_column_layer_chosen))
        column.step_chosen.connect(about(self._on_column_step_chosen))
        column.fit_chosen.connect(about(self._on_column_fit_chosen))
        column.removal_wanted.connect(about(self._on_column_removal_wanted))

    def _on_document_run_added(self, run_id: str) -> None:
        """Show what is being learned now in the first column of learned filters."""
        learned = [index for index, choice in enumerate(self._choices) if choice.is_learned]
        for index in learned[:1]:
            self._put(index, BankChoice(run_id))
        self.runs_changed.emit()

    def _on_document_run_updated(self, run_id: str) -> None:
        if any(choice.source == run_id for choice in self._choices):
            self.run_learned.emit()

    def _on_document_run_removed(self, _run_id: str) -> None:
        self.runs_changed.emit()

    def _on_top_changed(self, _key: str = "") -> None:
        self._keep()
        self.changed.emit()

    def _on_top_column_wanted(self) -> None:
        """Add a column with something that does not stand there yet."""
        newest, shown = self._newest(), {choice.source for choice in self._choices}
        others = [BankChoice(run.id) for run in reversed(self._document.runs) if run.id not in shown]
        steps = self._reader.steps(newest)
        earlier = [replace(newest, step=steps[0])] if steps else []
        self._choices.append(NOBODY)
        column = self._view.add_column()
        self._connect_column(column)
        self.column_added.emit(column)
        self.choose(len(self._choices) - 1, [*others, *earlier, BankChoice(PRESETS)][0])

    def _on_column_source_chosen(self, column: BankColumn, source: str) -> None:
        self.choose(self._view.columns.index(column), BankChoice(source))

    def _on_column_layer_chosen(self, column: BankColumn, layer: str) -> None:
        index = self._view.columns.index(column)
        self.choose(index, replace(self._choices[index], layer=layer, in_net=False))

    def _on_column_step_chosen(self, column: BankColumn, step: object) -> None:
        index = self._view.columns.index(column)
        self.choose(index, replace(self._choices[index], step=cast("int | None", step)))

    def _on_column_fit_chosen(self, column: BankColumn, fit: str) -> None:
        index = self._view.columns.index(column)
        choice = self._choices[index]
        chosen = next((one for one in FITS if one == fit), choice.fit)
        self.choose(index, replace(choice, in_net=fit != DIRECT, fit=chosen))

    def _on_column_removal_wanted(self, column: BankColumn) -> None:
        del self._choices[self._view.columns.index(column)]
        self._view.remove_column(column)
        self._keep()
        self.changed.emit()
