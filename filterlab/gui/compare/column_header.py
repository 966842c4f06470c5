"""The head of a column: the boxes that say whose filters stand in it, and what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from filterlab.gui.train.choosers import LayerBox
from filterlab.gui.widgets.choice_box import ChoiceBox
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.glyphs import GlyphButton

if TYPE_CHECKING:
    from collections.abc import Iterable

LINE_HEIGHT, BUTTON, SPACING = 26, 22, 6


class ColumnHeader(QWidget):
    """Show the boxes of a column in one line, or in two where all columns stand in two. Setters never emit.

    Signals
    -------
    crowding_changed()
        There is no room any more for all boxes in one line, or there is again.
    """

    crowding_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start in one line."""
        super().__init__(parent)
        self.source = ChoiceBox(self.tr("Bank"), self.tr("Whose filters stand in this column"), 8)
        self.layer = LayerBox()
        self.layer.setAccessibleName(self.tr("Layer"))
        self.step = ChoiceBox(
            self.tr("Step"), self.tr("After which step of the run: its weights were kept then"), 10
        )
        self.fit = ChoiceBox(
            self.tr("Fit of the picture"), self.tr("How the picture is made as large as the net takes"), 6
        )
        self.caption = dressed(ElidedLabel(""), "muted")
        self.add = QPushButton(self.tr("&Add"))
        self.add.setAccessibleName(self.tr("Add to bank"))
        self.add.setToolTip(
            self.tr(
                "Copy the chosen filter into the hand-made bank, to paint on it in Design; or drag it there"
            )
        )
        self.remove = GlyphButton("close", BUTTON)
        self.remove.setToolTip(self.tr("Take this column away"))
        self.remove.setAccessibleName(self.tr("Take this column away"))
        self._is_crowded = self._has_two_lines = False
        self._lay_out()

    def _lay_out(self) -> None:
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for line in (self._first, self._second):
            line.setSpacing(SPACING)
        for widget in (*self._boxes, self.add, self.remove):
            self._first.addWidget(widget)
        self._first.insertWidget(len(self._boxes), self.caption, 1)
        # All columns begin at the same height, with and without boxes in a line.
        self._first.addStrut(LINE_HEIGHT)
        self._strut = QSpacerItem(0, 0)
        self._second.addSpacerItem(self._strut)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._first)
        layout.addLayout(self._second)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def is_crowded(self) -> bool:
        """Whether one line has no room for all boxes."""
        return self._is_crowded

    @property
    def has_two_lines(self) -> bool:
        """Whether the boxes stand in two lines."""
        return self._has_two_lines

    def set_two_lines(self, *, are_wanted: bool) -> None:
        """Put what belongs to the bank into a line below it, or all into one."""
        if are_wanted == self._has_two_lines:
            return
        self._has_two_lines = are_wanted
        moved = (*self._boxes[1:], self.caption)
        for widget in moved:
            (self._first if are_wanted else self._second).removeWidget(widget)
        for place, widget in enumerate(moved):
            line = self._second if are_wanted else self._first
            line.insertWidget(place + (0 if are_wanted else 1), widget, 1 if widget is self.caption else 0)
        self._first.setStretchFactor(self.source, 1 if are_wanted else 0)
        self._strut.changeSize(0, LINE_HEIGHT if are_wanted else 0)
        self._second.invalidate()
        self._look_for_room()

    def event(self, event: QEvent) -> bool:
        """Look anew whether there is room for all boxes when one of them, or the column, is of another size."""
        is_done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._look_for_room()
        return is_done

    @property
    def _boxes(self) -> tuple[QWidget, ...]:
        return self.source, self.layer, self.step, self.fit

    def _room_beside(self, boxes: Iterable[QWidget]) -> int:
        """Return how many pixels a line leaves for the button when these boxes and the closing one have theirs."""
        widths = [box.sizeHint().width() for box in (*boxes, self.remove) if not box.isHidden()]
        return self.width() - sum(widths) - SPACING * len(widths)

    def _width_of_add(self, text: str) -> int:
        metrics = self.add.fontMetrics()
        around = self.add.sizeHint().width() - metrics.horizontalAdvance(self.add.text())
        return around + metrics.horizontalAdvance(text)

    def _look_for_room(self) -> None:
        """Choose the longer name of the button where it fits, and say whether the boxes do."""
        short, long = self.tr("&Add"), self.tr("&Add to bank")
        needed = 0 if self.add.isHidden() else self._width_of_add(short)
        is_crowded = self._room_beside(self._boxes) < needed
        in_line = self._boxes[:1] if self._has_two_lines else self._boxes
        self.add.setText(long if self._room_beside(in_line) >= self._width_of_add(long) else short)
        if is_crowded != self._is_crowded:
            self._is_crowded = is_crowded
            self.crowding_changed.emit()
