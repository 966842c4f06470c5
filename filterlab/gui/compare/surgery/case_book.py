"""All patients: who was taken in, what was done to each, and who lay on the table when the project was closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from filterlab.data import DataChoice
from filterlab.gui.compare.surgery.case import Case
from filterlab.nets import TrainConfig
from filterlab.project import Comparison, PatientRecord, TrainingRequest

if TYPE_CHECKING:
    from filterlab.gui.compare.units.asked_net import PictureMemory
    from filterlab.nets import NetSpec, Snapshot
    from filterlab.project import Document, Run


class CaseBook:
    """Keep a patient for each moment of each run, and have the document keep what was done to them."""

    def __init__(self, document: Document, memory: PictureMemory) -> None:
        """Begin with what the document has kept; no weights are read for it."""
        self._document, self._memory = document, memory
        kept = document.comparison
        self._records = {(one.run_id, one.step): one for one in (kept.patients if kept is not None else ())}
        self._cases: dict[tuple[str, int], Case] = {}

    @property
    def last(self) -> PatientRecord | None:
        """Who lay on the table when the project was closed; None: nobody."""
        kept = self._document.comparison
        return next(reversed(kept.patients), None) if kept is not None else None

    def admit(self, run: Run, spec: NetSpec, moment: Snapshot) -> Case:
        """Take in a copy of a net, or return the one that was taken in, with all that was done to it."""
        key = run.id, moment.step
        if key not in self._cases:
            request = run.request or TrainingRequest(DataChoice(), spec, TrainConfig())
            case = Case(run.id, run.name, spec, moment, request, self._memory)
            record = self._records.get(key)
            case.operations = record.operations if record is not None else ()
            self._cases[key] = case
        return self._cases[key]

    def keep(self, on_table: Case, layer: str) -> None:
        """Have the document keep what was done to whom, and who lies on the table with which layer in sight."""
        runs = {run.id for run in self._document.runs}
        key = on_table.run_id, on_table.moment.step
        for case in self._cases.values():
            where = case.run_id, case.moment.step
            of_layer = layer if case is on_table else self._layer_of(where)
            self._records[where] = PatientRecord(*where, of_layer, case.operations, case.name)
        self._records[key] = self._records.pop(key)
        patients = tuple(
            one
            for where, one in self._records.items()
            if where == key or (one.operations and one.run_id in runs)
        )
        self._document.set_comparison(replace(self._document.comparison or Comparison(), patients=patients))

    def _layer_of(self, where: tuple[str, int]) -> str:
        record = self._records.get(where)
        return record.layer if record is not None else ""
