"""Ties the panel of seed and thaw to the run that is looked at: its snapshots, its filters and its controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
from PySide6.QtGui import QColor

from filterlab.gui.compare.looked_at import Looked
from filterlab.gui.compare.run_presenter import LookedRunPresenter
from filterlab.gui.compare.thaw.controls import ControlsPresenter
from filterlab.gui.compare.thaw.panel import ANGLE, DISTANCE, STRENGTH
from filterlab.gui.compare.thaw.reading import DriftReader, DriftRequest
from filterlab.gui.compare.thaw.words import ThawWords
from filterlab.gui.theme import current_theme
from filterlab.gui.train.learned import filters_by_layer
from filterlab.probes.drift import drift_csv
from filterlab.probes.experiments import trials_csv, ways_csv

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.thaw.panel import ThawPanel
    from filterlab.gui.train.overlay_plot import Curve
    from filterlab.gui.train.snapshots import RunSnapshots
    from filterlab.probes.drift import Drift
    from filterlab.probes.experiments import Band
    from filterlab.project import Run

    Floats = NDArray[np.floating[Any]]

# A run that learns is read anew no more often.
PAUSE_MS = 1000
OTHERS_ALPHA = 90
# The colours before it are those of the controls.
STRONG = 4


class ThawPresenter(LookedRunPresenter):
    """Follow the filters of the run that is looked at, and show the controls beside it."""

    def __init__(
        self, panel: ThawPanel, looked_at: LookedAt, snapshots: RunSnapshots, parent: QObject | None = None
    ) -> None:
        """Wait until the panel is seen."""
        super().__init__(panel, looked_at, parent, pause_ms=PAUSE_MS)
        self._panel, self._words = panel, ThawWords(self)
        self.controls = ControlsPresenter(panel, self)
        self._reader = DriftReader(snapshots, self)
        self._layer, self._measure = "", ANGLE
        self._request: DriftRequest | None = None
        self._drift: Drift | None = None
        self.wait_for((self._reader,))
        self.controls.changed.connect(self._draw)
        panel.layer_chosen.connect(self._on_panel_layer_chosen)
        panel.measure_chosen.connect(self._on_panel_measure_chosen)
        panel.filter_chosen.connect(self._on_panel_filter_chosen)
        panel.cancel_wanted.connect(self._reader.cancel)
        panel.picture_wanted.connect(self._on_panel_picture_wanted)
        panel.drift_wanted.connect(self._on_panel_drift_wanted)
        panel.trials_wanted.connect(self._on_panel_trials_wanted)
        panel.ways_wanted.connect(self._on_panel_ways_wanted)
        self._reader.advanced.connect(panel.set_busy)
        self._reader.done.connect(self._on_reader_done)
        self._reader.failed.connect(self._on_reader_failed)

    @property
    def drift(self) -> Drift | None:
        """What is shown, or None."""
        return self._drift

    def show_run(self, run: Run | None) -> None:
        """Read how far the filters of a run have come, or say why that cannot be."""
        panel = self._panel
        self.controls.set_run(run)
        banks = filters_by_layer(run.parameters) if run is not None else {}
        self._layer = panel.layers.set_layers(tuple(banks), self._layer)
        sentence = self._words.without_drift(run, banks)
        if sentence or run is None:
            self._reader.shut_down()
            panel.set_busy(None)
            self._request = self._drift = None
            panel.show_message(sentence)
            self._draw()
            return
        newest = run.snapshot.step if run.snapshot is not None else 0
        request = DriftRequest(run.id, self._layer, self._original(run), newest)
        if self._request is None or request.key != self._request.key:
            self._request = request
            self._reader.start(request)

    def follow(self, looked: Looked) -> None:
        """Mark the filter that is looked at."""
        if looked.layer:
            self._layer = looked.layer
            self._panel.ghosts.set_chosen(looked.number)
            self._draw()

    def _original(self, run: Run) -> Floats | None:
        start = run.request.start if run.request is not None else None
        return start.get(f"{self._layer}.weight") if start is not None else None

    def _draw(self) -> None:
        """Draw how far the filters have come, as far as it is known, and the controls behind them."""
        drift, panel, run = self._drift, self._panel, self.run
        if drift is not None and run is not None:
            panel.show_content()
            panel.ghosts.set_drift(drift)
            panel.set_headline(self._headline(run, drift))
        curves, bands = self._curves(drift) if drift is not None else [], self._bands()
        panel.plot.set_y_title(panel.axis_title(self._measure))
        panel.plot.set_ways(curves, bands)
        panel.plot.setVisible(bool(curves or bands))

    def _curves(self, drift: Drift) -> list[Curve]:
        values = {DISTANCE: drift.distances, STRENGTH: drift.strengths}.get(self._measure, drift.angles)
        chosen, theme = self._panel.ghosts.chosen, current_theme()
        pale = QColor(theme.muted)
        pale.setAlpha(OTHERS_ALPHA)
        order = [number for number in range(values.shape[1]) if number != chosen] + [chosen]
        curves = []
        for number in order:
            known = np.isfinite(values[:, number])
            colour = theme.curves[STRONG] if number == chosen else pale
            curves.append((colour, drift.steps[known], values[known, number]))
        return curves

    def _bands(self) -> list[tuple[QColor, Band]]:
        """Return the ways of the controls, whose first layer is followed, unless another one is shown."""
        if self._panel.layers.currentIndex() > 0 or self._measure == STRENGTH:
            return []
        bands = self.controls.bands(cast("Literal['angle', 'distance']", self._measure))
        return [(current_theme().curves[place], band) for place, band in bands.items()]

    def _headline(self, run: Run, drift: Drift) -> str:
        was_given = self._original(run) is not None
        return self._words.headline(run, drift, self._panel.ghosts.chosen, was_given=was_given)

    def _on_panel_layer_chosen(self, layer: str) -> None:
        self._layer = layer
        self._look_at(0)
        self.refresh()

    def _on_panel_measure_chosen(self, measure: str) -> None:
        self._measure = measure
        self._draw()

    def _on_panel_filter_chosen(self, number: int) -> None:
        self._look_at(number)
        self._draw()

    def _look_at(self, number: int) -> None:
        run = self.run
        if run is not None:
            self.looked_at.look_at(Looked(run_id=run.id, layer=self._layer, number=number))

    def _on_reader_done(self, drift: Drift) -> None:
        self._drift = drift
        self._panel.set_busy(None)
        self._draw()

    def _on_reader_failed(self, sentence: str) -> None:
        self._drift = None
        self._panel.set_busy(None)
        self._panel.show_message(sentence)

    def _on_panel_picture_wanted(self) -> None:
        self.save_picture(
            "thaw.png", self._panel.content, self._caption, is_there=not self._panel.plot.isHidden()
        )

    def _caption(self) -> str:
        run, drift = self.run, self._drift
        if run is None or drift is None:
            return ""
        return self._words.caption(run, drift, self._headline(run, drift))

    def _on_panel_drift_wanted(self) -> None:
        drift = self._drift
        if drift is None:
            self.refuse_to_write(self._words.no_drift())
        else:
            self.save_numbers("drift.csv", lambda: drift_csv(drift))

    def _on_panel_trials_wanted(self) -> None:
        trials = self.controls.trials
        if trials:
            self.save_numbers("controls.csv", lambda: trials_csv(trials))
        else:
            self.refuse_to_write(self._words.no_controls())

    def _on_panel_ways_wanted(self) -> None:
        trials = self.controls.trials
        if any(trial.way for trial in trials):
            self.save_numbers("controls-drift.csv", lambda: ways_csv(trials))
        else:
            self.refuse_to_write(self._words.no_controls())
