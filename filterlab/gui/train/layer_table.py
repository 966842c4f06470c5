"""The layers of a net one below the other, each with what it gives, costs and sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from filterlab.gui.theme import current_theme
from filterlab.gui.train.layer_words import LayerWords, grouped, memory_text, shape_text, share_text
from filterlab.gui.widgets.column_fitting import ColumnFitting

if TYPE_CHECKING:
    from filterlab.nets.costs import NetCosts

ROW_HEIGHT = 22
LEAST_ROWS = 6
SHARE = int(Qt.ItemDataRole.UserRole) + 1
NAME, OUTPUT, PARAMS, PARAMS_SHARE, MACS, MACS_SHARE, SEES, MEMORY, SETTINGS = range(9)
# The settings of the current layer stand in the fields below, and the memory of all layers beneath them.
DISPENSABLE = (SETTINGS, MEMORY, PARAMS_SHARE, MACS_SHARE, SEES)
UNKNOWN = "—"
BAR_OPACITY = 90


class ShareDelegate(QStyledItemDelegate):
    """Draw a cell with a bar behind its text that is as long as the share it tells."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the bar above the ground and below the text."""
        share = index.data(SHARE)
        if share:
            box = QRectF(option.rect).adjusted(2, 3, -2, -3)
            colour = QColor(current_theme().curves[0])
            colour.setAlpha(BAR_OPACITY)
            painter.fillRect(QRectF(box.left(), box.top(), box.width() * share, box.height()), colour)
        super().paint(painter, option, index)


class LayerTable(QTableWidget):
    """Show layers and ask for changes of their order and names; row 0 is the input. Setters never emit.

    Signals
    -------
    row_chosen(row)
        Another row is the current one.
    renamed(index, name)
        The user typed another name for a layer.
    move_wanted(step), removal_wanted(), adding_wanted(), editing_wanted()
        The user asks for something with the keyboard, about the current row.
    """

    row_chosen = Signal(int)
    renamed = Signal(int, str)
    move_wanted = Signal(int)
    removal_wanted = Signal()
    adding_wanted = Signal()
    editing_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._words = LayerWords()
        self._delegate = ShareDelegate(self)
        self._set_up_columns()
        ColumnFitting(self, DISPENSABLE)
        self.setAccessibleName(self.tr("Layers of the net"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumHeight((LEAST_ROWS + 1) * ROW_HEIGHT)
        self.currentCellChanged.connect(self._on_current_cell_changed)
        self.cellChanged.connect(self._on_cell_changed)

    def _set_up_columns(self) -> None:
        columns = (
            (self.tr("Layer"), self.tr("The layer's name; F2 changes it")),
            (
                self.tr("Output"),
                self.tr("Shape of what the layer hands on for one picture: channels × height × width"),
            ),
            (self.tr("Params"), self.tr("Parameters: numbers the layer learns: its weights and biases")),
            (self.tr("of all"), self.tr("Which share of all parameters the layer holds")),
            (
                self.tr("MACs"),
                self.tr("Multiplications (each with an addition) the layer makes for one picture"),
            ),
            (self.tr("of all"), self.tr("Which share of all multiplications the layer makes")),
            (
                self.tr("Sees"),
                self.tr("Receptive field: how many pixels of the picture one of its outputs looks at"),
            ),
            (
                self.tr("Memory"),
                self.tr("What its parameters and its output for one picture take, 4 bytes a number"),
            ),
            (self.tr("Settings"), self.tr("The layer's settings; Enter goes to the fields below")),
        )
        self.setColumnCount(len(columns))
        for index, (name, tip) in enumerate(columns):
            item = QTableWidgetItem(name)
            item.setToolTip(tip)
            item.setTextAlignment(_side(index) | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(index, item)
        for column in (PARAMS_SHARE, MACS_SHARE):
            self.setItemDelegateForColumn(column, self._delegate)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def set_costs(self, costs: NetCosts, row: int) -> None:
        """Show a net, one row as the current one."""
        blocker = QSignalBlocker(self)
        self.setRowCount(len(costs.layers) + 1)
        self._fill(0, {NAME: self.tr("input"), OUTPUT: shape_text(costs.spec.input_shape)})
        for number in range(len(costs.layers)):
            self._fill_layer(number, costs)
        self.setCurrentCell(min(max(row, 0), len(costs.layers)), NAME)
        del blocker
        self.viewport().update()

    def _fill_layer(self, number: int, costs: NetCosts) -> None:
        known = costs.layers[number]
        texts = {NAME: known.layer.name, SETTINGS: self._words.settings(known.layer)}
        if known.row is None:
            is_first = number == costs.misfit
            texts[OUTPUT] = self.tr("does not fit") if is_first else UNKNOWN
            self._fill(number + 1, texts, tip=costs.reason if is_first else "", is_wrong=is_first)
            return
        row, shares = known.row, costs.shares(number)
        texts |= {
            OUTPUT: shape_text(row.output_shape),
            PARAMS: grouped(row.params) if row.params else "",
            PARAMS_SHARE: share_text(shares[0]),
            MACS: grouped(row.macs) if row.macs else "",
            MACS_SHARE: share_text(shares[1]),
            SEES: shape_text(row.receptive_field),
            MEMORY: memory_text(known.memory),
        }
        self._fill(number + 1, texts, tip=f"{row.kind}: {self._words.kind(row.kind)}")
        for column, share in zip((PARAMS_SHARE, MACS_SHARE), shares, strict=True):
            item = self.item(number + 1, column)
            if item is not None:
                item.setData(SHARE, share)

    def _fill(self, row: int, texts: dict[int, str], *, tip: str = "", is_wrong: bool = False) -> None:
        for column in range(self.columnCount()):
            item = QTableWidgetItem(texts.get(column, ""))
            item.setToolTip(tip)
            item.setTextAlignment(_side(column) | Qt.AlignmentFlag.AlignVCenter)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if row and column == NAME else flags)
            if is_wrong:
                item.setBackground(QBrush(current_theme().notice))
            self.setItem(row, column, item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, drop, add and edit layers."""
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in moves and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.move_wanted.emit(moves[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_wanted.emit()
        elif key in (Qt.Key.Key_Insert, Qt.Key.Key_Plus):
            self.adding_wanted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.editing_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _on_current_cell_changed(self, row: int, _column: int, old: int, _old_column: int) -> None:
        if row != old:
            self.row_chosen.emit(row)

    def _on_cell_changed(self, row: int, column: int) -> None:
        item = self.item(row, column)
        if column == NAME and row and item is not None:
            self.renamed.emit(row - 1, item.text().strip())


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeft if column in (NAME, SETTINGS) else Qt.AlignmentFlag.AlignRight
