"""The panel in which a copy of a net is operated on: what can be done, to which filter, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.compare.surgery.before_after import BeforeAfterView
from filterlab.gui.compare.surgery.filter_rows import FilterRows
from filterlab.gui.desk_panel import DeskPanel
from filterlab.gui.train.choosers import LayerBox
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_box import ElidedBox
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.scrolling import scrolling
from filterlab.gui.widgets.sentence_pages import SentencePages

if TYPE_CHECKING:
    from collections.abc import Sequence

SIDE, STEPS, LEAST_TOLD = 236, 1000, 34


class SurgeryPanel(DeskPanel):
    """Show a patient; know arrays and words only. Setters never emit.

    Signals
    -------
    operation_wanted(str)
        Do something to the chosen filter: "silence", "swap", "transplant", "rotate" or "blur".
    restart_wanted(), renew_wanted()
        Take in a new copy of the same weights; take in the newest weights of the run.
    layer_chosen(str), filter_chosen(int)
        Another layer, or another filter by its number.
    rank_wanted(), cancel_wanted()
        Find out what every filter is worth; stop what is being measured.
    figure_wanted(), view_wanted(), ranking_table_wanted(), table_wanted()
        Write something to a file.
    """

    operation_wanted = Signal(str)
    restart_wanted = Signal()
    renew_wanted = Signal()
    layer_chosen = Signal(str)
    filter_chosen = Signal(int)
    rank_wanted = Signal()
    cancel_wanted = Signal()
    figure_wanted = Signal()
    view_wanted = Signal()
    ranking_table_wanted = Signal()
    table_wanted = Signal()
    key = "surgery"
    group = "net"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a patient."""
        super().__init__(parent)
        self.patient = QLabel("", wordWrap=True)
        self.renew = QPushButton(self.tr("Newest weights"))
        self.renew.setToolTip(self.tr("The run has learned on: take in a copy of its newest weights"))
        self.layer = LayerBox()
        self.layer.setAccessibleName(self.tr("Layer"))
        self.silence = QPushButton(self.tr("Silence"))
        self.swap, self.other = QPushButton(self.tr("Swap with")), QSpinBox()
        self.transplant, self.donor = QPushButton(self.tr("Transplant")), ElidedBox()
        self.rotate, self.degrees = QPushButton(self.tr("Rotate by")), QSpinBox(minimum=-180, maximum=180)
        self.blur, self.sigma = QPushButton(self.tr("Blur by")), QDoubleSpinBox()
        self.restart = QPushButton(self.tr("New copy"))
        self.restart.setToolTip(
            self.tr("Take in a new copy, to which nothing was done; single operations are undone with Ctrl+Z")
        )
        self.history = QLabel("", wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
        self.rank = QPushButton(self.tr("Rank"))
        self.rank.setToolTip(
            self.tr("Silence each filter of the layer in turn, and measure how many pictures are lost")
        )
        self.cancel = QPushButton(self.tr("Cancel"))
        self.progress = QProgressBar(maximum=STEPS, textVisible=False)
        self.progress.setAccessibleName(self.tr("Share of the pictures that were looked at"))
        self.progress.setFixedHeight(8)
        room = self.progress.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(room)
        self.save = QPushButton(self.tr("Save"))
        self.filters = FilterRows(self.tr("Filters of the patient"))
        self.caption = dressed(ElidedLabel(""), "muted")
        self.headline = QLabel("", wordWrap=True)
        self.classes = BeforeAfterView(self.tr("Pictures named right, by class, before and after"))
        self.outcome = QWidget()
        self._set_up_fields()
        self._lay_out()
        self._connect()
        self.set_busy(is_busy=False)

    def _set_up_fields(self) -> None:
        self.degrees.setValue(90)
        self.degrees.setSingleStep(15)
        self.degrees.setSuffix("°")
        self.sigma.setRange(0.1, 10.0)
        self.sigma.setSingleStep(0.1)
        self.sigma.setValue(1.0)
        self.sigma.setDecimals(1)
        self.sigma.setSuffix(self.tr(" cells"))
        self.donor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.donor.setMinimumContentsLength(6)
        for field, name, tip in (
            (
                self.other,
                self.tr("Filter to swap with"),
                self.tr("The layers behind do not know of the swap"),
            ),
            (
                self.donor,
                self.tr("Filter to put in its place"),
                self.tr("It is made as strong as the one it replaces"),
            ),
            (self.degrees, self.tr("Angle"), self.tr("To the left, about the middle")),
            (self.sigma, self.tr("Width of the blur"), self.tr("Standard deviation of the Gaussian")),
        ):
            field.setAccessibleName(name)
            field.setToolTip(tip)
        self.silence.setToolTip(self.tr("Set its weights and its bias to 0"))
        menu = QMenu(self)
        for text, signal in (
            (self.tr("Ranking as figure…"), self.figure_wanted),
            (self.tr("Ranking as table…"), self.ranking_table_wanted),
            (self.tr("Before and after as figure…"), self.view_wanted),
            (self.tr("Before and after as table…"), self.table_wanted),
        ):
            menu.addAction(text).triggered.connect(signal)
        self.save.setMenu(menu)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        grid.addWidget(self.layer, 0, 0)
        grid.addWidget(self.silence, 0, 1)
        for row, (button, field) in enumerate(
            (
                (self.swap, self.other),
                (self.transplant, self.donor),
                (self.rotate, self.degrees),
                (self.blur, self.sigma),
            ),
            start=1,
        ):
            grid.addWidget(button, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.restart, 5, 0, 1, 2)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(4)
        left.addWidget(self.patient)
        left.addWidget(self.renew)
        left.addLayout(grid)
        told = scrolling(self.history)
        told.setMinimumHeight(LEAST_TOLD)
        # It takes what is left over, and asks for nothing.
        told.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        left.addWidget(told, 1)
        buttons = QHBoxLayout()
        for button in (self.rank, self.cancel, self.save):
            buttons.addWidget(button)
        left.addLayout(buttons)
        left.addWidget(self.progress)
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(SIDE)
        column = QVBoxLayout(self.outcome)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.headline)
        column.addWidget(scrolling(self.classes), 1)
        found = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        listed = QWidget()
        lines = QVBoxLayout(listed)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(self.caption)
        lines.addWidget(self.filters, 1)
        found.addWidget(listed)
        found.addWidget(self.outcome)
        found.setHandleWidth(8)
        found.setSizes([400, 400])
        self._pages = SentencePages(found)
        dressed(self.patient, "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(12)
        layout.addWidget(side)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        for key, button in (
            ("silence", self.silence),
            ("swap", self.swap),
            ("transplant", self.transplant),
            ("rotate", self.rotate),
            ("blur", self.blur),
        ):
            button.clicked.connect(lambda _checked=False, key=key: self.operation_wanted.emit(key))
        for button, signal in (
            (self.restart, self.restart_wanted),
            (self.renew, self.renew_wanted),
            (self.rank, self.rank_wanted),
            (self.cancel, self.cancel_wanted),
        ):
            button.clicked.connect(signal)
        self.layer.layer_chosen.connect(self.layer_chosen)
        self.filters.row_chosen.connect(self._on_filters_row_chosen)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Surgery")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Silence, swap, replace, turn or blur one filter of a net, and see what becomes of it")

    @property
    def message(self) -> str:
        """The sentence in place of filters and results; empty when there are some."""
        return self._pages.message

    def set_patient(self, words: str, *, has_newer: bool) -> None:
        """Say whose copy it is, and whether its run has learned on."""
        self.patient.setText(words)
        self.renew.setVisible(has_newer)

    def set_donors(self, names: Sequence[str]) -> None:
        """List the filters that can be put in the place of one."""
        blocker = QSignalBlocker(self.donor)
        if [self.donor.itemText(i) for i in range(self.donor.count())] != list(names):
            current = self.donor.currentText()
            self.donor.clear()
            self.donor.addItems(list(names))
            self.donor.setCurrentIndex(max(0, self.donor.findText(current)))
        del blocker

    def set_filters_count(self, count: int) -> None:
        """Say how many filters the layer has."""
        self.other.setRange(0, max(0, count - 1))

    def set_history(self, operations: Sequence[str]) -> None:
        """Tell what was done, the last first."""
        self.history.setText("; ".join(reversed(operations)))
        self.restart.setEnabled(bool(operations))

    def set_headline(self, words: str) -> None:
        """Say what came of it."""
        self.headline.setText(words)

    def set_busy(self, *, is_busy: bool, percent: int | None = None) -> None:
        """Show that something is being measured, and how far that is."""
        self.cancel.setEnabled(is_busy)
        self.progress.setVisible(is_busy)
        self.progress.setMaximum(STEPS if not is_busy or percent is not None else 0)
        self.progress.setValue(STEPS * percent // 100 if is_busy and percent is not None else 0)

    def set_can_operate(self, *, can_operate: bool) -> None:
        """Say whether there is a filter to be operated on."""
        for button in (self.silence, self.swap, self.transplant, self.rotate, self.blur, self.rank):
            button.setEnabled(can_operate)
        self.save.setEnabled(can_operate)

    def show_found(self) -> None:
        """Show filters and results, which have been filled."""
        self._pages.show_content()

    def show_message(self, sentence: str) -> None:
        """Say in place of filters and results why there are none."""
        self._pages.show_message(sentence)

    def _on_filters_row_chosen(self, index: int) -> None:
        self.filter_chosen.emit(self.filters.rows[index].number)
