"""Seed and thaw: ghosts beside filters, their way over the steps, and what controls reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QProgressBar, QPushButton, QSplitter, QWidget

from filterlab.gui.compare.run_panel import RunPanel
from filterlab.gui.compare.thaw.controls_view import ControlsView
from filterlab.gui.compare.thaw.drift_plot import DriftPlot
from filterlab.gui.compare.thaw.ghosts_view import GhostsView
from filterlab.gui.train.choosers import LayerBox
from filterlab.gui.widgets.tooltip import in_lines

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

ANGLE, DISTANCE, STRENGTH = "angle", "distance", "strength"
PROGRESS_WIDTH = 110
SIZES = (400, 400, 420)


class ThawPanel(RunPanel):
    """Show how filters drift, beside controls. Setters never emit.

    Signals
    -------
    layer_chosen(layer), measure_chosen(measure), filter_chosen(number)
        Another layer, measure or filter.
    cancel_wanted()
        Read no more snapshots.
    drift_wanted(), trials_wanted(), ways_wanted()
        Write the drift, the controls' figures or the controls' drift to a file.
    """

    layer_chosen = Signal(str)
    measure_chosen = Signal(str)
    filter_chosen = Signal(int)
    cancel_wanted = Signal()
    drift_wanted = Signal()
    trials_wanted = Signal()
    ways_wanted = Signal()
    key = "thaw"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self.layers, self.measure = LayerBox(), QComboBox()
        self.cancel, self.progress = QPushButton(self.tr("Cancel")), QProgressBar(textVisible=False)
        self.ghosts, self.controls = GhostsView(), ControlsView()
        self.plot = DriftPlot(self.tr("How far the filters have drifted"), self.tr("step"))
        self.content = QSplitter(childrenCollapsible=False)
        self._set_up()
        for part in (self.pages, self.plot, self.controls):
            self.content.addWidget(part)
        self.content.setHandleWidth(8)
        self.content.setSizes(SIZES)
        self.lay_out(
            (self.layers, self.measure, self.cancel, self.progress),
            self.ghosts,
            (
                (self.tr("Drift (CSV)…"), self.drift_wanted),
                (self.tr("Controls (CSV)…"), self.trials_wanted),
                (self.tr("Drift of the controls (CSV)…"), self.ways_wanted),
            ),
            self.content,
        )
        self.measure.activated.connect(self._on_measure_activated)
        self.layers.layer_chosen.connect(self.layer_chosen)
        self.ghosts.filter_chosen.connect(self.filter_chosen)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.show_message("")
        self.set_busy(None)

    def _set_up(self) -> None:
        self.measure.addItem(self.tr("angle"), ANGLE)
        self.measure.addItem(self.tr("distance"), DISTANCE)
        self.measure.addItem(self.tr("strength"), STRENGTH)
        self.measure.setToolTip(
            in_lines(
                self.tr(
                    "Angle: 0 is the same pattern, 90 has nothing in common, 180 is its negative. Distance and "
                    "strength are parts of the original's length"
                )
            )
        )
        self.measure.setAccessibleName(self.tr("What is drawn against the steps"))
        self.cancel.setToolTip(self.tr("Read no more snapshots (Esc)"))
        self.progress.setFixedWidth(PROGRESS_WIDTH)
        self.progress.setMaximumHeight(14)
        self.progress.setAccessibleName(self.tr("How far it is"))

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Seed and thaw")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr(
            "How far the filters a net was started with drift while it learns, and whether that helps"
        )

    def axis_title(self, measure: str) -> str:
        """Return what stands beside the plot."""
        return {
            ANGLE: self.tr("angle (°)"),
            DISTANCE: self.tr("relative distance"),
        }.get(measure, self.tr("relative strength"))

    def set_busy(self, percent: int | None) -> None:
        """Say how far the reading is; None: nothing is read."""
        self.cancel.setVisible(percent is not None)
        self.progress.setVisible(percent is not None)
        self.progress.setValue(percent or 0)

    def show_message(self, sentence: str) -> None:
        """Say what will be seen here, or why nothing is."""
        super().show_message(sentence)
        self.ghosts.set_drift(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel by Esc, as everywhere: what is read first, then the controls."""
        is_escape = event.key() == Qt.Key.Key_Escape
        if is_escape and not self.cancel.isHidden():
            self.cancel_wanted.emit()
        elif is_escape and not self.controls.stop.isHidden() and self.controls.stop.isEnabled():
            self.controls.stop_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _on_measure_activated(self, _index: int) -> None:
        self.measure_chosen.emit(self.measure.currentData())
