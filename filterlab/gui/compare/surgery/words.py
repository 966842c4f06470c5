"""What surgery has done and found, in words."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from filterlab.gui.compare.surgery.filter_rows import FilterRow
from filterlab.probes.surgery import Blur, Rotate, Silence, Swap, Transplant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.gui.compare.surgery.case import Case
    from filterlab.probes.surgery import Examination, Operation, Ranking
    from filterlab.project import Run


class SurgeryWords(QObject):
    """Turn patients and what became of them into sentences; a QObject for its ``tr``."""

    def purpose(self) -> str:
        """Say what is done here once there is a net."""
        return self.tr(
            "Train a net first: then a copy of it is operated on here, filter by filter, and tested before and after."
        )

    def still_to_come(self, run: Run) -> str:
        """Say that a run has no weights yet."""
        return self.tr("The first weights of {run} are still to come.").format(run=run.name)

    def unknown_net(self, run: Run) -> str:
        """Say why weights from a file cannot be tested."""
        return self.tr(
            "{run} came from a file and fits no net that the program knows, so it cannot be tested: choose a run, or "
            "weights of a known net."
        ).format(run=run.name)

    def no_filters(self, run: Run) -> str:
        """Say that a net has nothing to operate on."""
        return self.tr(
            "{run} has no convolution of pictures, so it has no filters to operate on: choose another run."
        ).format(run=run.name)

    def gone(self, name: str) -> str:
        """Say that the run of the patient was deleted."""
        return self.tr(
            "A copy of {run} lay here, and the run was deleted meanwhile: choose a filter of another net above, or "
            "train one."
        ).format(run=name)

    def moment_gone(self, run: Run, step: int) -> str:
        """Say that the weights of the patient are not kept any more."""
        return self.tr(
            "The weights of {run} after step {step}, which were operated on, are not kept any more: its newest ones "
            "lie on the table."
        ).format(run=run.name, step=step)

    def patient(self, case: Case) -> str:
        """Say whose copy it is."""
        step = case.moment.step
        if not step:
            return self.tr("Patient: a copy of {run}. {run} itself stays as it is.").format(run=case.name)
        return self.tr("Patient: a copy of {run} at step {step}. The run itself stays as it is.").format(
            run=case.name, step=step
        )

    def outcome(self, examination: Examination, pictures: int, data: str) -> str:
        """Say how good the net is before and after."""
        before, after = (100 * report.accuracy for report in (examination.before, examination.after))
        tested = self.tr("{count} test pictures ({data})").format(count=pictures, data=data)
        if not examination.operations:
            return self.tr(
                "{after:.1f} % of {tested} are named right. Choose a filter and do something to it."
            ).format(after=after, tested=tested)
        change = self.lost(examination.lost)
        return self.tr("{before:.1f} % before, {after:.1f} % after: {change}, on {tested}.").format(
            before=before, after=after, change=change, tested=tested
        )

    def not_ranked(self) -> str:
        """Say that nobody knows what the filters are worth."""
        return self.tr("What each filter is worth is not known yet: press Rank.")

    def ranked(self, *, is_now: bool) -> str:
        """Say of which patient the ranking is."""
        if is_now:
            return self.tr("What is lost when a filter is silenced, the most important first")
        return self.tr("What is lost when a filter is silenced, as measured before other operations")

    def lost(self, share: float) -> str:
        """Write a part of the pictures that is lost, or gained, in percentage points."""
        points = f"{abs(100 * share):.1f}"
        if points == "0.0":
            return self.tr("nothing lost")
        if share < 0:
            return self.tr("{points} points gained").format(points=points)
        return self.tr("{points} points lost").format(points=points)

    def done(self, operation: Operation, number: int) -> str:
        """Say what was done to a filter."""
        match operation:
            case Silence():
                return self.tr("silenced")
            case Swap(filter=first, other=other):
                return self.tr("swapped with {other}").format(other=other if number == first else first)
            case Transplant(name=name):
                return self.tr("replaced by {name}").format(name=name)
            case Rotate(degrees=degrees):
                return self.tr("turned by {degrees:g}°").format(degrees=degrees)
            case Blur(sigma=sigma):
                words = self.tr("blurred by 1 cell") if sigma == 1 else self.tr("blurred by {sigma:g} cells")
                return words.format(sigma=sigma)

    def rows(
        self,
        case: Case,
        layer: str,
        filters: Sequence[NDArray[np.floating]],
        ranking: Ranking | None,
        class_names: Sequence[str],
    ) -> list[FilterRow]:
        """Return the lines of the list: by number, or the most important first once that is known."""
        order = ranking.order if ranking is not None else range(len(filters))
        rows = []
        for number in order:
            words = "; ".join(
                self.done(operation, number)
                for operation in case.operations
                if operation.layer == layer
                and number in (operation.filter, getattr(operation, "other", operation.filter))
            )
            name = self.tr("filter {number}").format(number=number)
            row = FilterRow(number, filters[number], name, words)
            if ranking is not None:
                lost = float(ranking.lost[number])
                worst = self._worst(ranking.class_lost[number], class_names)
                row = FilterRow(number, filters[number], name, words, lost, self.lost(lost), worst)
            rows.append(row)
        return rows

    def _worst(self, lost: NDArray[np.float64], names: Sequence[str]) -> str:
        """Name the class that suffers most, if any does."""
        number = int(np.nanargmax(lost))
        if isnan(lost[number]) or lost[number] <= 0:
            return ""
        return self.tr("most {name}: {points:.0f} points").format(
            name=names[number], points=100 * float(lost[number])
        )

    def swapped_with_itself(self, number: int) -> str:
        """Say that a filter cannot be swapped with itself."""
        return self.tr(
            "Filter {number} is the one that is chosen: beside Swap with, give the number of another one."
        ).format(number=number)

    def testing(self) -> str:
        """Say that something is being measured."""
        return self.tr("Getting the test pictures…")
