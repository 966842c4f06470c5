"""What is said of an experiment: where it stands, when it was run, and its findings as a table."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QObject

from filterlab.gui.train.choices import duration
from filterlab.gui.train.experiments_panel import Told
from filterlab.probes.experiments import ExperimentCancelled, ExperimentFailed, ExperimentFinished

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.train.experiment_outcome import Outcome
    from filterlab.probes.experiments import Finding, Quantity

HEADING_WIDTH = 11


class ExperimentWords(QObject):
    """Sentences about experiments."""

    def under_way(self, outcome: Outcome, passed: float, since: float) -> str:
        """Say where an experiment is that runs for ``passed`` seconds, ``since`` a share of it, and what is left."""
        place = outcome.place
        if place is None:
            return self.tr("Getting the pictures…")
        done = outcome.share - since
        left = "" if done < 0.02 else duration(passed / done * (1 - outcome.share))
        text = self.tr("Trial {number} of {total}: {arm}, seed {seed}").format(
            number=place.number, total=place.total, arm=place.arm, seed=place.seed
        )
        return self.tr("{text}; {time} left").format(text=text, time=left) if left else text

    def ending(self, outcome: Outcome) -> str:
        """Say how an experiment ended; nothing of one that was not begun."""
        match outcome.last:
            case ExperimentFinished(trials=trials):
                return self.tr("Finished: {count} trials").format(count=len(trials))
            case ExperimentCancelled():
                return self.tr("Stopped after {count} trials; no finding from a part").format(
                    count=len(outcome.trials)
                )
            case ExperimentFailed(reason=reason):
                return self.tr("Failed: {reason}").format(reason=reason)
            case _:
                return ""

    def label(self, outcome: Outcome) -> str:
        """Name an outcome by when it was begun and how much was asked."""
        when = QLocale().toString(
            QDateTime.fromSecsSinceEpoch(int(outcome.began)), QLocale.FormatType.ShortFormat
        )
        request = outcome.request
        seeds = len(request.seeds) if request is not None else 0
        text = self.tr("{when}: {count} seeds").format(when=when, count=seeds)
        if request is not None and request.filters:
            filters = self.tr("{filters} filters of my bank").format(filters=len(request.filters))
            text = f"{text}, {filters}"
        if request is not None and request.setting is not None:
            text = self.tr("{text}, as {run}").format(text=text, run=request.setting.run)
        return text


def told(finding: Finding, arms: Sequence[str]) -> Told:
    """Put the figures of a finding into a table with a row for each arm."""
    columns = {one.name: _heading(one) for one in finding.quantities}
    written = {(one.arm, one.name): one.figures for one in finding.quantities}
    rows = {arm: [written.get((arm, name), "") for name in columns] for arm in arms}
    return Told(finding.answer, finding.comparison, list(columns.values()), rows)


def _heading(quantity: Quantity) -> str:
    """Write what a column holds in short lines, with its unit unless the name says it."""
    # A number stays with its percent sign, and a long word whole.
    name = quantity.name.replace(" %", "\N{NO-BREAK SPACE}%")
    unit = "" if quantity.unit in quantity.name or quantity.unit == "s" else f" ({quantity.unit})"
    return "\n".join(wrap(f"{name}{unit}", HEADING_WIDTH, break_long_words=False))
