"""One number of a net taken apart: the products it is the sum of, map by map, and where one can go from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from filterlab.figures import limits_of, short_number
from filterlab.gui.compare.decision.apart_words import ApartWords
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.link_list import LinkList
from filterlab.gui.widgets.product_view import ProductView

if TYPE_CHECKING:
    from filterlab.figures import Kind
    from filterlab.gui.compare.decision.deciding import Apart, Decision

LINKS_WIDTH, SUMS_WIDTH = 300, 156


class FeedingView(QWidget):
    """Show what fed a number. Setters never emit.

    Signals
    -------
    link_chosen(number)
        Take apart what stands behind one of the products, in the order they are listed.
    """

    link_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._words = ApartWords()
        self._apart: Apart | None = None
        self._factor = ""
        self.links, self.sums = LinkList(), QListWidget()
        self.product = ProductView()
        self._caption = dressed(QLabel(self.tr("fed by, strongest first")), "muted")
        self._result = CalmText()
        self._dead_end = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._sums_column, self._body = QWidget(), QWidget()
        self._build()
        self.links.picked.connect(self._on_links_picked)
        self.sums.currentRowChanged.connect(self._show_products)

    def _build(self) -> None:
        self.links.setAccessibleName(self.tr("Products the number is the sum of"))
        self.links.setToolTip(self.tr("Click one (or press Return) to see what fed it in its turn"))
        self.sums.setAccessibleName(self.tr("Sum of the products for each map"))
        self.sums.setToolTip(self.tr("Choose the map whose products are shown"))
        for listed, width in ((self.links, LINKS_WIDTH), (self.sums, SUMS_WIDTH)):
            listed.setFixedWidth(width)
            listed.setFrameShape(QFrame.Shape.NoFrame)
            listed.setUniformItemSizes(True)
            listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            listed.viewport().setAutoFillBackground(False)
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        links = QVBoxLayout()
        links.setSpacing(2)
        links.addWidget(self._caption)
        links.addWidget(self.links, 1)
        body.addLayout(links)
        body.addWidget(self.product, 1)
        body.addWidget(self._dead_end, 1)
        sums = QVBoxLayout(self._sums_column)
        sums.setContentsMargins(0, 0, 0, 0)
        sums.setSpacing(2)
        sums.addWidget(dressed(QLabel(self.tr("sum for each map")), "muted"))
        sums.addWidget(self.sums, 1)
        body.addWidget(self._sums_column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._result)
        layout.addWidget(self._body, 1)
        self._body.hide()

    @property
    def apart(self) -> Apart | None:
        """What is shown, or None."""
        return self._apart

    @property
    def result_text(self) -> str:
        """How the number came about, as rich text."""
        return self._result.text()

    def clear(self) -> None:
        """Show nothing."""
        self._apart = None
        self._result.set_text("")
        self._body.hide()

    def show_apart(self, decision: Decision, apart: Apart) -> None:
        """Show a number."""
        self._apart = apart
        self._body.show()
        self._result.set_text(self._words.result(decision, apart))
        self._caption.setText(
            self.tr("fed by, strongest first")
            if apart.feeding.is_sum
            else self.tr("depends on, value × slope")
        )
        self._factor = self._words.factor(decision, apart)
        self._list_links(apart)
        dead_end = self._words.dead_end(apart)
        self._dead_end.setText(dead_end)
        self._dead_end.setVisible(bool(dead_end))
        self.product.setVisible(not dead_end)
        self._list_sums(apart)
        self._show_products()

    def _list_links(self, apart: Apart) -> None:
        self.links.clear()
        for link in apart.links:
            item = QListWidgetItem(self._words.link(apart, link))
            item.setToolTip(item.text())
            self.links.addItem(item)
        rest = self._words.rest(apart)
        if rest:
            item = QListWidgetItem(rest)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.links.addItem(item)

    def _list_sums(self, apart: Apart) -> None:
        sums = apart.map_sums
        blocker = QSignalBlocker(self.sums)
        self.sums.clear()
        for part, channel in zip(sums.tolist(), apart.maps, strict=False):
            self.sums.addItem(f"{short_number(part, 4)}   {self._words.source_in_few_words(apart, channel)}")
        self.sums.setCurrentRow(int(abs(sums).argmax()) if self.sums.count() else -1)
        del blocker
        self._sums_column.setVisible(len(sums) > 1)

    def _show_products(self) -> None:
        apart, index = self._apart, max(self.sums.currentRow(), 0)
        if apart is None or not apart.count:
            return
        channel = apart.maps[index] if apart.maps else 0
        kind: Kind = "grey" if apart.feeding.source_layer is None else "activation"
        if float(apart.patch.min()) < 0:
            kind = "signed"
        limits = (0.0, 1.0) if kind == "grey" else limits_of(apart.patch, kind)
        self.product.show_map(
            apart, index, self._words.source(apart, channel), kind, limits, factor=self._factor
        )

    def _on_links_picked(self, line: int) -> None:
        if self._apart is not None and line < len(self._apart.links):
            self.link_chosen.emit(line)
