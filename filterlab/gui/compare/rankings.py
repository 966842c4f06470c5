"""What filters are worth, as far as it has been measured; the project keeps it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from filterlab.nets import Report
from filterlab.probes.surgery import Ranking, Transplant
from filterlab.project import Comparison, RankingRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.compare.surgery.case import Case, SurgeryState
    from filterlab.probes.surgery import Operation
    from filterlab.project import Document

# The confusions of a net with hundreds of classes and of filters are too large to be written with every change.
MOST_KEPT_BYTES = 16 << 20


class KnownRankings(QObject):
    """Keep the rankings that were measured, so that banks can be sorted by them, now and another time.

    Of each layer that of the net as it was learned is kept, and the newest one after operations.

    Signals
    -------
    changed()
        There is another one.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Know those that the document has kept."""
        super().__init__(parent)
        self._document = document
        kept = document.comparison
        self._records = list(kept.rankings if kept is not None else ())

    def keep(self, case: Case, state: SurgeryState) -> None:
        """Remember the ranking of a layer of a patient."""
        ranking = state.ranking
        if ranking is None:
            return
        record = _record_of(case, state, ranking)
        runs = {run.id for run in self._document.runs}
        self._records = [one for one in self._records if one.run_id in runs and not _is_replaced(one, record)]
        # The newest one comes last.
        self._records.append(record)
        writable = tuple(one for one in self._records if _can_be_kept(one))
        comparison = self._document.comparison or Comparison()
        self._document.set_comparison(replace(comparison, rankings=writable))
        self.changed.emit()

    def of_patient(self, case: Case, layer: str) -> tuple[RankingRecord, Ranking] | None:
        """Return what was measured of a layer of a patient as it is now, else what was measured last, else None."""
        key, now = (case.run_id, case.moment.step, layer), done_to(case.operations)
        found = [one for one in self._records if (one.run_id, one.step, one.layer) == key]
        # A sort keeps those that are alike in their order: the newest one last.
        found.sort(key=lambda one: one.done == now)
        return (found[-1], _ranking_of(found[-1])) if found else None

    def ranking(self, run_id: str, step: int, layer: str) -> Ranking | None:
        """Return what the filters of a layer are worth as they were learned, or None while nobody has measured it."""
        key = run_id, step, layer
        found = [one for one in self._records if (one.run_id, one.step, one.layer) == key and not one.done]
        return _ranking_of(found[0]) if found else None


def done_to(operations: Sequence[Operation]) -> tuple[str, ...]:
    """Say what was done to a patient, as records do: in words that differ wherever the operations do."""
    return tuple(_in_full(operation) for operation in operations)


def _in_full(operation: Operation) -> str:
    if not isinstance(operation, Transplant):
        return str(operation)
    # A filter that was painted on keeps its name.
    digest = sha256(np.ascontiguousarray(operation.weights, np.float64).tobytes()).hexdigest()[:16]
    shape = "x".join(map(str, operation.weights.shape))
    return f"{operation} ({shape}, {digest}{', its pattern' if operation.keeps_strength else ''})"


def _record_of(case: Case, state: SurgeryState, ranking: Ranking) -> RankingRecord:
    reports = ranking.before, *ranking.silenced
    return RankingRecord(
        case.run_id,
        case.moment.step,
        ranking.layer,
        done_to(state.operations),
        state.class_names,
        state.pictures,
        np.array([(report.loss, report.accuracy) for report in reports], np.float64),
        np.stack([report.confusion for report in reports]).astype(np.uint32),
    )


def _ranking_of(record: RankingRecord) -> Ranking:
    before, *silenced = (
        Report(float(loss), float(accuracy), confusion.astype(np.int64), ())
        for (loss, accuracy), confusion in zip(record.figures, record.confusions, strict=True)
    )
    return Ranking(record.layer, before, tuple(silenced))


def _is_replaced(old: RankingRecord, new: RankingRecord) -> bool:
    """Whether a ranking is not needed any more beside a newer one."""
    is_same = (old.run_id, old.step, old.layer) == (new.run_id, new.step, new.layer)
    return is_same and bool(old.done) == bool(new.done)


def _can_be_kept(record: RankingRecord) -> bool:
    """Whether it is small enough; weights that are no numbers have losses that are none."""
    return record.confusions.nbytes <= MOST_KEPT_BYTES and bool(np.isfinite(record.figures).all())
