"""Ties the panel of seed and thaw to the runs, their snapshots, and the experiment with the controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor

from filterlab.errors import FilterLabError
from filterlab.files import write_whole
from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.compare.thaw.ghosts_view import figure
from filterlab.gui.compare.thaw.panel import ANGLE, DISTANCE
from filterlab.gui.compare.thaw.reading import DriftReader, DriftRequest
from filterlab.gui.listening import listen
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.soon import Soon
from filterlab.gui.theme import current_theme
from filterlab.gui.train.learned import filters_by_layer
from filterlab.gui.view_export import export_view
from filterlab.probes.drift import drift_csv
from filterlab.probes.experiments import accuracy_table, trials_csv
from filterlab.probes.experiments.measures import arm_drifts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.thaw.panel import ThawPanel
    from filterlab.gui.train.snapshots import RunSnapshots
    from filterlab.probes.drift import Drift
    from filterlab.probes.experiments import Experiment, Trial
    from filterlab.project import Run

    Floats = NDArray[np.floating[Any]]

# A run that learns is read anew no more often.
PAUSE_MS = 1000
OTHERS_ALPHA = 90


class Controls(Protocol):
    """What was found of nets whose first layers begin otherwise, or stay."""

    @property
    def experiment(self) -> Experiment:
        """The experiment with its arms."""

    @property
    def trials(self) -> list[Trial]:
        """What is over of it."""


class ThawPresenter(QObject):
    """Follow the filters of the run that is looked at, and show the controls beside it."""

    def __init__(
        self,
        panel: ThawPanel,
        looked_at: LookedAt,
        snapshots: RunSnapshots,
        controls: Callable[[], Controls | None],
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen; ``controls`` gives what the experiment has told, or None."""
        super().__init__(parent)
        self._panel, self._looked_at, self._controls = panel, looked_at, controls
        self._reader = DriftReader(snapshots, self)
        self._layer, self._measure = "", ANGLE
        self._request: DriftRequest | None = None
        self._drift: Drift | None = None
        self._soon = Soon(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._connect()

    def _connect(self) -> None:
        panel, looked_at = self._panel, self._looked_at
        self._soon.came.connect(self._show)
        self._pause.timeout.connect(self._show)
        panel.seen_changed.connect(self._soon.start)
        looked_at.changed.connect(self._on_looked_at_changed)
        looked_at.weights_changed.connect(self._on_looked_at_weights_changed)
        listen(self, looked_at.document.run_added, self._on_document_run_changed)
        listen(self, looked_at.document.run_removed, self._on_document_run_changed)
        panel.run_chosen.connect(self._on_panel_run_chosen)
        panel.layer_chosen.connect(self._on_panel_layer_chosen)
        panel.measure_chosen.connect(self._on_panel_measure_chosen)
        panel.filter_chosen.connect(self._on_panel_filter_chosen)
        panel.cancel_wanted.connect(self._reader.cancel)
        panel.picture_wanted.connect(self._on_panel_picture_wanted)
        panel.drift_wanted.connect(self._on_panel_drift_wanted)
        panel.trials_wanted.connect(self._on_panel_trials_wanted)
        self._reader.advanced.connect(panel.set_busy)
        self._reader.done.connect(self._on_reader_done)
        self._reader.failed.connect(self._on_reader_failed)

    @property
    def is_idle(self) -> bool:
        """Whether the panel shows all it can."""
        return not self._soon.is_active and not self._pause.isActive() and self._reader.is_idle

    @property
    def drift(self) -> Drift | None:
        """What is shown, or None."""
        return self._drift

    def shut_down(self) -> None:
        """Read no more."""
        self._soon.stop()
        self._pause.stop()
        self._reader.shut_down()

    @property
    def run(self) -> Run | None:
        """The run whose filters are followed: that of the filter looked at, else the newest with weights."""
        looked = self._looked_at.run
        if looked is not None:
            return looked
        runs = self._looked_at.document.runs
        return next((run for run in reversed(runs) if run.snapshot is not None), runs[-1] if runs else None)

    def _show(self) -> None:
        panel = self._panel
        if not panel.is_seen:
            return
        self._pause.stop()
        run = self.run
        listed = [(each.name, each.id) for each in reversed(self._looked_at.document.runs)]
        panel.set_runs(listed, run.id if run is not None else "")
        banks = filters_by_layer(run.parameters) if run is not None else {}
        self._layer = panel.layers.set_layers(tuple(banks), self._layer)
        self._show_controls()
        sentence = self._without_drift(run, banks)
        if sentence or run is None:
            self._reader.shut_down()
            panel.set_busy(None)
            self._request = self._drift = None
            panel.show_message(sentence)
            return
        request = DriftRequest(run.id, self._layer, self._original(run), self._newest_step(run))
        if self._request is None or request.key != self._request.key:
            self._request = request
            self._reader.start(request)

    def _newest_step(self, run: Run) -> int:
        return run.snapshot.step if run.snapshot is not None else 0

    def _original(self, run: Run) -> Floats | None:
        start = run.request.start if run.request is not None else None
        return start.get(f"{self._layer}.weight") if start is not None else None

    def _without_drift(self, run: Run | None, banks: dict[str, Floats]) -> str:
        if run is None:
            return self.tr(
                "No net has been trained yet. In Train ▸ Net, let a net begin with the filters of your bank: how far "
                "each drifts from what you drew stands here."
            )
        if run.snapshot is None:
            return self.tr("{run} has no weights yet.").format(run=run.name)
        if not banks:
            return self.tr("{run} has no layer with filters: choose another run.").format(run=run.name)
        if run.request is None:
            return self.tr(
                "{run} came from a file, which tells how its filters are and not how they began: choose a run that "
                "was trained here."
            ).format(run=run.name)
        return ""

    def _show_controls(self) -> None:
        found = self._controls()
        trials = found.trials if found is not None else []
        if found is None or not trials:
            self._panel.set_controls(
                self.tr(
                    "Controls: run the experiment to see what hand-made and random first layers reach, frozen and "
                    "free, over several seeds."
                ),
                (),
            )
            return
        seeds = len({trial.seed for trial in trials})
        text = self.tr("Controls, {count} seeds: mean ± standard deviation").format(count=seeds)
        accuracies = accuracy_table(found.experiment, trials)
        turns = arm_drifts(found.experiment, trials)
        rows = [
            (
                each.arm,
                str(each),
                str(turns[place]) if turns else "–",
                ", ".join(figure(value, "") for value in each.values),
            )
            for place, each in enumerate(accuracies)
        ]
        self._panel.set_controls(text, rows)

    def _draw(self) -> None:
        drift, panel, run = self._drift, self._panel, self.run
        if drift is None or run is None:
            return
        panel.show_drift()
        panel.ghosts.set_drift(drift)
        panel.set_headline(self._headline(run, drift))
        values = {ANGLE: drift.angles, DISTANCE: drift.distances}.get(self._measure, drift.strengths)
        chosen, theme = panel.ghosts.chosen, current_theme()
        pale = QColor(theme.muted)
        pale.setAlpha(OTHERS_ALPHA)
        order = [number for number in range(values.shape[1]) if number != chosen] + [chosen]
        curves = []
        for number in order:
            known = np.isfinite(values[:, number])
            colour = theme.curves[1] if number == chosen else pale
            curves.append((colour, drift.steps[known], values[known, number]))
        panel.plot.set_curves(curves)

    def _headline(self, run: Run, drift: Drift) -> str:
        request = run.request
        if request is not None and self._layer in request.config.frozen:
            return self.tr("{layer} was frozen: it stays as it began").format(layer=self._layer)
        since = (
            self.tr("since the filters it was given")
            if self._original(run) is not None
            else self.tr("since step {step}").format(step=int(drift.steps[0]))
        )
        known = drift.angles[-1][np.isfinite(drift.angles[-1])]
        mean = figure(float(known.mean()), "°") if len(known) else "–"
        return self.tr("Turned by {mean} on average {since}; filter {number} is drawn in colour").format(
            mean=mean, since=since, number=self._panel.ghosts.chosen
        )

    def _on_looked_at_changed(self) -> None:
        looked = self._looked_at.looked
        if looked is not None and looked.run_id and looked.layer:
            self._layer = looked.layer
            self._panel.ghosts.set_chosen(looked.number)
            self._draw()
        self._soon.start()

    def _on_looked_at_weights_changed(self) -> None:
        if self._panel.is_seen and not self._pause.isActive():
            self._pause.start()

    def _on_document_run_changed(self, _run_id: str) -> None:
        self._soon.start()

    def _on_panel_run_chosen(self, run_id: str) -> None:
        run = self._looked_at.document.run(run_id)
        layer = next(iter(filters_by_layer(run.parameters)), "")
        self._looked_at.look_at(Looked(run_id=run_id, layer=layer))

    def _on_panel_layer_chosen(self, layer: str) -> None:
        run = self.run
        self._layer = layer
        if run is not None:
            self._looked_at.look_at(Looked(run_id=run.id, layer=layer))
        self._soon.start()

    def _on_panel_measure_chosen(self, measure: str) -> None:
        self._measure = measure
        self._draw()

    def _on_panel_filter_chosen(self, number: int) -> None:
        run = self.run
        if run is not None:
            self._looked_at.look_at(Looked(run_id=run.id, layer=self._layer, number=number))
        self._draw()

    def _on_reader_done(self, drift: Drift) -> None:
        self._drift = drift
        self._panel.set_busy(None)
        self._draw()

    def _on_reader_failed(self, sentence: str) -> None:
        self._drift = None
        self._panel.set_busy(None)
        self._panel.show_message(sentence)

    def _on_panel_picture_wanted(self) -> None:
        path = ask_where_to_save(
            self._panel, self.tr("Write the picture"), "thaw.png", self.tr("Pictures (*.png *.svg)")
        )
        if path is not None:
            self._write(lambda: export_view(self._panel.content, path))

    def _on_panel_drift_wanted(self) -> None:
        if self._drift is not None:
            self._write_table("drift.csv", drift_csv(self._drift))
        else:
            self._panel.message_raised.emit(self.tr("There is no drift to write: choose a run trained here."))

    def _on_panel_trials_wanted(self) -> None:
        found = self._controls()
        if found is not None and found.trials:
            self._write_table("controls.csv", trials_csv(found.trials))
        else:
            self._panel.message_raised.emit(self.tr("There are no controls to write: run them first."))

    def _write_table(self, name: str, text: str) -> None:
        path = ask_where_to_save(self._panel, self.tr("Write the numbers"), name, self.tr("Tables (*.csv)"))
        if path is not None:
            self._write(lambda: write_whole(path, text.encode()))

    def _write(self, write: Callable[[], None]) -> None:
        try:
            write()
        except FilterLabError as error:
            self._panel.message_raised.emit(str(error))
