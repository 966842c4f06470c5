"""All runs: a table, their curves over each other, how their settings differ, and what can be done with them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QSlider,
    QSplitter,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.desk_panel import DeskPanel, PanelBody
from filterlab.gui.train.overlay_plot import OverlayPlot
from filterlab.gui.train.runs_table import ROW_HEIGHT, RunsTable
from filterlab.gui.widgets.flow_layout import FlowLayout
from filterlab.gui.widgets.still_label import StillLabel

if TYPE_CHECKING:
    from collections.abc import Sequence


# Told apart by all types of colour vision (Okabe and Ito, 2008).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#7a4fa3", "#8a8a8a")
MOST_REACH = 100


class RunsPanel(DeskPanel):
    """Show the table on the left, curves and settings of the chosen runs on the right, buttons above.

    Signals
    -------
    rerun_wanted(), delete_wanted(), import_wanted()
        The buttons.
    export_wanted(kind), colour_chosen(colour)
        An entry of the menus; a colour as "#rrggbb", empty for the usual one.
    curves_wanted()
        Other curves, or the same smoothed otherwise.
    """

    rerun_wanted = Signal()
    delete_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal(str)
    colour_chosen = Signal(str)
    curves_wanted = Signal()
    key = "runs"
    group = "runs"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self.table = RunsTable()
        self.filter = QLineEdit(placeholderText=self.tr("Filter"), clearButtonEnabled=True)
        self.rerun = QPushButton(self.tr("Run again"))
        self.colour = QPushButton(self.tr("Colour"))
        self.export = QPushButton(self.tr("Export"))
        self.import_button = QPushButton(self.tr("Import weights…"))
        self.delete = QPushButton(self.tr("Delete"))
        self.measure = QComboBox()
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.plot = OverlayPlot(self.tr("Curves of the chosen runs"), self.tr("Step"))
        self.settings = QTableWidget()
        self.settings_words = StillLabel()
        self._message = StillLabel()
        self._set_up()
        self._lay_out()
        self.table.chosen.connect(self.curves_wanted)
        self.table.delete_wanted.connect(self.delete_wanted)
        self.filter.textChanged.connect(self.table.set_filter)
        self.rerun.clicked.connect(self.rerun_wanted)
        self.delete.clicked.connect(self.delete_wanted)
        self.import_button.clicked.connect(self.import_wanted)
        self.measure.activated.connect(self.curves_wanted)
        self.smoothing.valueChanged.connect(self.curves_wanted)

    def _set_up(self) -> None:
        self.filter.setToolTip(self.tr("Show the runs alone that have these words in any column"))
        self.filter.setMaximumWidth(150)
        self.rerun.setToolTip(self.tr("Train the same net once more with just the same settings"))
        self.colour.setToolTip(self.tr("In which colour the curves of the chosen runs are drawn"))
        self.import_button.setToolTip(self.tr("Open weights of any net: safetensors, ONNX or npz"))
        self.delete.setToolTip(self.tr("Forget the chosen runs with all they learned (Delete)"))
        colours = QMenu(self)
        names = (
            self.tr("blue"),
            self.tr("vermilion"),
            self.tr("green"),
            self.tr("pink"),
            self.tr("light blue"),
            self.tr("orange"),
            self.tr("violet"),
            self.tr("grey"),
        )
        for colour, name in zip(COLOURS, names, strict=True):
            swatch = QPixmap(16, 16)
            swatch.fill(QColor(colour))
            colours.addAction(QIcon(swatch), name).triggered.connect(
                partial(self._on_colour_triggered, colour)
            )
        usual = colours.addAction(self.tr("The usual one"))
        usual.triggered.connect(partial(self._on_colour_triggered, ""))
        self.colour.setMenu(colours)
        kinds = {
            "csv": self.tr("Figures as CSV…"),
            "tensorboard": self.tr("Figures for TensorBoard…"),
            "safetensors": self.tr("Weights as safetensors…"),
            "onnx": self.tr("Net as ONNX…"),
            "numpy": self.tr("Script in NumPy…"),
            "torch": self.tr("Script in PyTorch…"),
        }
        exports = QMenu(self)
        for kind, text in kinds.items():
            exports.addAction(text).triggered.connect(partial(self._on_export_triggered, kind))
        self.export.setMenu(exports)
        self.measure.addItem(self.tr("Loss (nats)"), "loss")
        self.measure.addItem(self.tr("Right answers (%)"), "accuracy")
        self.measure.addItem(self.tr("Test accuracy (%)"), "test")
        self.measure.setAccessibleName(self.tr("What is drawn"))
        self.smoothing.setRange(0, MOST_REACH)
        self.smoothing.setValue(10)
        self.smoothing.setMaximumWidth(110)
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.smoothing.setToolTip(self.tr("How many steps on either side count towards the mean"))
        self.settings.setColumnCount(3)
        self.settings.verticalHeader().hide()
        # A value of several words takes several lines: cut off after the first, it tells nothing.
        self.settings.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.settings.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.settings.setShowGrid(False)
        self.settings.setFrameShape(QFrame.Shape.NoFrame)
        self.settings.setTabKeyNavigation(False)
        self.settings.setAlternatingRowColors(True)
        self.settings.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.settings.setAccessibleName(self.tr("Settings"))
        self.settings.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        buttons = QWidget()
        flow = FlowLayout(buttons, spacing=4)
        flow.setContentsMargins(0, 0, 0, 0)
        for widget in (self.filter, self.rerun, self.colour, self.export, self.import_button, self.delete):
            flow.addWidget(widget)
        curves = QWidget()
        column = QVBoxLayout(curves)
        column.setContentsMargins(4, 4, 4, 0)
        row = QHBoxLayout()
        row.addWidget(self.measure)
        row.addWidget(self.smoothing)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        settings = QWidget()
        below = QVBoxLayout(settings)
        below.setContentsMargins(4, 4, 4, 0)
        below.addWidget(self.settings, 1)
        below.addWidget(self.settings_words)
        self.pages = QTabWidget()
        self.pages.addTab(curves, self.tr("Curves"))
        self.pages.addTab(settings, self.tr("Settings"))
        left = QWidget()
        self._stack = QStackedLayout(left)
        self._stack.addWidget(self._message)
        self._stack.addWidget(self.table)
        body = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        body.addWidget(left)
        body.addWidget(self.pages)
        body.setStretchFactor(0, 2)
        body.setStretchFactor(1, 1)
        body.setSizes([670, 330])
        whole = PanelBody()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(4)
        layout.addWidget(buttons)
        layout.addWidget(body, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(whole)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("&Runs")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("All runs side by side: curves, settings, notes; run again, write for other programs")

    @property
    def message(self) -> str:
        """The sentence in place of the table, empty when there are runs."""
        return self._message.text() if self._stack.currentIndex() == 0 else ""

    def show_message(self, sentence: str) -> None:
        """Say in place of the table why it is empty."""
        self._message.setText(sentence)
        self._stack.setCurrentIndex(0)

    def show_table(self) -> None:
        """Show the table."""
        self._stack.setCurrentIndex(1)

    def set_possible(self, *, rerun: bool, export: bool, delete: bool, colour: bool) -> None:
        """Say what can be done with what is chosen."""
        for widget, is_possible in (
            (self.rerun, rerun),
            (self.export, export),
            (self.delete, delete),
            (self.colour, colour),
        ):
            widget.setEnabled(is_possible)

    def set_settings(self, headers: Sequence[str], rows: Sequence[Sequence[str]], words: str) -> None:
        """Show settings as rows of a table, and a sentence below."""
        self.settings.setColumnCount(len(headers))
        self.settings.setHorizontalHeaderLabels(list(headers))
        self.settings.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.settings.setItem(number, column, item)
        self.settings_words.setText(words)
        self.settings_words.setVisible(bool(words))

    def _on_colour_triggered(self, colour: str, _checked: bool = False) -> None:
        self.colour_chosen.emit(colour)

    def _on_export_triggered(self, kind: str, _checked: bool = False) -> None:
        self.export_wanted.emit(kind)
