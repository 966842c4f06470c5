"""The course's experiments: choose one, read what it asks, watch it run, and read what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.desk_panel import DeskPanel
from filterlab.gui.train.arms_table import ArmsTable
from filterlab.gui.train.experiment_boxes import FirstFiltersBox, SeedsBox
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from filterlab.gui.train.spread_plot import SpreadPlot

PROGRESS_STEPS = 1000
# What is asked stands above what is found in a narrow panel, and the curves above the words in all but a wide one.
NARROW, WIDE = 560, 900
PLOT_HEIGHT = 270


@dataclass(frozen=True)
class ExperimentPhase:
    """How far an experiment is.

    Attributes
    ----------
    status : str
        That in words.
    share : float
        Which share of it is done, in [0, 1].
    is_running, can_stop, can_resume : bool
        Whether it is going on, and what can be done.
    """

    status: str
    share: float
    is_running: bool
    can_stop: bool
    can_resume: bool


@dataclass(frozen=True)
class Told:
    """What an experiment has found, in words.

    Attributes
    ----------
    answer, comparison : str
        What follows from the figures, and how it stands beside what was published.
    columns : sequence of str
        What was measured.
    rows : mapping of str to sequence of str
        For each way to train the net, a figure for each column.
    """

    answer: str
    comparison: str
    columns: Sequence[str]
    rows: Mapping[str, Sequence[str]]


class ExperimentsPanel(DeskPanel):
    """Show one experiment at a time; know words and arrays only.

    Signals
    -------
    experiment_chosen(str)
        Look at the experiment of this name.
    result_chosen(int)
        Look at what it told one of the times it was run, counted from the newest.
    start_wanted(int, bool)
        Run it over so many seeds, and whether with the filters of the bank instead of the course's.
    resume_wanted()
        Make what is missing of one that was stopped.
    delete_wanted()
        Forget what is shown; the user has agreed.
    stop_wanted()
        Stop it.
    figure_wanted(), numbers_wanted()
        Write its figure, or its trials, to a file.

    Attributes
    ----------
    plot : SpreadPlot
        The curves of the experiment that is shown.
    """

    plot: SpreadPlot
    key = "experiments"
    group = "runs"
    experiment_chosen = Signal(str)
    result_chosen = Signal(int)
    start_wanted = Signal(int, bool)
    resume_wanted = Signal()
    delete_wanted = Signal()
    stop_wanted = Signal()
    figure_wanted = Signal()
    numbers_wanted = Signal()

    def __init__(self, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Start empty.

        Parameters
        ----------
        titles : mapping of str to str
            Names of the experiments and what they are called.
        parent : QWidget or None
            Owner.
        """
        super().__init__(parent)
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Experiment"))
        self.choice.setMinimumContentsLength(12)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for name, title in titles.items():
            self.choice.addItem(title, name)
        self.seeds, self.filters = SeedsBox(), FirstFiltersBox()
        self.results = QComboBox()
        self.results.setAccessibleName(self.tr("When it was run"))
        self.results.setToolTip(self.tr("All the times this experiment was run, the newest first"))
        self.results.setMinimumContentsLength(18)
        self.results.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.delete = QPushButton(self.tr("Delete"))
        self.delete.setToolTip(self.tr("Forget what this run of the experiment told"))
        self.start = QPushButton(self.tr("Start"))
        self.resume = QPushButton(self.tr("Go on"))
        self.resume.setToolTip(self.tr("Make the trials that are missing; those that are over are kept"))
        self.stop = QPushButton(self.tr("Stop"))
        self.progress = QProgressBar(maximum=PROGRESS_STEPS, textVisible=False)
        self.progress.setAccessibleName(self.tr("Share of the experiment that is done"))
        self.progress.setFixedHeight(8)
        self.status = ElidedLabel("")
        self.figure = QPushButton(self.tr("Save figure…"))
        self.numbers = QPushButton(self.tr("Save numbers…"))
        self._question, self._method = (QLabel(wordWrap=True) for _ in range(2))
        self._answer, self._published, self._comparison = (QLabel(wordWrap=True) for _ in range(3))
        self.table = ArmsTable(self.tr("Mean and standard deviation over the seeds"))
        self._plots = QStackedWidget()
        self.exhibit = QWidget()
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for label in (self._method, self._published):
            dressed(label, "muted")
        for label in (self._question, self._comparison):
            dressed(label, "title")
        for label in (
            self._answer,
            self._published,
            self._comparison,
            self._question,
            self._method,
        ):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = FlowLayout(spacing=6)
        for widget in (
            self.filters,
            self.seeds,
            self.start,
            self.resume,
            self.stop,
            self.figure,
            self.numbers,
        ):
            buttons.addWidget(widget)
        kept = FlowLayout(spacing=6)
        for part in (self.results, self.delete):
            kept.addWidget(part)
        asked = QVBoxLayout()
        asked.addWidget(self.choice)
        asked.addWidget(self._question)
        asked.addLayout(buttons)
        asked.addWidget(self.progress)
        asked.addWidget(self.status)
        asked.addLayout(kept)
        for label in (self._method, self._published):
            asked.addWidget(label)
        asked.addStretch(1)
        self._plots.setMinimumHeight(PLOT_HEIGHT)
        self._plots.setMaximumHeight(PLOT_HEIGHT)
        found = QVBoxLayout()
        for label in (self._answer, self._comparison):
            found.addWidget(label)
        found.addWidget(self.table)
        found.addStretch(1)
        curves = QVBoxLayout()
        curves.addWidget(self._plots)
        curves.addStretch(1)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.addLayout(curves, 3)
        self._parts.addLayout(found, 2)
        self.exhibit.setLayout(self._parts)
        self._rows.addLayout(asked, 1)
        self._rows.addWidget(self.exhibit, 3)
        self._rows.setSpacing(14)
        self._rows.setContentsMargins(8, 6, 8, 6)
        self.setLayout(self._rows)

    def _connect(self) -> None:
        self.choice.activated.connect(self._on_choice_activated)
        self.results.activated.connect(self.result_chosen)
        self.start.clicked.connect(self._on_start_clicked)
        self.resume.clicked.connect(self.resume_wanted)
        self.delete.clicked.connect(self._on_delete_clicked)
        self.stop.clicked.connect(self.stop_wanted)
        self.figure.clicked.connect(self.figure_wanted)
        self.numbers.clicked.connect(self.numbers_wanted)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("E&xperiments")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Claims of the course, tried over several seeds: ReLU, dropout, pooling, convolution")

    @property
    def sentences(self) -> tuple[str, str, str]:
        """The answer, what was published, and how the two go together."""
        return self._answer.text(), self._published.text(), self._comparison.text()

    def set_experiment(
        self, name: str, question: str, claim: str, plot: SpreadPlot, *, takes_filters: bool
    ) -> None:
        """Show what an experiment asks and what was published; its curves are kept for the next time."""
        self.filters.setVisible(takes_filters)
        self.choice.setCurrentIndex(self.choice.findData(name))
        self._question.setText(question)
        self._published.setText(claim)
        if self._plots.indexOf(plot) < 0:
            self._plots.addWidget(plot)
        self._plots.setCurrentWidget(plot)
        self.plot = plot

    def set_method(self, method: str) -> None:
        """Say how an experiment is made."""
        self._method.setText(method)

    def set_results(self, labels: Sequence[str], shown: int) -> None:
        """List when the experiment was run, the newest first, and which time is shown."""
        self.results.clear()
        self.results.addItems(list(labels))
        self.results.setCurrentIndex(shown if labels else -1)
        for widget in (self.results, self.delete):
            widget.setVisible(bool(labels))

    def set_phase(self, phase: ExperimentPhase) -> None:
        """Say how far the experiment is, and enable what makes sense."""
        self.status.setText(phase.status)
        self.progress.setValue(round(PROGRESS_STEPS * phase.share))
        self.stop.setEnabled(phase.can_stop)
        if phase.can_stop and (self.start.hasFocus() or self.resume.hasFocus()):
            # Else the keyboard would go with a button that rests now, to wherever Qt puts it.
            self.stop.setFocus()
        for widget in (self.start, self.seeds, self.filters, self.choice, self.results, self.delete):
            widget.setEnabled(not phase.is_running)
        self.resume.setVisible(phase.can_resume)

    def set_told(self, told: Told | None) -> None:
        """Show what was found; None clears it."""
        self._answer.setText("" if told is None else told.answer)
        self._comparison.setText("" if told is None else told.comparison)
        for widget in (self._answer, self._comparison, self.table, self.figure, self.numbers):
            widget.setVisible(told is not None)
        if told is not None:
            self.table.set_rows(told.columns, [(arm, *figures) for arm, figures in told.rows.items()])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the parts side by side where there is room."""
        super().resizeEvent(event)
        for layout, least, shares in ((self._rows, NARROW, (1, 2)), (self._parts, WIDE, (3, 2))):
            is_wide = self.width() >= least
            layout.setDirection(
                QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
            )
            for index, share in enumerate(shares):
                layout.setStretch(index, share if is_wide else 0)

    def _on_choice_activated(self, index: int) -> None:
        self.experiment_chosen.emit(self.choice.itemData(index))

    def _on_delete_clicked(self) -> None:
        answer = QMessageBox.question(
            self,
            self.tr("Delete the experiment"),
            self.tr("Delete all that was found on {when}? This cannot be undone.").format(
                when=self.results.currentText()
            ),
        )
        if answer == QMessageBox.StandardButton.Yes:
            self.delete_wanted.emit()

    def _on_start_clicked(self) -> None:
        # Hidden, it belongs to another experiment.
        with_own = self.filters.are_own and not self.filters.isHidden()
        self.start_wanted.emit(self.seeds.seeds, with_own)
