"""Runs the course's experiments in a child process and tells the panel what they say."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.experiment_process import ExperimentProcess
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.train.experiment_curves import ExperimentCurves
from filterlab.gui.train.experiment_export import write_figure, write_numbers
from filterlab.gui.train.experiment_outcome import Outcome
from filterlab.gui.train.experiment_shelf import ExperimentShelf
from filterlab.gui.train.experiment_words import ExperimentWords, told
from filterlab.gui.train.experiments_panel import ExperimentPhase, ExperimentsPanel
from filterlab.probes.experiments import (
    FIRST_LAYER,
    ExperimentFailed,
    ExperimentRequest,
    experiments,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from filterlab.engine.arrays import FloatArray
    from filterlab.probes.experiments import ExperimentEvent, Setting
    from filterlab.project import Project

# Drawing five curves with their bands takes some milliseconds.
DRAW_EVERY_MS = 200
# The nets are small, and other cores stay for the window; seconds are disturbed least.
THREADS = 1


class ExperimentsPresenter(QObject):
    """Start and stop experiments, keep the panel true to what they tell, and find what was told before.

    Signals
    -------
    message_raised(str)
        A sentence about something that went wrong; empty when a new start has made the last one stale.
    status_changed(str)
        For the status bar.
    progressed()
        An experiment has told something, or another one is shown.
    """

    message_raised = Signal(str)
    status_changed = Signal(str)
    progressed = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        bank: Callable[[], Sequence[FloatArray]] = tuple,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Make the panel and show the first experiment; ``bank`` gives the user's own filters, (C, KH, KW) each."""
        super().__init__(parent)
        self._bank = bank
        self._clock = clock
        titles = {name: experiment.title for name, experiment in experiments.items()}
        self.panel = ExperimentsPanel(titles)
        self.process = ExperimentProcess(self)
        self._words = ExperimentWords(self)
        self._shelf = ExperimentShelf()
        self._curves = ExperimentCurves(self)
        self._name = next(iter(experiments))
        self._outcome = Outcome(experiments[self._name])
        self._began = self._share_before = 0.0
        self._is_stopping = False
        self._drawing = QTimer(self, singleShot=True, interval=DRAW_EVERY_MS)
        self._drawing.timeout.connect(self._draw)
        self.process.events_received.connect(self._on_process_events_received)
        self.process.ended.connect(self._on_process_ended)
        self._connect_panel()
        self.choose(self._name)

    def _connect_panel(self) -> None:
        panel = self.panel
        panel.seen_changed.connect(self._draw)
        panel.experiment_chosen.connect(self.choose)
        panel.result_chosen.connect(self.choose_result)
        panel.start_wanted.connect(self.start)
        panel.resume_wanted.connect(self.resume)
        panel.stop_wanted.connect(self.stop)
        panel.delete_wanted.connect(self.delete)
        panel.figure_wanted.connect(self._on_panel_figure_wanted)
        panel.numbers_wanted.connect(self._on_panel_numbers_wanted)

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
        return self._outcome

    def set_file(self, project: Project | None) -> None:
        """Keep experiments in a project from now on, or in no file, and list those that are there."""
        try:
            self._shelf.set_file(project)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
        if not self.process.is_running:
            self.choose(self._name)

    def choose(self, name: str) -> None:
        """Show an experiment, with what it found the last time."""
        self._name = name
        experiment = experiments[name]
        claim = self.tr("Published: {claim} ({source}).").format(
            claim=experiment.claim.words, source=experiment.claim.source
        )
        plot = self._curves.plot(name, experiment)
        self.panel.set_experiment(name, experiment.question, claim, plot, takes_filters=name == FIRST_LAYER)
        self.choose_result(0)

    def choose_result(self, index: int) -> None:
        """Show one of the times the experiment was run, counted from the newest; an empty one if there is none."""
        outcomes = self._shelf.outcomes(self._name)
        self._outcome = outcomes[index] if index < len(outcomes) else Outcome(experiments[self._name])
        try:
            self._shelf.read(self._outcome)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
        self._show_results()
        self._draw()

    def outcomes(self, name: str) -> list[Outcome]:
        """Return what an experiment told each time it was run, the newest first."""
        outcomes = self._shelf.outcomes(name)
        for outcome in outcomes:
            try:
                self._shelf.read(outcome)
            except FilterLabError as error:
                self.message_raised.emit(str(error))
        return list(outcomes)

    def start(self, seeds: int, with_own: bool = False, setting: Setting | None = None) -> None:
        """Run the experiment that is shown over so many seeds.

        Parameters
        ----------
        seeds : int
            How many.
        with_own : bool
            Whether the hand-made filters are those of the bank, and not those of the course.
        setting : Setting or None
            The net and the pictures of a run; None: those of the course.
        """
        if self.process.is_running:
            return
        filters = tuple(self._bank()) if with_own else ()
        if with_own and not filters:
            self.message_raised.emit(
                self.tr("Your bank is empty: draw filters under Design, then start again.")
            )
            return
        request = ExperimentRequest(
            self._name, tuple(range(seeds)), threads=THREADS, filters=filters, setting=setting
        )
        self.message_raised.emit("")
        try:
            # Filters that do not fit are refused here, and not by the child.
            _ = request.experiment
            self._outcome = self._shelf.begin(request, self._clock())
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self._show_results()
        self._run(self._outcome, request)

    def resume(self) -> None:
        """Make the trials that are missing of an experiment that was stopped."""
        outcome = self._outcome
        if self.process.is_running or outcome.request is None or not outcome.can_go_on:
            return
        self.message_raised.emit("")
        outcome.go_on()
        self._run(outcome, outcome.request)

    def _run(self, outcome: Outcome, request: ExperimentRequest) -> None:
        self._is_stopping, self._began, self._share_before = False, self._clock(), outcome.share
        try:
            self.process.start(request, tuple(outcome.trials), self._shelf.place(outcome))
        except OSError as error:
            reason = self.tr("No process could be started ({error}); close other programs and retry.")
            self._fail(reason.format(error=error))
        self._draw()

    def stop(self) -> None:
        """Ask the experiment to stop; it is over when its last event has come."""
        if self.process.is_running and not self._is_stopping:
            self._is_stopping = True
            self.process.request_stop()
            self._show_phase()

    def delete(self) -> None:
        """Forget the outcome that is shown."""
        if self.process.is_running or self._outcome.request is None:
            return
        try:
            self._shelf.remove(self._outcome)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
        self.choose_result(0)

    def shut_down(self) -> None:
        """Stop the child, which keeps the trials that are over, and draw no more."""
        self._drawing.stop()
        self.process.shut_down()

    def save_figure(self, path: Path) -> None:
        """Write the figure, or say why that cannot be."""
        if self.outcome.finding is not None:
            self._draw_curves()
            self._write(lambda: write_figure(path, self.outcome, self.panel.exhibit), path)

    def save_numbers(self, path: Path) -> None:
        """Write every trial as a line of a CSV file, or say why that cannot be."""
        if self.outcome.trials:
            self._write(lambda: write_numbers(path, self.outcome), path)

    def _write(self, write: Callable[[], None], path: Path) -> None:
        try:
            write()
        except FilterLabError as error:
            self.message_raised.emit(str(error))
        else:
            self.status_changed.emit(self.tr("Written to {path}").format(path=path))

    def _draw(self) -> None:
        """Draw the curves, if they are seen, and say what there is to say."""
        if self.panel.is_seen:
            self._draw_curves()
        self._show_phase()
        finding = self.outcome.finding
        arms = [arm.name for arm in self.outcome.experiment.arms]
        self.panel.set_told(None if finding is None else told(finding, arms))

    def _draw_curves(self) -> None:
        self._curves.draw(self.panel.plot, self.outcome, is_running=self.process.is_running)

    def _show_results(self) -> None:
        outcomes = self._shelf.outcomes(self._name)
        shown = outcomes.index(self._outcome) if self._outcome in outcomes else 0
        self.panel.set_method(self._outcome.experiment.method)
        self.panel.set_results([self._words.label(outcome) for outcome in outcomes], shown)

    def _show_phase(self) -> None:
        self.panel.set_phase(self.phase)
        self.progressed.emit()

    @property
    def phase(self) -> ExperimentPhase:
        """How far the experiment that is shown is."""
        outcome = self.outcome
        running = self.process.is_running
        if not running:
            status = self._words.ending(outcome)
        elif self._is_stopping:
            status = self.tr("Stopping…")
        else:
            status = self._words.under_way(outcome, self._clock() - self._began, self._share_before)
        return ExperimentPhase(
            status,
            outcome.share,
            is_running=running,
            can_stop=running and not self._is_stopping,
            can_resume=not running and outcome.can_go_on,
        )

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
        # What could not be noted on a full disk is when the project is opened again.
        with contextlib.suppress(FilterLabError):
            self._shelf.end(self._outcome)
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
