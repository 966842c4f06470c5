"""Ties surgery to the net that is looked at: has its copy operated on and tested, shows what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.gui.compare.rankings import done_to
from filterlab.gui.compare.surgery.commands import SetOperations
from filterlab.gui.compare.surgery.measuring import Measuring
from filterlab.gui.compare.surgery.reports import SurgeryReports
from filterlab.gui.compare.surgery.words import SurgeryWords
from filterlab.gui.listening import listen
from filterlab.gui.soon import Soon
from filterlab.gui.train.learned import filters_by_layer
from filterlab.probes.surgery import Blur, Rotate, Silence, Swap, Transplant, operate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QUndoStack

    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.rankings import KnownRankings
    from filterlab.gui.compare.surgery.case import Case, SurgeryState
    from filterlab.gui.compare.surgery.panel import SurgeryPanel
    from filterlab.gui.compare.surgery.table import OperatingTable
    from filterlab.probes.surgery import Operation, Ranking
    from filterlab.project import RankingRecord

    Floats = NDArray[np.floating[Any]]


class SurgeryPresenter(QObject):
    """Keep the panel true to the patient on the table; what is done to it can be undone."""

    def __init__(
        self,
        panel: SurgeryPanel,
        looked_at: LookedAt,
        table: OperatingTable,
        rankings: KnownRankings,
        undo_stack: QUndoStack,
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen."""
        super().__init__(parent)
        self._panel, self._looked_at, self._table = panel, looked_at, table
        self._undo_stack = undo_stack
        self._words = SurgeryWords(self)
        self._rankings = rankings
        self._measuring = Measuring(rankings, self)
        self._reports = SurgeryReports(panel, self._ranked_now, self._examined_now, self)
        self._donors: list[tuple[str, Floats]] = []
        self._soon = Soon(self)
        self._soon.came.connect(self._show)
        self._connect()

    def _connect(self) -> None:
        panel, document, measuring = self._panel, self._looked_at.document, self._measuring
        for signal in (panel.seen_changed, self._looked_at.changed, self._looked_at.weights_changed):
            signal.connect(self._soon.start)
        for changed in (
            document.filter_added, document.filter_removed, document.filter_changed, document.filter_renamed,
            document.run_added, document.run_removed,
        ):  # fmt: skip
            listen(self, changed, self._on_document_changed)
        self._table.message_raised.connect(panel.message_raised)
        panel.operation_wanted.connect(self._on_panel_operation_wanted)
        panel.restart_wanted.connect(self._on_panel_restart_wanted)
        panel.renew_wanted.connect(self._on_panel_renew_wanted)
        panel.layer_chosen.connect(self._on_panel_layer_chosen)
        panel.filter_chosen.connect(self._on_panel_filter_chosen)
        panel.rank_wanted.connect(self._on_panel_rank_wanted)
        panel.cancel_wanted.connect(measuring.stop)
        measuring.busy_changed.connect(self._on_measuring_busy_changed)
        measuring.found.connect(self._draw)
        measuring.stopped.connect(self._on_measuring_stopped)
        measuring.refused.connect(self._on_measuring_refused)

    @property
    def is_idle(self) -> bool:
        """Whether all is measured and shown."""
        return not self._soon.is_active and self._measuring.is_idle

    def shut_down(self) -> None:
        """Stop measuring."""
        self._soon.stop()
        self._measuring.shut_down()

    def _show(self) -> None:
        if not self._panel.is_seen:
            self._measuring.forget()
            return
        problem = self._table.set_up()
        if problem:
            self._refuse(problem)
        else:
            self._draw()

    def _refuse(self, sentence: str) -> None:
        self._measuring.forget()
        panel = self._panel
        panel.set_patient("", has_newer=False)
        panel.layer.set_layers((), "")
        panel.set_history(())
        panel.set_can_operate(can_operate=False)
        panel.show_message(sentence)

    def _draw(self) -> None:
        """Show what is known of the patient, and have measured what is not."""
        panel, table, case = self._panel, self._table, self._table.case
        if case is None:
            return
        panel.set_patient(self._words.patient(case), has_newer=table.has_newer)
        panel.layer.set_layers(table.layers, table.layer)
        state = self._measuring.state(case)
        if state is None:
            panel.set_headline(self._words.testing())
        self._measuring.examine(case)
        filters = state.filters if state is not None else filters_by_layer(case.moment.parameters)
        bank = filters[table.layer]
        panel.set_filters_count(len(bank))
        self._draw_filters(case, bank)
        panel.set_history([str(operation) for operation in case.operations])
        panel.set_can_operate(can_operate=True)
        own = [(one.name, one.weights) for one in self._looked_at.document.filters]
        self._donors = [*own, *((one.title, one.weights) for one in presets.values())]
        panel.set_donors([name for name, _weights in self._donors])
        if state is not None and state.examination is not None:
            examination = state.examination
            panel.set_headline(self._words.outcome(examination, state.pictures, case.request.data.source))
            panel.classes.set_shares(
                examination.before.class_accuracy, examination.after.class_accuracy, state.class_names
            )
        panel.show_found()

    def _draw_filters(self, case: Case, bank: Floats) -> None:
        """List the filters of the layer, by what they are worth as far as that is known."""
        panel, layer = self._panel, self._table.layer
        found = self._ranking_of(case, layer)
        if found is None or len(found[1].silenced) != len(bank):
            rows = self._words.rows(case, layer, list(bank), None, ())
            panel.caption.setText(self._words.not_ranked())
        else:
            record, ranking = found
            rows = self._words.rows(case, layer, list(bank), ranking, record.class_names)
            panel.caption.setText(self._words.ranked(is_now=record.done == done_to(case.operations)))
        panel.filters.set_rows(rows, self._table.number)

    def _ranking_of(self, case: Case, layer: str) -> tuple[RankingRecord, Ranking] | None:
        return self._rankings.of_patient(case, layer)

    def _ranked_now(self) -> tuple[Case, Ranking] | None:
        """Return the ranking that is shown; say what to do without one."""
        case = self._table.case
        found = self._ranking_of(case, self._table.layer) if case is not None else None
        if case is None or found is None:
            self._panel.message_raised.emit(self._words.not_ranked())
            return None
        return case, found[1]

    def _examined_now(self) -> SurgeryState | None:
        case = self._table.case
        return self._measuring.state(case) if case is not None else None

    def _on_document_changed(self, _value: object) -> None:
        self._soon.start()

    def _on_panel_operation_wanted(self, kind: str) -> None:
        case, panel = self._table.case, self._panel
        if case is None:
            return
        if kind == "swap" and panel.other.value() == self._table.number:
            panel.message_raised.emit(self._words.swapped_with_itself(self._table.number))
            return
        operation = self._operation(kind)
        try:
            # Whether it can be done depends on the sizes of the layer alone, not on what was done before.
            operate(case.spec, case.moment.parameters, operation)
        except FilterLabError as error:
            panel.message_raised.emit(str(error))
            return
        self._push(case, (*case.operations, operation), str(operation))

    def _operation(self, kind: str) -> Operation:
        panel, layer, number = self._panel, self._table.layer, self._table.number
        match kind:
            case "silence":
                return Silence(layer, number)
            case "swap":
                return Swap(layer, number, panel.other.value())
            case "transplant":
                name, weights = self._donors[panel.donor.currentIndex()]
                return Transplant(layer, number, weights, name)
            case "rotate":
                return Rotate(layer, number, float(panel.degrees.value()))
            case _:
                return Blur(layer, number, panel.sigma.value())

    def _push(self, case: Case, operations: tuple[Operation, ...], text: str) -> None:
        self._undo_stack.push(SetOperations(self._on_operations_set, case, operations, text))

    def _on_operations_set(self, case: Case, layer: str, number: int) -> None:
        """Show what was done or taken back; of a patient that is out of sight it is seen when the panel is."""
        self._table.note(case, layer, number)
        if self._panel.is_seen:
            self._draw()

    def _on_panel_restart_wanted(self) -> None:
        case = self._table.case
        if case is not None and case.operations:
            self._push(case, (), self.tr("New copy of {run}").format(run=case.name))

    def _on_panel_renew_wanted(self) -> None:
        self._table.renew()
        self._soon.start()

    def _on_panel_layer_chosen(self, layer: str) -> None:
        self._table.look_at(layer, 0)

    def _on_panel_filter_chosen(self, number: int) -> None:
        self._table.look_at(self._table.layer, number)

    def _on_panel_rank_wanted(self) -> None:
        if self._table.case is not None:
            self._measuring.rank(self._table.case, self._table.layer)

    def _on_measuring_busy_changed(self, is_busy: bool, percent: int | None) -> None:
        self._panel.set_busy(is_busy=is_busy, percent=percent)

    def _on_measuring_stopped(self) -> None:
        self._panel.set_headline(self.tr("Stopped. The next operation tests the patient again."))

    def _on_measuring_refused(self, sentence: str) -> None:
        """Say in the place of results why a net cannot be tested."""
        self._panel.set_can_operate(can_operate=False)
        self._panel.show_message(sentence)
