"""The curves of experiments: one plot for each experiment, and what is drawn into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from filterlab.figures.experiment import shown_top
from filterlab.gui.train.spread_plot import SpreadPlot
from filterlab.probes.experiments import Band, TrialStep

if TYPE_CHECKING:
    from filterlab.gui.train.experiment_outcome import Outcome
    from filterlab.probes.experiments import Experiment

NOTHING = Band(np.empty(0), np.empty(0), np.empty(0), 0)


class ExperimentCurves(QObject):
    """Make the plots of experiments and draw what the nets have told: means, spreads, and the seed under way."""

    def __init__(self, parent: QObject) -> None:
        """Start without a plot."""
        super().__init__(parent)
        self._plots: dict[str, SpreadPlot] = {}

    def plot(self, name: str, experiment: Experiment) -> SpreadPlot:
        """Return the plot of an experiment, the same one each time; whoever shows it owns it."""
        if name not in self._plots:
            self._plots[name] = self._make_plot(experiment)
        return self._plots[name]

    def _make_plot(self, experiment: Experiment) -> SpreadPlot:
        title = self.tr("Test error") if experiment.curve == "test error" else self.tr("Training error")
        target = experiment.target_error
        return SpreadPlot(
            (title, self.tr("Step"), self.tr("Wrong answers (%)")),
            [arm.name for arm in experiment.arms],
            level=None if target is None else 100 * target,
        )

    def draw(self, plot: SpreadPlot, outcome: Outcome, *, is_running: bool) -> None:
        """Draw what an outcome has told by now, or say why there is nothing yet."""
        arms = [arm.name for arm in outcome.experiment.arms]
        bands = [outcome.curves.band(arm) for arm in arms]
        running = [outcome.curves.running(arm) for arm in arms]
        seen = [band for band in bands if band is not None]
        under_way = [Band(x, y, np.zeros(len(y)), 1) for x, y in running if len(x)]
        if not seen and not under_way:
            plot.show_message(self._message(outcome, is_running=is_running))
            return
        place = outcome.place
        steps = max(float(band.steps[-1]) for band in (*seen, *under_way))
        width = float(place.total_steps) if isinstance(place, TrialStep) else steps
        shown = [band or NOTHING for band in bands]
        plot.set_spreads(
            [(band.steps, band.mean) for band in shown],
            [band.spread for band in shown],
            running,
            (width, shown_top(seen or under_way)),
        )

    def _message(self, outcome: Outcome, *, is_running: bool) -> str:
        if is_running and outcome.place is None:
            return self.tr("Getting the pictures…")
        if is_running:
            return self.tr("A net learns: its curve is drawn as soon as its error has been measured.")
        return self.tr(
            "Press Start: the nets learn in turns, each seed anew. Here: the mean over the seeds, and a band one "
            "standard deviation wide on either side."
        )
