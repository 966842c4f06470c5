"""What an empty circuit says: what a circuit is, and three ways to begin one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from filterlab.gui.circuit.bank_shelf import filter_in
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed
from filterlab.probes.chain import ExampleChain, example_chains

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

PAGE_WIDTH = 1000
HEADING = 1.3


class StartPage(QScrollArea):
    """Offer the examples, a filter of the bank and files. Setters never emit.

    Signals
    -------
    example_wanted(name)
        Begin with a ready-made circuit.
    filter_wanted()
        Begin with the filter that stands out in the bank.
    filter_dropped(filter_id)
        Begin with a filter of the bank that was dropped here.
    file_wanted()
        Open a circuit from a file.
    """

    example_wanted = Signal(str)
    filter_wanted = Signal()
    filter_dropped = Signal(str)
    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setAcceptDrops(True)
        self.examples = {name: QPushButton(self.tr("Start with this")) for name in example_chains}
        self.filter_button = QPushButton()
        self.file_button = QPushButton(self.tr("Open a circuit…"))
        self._lay_out()
        self.filter_button.clicked.connect(self.filter_wanted)
        self.file_button.clicked.connect(self.file_wanted)
        self.set_filter("")

    def _lay_out(self) -> None:
        page, around = QWidget(maximumWidth=PAGE_WIDTH), QWidget()
        beside = QHBoxLayout(around)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(page, 1)
        beside.addStretch(0)
        self.setWidget(around)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.setSpacing(10)
        heading = self._line(self.tr("A circuit: filters that look at what other filters found"), "title")
        font = heading.font()
        font.setPointSizeF(font.pointSizeF() * HEADING)
        heading.setFont(font)
        layout.addWidget(heading)
        layout.addWidget(
            self._line(
                self.tr(
                    "The filters of stage 1 look at the picture, and each makes a map. The filters of stage 2 "
                    "look at these maps, and so on: a small net that you wire by hand. Every number on every map "
                    "can be taken apart, down to the pixels."
                )
            )
        )
        layout.addSpacing(4)
        layout.addWidget(self._line(self.tr("Begin with an example"), "title"))
        cards = QHBoxLayout()
        cards.setSpacing(10)
        for name, example in example_chains.items():
            cards.addWidget(self._card(name, example), 1)
        layout.addLayout(cards)
        layout.addSpacing(4)
        layout.addWidget(self._line(self.tr("Or begin your own"), "title"))
        row = QHBoxLayout()
        row.addWidget(self.filter_button)
        row.addWidget(self.file_button)
        row.addStretch(1)
        layout.addLayout(row)
        hint = self.tr("A filter of the bank can also be dragged here, or be double-clicked.")
        layout.addWidget(self._line(hint, "muted"))
        layout.addStretch(1)

    @staticmethod
    def _line(text: str, look: Literal["title", "muted"] | None = None) -> QLabel:
        label = QLabel(text, wordWrap=True)
        return dressed(label, look) if look is not None else label

    def _card(self, name: str, example: ExampleChain) -> Card:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 10, 12, 12)
        column.addWidget(dressed(QLabel(example.title, wordWrap=True), "title"))
        explanation = QLabel(example.explanation, wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
        column.addWidget(explanation, 1)
        button = self.examples[name]
        button.setAccessibleName(self.tr("Start with {title}").format(title=example.title))
        button.clicked.connect(partial(self._on_example_clicked, name))
        column.addWidget(button)
        return card

    def set_filter(self, name: str) -> None:
        """Say which filter stands out in the bank; empty: none."""
        self.filter_button.setText(
            self.tr("Start with “{name}”").format(name=name) if name else self.tr("Start with a filter")
        )
        self.filter_button.setEnabled(bool(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a filter of the bank."""
        if filter_in(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Go on accepting it; a scroll area would refuse."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begin with the filter."""
        self.filter_dropped.emit(filter_in(event.mimeData()))
        event.acceptProposedAction()

    def _on_example_clicked(self, name: str, _checked: bool = False) -> None:
        self.example_wanted.emit(name)
