"""One number of any map, taken apart: what it was made of, product by product, and one level further down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from filterlab.figures import short_number
from filterlab.gui.circuit.dissection_header import DissectionHeader
from filterlab.gui.circuit.words import PIXEL, CircuitWords
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.link_list import LinkList
from filterlab.gui.widgets.matrix_view import MatrixView
from filterlab.gui.widgets.path_text import PathText
from filterlab.gui.widgets.product_view import ProductView

if TYPE_CHECKING:
    from filterlab.figures import Kind, Limits
    from filterlab.probes import Stages
    from filterlab.probes.chain import ChainExplanation

MOST_LINKS = 24
LEAST_HEIGHT = 176
LINKS_WIDTH, SUMS_WIDTH, POOL_WIDTH = 224, 150, 104


@dataclass(frozen=True, eq=False)
class Dissection:
    """What the panel shows.

    Attributes
    ----------
    path : tuple of ChainExplanation
        The number, and what it was followed down to.
    settings : Stages
        Those of its stage.
    maps : tuple of str
        What the maps are called that its filter looks at.
    kind, limits
        Colours of these maps, and what their ends stand for.
    own_kind : {"signed", "activation"}
        Colours of its own map.
    shape : (int, int)
        Height and width of its own map.
    is_pinned, is_traced : bool
        Whether it stays when the mouse leaves, and whether it was followed.
    """

    path: tuple[ChainExplanation, ...]
    settings: Stages
    maps: tuple[str, ...]
    kind: Kind
    limits: Limits
    own_kind: Kind
    shape: tuple[int, int]
    is_pinned: bool
    is_traced: bool


class DissectionPanel(Card):
    """Show where one number comes from; ask for another. Setters never emit.

    Signals
    -------
    place_typed(row, column)
        Another place of the same map.
    strongest_wanted()
        The strongest number of the same map.
    link_chosen(number)
        Go to the cell behind one of the products, in the order they are listed.
    step_chosen(number)
        Go to a number on the way to the pixels.
    pixel_followed()
        Go to the pixel at the end of the way.
    pixel_wanted()
        Ask who sees a pixel.
    trace_toggled(is_traced)
        Follow every number to the pixels, or no longer.
    """

    place_typed = Signal(int, int)
    strongest_wanted = Signal()
    link_chosen = Signal(int)
    step_chosen = Signal(int)
    pixel_followed = Signal()
    pixel_wanted = Signal()
    trace_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._words = CircuitWords()
        self._shown: Dissection | None = None
        self._chosen_map: int | None = None
        self.header = DissectionHeader()
        self.row, self.column = self.header.row, self.header.column
        self.strongest, self.trace = self.header.strongest, self.header.trace
        self.links, self.sums = LinkList(), QListWidget()
        self.product = ProductView()
        self._pools = {kind: MatrixView(kind) for kind in ("signed", "activation")}
        self._pool_caption = dressed(QLabel(self.tr("pooled block")), "muted")
        self._pool = QWidget()
        self._body = QWidget()
        self._result = CalmText()
        self.path = PathText()
        self._message = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        # Said here, since words that wrap to other lines would move the maps above from under the mouse.
        self.setMinimumHeight(LEAST_HEIGHT)
        self._build_body()
        self._lay_out()
        self._connect()
        self.show_message("")

    def _build_body(self) -> None:
        self.links.setAccessibleName(self.tr("Cells the number was made of"))
        self.links.setToolTip(self.tr("Click one to take it apart, too"))
        self.sums.setAccessibleName(self.tr("Sum of the products for each map"))
        self.sums.setToolTip(self.tr("Choose the map whose products are shown"))
        for widget, width in ((self.links, LINKS_WIDTH), (self.sums, SUMS_WIDTH)):
            widget.setFixedWidth(width)
            widget.setFrameShape(QFrame.Shape.NoFrame)
            widget.setUniformItemSizes(True)
            widget.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            widget.viewport().setAutoFillBackground(False)
        pool = QVBoxLayout(self._pool)
        pool.setContentsMargins(0, 0, 0, 0)
        pool.setSpacing(2)
        self._pool_caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        pool.addWidget(self._pool_caption)
        for view in self._pools.values():
            pool.addWidget(view, 1)
        self._pool.setFixedWidth(POOL_WIDTH)
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addLayout(_titled(self.tr("made of, strongest first"), self.links))
        body.addWidget(self.product, 1)
        self._sums_column = QWidget()
        sums = _titled(self.tr("sum for each map"), self.sums)
        sums.setContentsMargins(0, 0, 0, 0)
        self._sums_column.setLayout(sums)
        body.addWidget(self._sums_column)
        body.addWidget(self._pool)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(4)
        layout.addWidget(self.header)
        layout.addWidget(self._message, 1)
        layout.addWidget(self._body, 1)
        layout.addWidget(self._result)
        layout.addWidget(self.path)

    def _connect(self) -> None:
        self.header.place_typed.connect(self.place_typed)
        self.header.pixel.clicked.connect(self.pixel_wanted)
        self.strongest.clicked.connect(self.strongest_wanted)
        self.trace.toggled.connect(self.trace_toggled)
        self.links.picked.connect(self.link_chosen)
        self.sums.currentRowChanged.connect(self._on_sums_row_changed)
        self.path.followed.connect(self._on_path_link)

    @property
    def shown(self) -> Dissection | None:
        """What is shown, or None."""
        return self._shown

    @property
    def result_text(self) -> str:
        """What became of the sum, as rich text."""
        return self._result.text()

    @property
    def path_text(self) -> str:
        """The way to the pixels, as rich text; empty when it is not shown."""
        return self.path.text()

    def sizeHint(self) -> QSize:
        """Ask for matrices with their numbers."""
        return QSize(800, 210)

    def show_message(self, message: str) -> None:
        """Show a sentence in place of a number."""
        self._shown = None
        self.header.show_nothing()
        self._message.setText(message)
        self._message.show()
        for widget in (self._body, self._result, self.path):
            widget.hide()

    def show_number(self, dissection: Dissection) -> None:
        """Show one number."""
        last, self._shown = self._shown, dissection
        told = dissection.path[0]
        self._message.hide()
        for widget in (self._body, self._result):
            widget.show()
        self.header.show_place(
            self._words.place(told.stage, told.name),
            told.number.row,
            told.number.column,
            dissection.shape,
            self.tr("pinned") if dissection.is_pinned else self.tr("under the mouse; click to pin"),
        )
        self._list_links(dissection)
        if last is None or (last.path[0].stage, last.path[0].map) != (told.stage, told.map):
            self._chosen_map = None
        self._list_sums(dissection)
        self._show_products()
        self._show_pool(dissection)
        self._result.set_text(self._words.result(told, dissection.maps, dissection.settings))
        self.path.set_text(self._words.path(dissection.path) if dissection.is_traced else "")
        self.path.setVisible(dissection.is_traced)

    def _list_links(self, dissection: Dissection) -> None:
        told = dissection.path[0]
        self.links.clear()
        for link in told.links(MOST_LINKS):
            if not link.product:
                break
            item = QListWidgetItem(self._words.link(link, dissection.maps))
            item.setToolTip(self._words.link_in_full(link, dissection.maps))
            self.links.addItem(item)

    def _list_sums(self, dissection: Dissection) -> None:
        """List the maps; the user's choice stays while the same map is looked at, else the strongest is shown."""
        sums = dissection.path[0].map_sums
        blocker = QSignalBlocker(self.sums)
        self.sums.clear()
        for name, part in zip(dissection.maps, sums, strict=True):
            self.sums.addItem(f"{short_number(float(part), 5)}   {name}")
        strongest = int(abs(sums).argmax())
        self.sums.setCurrentRow(
            strongest if self._chosen_map is None else min(self._chosen_map, len(sums) - 1)
        )
        del blocker
        self._sums_column.setVisible(len(sums) > 1)

    def _show_products(self) -> None:
        shown, index = self._shown, max(self.sums.currentRow(), 0)
        if shown is not None:
            self.product.show_map(shown.path[0].number, index, shown.maps[index], shown.kind, shown.limits)

    def _show_pool(self, dissection: Dissection) -> None:
        window = dissection.path[0].number.pool_window
        self._pool.setVisible(window is not None)
        if window is not None:
            for kind, view in self._pools.items():
                view.setVisible(kind == dissection.own_kind)
            self._pools[dissection.own_kind].set_values(window.values)

    def _on_sums_row_changed(self, row: int) -> None:
        self._chosen_map = row
        self._show_products()

    def _on_path_link(self, step: str) -> None:
        if step == PIXEL:
            self.pixel_followed.emit()
        else:
            self.step_chosen.emit(int(step))


def _titled(title: str, widget: QWidget) -> QVBoxLayout:
    """Put a line of second rank above a widget."""
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(dressed(QLabel(title), "muted"))
    column.addWidget(widget, 1)
    return column
