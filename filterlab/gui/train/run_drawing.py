"""Draws one run: every step, the newest weights, never more often than the eye needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.gui.listening import listen
from filterlab.gui.train.history import StepHistory
from filterlab.gui.train.words import RunWords
from filterlab.gui.widgets.first_layer import first_filters

if TYPE_CHECKING:
    from filterlab.gui.train.curves_panel import CurvesPanel
    from filterlab.gui.widgets.filter_mosaic import FilterMosaic
    from filterlab.nets import Snapshot, Started
    from filterlab.project import Document, Run

REDRAW_MS = 100


class RunDrawing(QObject):
    """Keep curves and filters true to one run of the document.

    Signals
    -------
    drawn()
        The run has been drawn as it is now.
    weights_changed()
        The weights on screen are others, or have gone.
    """

    drawn = Signal()
    weights_changed = Signal()

    def __init__(
        self, document: Document, curves: CurvesPanel, mosaic: FilterMosaic, parent: QObject | None = None
    ) -> None:
        """Start without a run: each pane says what it will show."""
        super().__init__(parent)
        self._curves, self._mosaic = curves, mosaic
        self._words = RunWords()
        self._run: Run | None = None
        self._history = StepHistory()
        self._drawn_snapshot: Snapshot | None = None
        self._drawn_start: Started | None = None
        self._is_stale = False
        self._timer = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        listen(self, document.run_updated, self._on_document_run_updated)

    @property
    def run(self) -> Run | None:
        """The run that is drawn, or None."""
        return self._run

    @property
    def is_stale(self) -> bool:
        """Whether the run has told more than what is drawn."""
        return self._is_stale

    def show_run(self, run: Run | None) -> None:
        """Draw another run."""
        self._run, self._history, self._drawn_snapshot = run, StepHistory(), None
        self._timer.stop()
        self._curves.show_messages(*self._words.curve_messages(run))
        self._mosaic.set_title(self.tr("First-layer filters"))
        self._mosaic.show_message(self._words.filter_message(run))
        self.weights_changed.emit()
        self.draw()

    def draw(self) -> None:
        """Draw the run as it is now."""
        self._is_stale = False
        run = self._run
        if run is not None:
            if run.started is not self._drawn_start:
                # It has gone on from an earlier step.
                self._drawn_start, self._history = run.started, StepHistory()
            self._history.extend(run.steps[len(self._history) :])
            if len(self._history):
                self._curves.set_curves(self._history, run.epochs)
            else:
                self._curves.show_messages(*self._words.curve_messages(run))
            self._draw_filters(run)
        self.drawn.emit()

    def finish(self) -> None:
        """Draw the run's last state now instead of a moment later."""
        self._timer.stop()
        self.draw()

    def shut_down(self) -> None:
        """Draw no more."""
        self._timer.stop()

    def _draw_filters(self, run: Run) -> None:
        if run.snapshot is None:
            self._mosaic.show_message(self._words.filter_message(run))
            return
        if run.snapshot is self._drawn_snapshot:
            return
        self._drawn_snapshot = run.snapshot
        bank = first_filters(run.parameters)
        if bank is None:
            self._mosaic.show_message(self._words.no_filters())
        else:
            _layer, weights = bank
            self._mosaic.set_title(self._words.filter_title(run))
            self._mosaic.set_filters(weights)
        self.weights_changed.emit()

    def _on_document_run_updated(self, run_id: str) -> None:
        if self._run is None or run_id != self._run.id:
            return
        if self._timer.isActive():
            self._is_stale = True
        else:
            self.draw()
            self._timer.start()

    def _on_timer_timeout(self) -> None:
        if self._is_stale:
            self.draw()
            self._timer.start()
