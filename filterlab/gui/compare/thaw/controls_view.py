"""The controls beside a run: the experiment with other first layers, started here, and what it has found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from filterlab.gui.train.arms_table import ArmsTable
from filterlab.gui.train.experiment_boxes import FirstFiltersBox, SeedsBox
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.flow_layout import FlowLayout
from filterlab.gui.widgets.tooltip import in_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRESS_STEPS = 1000


class ControlsView(QWidget):
    """Start and stop the controls, and show their table; know words only. Setters never emit.

    Signals
    -------
    start_wanted(seeds, with_own)
        Train all controls over so many seeds, and whether with the filters of the bank as the hand-made ones.
    stop_wanted()
        Stop them.
    details_wanted()
        See the experiment with its curves of the error, in Train.
    """

    start_wanted = Signal(int, bool)
    stop_wanted = Signal()
    details_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without anything found."""
        super().__init__(parent)
        self.filters, self.seeds = FirstFiltersBox(), SeedsBox()
        self.start, self.stop = QPushButton(self.tr("Start with controls")), QPushButton(self.tr("Stop"))
        self.details = QPushButton(self.tr("In Train"))
        self.progress = QProgressBar(maximum=PROGRESS_STEPS, textVisible=False)
        self.status = ElidedLabel("")
        self.table = ArmsTable(self.tr("What nets with such a first layer reach"))
        self._about = dressed(QLabel(wordWrap=True), "muted")
        self._set_up()
        self._lay_out()
        self.start.clicked.connect(self._on_start_clicked)
        self.stop.clicked.connect(self.stop_wanted)
        self.details.clicked.connect(self.details_wanted)
        self.set_phase("", None, can_start=False, can_stop=False)

    def _set_up(self) -> None:
        self.start.setToolTip(
            in_lines(
                self.tr(
                    "Train nets whose first layer is hand-made and frozen, hand-made and free, random and free, "
                    "random and frozen, over several seeds"
                )
            )
        )
        self.stop.setToolTip(self.tr("Stop; the nets that are trained are kept (Esc)"))
        self.details.setToolTip(
            self.tr("See this experiment in Train: its curves, its finding, earlier runs")
        )
        self.progress.setAccessibleName(self.tr("Share of the controls that is done"))
        self.progress.setFixedHeight(8)

    def _lay_out(self) -> None:
        buttons = FlowLayout(spacing=6)
        for widget in (self.filters, self.seeds, self.start, self.stop, self.details):
            buttons.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        for line in (self.progress, self.status, self._about):
            layout.addWidget(line)
        layout.addWidget(self.table)
        layout.addStretch(1)

    @property
    def about(self) -> str:
        """The sentence above the table."""
        return self._about.text()

    def set_phase(self, status: str, share: float | None, *, can_start: bool, can_stop: bool) -> None:
        """Say how far the controls are; ``share`` in [0, 1] is None while none are trained."""
        self.status.setText(status)
        self.status.setVisible(bool(status))
        self.progress.setVisible(share is not None)
        self.progress.setValue(round(PROGRESS_STEPS * (share or 0.0)))
        for widget in (self.start, self.filters, self.seeds):
            widget.setEnabled(can_start)
        self.start.setVisible(share is None)
        self.stop.setVisible(share is not None)
        self.stop.setEnabled(can_stop)

    def set_found(self, sentence: str, rows: Sequence[Sequence[str]]) -> None:
        """Show what the controls reach, a row for each, under a sentence."""
        self._about.setText(sentence)
        self.table.setVisible(bool(rows))
        columns = (self.tr("accuracy (%)"), self.tr("turned (°)"), self.tr("each seed (%)"))
        self.table.set_rows(columns, rows)

    def _on_start_clicked(self) -> None:
        self.start_wanted.emit(self.seeds.seeds, self.filters.are_own)
