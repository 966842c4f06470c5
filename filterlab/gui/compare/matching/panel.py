"""The panel that pairs two banks: what does not count, who is how alike to whom, and how far chance reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from filterlab.figures import lookup_table
from filterlab.gui.compare.matching.pair_list import PairList
from filterlab.gui.compare.matching.similarity_view import SimilarityView
from filterlab.gui.desk_panel import DeskPanel
from filterlab.gui.widgets.colour_bar import ColourBar
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_box import ElidedBox
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.scrolling import scrolling
from filterlab.gui.widgets.sentence_pages import SentencePages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.figures import Kind, Limits
    from filterlab.probes.matching import Invariances

MOST_SHIFT, SIDE = 8, 218


class MatchingPanel(DeskPanel):
    """Show two banks paired; know arrays and words only. Setters never emit.

    Signals
    -------
    banks_chosen(int, int)
        Pair other banks, by their places in the lists.
    invariances_changed()
        Something else does not count from now on.
    pair_chosen(int)
        The user chose a line of the list.
    figure_wanted(), table_wanted()
        Write the figure, or the pairs as a table, to a file.
    """

    banks_chosen = Signal(int, int)
    invariances_changed = Signal()
    pair_chosen = Signal(int)
    figure_wanted = Signal()
    table_wanted = Signal()
    key = "matching"
    group = "banks"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to pair."""
        super().__init__(parent)
        self.first = _box(self.tr("First bank: the rows of the picture"))
        self.second = _box(self.tr("Second bank: the columns of the picture"))
        self.sign = QCheckBox(self.tr("sign"))
        self.strength = QCheckBox(self.tr("strength"))
        self.turns = QCheckBox(self.tr("quarter turns"))
        self.flips = QCheckBox(self.tr("flips"))
        self.shift = QSpinBox(maximum=MOST_SHIFT)
        self.shift.setPrefix(self.tr("shift up to "))
        self.shift.setAccessibleName(self.tr("Shift that does not count, in cells"))
        for box, tip in (
            (self.sign, self.tr("A filter and its negative count as the same")),
            (self.strength, self.tr("Filters that differ by a factor alone count as the same")),
            (self.turns, self.tr("Filters turned by 90°, 180° or 270° count as the same")),
            (self.flips, self.tr("Filters mirrored sideways or upside down count as the same")),
            (self.shift, self.tr("Filters moved by so many cells along each axis count as the same")),
        ):
            box.setToolTip(tip)
        for tick in (self.sign, self.strength):
            tick.setChecked(True)
        self.words = QLabel("", wordWrap=True)
        self.figure = QPushButton(self.tr("Save figure…"))
        self.table = QPushButton(self.tr("Save table…"))
        self.matrix = SimilarityView(self.tr("How alike each filter is to each"))
        self.bar = ColourBar()
        self.headline = ElidedLabel("")
        self.pairs = PairList(self.tr("Pairs of filters"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(4)
        for box in (self.first, self.second):
            left.addWidget(box)
        left.addWidget(dressed(QLabel(self.tr("What does not count")), "muted"))
        ticks = QGridLayout()
        ticks.setVerticalSpacing(2)
        for place, tick in enumerate((self.sign, self.strength, self.turns, self.flips)):
            ticks.addWidget(tick, place // 2, place % 2)
        left.addLayout(ticks)
        left.addWidget(self.shift)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        left.addWidget(scrolling(self.words), 1)
        buttons = QHBoxLayout()
        for button in (self.figure, self.table):
            buttons.addWidget(button)
        left.addLayout(buttons)
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(SIDE)
        picture = QWidget()
        row = QHBoxLayout(picture)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.matrix, 1)
        row.addWidget(self.bar)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(dressed(self.headline, "muted"))
        column.addWidget(self.pairs, 1)
        found = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        found.addWidget(picture)
        found.addWidget(right)
        found.setHandleWidth(8)
        found.setSizes([270, 600])
        found.setStretchFactor(1, 1)
        self._pages = SentencePages(found)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(12)
        layout.addWidget(side)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        for box in (self.first, self.second):
            box.activated.connect(self._on_box_activated)
        for tick in (self.sign, self.strength, self.turns, self.flips):
            tick.toggled.connect(self._on_tick_toggled)
        self.shift.valueChanged.connect(self._on_tick_toggled)
        self.pairs.row_chosen.connect(self.pair_chosen)
        self.figure.clicked.connect(self.figure_wanted)
        self.table.clicked.connect(self.table_wanted)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Matchmaking")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Who of one bank belongs to whom of another, and whether that is more than chance")

    @property
    def message(self) -> str:
        """The sentence in place of pairs; empty when there are some."""
        return self._pages.message

    def set_banks(self, titles: Sequence[str], first: int, second: int) -> None:
        """List the banks and show which two are paired."""
        for box, index in ((self.first, first), (self.second, second)):
            blocker = QSignalBlocker(box)
            if [box.itemText(i) for i in range(box.count())] != list(titles):
                box.clear()
                box.addItems(list(titles))
            box.setCurrentIndex(index)
            del blocker

    def set_invariances(self, allowed: Invariances) -> None:
        """Show what does not count."""
        for tick, is_same in (
            (self.sign, allowed.sign),
            (self.strength, allowed.strength),
            (self.turns, allowed.turns),
            (self.flips, allowed.flips),
        ):
            blocker = QSignalBlocker(tick)
            tick.setChecked(is_same)
            del blocker
        blocker = QSignalBlocker(self.shift)
        self.shift.setValue(allowed.shift)
        del blocker

    def set_words(self, words: str) -> None:
        """Say what was found, and how far chance reaches."""
        self.words.setText(words)

    def set_scale(self, kind: Kind, limits: Limits) -> None:
        """Show what the colours of the picture mean."""
        self.bar.set_scale(lookup_table(kind), limits)

    def show_pairs(self, headline: str) -> None:
        """Show picture and list, which have been filled, below a line that says what stands where."""
        self.headline.setText(headline)
        self._set_can_save(can_save=True)
        self._pages.show_content()

    def show_message(self, sentence: str) -> None:
        """Say in place of the pairs why there are none."""
        self._pages.show_message(sentence)
        self.words.setText("")
        self._set_can_save(can_save=False)

    def _set_can_save(self, *, can_save: bool) -> None:
        self.figure.setEnabled(can_save)
        self.table.setEnabled(can_save)

    def _on_box_activated(self, _index: int) -> None:
        self.banks_chosen.emit(self.first.currentIndex(), self.second.currentIndex())

    def _on_tick_toggled(self, _value: object) -> None:
        self.invariances_changed.emit()


def _box(name: str) -> QComboBox:
    box = ElidedBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
