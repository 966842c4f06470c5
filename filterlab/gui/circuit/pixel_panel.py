"""One pixel of the picture, and which cells of all stages' maps see it, the strongest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.circuit.dissection_header import place_box, show_place
from filterlab.gui.circuit.pixel_words import SeenByWords
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.link_list import LinkList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.circuit.looking_back import PixelAnswer
    from filterlab.probes.chain import CellView, ChainSeenBy

# So many cells of each stage are listed.
MOST_LISTED = 24
LEAST_HEIGHT, LEAST_LISTS, LIST_WIDTH = 176, 76, 190


class StageList(QWidget):
    """The cells of one stage that see the pixel, below what there is to say of all of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._heading = dressed(ElidedLabel(""), "title")
        self._caption = dressed(ElidedLabel(""), "muted")
        self.list = LinkList()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setMinimumHeight(LEAST_LISTS // 2)
        self.setMinimumWidth(LIST_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        for widget in (self._heading, self._caption):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)

    @property
    def heading(self) -> str:
        """How many cells of the stage see the pixel."""
        return self._heading.text()

    def set_texts(self, heading: str, caption: str) -> None:
        """Say of which cells this is a list, and what its numbers are."""
        self._heading.setText(heading)
        self._caption.setText(caption)
        for label, text in ((self._heading, heading), (self._caption, caption)):
            label.setToolTip(text)
        self.list.setAccessibleName(f"{heading}, {caption}")


class PixelPanel(Card):
    """Ask who sees a pixel, and list them. Setters never emit.

    Signals
    -------
    pixel_typed(row, column)
        Ask about this one.
    cell_chosen(stage, map, row, column)
        Go to one of the cells that see it.
    number_wanted()
        Show the number that is taken apart instead.
    closed()
        Ask about no pixel any more.
    """

    pixel_typed = Signal(int, int)
    cell_chosen = Signal(int, int, int, int)
    number_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a pixel."""
        super().__init__(parent)
        self._words = SeenByWords(self)
        self._cells: list[list[CellView]] = []
        self._title = dressed(ElidedLabel(""), "title")
        self.row, self.column = place_box(), place_box()
        self.number = QPushButton(self.tr("Show the number"))
        self.close_button = QPushButton(self.tr("Close"))
        self.lists: list[StageList] = []
        self._message = CalmText()
        self._columns = QHBoxLayout()
        self._legend = CalmText()
        self.setMinimumHeight(LEAST_HEIGHT)
        self._build()
        for spin in (self.row, self.column):
            spin.valueChanged.connect(self._on_spins_value_changed)
        self.number.clicked.connect(self.number_wanted)
        self.close_button.clicked.connect(self.closed)

    def _build(self) -> None:
        header = QHBoxLayout()
        header.addWidget(self._title, 1)
        for text, spin in ((self.tr("pixel row"), self.row), (self.tr("column"), self.column)):
            label = QLabel(text)
            label.setBuddy(spin)
            spin.setAccessibleName(text)
            spin.setToolTip(
                self.tr(
                    "Ctrl and a click on the picture choose a pixel, too; on the picture, arrow keys move on"
                )
            )
            header.addWidget(label)
            header.addWidget(spin)
        self.number.setToolTip(self.tr("Back to the number that is taken apart; the marks on the maps stay"))
        self.close_button.setToolTip(self.tr("Ask no more: the marks on the maps go"))
        for button in (self.number, self.close_button):
            button.setAutoDefault(False)
            header.addWidget(button)
        body = QWidget()
        body.setLayout(self._columns)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(12)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(LEAST_LISTS)
        area.setWidget(body)
        for widget in (area.viewport(), body):
            widget.setAutoFillBackground(False)
        self._legend.set_text(self._words.legend())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addWidget(self._message)
        layout.addWidget(area, 1)
        layout.addWidget(self._legend)

    @property
    def pixel(self) -> tuple[int, int]:
        """(row, column) of the pixel that is asked about."""
        return self.row.value(), self.column.value()

    @property
    def message(self) -> str:
        """What is said in the place of some stages, or beside all; empty if there is nothing to say."""
        return "" if self._message.isHidden() else self._message.text()

    @property
    def title(self) -> str:
        """What is said of the pixel itself."""
        return self._title.text()

    def sizeHint(self) -> QSize:
        """Ask for as much as the number that is taken apart."""
        return QSize(800, 210)

    def set_pixel(self, row: int, column: int, size: tuple[int, int]) -> None:
        """Show which pixel of a picture of this size (height, width) is asked about."""
        show_place((self.row, self.column), (row, column), size)

    def show_message(self, sentence: str) -> None:
        """Say why nothing is listed."""
        self._title.setText("")
        self._set_message(sentence)
        self._set_count(0)

    def show_answer(self, answer: PixelAnswer, names: Sequence[Sequence[str]]) -> None:
        """List who sees the pixel; ``names`` are those of the maps of each stage."""
        seen = answer.seen
        if seen is None:
            self.show_message(answer.problem)
            return
        self._title.setText(self._words.title(seen))
        self._set_message(self._words.remark(answer))
        self._set_count(len(seen.stages))
        for stage in range(len(seen.stages)):
            self._fill(seen, stage, names[stage])

    def _fill(self, seen: ChainSeenBy, stage: int, names: Sequence[str]) -> None:
        shown = self.lists[stage]
        cells = seen.most_tapped(MOST_LISTED) if stage == 0 else seen.stages[stage].strongest(MOST_LISTED)
        self._cells[stage] = list(cells)
        shown.set_texts(self._words.heading(seen, stage), self._words.caption(stage))
        shown.list.clear()
        for cell in cells:
            item = QListWidgetItem(self._words.line(seen, stage, cell, names[cell.map]))
            item.setToolTip(self._words.line_in_full(seen, stage, cell, names[cell.map]))
            shown.list.addItem(item)

    def _set_message(self, sentence: str) -> None:
        self._message.set_text(sentence)
        self._message.setVisible(bool(sentence))

    def _set_count(self, count: int) -> None:
        while len(self.lists) < count:
            shown = StageList()
            stage = len(self.lists)
            shown.list.picked.connect(lambda line, stage=stage: self._go_to(stage, line))
            self._columns.addWidget(shown, 1)
            self.lists.append(shown)
        for stage, shown in enumerate(self.lists):
            shown.setVisible(stage < count)
        self._cells = [[] for _ in range(count)]

    def _go_to(self, stage: int, line: int) -> None:
        cell = self._cells[stage][line]
        self.cell_chosen.emit(stage, cell.map, cell.row, cell.column)

    def _on_spins_value_changed(self) -> None:
        self.pixel_typed.emit(*self.pixel)
