"""The row above the columns: the picture, the order of filters, how colours are scaled, what goes out into files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from filterlab.gui.widgets.choice_box import ChoiceBox
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.scale_strip import ScaleStrip
from filterlab.gui.widgets.tooltip import in_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    Entries = Sequence[tuple[str, str]]

A_SAMPLE = "a sample"
WIDEST = 150


class TopBar(QWidget):
    """Show and ask for picture, order and limits.

    Signals
    -------
    picture_chosen(str), order_chosen(str)
        The key of an entry; that of a sample of a data set is `A_SAMPLE`.
    scaling_changed()
        One of the boxes was ticked or cleared.
    column_wanted()
        The user wants one more column.
    figure_wanted(), table_wanted()
        The user wants what stands there in a file.
    """

    picture_chosen = Signal(str)
    order_chosen = Signal(str)
    scaling_changed = Signal()
    column_wanted = Signal()
    figure_wanted = Signal()
    table_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with empty lists."""
        super().__init__(parent)
        self.picture = ChoiceBox(self.tr("Picture"), self.tr("The picture all filters look at"))
        self.order = ChoiceBox(self.tr("Sort"), self.tr("By what the filters of every column are sorted"))
        self.order.set_entries(
            (
                ("bank", self.tr("own order")),
                ("norm", self.tr("norm")),
                ("similarity", self.tr("similarity")),
                ("importance", self.tr("importance")),
                ("orientation", self.tr("orientation")),
                ("frequency", self.tr("frequency")),
            ),
            "bank",
        )
        self.order.setMinimumContentsLength(10)
        for box in (self.picture, self.order):
            box.setMaximumWidth(WIDEST)
        self.same_limits = QCheckBox(self.tr("Sa&me limits"))
        self.same_limits.setToolTip(
            self.tr("One scale of colours for all filters and one for all responses, instead of each its own")
        )
        self.equal_strength = QCheckBox(self.tr("E&qual strength"))
        self.equal_strength.setToolTip(
            in_lines(
                self.tr(
                    "Divide every filter by the root of the sum of its squared weights first, so that strong and "
                    "weak filters can be compared on the same limits"
                )
            )
        )
        self.presets = QCheckBox(self.tr("Pre&sets"))
        self.presets.setToolTip(
            self.tr("Look for the nearest filter among all presets too, not in the bank alone")
        )
        self.column = QPushButton(self.tr("+ &Bank"))
        self.column.setToolTip(
            self.tr("One more column: another run or step, presets, or weights that were opened from a file")
        )
        self.export = QPushButton(self.tr("E&xport"))
        menu = QMenu(self)
        menu.addAction(self.tr("Figure with captions…")).triggered.connect(self.figure_wanted)
        menu.addAction(self.tr("Numbers as a table…")).triggered.connect(self.table_wanted)
        self.export.setMenu(menu)
        self._note = dressed(ElidedLabel(""), "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 5, 10, 5)
        layout.setSpacing(7)
        for text, box in ((self.tr("&Picture"), self.picture), (self.tr("So&rt"), self.order)):
            label = QLabel(text)
            label.setBuddy(box)
            layout.addWidget(label)
            layout.addWidget(box)
        layout.addSpacing(6)
        layout.addWidget(self.same_limits)
        layout.addWidget(self.equal_strength)
        layout.addWidget(self.presets)
        layout.addSpacing(6)
        layout.addWidget(ScaleStrip())
        layout.addWidget(self._note, 1)
        layout.addWidget(self.column)
        layout.addWidget(self.export)
        self.picture.chosen.connect(self.picture_chosen.emit)
        self.order.chosen.connect(self.order_chosen.emit)
        for ticked in (self.same_limits, self.equal_strength, self.presets):
            ticked.toggled.connect(self._on_box_toggled)
        self.column.clicked.connect(self.column_wanted)

    def set_pictures(self, entries: Entries, current: str) -> None:
        """List pictures as (key, title), and first of all a sample of a data set; show which is looked at."""
        self.picture.set_entries([(A_SAMPLE, self.tr("data set")), *entries], current)

    def set_order(self, order: str) -> None:
        """Show by what columns are sorted."""
        self.order.set_current(order)

    def set_ticks(self, *, same_limits: bool, equal_strength: bool, presets: bool) -> None:
        """Show what is ticked."""
        for box, is_ticked in (
            (self.same_limits, same_limits),
            (self.equal_strength, equal_strength),
            (self.presets, presets),
        ):
            blocker = QSignalBlocker(box)
            box.setChecked(is_ticked)
            del blocker

    @property
    def note(self) -> str:
        """What the numbers mean."""
        return self._note.text()

    def set_note(self, note: str) -> None:
        """Say what the numbers mean."""
        self._note.setText(note)

    def _on_box_toggled(self, _checked: bool) -> None:
        self.scaling_changed.emit()
