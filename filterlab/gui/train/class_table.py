"""The classes of a data set: the mean of their pictures, and how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from filterlab.gui.train.layer_words import grouped
from filterlab.gui.train.picture_row import picture_image

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from filterlab.gui.train.data_sight import DataSight

SIDE = 28
ROW_HEIGHT = SIDE + 4
LEAST_ROWS = 4
MIXED = (1, 3)


class ClassTable(QTableWidget):
    """List classes; the first line is all of them. Setters never emit.

    Signals
    -------
    class_chosen(label)
        The user chose a class, or None for all.
    """

    class_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        columns = (
            (self.tr("Class"), self.tr("The class, and the mean of all its pictures to learn from")),
            (self.tr("Learn"), self.tr("How many pictures of it are learned from")),
            (self.tr("Test"), self.tr("How many are kept back for the test")),
        )
        self.setColumnCount(len(columns))
        for index, (name, tip) in enumerate(columns):
            item = QTableWidgetItem(name)
            item.setToolTip(tip)
            item.setTextAlignment(_side(index) | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(index, item)
        self.setAccessibleName(self.tr("Classes of the data set"))
        self.setIconSize(QSize(SIDE, SIDE))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setMinimumHeight((LEAST_ROWS + 1) * ROW_HEIGHT)
        self.currentCellChanged.connect(self._on_current_cell_changed)

    def set_sight(self, sight: DataSight) -> None:
        """List the classes of a data set; all of them are chosen."""
        blocker = QSignalBlocker(self)
        names = sight.class_names
        self.setRowCount(len(names) + 1)
        self._fill(0, self.tr("all"), sight.learned.count, sight.kept.count, None)
        learned, kept = sight.learned.facts, sight.kept.facts
        for label, name in enumerate(names):
            counts = int(learned.counts[label]), int(kept.counts[label])
            self._fill(label + 1, name, *counts, learned.mean_pictures[label])
        self.setCurrentCell(0, 0)
        del blocker

    def clear_sight(self) -> None:
        """List nothing."""
        blocker = QSignalBlocker(self)
        self.setRowCount(0)
        del blocker

    def _fill(self, row: int, name: str, learned: int, kept: int, mean: NDArray[np.float32] | None) -> None:
        for column, text in enumerate((name, grouped(learned), grouped(kept))):
            item = QTableWidgetItem(text)
            item.setTextAlignment(_side(column) | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(name)
            if column == 0 and mean is not None and len(mean) in MIXED:
                item.setIcon(_icon(mean))
            self.setItem(row, column, item)

    def _on_current_cell_changed(self, row: int, _column: int, old: int, _old_column: int) -> None:
        if row >= 0 and row != old:
            self.class_chosen.emit(None if row == 0 else row - 1)


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight


def _icon(mean: NDArray[np.float32]) -> QIcon:
    """Draw the mean of a class."""
    fitted = Qt.AspectRatioMode.KeepAspectRatio
    scaled = picture_image(mean).scaled(SIDE, SIDE, fitted, Qt.TransformationMode.SmoothTransformation)
    return QIcon(QPixmap.fromImage(scaled))
