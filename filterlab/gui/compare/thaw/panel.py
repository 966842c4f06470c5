"""Seed and thaw: ghosts beside filters, their way over the steps, and what controls reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.compare.thaw.ghosts_view import GhostsView
from filterlab.gui.desk_panel import DeskPanel, PanelBody
from filterlab.gui.train.choosers import LayerBox
from filterlab.gui.train.overlay_plot import OverlayPlot
from filterlab.gui.train.run_chooser import run_box
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

ANGLE, DISTANCE, STRENGTH = "angle", "distance", "strength"
PROGRESS_WIDTH = 110


class ThawPanel(DeskPanel):
    """Show how filters drift. Setters never emit.

    Signals
    -------
    run_chosen(run_id), layer_chosen(layer), measure_chosen(measure), filter_chosen(number)
        Another run, layer, measure or filter.
    cancel_wanted()
        Read no more snapshots.
    controls_wanted()
        Run the experiment with the controls.
    picture_wanted(), drift_wanted(), trials_wanted()
        Write what is shown to a file.
    """

    run_chosen = Signal(str)
    layer_chosen = Signal(str)
    measure_chosen = Signal(str)
    filter_chosen = Signal(int)
    cancel_wanted = Signal()
    controls_wanted = Signal()
    picture_wanted = Signal()
    drift_wanted = Signal()
    trials_wanted = Signal()
    key = "thaw"
    group = "net"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self.runs, self.layers, self.measure = run_box(self.tr("Run")), LayerBox(), QComboBox()
        self.cancel, self.controls = QPushButton(self.tr("Cancel")), QPushButton(self.tr("Run the controls…"))
        self.export = QPushButton(self.tr("Export"))
        self.progress = QProgressBar(textVisible=False)
        self.headline = dressed(ElidedLabel(""), "muted")
        self.ghosts = GhostsView()
        self.plot = OverlayPlot(self.tr("How far the filters have drifted"), self.tr("step"))
        self.table = QTableWidget(0, 4)
        self._about_table = dressed(QLabel(wordWrap=True), "muted")
        self._message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True, margin=16)
        self.content, self._drifting, self._stack = QSplitter(), QSplitter(), QStackedWidget()
        self._set_up()
        self._lay_out()
        self._connect()
        self.show_message("")
        self.set_busy(None)

    def _set_up(self) -> None:
        self.measure.addItem(self.tr("angle, degrees"), ANGLE)
        self.measure.addItem(self.tr("relative distance"), DISTANCE)
        self.measure.addItem(self.tr("relative strength"), STRENGTH)
        self.measure.setToolTip(
            self.tr(
                "Angle: 0 is the same pattern, 90 has nothing in common, 180 is its negative. Distance and strength "
                "are parts of the original's length"
            )
        )
        self.measure.setAccessibleName(self.tr("What is drawn against the steps"))
        self.controls.setToolTip(
            self.tr(
                "Hand-made and frozen, hand-made and free, random and free, random and frozen, over several seeds: "
                "an experiment of Train"
            )
        )
        self.cancel.setToolTip(self.tr("Read no more snapshots (Esc)"))
        self.progress.setFixedWidth(PROGRESS_WIDTH)
        self.progress.setMaximumHeight(14)
        self.progress.setAccessibleName(self.tr("How far it is"))
        menu = QMenu(self.export)
        for text, wanted in (
            (self.tr("Picture (PNG or SVG)…"), self.picture_wanted),
            (self.tr("Drift (CSV)…"), self.drift_wanted),
            (self.tr("Controls (CSV)…"), self.trials_wanted),
        ):
            menu.addAction(text).triggered.connect(wanted)
        self.export.setMenu(menu)
        table = self.table
        table.setHorizontalHeaderLabels(
            [self.tr("first layer"), self.tr("test accuracy"), self.tr("turned by"), self.tr("each seed")]
        )
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAccessibleName(self.tr("What nets with such a first layer reach"))

    def _lay_out(self) -> None:
        top = QWidget()
        flow = FlowLayout(top, spacing=6)
        flow.setContentsMargins(0, 0, 0, 0)
        chosen = (self.runs, self.layers, self.measure)
        for widget in (*chosen, self.cancel, self.progress, self.controls, self.export, self.headline):
            flow.addWidget(widget)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._about_table)
        column.addWidget(self.table, 1)
        self._drifting.addWidget(self.ghosts)
        self._drifting.addWidget(self.plot)
        self._stack.addWidget(self._message)
        self._stack.addWidget(self._drifting)
        self.content.addWidget(self._stack)
        self.content.addWidget(right)
        for splitter, sizes in ((self._drifting, (420, 380)), (self.content, (800, 420))):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(8)
            splitter.setSizes(sizes)
        whole = PanelBody()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(4)
        layout.addWidget(top)
        layout.addWidget(self.content, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(whole)

    def _connect(self) -> None:
        self.runs.activated.connect(self._on_runs_activated)
        self.measure.activated.connect(self._on_measure_activated)
        self.layers.layer_chosen.connect(self.layer_chosen)
        self.ghosts.filter_chosen.connect(self.filter_chosen)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.controls.clicked.connect(self.controls_wanted)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Seed and thaw")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr(
            "How far the filters a net was started with drift while it learns, and whether that helps"
        )

    @property
    def message(self) -> str:
        """The sentence in place of the drift; empty when there is one."""
        return "" if self._stack.currentWidget() is self._drifting else self._message.text()

    @property
    def about_table(self) -> str:
        """The sentence above the controls."""
        return self._about_table.text()

    def set_runs(self, runs: Sequence[tuple[str, str]], current: str) -> None:
        """List the runs as (name, id) and say which is looked at."""
        self.runs.blockSignals(True)
        self.runs.clear()
        for name, run_id in runs:
            self.runs.addItem(name, run_id)
        self.runs.setCurrentIndex(self.runs.findData(current))
        self.runs.setEnabled(bool(runs))
        self.runs.blockSignals(False)

    def set_headline(self, text: str) -> None:
        """Say since when the filters are followed."""
        self.headline.setText(text)
        self.headline.updateGeometry()

    def set_busy(self, percent: int | None) -> None:
        """Say how far the reading is; None: nothing is read."""
        self.cancel.setVisible(percent is not None)
        self.progress.setVisible(percent is not None)
        self.progress.setValue(percent or 0)

    def show_message(self, sentence: str) -> None:
        """Say what will be seen here, or why nothing is."""
        self._message.setText(sentence)
        self._stack.setCurrentWidget(self._message)
        self.ghosts.set_drift(None)
        self.set_headline("")

    def show_drift(self) -> None:
        """Show ghosts and ways."""
        self._stack.setCurrentWidget(self._drifting)

    def set_controls(self, sentence: str, rows: Sequence[Sequence[str]]) -> None:
        """Show what nets with other first layers reach, under a sentence."""
        self._about_table.setText(sentence)
        self.table.setVisible(bool(rows))
        self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                self.table.setItem(number, place, QTableWidgetItem(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel by Esc, as everywhere."""
        if event.key() == Qt.Key.Key_Escape and not self.cancel.isHidden():
            self.cancel_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _on_runs_activated(self, _index: int) -> None:
        self.run_chosen.emit(self.runs.currentData())

    def _on_measure_activated(self, _index: int) -> None:
        self.measure_chosen.emit(self.measure.currentData())
