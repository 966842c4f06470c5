"""Who lies on the operating table: a copy of the net that is looked at, or why nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.compare.surgery.case_book import CaseBook
from filterlab.gui.compare.surgery.words import SurgeryWords
from filterlab.gui.listening import listen
from filterlab.gui.train.learned import filters_by_layer, spec_of

if TYPE_CHECKING:
    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.surgery.case import Case
    from filterlab.gui.compare.units.asked_net import PictureMemory
    from filterlab.gui.train.snapshots import RunSnapshots
    from filterlab.nets import NetSpec, Snapshot
    from filterlab.project import PatientRecord, Run


class OperatingTable(QObject):
    """Choose the patient, the layer and the filter by what is looked at; each patient keeps what was done to it.

    Signals
    -------
    message_raised(str)
        Why the patient of last time cannot be taken up.
    """

    message_raised = Signal(str)

    def __init__(
        self,
        looked_at: LookedAt,
        memory: PictureMemory,
        snapshots: RunSnapshots,
        parent: QObject | None = None,
    ) -> None:
        """Begin with nobody; weights are read when `set_up` is called."""
        super().__init__(parent)
        self._looked_at, self._document, self._snapshots = looked_at, looked_at.document, snapshots
        self._words = SurgeryWords(self)
        self._book = CaseBook(looked_at.document, memory)
        self._last = self._book.last
        # The run whose patient lay here, and is gone.
        self._lost = ""
        self.case: Case | None = None
        self.layers: tuple[str, ...] = ()
        self.layer = ""
        listen(self, self._document.run_added, self._on_document_run_added)
        listen(self, self._document.run_removed, self._on_document_run_removed)

    @property
    def number(self) -> int:
        """The filter that is operated on."""
        looked, case = self._looked_at.looked, self.case
        is_it = looked is not None and case is not None and (looked.run_id, looked.layer) == (
            case.run_id, self.layer,
        )  # fmt: skip
        return looked.number if is_it and looked is not None else 0

    @property
    def has_newer(self) -> bool:
        """Whether the run of the patient has learned on."""
        run = self._run_of(self.case.run_id) if self.case is not None else None
        if run is None or run.snapshot is None or self.case is None:
            return False
        return run.snapshot.step > self.case.moment.step

    def set_up(self) -> str:
        """Lay on the table who is looked at; return why nobody lies there, or an empty text."""
        self._take_up()
        runs = reversed(self._document.runs)
        run = self._looked_at.run or next((run for run in runs if run.snapshot is not None), None)
        spec = spec_of(run) if run is not None else None
        moment = run.snapshot if run is not None else None
        layers = tuple(filters_by_layer(moment.parameters)) if moment is not None else ()
        if self._lost:
            problem = self._words.gone(self._lost)
        elif run is None:
            problem = self._words.purpose()
        elif moment is None:
            problem = self._words.still_to_come(run)
        elif not layers:
            problem = self._words.no_filters(run)
        elif spec is None:
            problem = self._words.unknown_net(run)
        else:
            self._admit(run, spec, moment)
            self._choose_layer(layers)
            return ""
        self.case, self.layers = None, ()
        return problem

    def renew(self) -> None:
        """Send the patient away and look at the newest weights, so that they are taken in."""
        layer, number = self.layer, self.number
        run_id, self.case = self.case.run_id if self.case is not None else "", None
        if self._run_of(run_id) is not None:
            self._looked_at.look_at(Looked(run_id=run_id, layer=layer, number=number))

    def look_at(self, layer: str, number: int) -> None:
        """Look at a filter of the patient."""
        if self.case is not None:
            moment = None if self._looked_at.is_newest else self._looked_at.moment
            self._looked_at.look_at(Looked(run_id=self.case.run_id, layer=layer, number=number), moment)

    def note(self, case: Case, layer: str, number: int) -> None:
        """Have kept what was done to a patient or taken back, and lay that one on the table to be looked at."""
        self._book.keep(case, layer)
        run = self._run_of(case.run_id)
        if run is not None:
            self.case, self.layer = case, layer
            is_newest = run.snapshot is not None and run.snapshot.step == case.moment.step
            # Whoever follows what a run learns goes on doing so: the patient stays what it was.
            moment = None if is_newest or self._looked_at.is_newest else case.moment
            self._looked_at.look_at(Looked(run_id=run.id, layer=layer, number=number), moment)

    def _run_of(self, run_id: str) -> Run | None:
        return next((run for run in self._document.runs if run.id == run_id), None)

    def _take_up(self) -> None:
        """Go on with the patient of last time, unless something else is wanted by now."""
        last, self._last = self._last, None
        if self._looked_at.is_chosen:
            self._lost = ""
        elif last is not None:
            run = self._run_of(last.run_id)
            if run is None:
                self._lost = last.name
            else:
                self._lay_on_table(run, last)

    def _lay_on_table(self, run: Run, record: PatientRecord) -> None:
        number = next((one.filter for one in reversed(record.operations) if one.layer == record.layer), 0)
        is_newest = run.snapshot is not None and run.snapshot.step == record.step
        try:
            moment = None if is_newest else self._snapshots.snapshot(run.id, record.step)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        if moment is None and not is_newest:
            self.message_raised.emit(self._words.moment_gone(run, record.step))
        else:
            self._looked_at.look_at(Looked(run_id=run.id, layer=record.layer, number=number), moment)

    def _admit(self, run: Run, spec: NetSpec, newest: Snapshot) -> None:
        """Take in a copy of the net, or go back to the one that was taken in."""
        looked_at, case = self._looked_at, self.case
        chosen = None if looked_at.is_newest or looked_at.run is not run else looked_at.moment
        is_another_moment = chosen is not None and case is not None and chosen.step != case.moment.step
        if case is None or case.run_id != run.id or is_another_moment:
            self.case = self._book.admit(run, spec, chosen or newest)

    def _choose_layer(self, layers: tuple[str, ...]) -> None:
        self.layers, looked = layers, self._looked_at.looked
        if looked is not None and looked.layer in layers and self._looked_at.run is not None:
            self.layer = looked.layer
        elif self.layer not in layers:
            self.layer = layers[0]

    def _on_document_run_added(self, _run_id: str) -> None:
        self._lost = ""

    def _on_document_run_removed(self, run_id: str) -> None:
        if self.case is not None and self.case.run_id == run_id:
            self._lost = self.case.name
