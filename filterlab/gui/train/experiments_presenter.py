"""Runs the course's experiments in a child process and tells the panel what they say."""

from __future__ import annotations

from io import BytesIO
from textwrap import wrap
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from filterlab import figures
from filterlab.errors import FilterLabError
from filterlab.figures.experiment import shown_top
from filterlab.files import write_whole
from filterlab.gui.experiment_process import ExperimentProcess
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.theme import current_theme
from filterlab.gui.train.choices import duration
from filterlab.gui.train.experiment_outcome import Outcome
from filterlab.gui.train.experiments_panel import ExperimentsPanel, Told
from filterlab.gui.train.spread_plot import SpreadPlot
from filterlab.gui.view_export import export_view
from filterlab.probes.experiments import (
    QUICK_SEEDS,
    THOROUGH_SEEDS,
    Band,
    ExperimentCancelled,
    ExperimentFailed,
    ExperimentFinished,
    ExperimentRequest,
    TrialStep,
    experiments,
    trials_csv,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filterlab.probes.experiments import Experiment, ExperimentEvent, Finding, Quantity

# Drawing five curves with their bands takes some milliseconds.
DRAW_EVERY_MS = 200
# The nets are small, and other cores stay for the window; seconds are disturbed least.
THREADS = 1
HEADING_WIDTH = 18


class ExperimentsPresenter(QObject):
    """Start and stop experiments, and keep the panel true to what they tell.

    Signals
    -------
    message_raised(str)
        A sentence about something that went wrong; empty when a new start has made the last one stale.
    status_changed(str)
        For the status bar.
    """

    message_raised = Signal(str)
    status_changed = Signal(str)

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = monotonic) -> None:
        """Make the panel and show the first experiment."""
        super().__init__(parent)
        self._clock = clock
        titles = {name: experiment.title for name, experiment in experiments.items()}
        self.panel = ExperimentsPanel(titles, (QUICK_SEEDS, THOROUGH_SEEDS))
        self.process = ExperimentProcess(self)
        self._outcomes = {name: Outcome(experiment) for name, experiment in experiments.items()}
        self._plots: dict[str, SpreadPlot] = {}
        self._name = next(iter(experiments))
        self._began = 0.0
        self._is_stopping = False
        self._drawing = QTimer(self, singleShot=True, interval=DRAW_EVERY_MS)
        self._drawing.timeout.connect(self._draw)
        self.process.events_received.connect(self._on_process_events_received)
        self.process.ended.connect(self._on_process_ended)
        self.panel.experiment_chosen.connect(self.choose)
        self.panel.start_wanted.connect(self.start)
        self.panel.stop_wanted.connect(self.stop)
        self.panel.figure_wanted.connect(self._on_panel_figure_wanted)
        self.panel.numbers_wanted.connect(self._on_panel_numbers_wanted)
        self.choose(self._name)

    @property
    def is_active(self) -> bool:
        """Whether an experiment is going on."""
        return self.process.is_running

    @property
    def is_idle(self) -> bool:
        """Whether no experiment is going on and everything has been drawn."""
        return not self.process.is_running and not self._drawing.isActive()

    @property
    def outcome(self) -> Outcome:
        """What the experiment that is shown has told."""
        return self._outcomes[self._name]

    def choose(self, name: str) -> None:
        """Show an experiment, with what it found if it has run."""
        self._name = name
        experiment = experiments[name]
        if name not in self._plots:
            self._plots[name] = self._make_plot(experiment)
        claim = self.tr("Published: {claim} ({source}).").format(
            claim=experiment.claim.words, source=experiment.claim.source
        )
        plot = self._plots[name]
        self.panel.set_experiment(name, experiment.question, experiment.method, claim, plot)
        self._draw()

    def start(self, seeds: int) -> None:
        """Run the experiment that is shown over so many seeds."""
        if self.process.is_running:
            return
        request = ExperimentRequest(self._name, tuple(range(seeds)), threads=THREADS)
        self._outcomes[self._name] = Outcome(experiments[self._name])
        self._is_stopping, self._began = False, self._clock()
        try:
            self.process.start(request)
        except OSError as error:
            reason = self.tr("No process could be started ({error}); close other programs and retry.")
            self._fail(reason.format(error=error))
        else:
            self.message_raised.emit("")
        self._draw()

    def stop(self) -> None:
        """Ask the experiment to stop; it is over when its last event has come."""
        if self.process.is_running and not self._is_stopping:
            self._is_stopping = True
            self.process.request_stop()
            self._show_phase()

    def shut_down(self) -> None:
        """Stop the child and draw no more."""
        self._drawing.stop()
        self.process.shut_down()

    def save_figure(self, path: Path) -> None:
        """Write the figure: .png as ``filterlab experiment`` draws it, .svg as the panel shows it; or say why not."""
        outcome, finding = self.outcome, self.outcome.finding
        if finding is None:
            return
        look = figures.DARK if current_theme().is_dark else figures.LIGHT

        def write() -> None:
            if path.suffix.lower() != ".png":
                export_view(self.panel.exhibit, path)
                return
            stream = BytesIO()
            image = figures.experiment_figure(outcome.experiment, outcome.curves, finding, look=look)
            image.save(stream, "PNG")
            write_whole(path, stream.getvalue())

        self._write(write, path)

    def save_numbers(self, path: Path) -> None:
        """Write every trial as a line of a CSV file, or say what went wrong."""
        last = self.outcome.last
        if isinstance(last, ExperimentFinished):
            self._write(lambda: write_whole(path, trials_csv(last.trials).encode()), path)

    def _write(self, write: Callable[[], None], path: Path) -> None:
        try:
            write()
        except FilterLabError as error:
            self.message_raised.emit(str(error))
        else:
            self.status_changed.emit(self.tr("Written to {path}").format(path=path))

    def _make_plot(self, experiment: Experiment) -> SpreadPlot:
        title = self.tr("Test error") if experiment.curve == "test error" else self.tr("Training error")
        target = experiment.target_error
        return SpreadPlot(
            (title, self.tr("Step"), self.tr("Wrong answers (%)")),
            [arm.name for arm in experiment.arms],
            level=None if target is None else 100 * target,
        )

    def _draw(self) -> None:
        """Draw the curves and say what there is to say."""
        outcome = self.outcome
        arms = [arm.name for arm in outcome.experiment.arms]
        bands = [outcome.curves.band(arm) for arm in arms]
        running = [outcome.curves.running(arm) for arm in arms]
        nothing = Band(np.empty(0), np.empty(0), np.empty(0), 0)
        seen = [band for band in bands if band is not None]
        under_way = [Band(x, y, np.zeros(len(y)), 1) for x, y in running if len(x)]
        if not seen and not under_way:
            self.panel.plot.show_message(self._message())
        else:
            place = outcome.place
            steps = max(float(band.steps[-1]) for band in (*seen, *under_way))
            width = float(place.total_steps) if isinstance(place, TrialStep) else steps
            shown = [band or nothing for band in bands]
            self.panel.plot.set_spreads(
                [(band.steps, band.mean) for band in shown],
                [band.spread for band in shown],
                running,
                (width, shown_top(seen or under_way)),
            )
        self._show_phase()
        self.panel.set_told(None if outcome.finding is None else _told(outcome.finding, arms))

    def _message(self) -> str:
        if self.process.is_running:
            return self.tr("Drawing digits…")
        return self.tr(
            "Press Start: the nets learn in turns, each seed anew. Here: the mean over the seeds, and a band one "
            "standard deviation wide on either side."
        )

    def _show_phase(self) -> None:
        outcome = self.outcome
        running = self.process.is_running
        self.panel.set_phase(
            self._status(outcome),
            outcome.share,
            is_running=running,
            can_stop=running and not self._is_stopping,
        )

    def _status(self, outcome: Outcome) -> str:
        place, last = outcome.place, outcome.last
        if self.process.is_running:
            if self._is_stopping:
                return self.tr("Stopping…")
            if place is None:
                return self.tr("Drawing digits…")
            passed = self._clock() - self._began
            left = "" if outcome.share < 0.02 else duration(passed / outcome.share * (1 - outcome.share))
            text = self.tr("Trial {number} of {total}: {arm}, seed {seed}").format(
                number=place.number, total=place.total, arm=place.arm, seed=place.seed
            )
            return self.tr("{text}; {time} left").format(text=text, time=left) if left else text
        match last:
            case None:
                return ""
            case ExperimentFinished():
                return self.tr("Finished: {count} trials").format(count=len(last.trials))
            case ExperimentCancelled():
                return self.tr("Stopped after {count} trials; no finding from a part").format(
                    count=len(last.trials)
                )
            case ExperimentFailed():
                return self.tr("Failed: {reason}").format(reason=last.reason)

    def _fail(self, reason: str) -> None:
        self.outcome.take_in(ExperimentFailed(reason=reason, trials=()))
        self.message_raised.emit(self.tr("The experiment failed: {reason}").format(reason=reason))

    def _on_process_events_received(self, events: list[ExperimentEvent]) -> None:
        for event in events:
            if isinstance(event, ExperimentFailed):
                self._fail(event.reason)
            else:
                self.outcome.take_in(event)
        if not self._drawing.isActive():
            self._drawing.start()

    def _on_process_ended(self) -> None:
        self._is_stopping = False
        self._drawing.stop()
        self._draw()

    def _on_panel_figure_wanted(self) -> None:
        pattern = self.tr("Figures (*.png *.svg)")
        path = ask_where_to_save(self.panel, self.tr("Save figure"), f"{self._name}.png", pattern)
        if path is not None:
            self.save_figure(path)

    def _on_panel_numbers_wanted(self) -> None:
        pattern = self.tr("Tables (*.csv)")
        path = ask_where_to_save(self.panel, self.tr("Save numbers"), f"{self._name}.csv", pattern)
        if path is not None:
            self.save_numbers(path)


def _told(finding: Finding, arms: list[str]) -> Told:
    """Put the figures of a finding into a table with a row for each arm."""
    columns = {one.name: _heading(one) for one in finding.quantities}
    written = {(one.arm, one.name): one.figures for one in finding.quantities}
    rows = {arm: [written.get((arm, name), "") for name in columns] for arm in arms}
    return Told(finding.answer, finding.comparison, list(columns.values()), rows)


def _heading(quantity: Quantity) -> str:
    """Write what a column holds in short lines, with its unit unless the name says it."""
    unit = "" if quantity.unit in quantity.name or quantity.unit == "s" else f" ({quantity.unit})"
    return "\n".join(wrap(f"{quantity.name}{unit}", HEADING_WIDTH))
