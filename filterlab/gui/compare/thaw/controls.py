"""Ties the controls of seed and thaw to the experiment about first layers, which Train runs and keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.gui.compare.thaw.controls_words import ControlsWords
from filterlab.gui.compare.thaw.ghosts_view import figure
from filterlab.probes.experiments import FIRST_LAYER, accuracy_table, arm_drifts, drift_bands

if TYPE_CHECKING:
    from typing import Literal

    from filterlab.gui.compare.thaw.panel import ThawPanel
    from filterlab.gui.train.experiment_outcome import Outcome
    from filterlab.gui.train.experiments_presenter import ExperimentsPresenter
    from filterlab.probes.experiments import Band, Quantity, Setting, Trial
    from filterlab.project import Run


class ControlsPresenter(QObject):
    """Start the controls from the panel, and show how far they are and what they reach.

    Signals
    -------
    changed()
        Another trial is over, or other controls are shown.
    """

    changed = Signal()

    def __init__(self, panel: ThawPanel, parent: QObject | None = None) -> None:
        """Wait until it is said who runs experiments."""
        super().__init__(parent)
        self._panel, self._view = panel, panel.controls
        self._experiments: ExperimentsPresenter | None = None
        self._words = ControlsWords(self)
        self._setting: Setting | None = None
        # Why they are not of the run's own net and pictures.
        self._lack = ""
        self._told: tuple[object, ...] = ()
        self._view.start_wanted.connect(self._on_view_start_wanted)
        self._view.stop_wanted.connect(self._on_view_stop_wanted)
        panel.seen_changed.connect(self.show)

    def set_experiments(self, experiments: ExperimentsPresenter) -> None:
        """Say who runs experiments and keeps what they tell."""
        self._experiments = experiments
        experiments.progressed.connect(self.show)
        self.show()

    def set_run(self, run: Run | None) -> None:
        """Say which run the controls stand beside."""
        self._setting, self._lack = self._words.setting_of(run)
        self.show()

    @property
    def trials(self) -> list[Trial]:
        """What is over of the controls that are shown."""
        outcome = self._outcome
        return outcome.trials if outcome is not None else []

    def bands(self, measure: Literal["angle", "distance"]) -> dict[int, Band]:
        """Return how far the first filters of each control have come, by the control's place in the table."""
        outcome = self._outcome
        if outcome is None:
            return {}
        bands = drift_bands(outcome.experiment, outcome.trials, measure)
        names = [arm.name for arm in outcome.experiment.arms]
        return {names.index(name): band for name, band in bands.items()}

    @property
    def _outcome(self) -> Outcome | None:
        """The newest controls that are whole, of this run's net and pictures before others; else the newest begun."""
        told = self._experiments.outcomes(FIRST_LAYER) if self._experiments is not None else []
        own = [one for one in told if one.request is not None and one.request.setting == self._setting]
        shown = own or told
        whole = (one for one in shown if one.finding is not None)
        return next(whole, next((one for one in shown if one.trials), None))

    def show(self) -> None:
        """Show the controls as they are now."""
        if not self._panel.is_seen:
            return
        self._show_phase()
        outcome, trials = self._outcome, self.trials
        last = outcome.last if outcome is not None else None
        run = self._setting.run if self._setting is not None else ""
        told = outcome, len(trials), last, self._is_newer_running, self._setting, run, self._lack
        if told == self._told:
            return
        self._told = told
        if outcome is None:
            self._view.set_found(self._words.purpose(self._setting, self._lack), ())
        else:
            self._show_table(outcome, trials)
        self.changed.emit()

    @property
    def _is_newer_running(self) -> bool:
        """Whether controls are under way, and others than those shown."""
        experiments = self._experiments
        if experiments is None or not experiments.is_active:
            return False
        under_way = experiments.outcome
        return under_way.experiment.name == FIRST_LAYER and under_way is not self._outcome

    def _show_phase(self) -> None:
        experiments = self._experiments
        if experiments is None:
            self._view.set_phase("", None, can_start=False, can_stop=False)
            return
        phase = experiments.phase
        if phase.is_running and experiments.outcome.experiment.name != FIRST_LAYER:
            text = self.tr("Another experiment is running in Train: wait for its end, or stop it there.")
            self._view.set_phase(text, None, can_start=False, can_stop=False)
        elif phase.is_running:
            self._view.set_phase(phase.status, phase.share, can_start=False, can_stop=phase.can_stop)
        else:
            self._view.set_phase("", None, can_start=True, can_stop=False)

    def _show_table(self, outcome: Outcome, trials: list[Trial]) -> None:
        is_dashed = bool(drift_bands(outcome.experiment, trials, "angle"))
        text = self._words.headline(outcome, is_newer_running=self._is_newer_running, is_dashed=is_dashed)
        whose = self._words.others(outcome, self._setting) or self._lack
        if whose:
            text = f"{text}. {whose}"
        turns = arm_drifts(outcome.experiment, trials)
        rows = [
            (
                each.arm,
                self._figures(each),
                self._figures(turns[place]) if turns else "–",
                ", ".join(figure(value, "") for value in each.values),
            )
            for place, each in enumerate(accuracy_table(outcome.experiment, trials))
        ]
        self._view.set_found(text, rows)

    def _figures(self, quantity: Quantity) -> str:
        return "–" if quantity.mean is None else quantity.figures

    def _on_view_start_wanted(self, seeds: int, with_own: bool) -> None:
        experiments = self._experiments
        if experiments is not None and not experiments.is_active:
            experiments.choose(FIRST_LAYER)
            experiments.start(seeds, with_own, self._setting)

    def _on_view_stop_wanted(self) -> None:
        if self._experiments is not None:
            self._experiments.stop()
