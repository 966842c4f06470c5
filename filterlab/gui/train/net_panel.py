"""What a net is made of and what it costs: one row a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.nets import Row, Summary

ROW_HEIGHT = 21


def shape_text(shape: Sequence[int]) -> str:
    """Write a shape in as few characters as possible, such as "8×22×22"."""
    return "×".join(str(size) for size in shape)


def grouped(number: int) -> str:
    """Write a whole number with narrow spaces between thousands."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


class NetPanel(QFrame):
    """Show the summary of a net: shapes, parameters, operations, receptive fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        dressed(self, "card")
        self._summary: Summary | None = None
        self._name = dressed(ElidedLabel(""), "muted")
        self._totals = QLabel("", wordWrap=True)
        self._note = QLabel("", wordWrap=True)
        self._note.setObjectName("muted")
        self._note.hide()
        self.table = QTableWidget()
        self._set_up_table()
        header = QHBoxLayout()
        header.addWidget(dressed(QLabel(self.tr("Net")), "title"))
        header.addWidget(self._name, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._totals)
        layout.addWidget(self._note)

    def _set_up_table(self) -> None:
        columns = (
            (self.tr("Layer"), self.tr("The layer's name")),
            (
                self.tr("Output"),
                self.tr("Shape of what the layer hands on for one picture: channels × height × width"),
            ),
            (self.tr("Params"), self.tr("Parameters: numbers the layer learns: its weights and biases")),
            (
                self.tr("MACs"),
                self.tr("Multiplications (each with an addition) the layer makes for one picture"),
            ),
            (
                self.tr("Sees"),
                self.tr("Receptive field: how many pixels of the picture one of its outputs looks at"),
            ),
        )
        self.table.setColumnCount(len(columns))
        for index, (name, tip) in enumerate(columns):
            item = QTableWidgetItem(name)
            item.setToolTip(tip)
            side = Qt.AlignmentFlag.AlignLeft if index == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.table.setHorizontalHeaderItem(index, item)
        self.table.setAccessibleName(self.tr("Layers of the net"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    @property
    def totals(self) -> str:
        """The line below the table."""
        return self._totals.text()

    @property
    def note(self) -> str:
        """The remark below the totals, empty when there is none."""
        text: str = self._note.text()
        return text

    def set_summary(self, summary: Summary, note: str = "") -> None:
        """Show a net, and a remark about it such as why it cannot be trained here."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        if summary == self._summary:
            return
        self._summary = summary
        self._name.setText(
            self.tr("{name}, for pictures of {shape}").format(
                name=summary.name, shape=shape_text(summary.input_shape)
            )
        )
        self.table.setRowCount(len(summary.rows))
        for number, row in enumerate(summary.rows):
            self._fill_row(number, row)
        self._totals.setText(
            self.tr("{params} parameters, {macs} MACs a picture").format(
                params=grouped(summary.params), macs=grouped(summary.macs)
            )
        )

    def _fill_row(self, number: int, row: Row) -> None:
        texts = (
            row.name,
            shape_text(row.output_shape),
            grouped(row.params) if row.params else "",
            grouped(row.macs) if row.macs else "",
            shape_text(row.receptive_field),
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(row.kind)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(number, column, item)
