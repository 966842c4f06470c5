"""Ties surgery to the net that is looked at: admits a copy, has it operated on and tested, shows what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from filterlab.data import DataChoice, presets
from filterlab.figures.ranking import ranking_figure
from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.compare.saving import save_figure, save_table, save_view
from filterlab.gui.compare.surgery.case import Case, SurgeryState
from filterlab.gui.compare.surgery.words import SurgeryWords
from filterlab.gui.compare.units.inquiry import Inquiry
from filterlab.gui.listening import listen
from filterlab.gui.soon import Soon
from filterlab.gui.train.learned import filters_by_layer, spec_of
from filterlab.nets import TrainConfig
from filterlab.probes.surgery import (
    Blur,
    Ranking,
    Rotate,
    Silence,
    Swap,
    Transplant,
    examination_csv,
    ranking_csv,
)
from filterlab.project import TrainingRequest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.rankings import KnownRankings
    from filterlab.gui.compare.surgery.panel import SurgeryPanel
    from filterlab.gui.compare.units.asked_net import PictureMemory
    from filterlab.nets import NetSpec, Snapshot
    from filterlab.probes.surgery import Operation
    from filterlab.project import Run

    Floats = NDArray[np.floating[Any]]


class SurgeryPresenter(QObject):
    """Keep the panel true to the run whose filter is looked at; every patient is a copy, kept with all done to it."""

    def __init__(
        self,
        panel: SurgeryPanel,
        looked_at: LookedAt,
        memory: PictureMemory,
        rankings: KnownRankings,
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen."""
        super().__init__(parent)
        self._panel, self._looked_at = panel, looked_at
        self._memory, self._rankings = memory, rankings
        self._words = SurgeryWords(self)
        self._cases: dict[tuple[str, int], Case] = {}
        self._case: Case | None = None
        self._layer = ""
        self._asked: tuple[Case, tuple[Operation, ...]] | None = None
        self._examined: tuple[Case, SurgeryState] | None = None
        self._ranked: dict[tuple[Case, str, tuple[Operation, ...]], tuple[Ranking, SurgeryState]] = {}
        self._donors: list[tuple[str, Floats]] = []
        self._inquiry = Inquiry(self)
        self._soon = Soon(self)
        self._soon.came.connect(self._show)
        self._connect()

    def _connect(self) -> None:
        panel, document = self._panel, self._looked_at.document
        for signal in (panel.seen_changed, self._looked_at.changed, self._looked_at.weights_changed):
            signal.connect(self._soon.start)
        for changed in (
            document.filter_added, document.filter_removed, document.filter_changed, document.filter_renamed,
            document.run_added, document.run_removed,
        ):  # fmt: skip
            listen(self, changed, self._on_document_changed)
        panel.operation_wanted.connect(self._on_panel_operation_wanted)
        panel.undo_wanted.connect(self._on_panel_undo_wanted)
        panel.renew_wanted.connect(self._on_panel_renew_wanted)
        panel.layer_chosen.connect(self._on_panel_layer_chosen)
        panel.filter_chosen.connect(self._on_panel_filter_chosen)
        panel.rank_wanted.connect(self._on_panel_rank_wanted)
        panel.cancel_wanted.connect(self._inquiry.stop)
        panel.figure_wanted.connect(self._on_panel_figure_wanted)
        panel.view_wanted.connect(self._on_panel_view_wanted)
        panel.ranking_table_wanted.connect(self._on_panel_ranking_table_wanted)
        panel.table_wanted.connect(self._on_panel_table_wanted)
        self._inquiry.progressed.connect(self._on_inquiry_progressed)
        self._inquiry.ended.connect(self._on_inquiry_ended)
        self._inquiry.refused.connect(self._on_inquiry_refused)

    @property
    def is_idle(self) -> bool:
        """Whether all is measured and shown."""
        return not self._soon.is_active and self._inquiry.is_idle

    def shut_down(self) -> None:
        """Stop measuring."""
        self._soon.stop()
        self._inquiry.shut_down()

    def _run(self) -> Run | None:
        """Return the run that is looked at, else the newest that has weights."""
        runs = reversed(self._looked_at.document.runs)
        return self._looked_at.run or next((run for run in runs if run.snapshot is not None), None)

    def _show(self) -> None:
        if not self._panel.is_seen:
            self._inquiry.forget()
            self._asked = None
            return
        run = self._run()
        spec = spec_of(run) if run is not None else None
        moment = run.snapshot if run is not None else None
        layers = tuple(filters_by_layer(moment.parameters)) if moment is not None else ()
        if run is None:
            self._refuse(self._words.purpose())
        elif moment is None:
            self._refuse(self._words.still_to_come(run))
        elif not layers:
            self._refuse(self._words.no_filters(run))
        elif spec is None:
            self._refuse(self._words.unknown_net(run))
        else:
            self._admit(run, spec, moment)
            self._choose_layer(layers)
            self._draw()

    def _refuse(self, sentence: str) -> None:
        self._inquiry.forget()
        self._case = self._asked = None
        panel = self._panel
        panel.set_busy(is_busy=False)
        panel.set_patient("", has_newer=False)
        panel.layer.set_layers((), "")
        panel.set_history(())
        panel.set_can_operate(can_operate=False)
        panel.show_message(sentence)

    def _admit(self, run: Run, spec: NetSpec, newest: Snapshot) -> None:
        """Take in a copy of the net, or go back to the one that was taken in."""
        chosen = (
            None if self._looked_at.is_newest or self._looked_at.run is not run else self._looked_at.moment
        )
        is_same = self._case is not None and self._case.run_id == run.id
        if (
            self._case is None
            or not is_same
            or (chosen is not None and chosen.step != self._case.moment.step)
        ):
            moment = chosen or newest
            request = run.request or TrainingRequest(DataChoice(), spec, TrainConfig())
            case = Case(run.id, run.name, spec, moment, request, self._memory)
            self._case = self._cases.setdefault((run.id, moment.step), case)
        has_newer = newest.step > self._case.moment.step
        self._panel.set_patient(self._words.patient(self._case), has_newer=has_newer)

    def _choose_layer(self, layers: tuple[str, ...]) -> None:
        looked = self._looked_at.looked
        if looked is not None and looked.layer in layers and self._looked_at.run is not None:
            self._layer = looked.layer
        elif self._layer not in layers:
            self._layer = layers[0]
        self._panel.layer.set_layers(layers, self._layer)

    def _number(self) -> int:
        """Return the filter that is operated on."""
        looked, case = self._looked_at.looked, self._case
        is_it = looked is not None and case is not None and (looked.run_id, looked.layer) == (
            case.run_id, self._layer,
        )  # fmt: skip
        return looked.number if is_it and looked is not None else 0

    def _draw(self) -> None:
        """Show what is known of the patient, and have measured what is not."""
        case, panel = self._case, self._panel
        if case is None:
            return
        if self._asked != (case, case.operations):
            self._examine(case)
        state = self._examined[1] if self._examined is not None and self._examined[0] is case else None
        filters = state.filters if state is not None else filters_by_layer(case.moment.parameters)
        bank = filters[self._layer]
        ranking, names, caption = self._newest_ranking(case)
        panel.set_filters_count(len(bank))
        panel.filters.set_rows(
            self._words.rows(case, self._layer, list(bank), ranking, names), self._number()
        )
        panel.caption.setText(caption)
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

    def _newest_ranking(self, case: Case) -> tuple[Ranking | None, tuple[str, ...], str]:
        """Return the ranking of the layer that was measured last, the classes' names, and of which patient it is."""
        found = [
            (operations, *known)
            for (whose, layer, operations), known in self._ranked.items()
            if whose is case and layer == self._layer
        ]
        if not found:
            return None, (), self._words.not_ranked()
        operations, ranking, state = found[-1]
        return ranking, state.class_names, self._words.ranked(is_now=operations == case.operations)

    def _examine(self, case: Case) -> None:
        self._asked = (case, case.operations)
        if self._examined is None or self._examined[0] is not case:
            self._panel.set_headline(self._words.testing(None))
        self._panel.set_busy(is_busy=True)
        self._inquiry.start(case.examine)

    def _on_document_changed(self, _value: object) -> None:
        self._soon.start()

    def _on_panel_operation_wanted(self, kind: str) -> None:
        case, panel = self._case, self._panel
        if case is None:
            return
        layer, number = self._layer, self._number()
        operation: Operation
        match kind:
            case "silence":
                operation = Silence(layer, number)
            case "swap":
                operation = Swap(layer, number, panel.other.value())
            case "transplant":
                name, weights = self._donors[panel.donor.currentIndex()]
                operation = Transplant(layer, number, weights, name)
            case "rotate":
                operation = Rotate(layer, number, float(panel.degrees.value()))
            case _:
                operation = Blur(layer, number, panel.sigma.value())
        case.operations = (*case.operations, operation)
        self._draw()

    def _on_panel_undo_wanted(self) -> None:
        if self._case is not None:
            self._case.operations = self._case.operations[:-1]
            self._draw()

    def _on_panel_renew_wanted(self) -> None:
        self._case = None
        self._soon.start()

    def _on_panel_layer_chosen(self, layer: str) -> None:
        self._look_at(layer, 0)

    def _on_panel_filter_chosen(self, number: int) -> None:
        self._look_at(self._layer, number)

    def _look_at(self, layer: str, number: int) -> None:
        if self._case is None:
            return
        looked_at = self._looked_at
        moment = None if looked_at.is_newest or looked_at.run is None else looked_at.moment
        looked_at.look_at(Looked(run_id=self._case.run_id, layer=layer, number=number), moment)

    def _on_panel_rank_wanted(self) -> None:
        case, layer = self._case, self._layer
        if case is not None:
            if not self._inquiry.is_idle:
                # The test that goes on is stopped for it, and made afterwards.
                self._asked = None
            self._panel.set_busy(is_busy=True)
            self._inquiry.start(lambda: case.rank(layer))

    def _on_inquiry_progressed(self, _state: SurgeryState) -> None:
        self._panel.set_busy(is_busy=True, percent=self._inquiry.percent)

    def _on_inquiry_ended(self, state: SurgeryState | None, is_complete: bool) -> None:
        self._panel.set_busy(is_busy=False)
        case = self._case
        if case is None or state is None or not is_complete:
            self._panel.set_headline(self.tr("Stopped. The next operation tests the patient again."))
            return
        if state.examination is not None:
            self._examined = (case, state)
        elif state.ranking is not None:
            key = (case, state.ranking.layer, case.operations)
            # The newest one comes last.
            self._ranked.pop(key, None)
            self._ranked[key] = state.ranking, state
            if not case.operations:
                self._rankings.keep(case.run_id, case.moment.step, state.ranking)
        self._draw()

    def _on_inquiry_refused(self, sentence: str) -> None:
        """Take back what cannot be done; a net that cannot be tested at all says why in the panel's place."""
        self._panel.set_busy(is_busy=False)
        case = self._case
        if case is None or not case.is_admitted:
            self._panel.set_can_operate(can_operate=False)
            self._panel.show_message(sentence)
            return
        case.operations = case.operations[:-1]
        self._asked = (case, case.operations)
        self._panel.message_raised.emit(sentence)
        self._draw()

    def _ranking(self) -> Ranking | None:
        """Return the ranking that is shown; raise a sentence without one."""
        case = self._case
        ranking = self._newest_ranking(case)[0] if case is not None else None
        if ranking is None:
            self._panel.message_raised.emit(self._words.not_ranked())
        return ranking

    def _on_panel_figure_wanted(self) -> None:
        ranking, case = self._ranking(), self._case
        if ranking is None or case is None or self._examined is None:
            return
        weights = self._examined[1].filters[self._layer]
        title = self.tr("{layer} of {run}, step {step}").format(
            layer=self._layer, run=case.name, step=case.moment.step
        )
        data = case.request.data.source
        save_figure(
            self._panel,
            "ranking.png",
            lambda look: ranking_figure(ranking, weights, title=title, pictures=data, look=look),
        )

    def _on_panel_ranking_table_wanted(self) -> None:
        ranking = self._ranking()
        if ranking is not None:
            save_table(self._panel, "ranking.csv", lambda: ranking_csv(ranking))

    def _on_panel_view_wanted(self) -> None:
        save_view(self._panel, "surgery.png", self._panel.outcome)

    def _on_panel_table_wanted(self) -> None:
        if self._examined is None or self._examined[1].examination is None:
            return
        examination, names = self._examined[1].examination, self._examined[1].class_names
        save_table(self._panel, "surgery.csv", lambda: examination_csv(examination, names))
