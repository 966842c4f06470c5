"""All stages side by side, and at their end the place for one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from filterlab.gui.circuit.bank_shelf import filter_in
from filterlab.gui.circuit.stage_column import StageColumn
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

NEXT_WIDTH = 88


class NextStage(Card):
    """The place where the next stage will stand.

    Signals
    -------
    stage_wanted()
        Add a stage, with a filter still to be chosen.
    filter_dropped(filter_id)
        Add a stage with this filter of the bank.
    """

    stage_wanted = Signal()
    filter_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the card."""
        super().__init__(parent)
        self.setFixedWidth(NEXT_WIDTH)
        self.setAcceptDrops(True)
        self.button = QPushButton(self.tr("+ Stage"))
        self.button.setAutoDefault(False)
        self.button.setToolTip(self.tr("Add a stage of filters that look at the last maps"))
        note = dressed(QLabel(self.tr("or drop a filter here"), wordWrap=True), "muted")
        note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 8, 6, 8)
        layout.addWidget(self.button)
        layout.addWidget(note)
        layout.addStretch(1)
        self.button.clicked.connect(self.stage_wanted)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a filter of the bank."""
        if filter_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the filter in."""
        self.filter_dropped.emit(filter_in(event.mimeData()))
        event.acceptProposedAction()


class StageColumns(QScrollArea):
    """Hold the columns; scroll sideways where they do not fit.

    Signals
    -------
    column_made(number, column)
        There is a new column, for the stage of this number.
    """

    column_made = Signal(int, QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without stages."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._columns: list[StageColumn] = []
        self.next = NextStage()
        body = QWidget()
        self._row = QHBoxLayout(body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.next)
        self.setWidget(body)

    @property
    def columns(self) -> Sequence[StageColumn]:
        """One for each stage."""
        return tuple(self._columns)

    def set_count(self, count: int) -> None:
        """Have as many columns as there are stages."""
        while len(self._columns) > count:
            column = self._columns.pop()
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
        while len(self._columns) < count:
            column = StageColumn()
            self._row.insertWidget(len(self._columns), column, 1)
            self._columns.append(column)
            self.column_made.emit(len(self._columns) - 1, column)
