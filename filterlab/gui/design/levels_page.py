"""The picture's levels: histogram, black, gamma and white, what they cut off, and inverting."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from filterlab.data.adjusting import MAX_GAMMA, MIN_GAMMA
from filterlab.errors import FilterLabError
from filterlab.figures import short_number
from filterlab.gui.design.picture_edits import Adjustment
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.levels_view import LevelsView
from filterlab.gui.widgets.number_spin_box import NumberSpinBox, fineness
from filterlab.gui.widgets.toggle_button import ToggleButton
from filterlab.project import Scale

if TYPE_CHECKING:
    from filterlab.data import Levels
    from filterlab.gui.design.picture_edits import ValueFacts


class LevelsPage(QWidget):
    """Ask for an adjustment of the picture's values; setters never emit.

    Signals
    -------
    adjusted(Adjustment, title, gesture)
        The user wants the picture's values to become these, as a step of that name; all with one gesture number
        are one step.
    """

    adjusted = Signal(object, str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a picture."""
        super().__init__(parent)
        self._adjustment = Adjustment()
        self._facts: ValueFacts | None = None
        self._scale = Scale()
        self._gestures = itertools.count(1)
        self._gesture = 0
        self._typing_in: NumberSpinBox | None = None
        self.view = LevelsView()
        self.black_box, self.gamma_box, self.white_box = (NumberSpinBox() for _ in range(3))
        self.automatic_button = QPushButton(self.tr("Automatic"))
        self.invert_button = ToggleButton(self.tr("Invert"))
        self.reset_button = QPushButton(self.tr("Reset"))
        self.words = CalmText()
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        self.gamma_box.setRange(MIN_GAMMA, MAX_GAMMA)
        self.gamma_box.setDecimals(2)
        self.gamma_box.setSingleStep(0.05)
        grid = QGridLayout()
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(2)
        for column, (box, name, tip) in enumerate(
            (
                (self.black_box, self.tr("Black"), self.tr("This value and all below become black")),
                (
                    self.gamma_box,
                    self.tr("Gamma"),
                    self.tr("Above 1 brightens the middle greys, below 1 darkens"),
                ),
                (self.white_box, self.tr("White"), self.tr("This value and all above become white")),
            )
        ):
            label = QLabel(name)
            label.setBuddy(box)
            box.setAccessibleName(name)
            box.setToolTip(tip)
            box.setMinimumWidth(48)
            grid.addWidget(label, 0, column)
            grid.addWidget(box, 1, column)
            grid.setColumnStretch(column, 1)
        buttons = (self.automatic_button, self.invert_button, self.reset_button)
        for column, button in enumerate(buttons):
            button.setMinimumWidth(40)
            grid.addWidget(button, 2, column)
        self.automatic_button.setToolTip(
            self.tr("Stretch the values over the whole range, but for 0.35 % at both ends")
        )
        self.invert_button.setToolTip(self.tr("Black becomes white, and white black"))
        self.reset_button.setToolTip(self.tr("Back to the values before all adjusting"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(4)
        layout.addWidget(self.view, 1)
        layout.addLayout(grid)
        layout.addWidget(self.words)

    def _connect(self) -> None:
        self.view.drag_began.connect(self._on_view_drag_began)
        self.view.levels_dragged.connect(self._on_view_levels_dragged)
        for box in (self.black_box, self.gamma_box, self.white_box):
            box.valueChanged.connect(self._on_box_value_changed)
            box.editingFinished.connect(self._on_box_editing_finished)
        self.automatic_button.clicked.connect(self._on_automatic_button_clicked)
        self.invert_button.clicked.connect(self._on_invert_button_clicked)
        self.reset_button.clicked.connect(self._on_reset_button_clicked)

    def set_adjustment(self, adjustment: Adjustment) -> None:
        """Show what the picture's values have become."""
        if adjustment != self._adjustment:
            self._adjustment = adjustment
            self._show()

    def set_facts(self, facts: ValueFacts | None) -> None:
        """Show how the values are spread before all adjusting; None while that is found out."""
        self._facts = facts
        self._show()

    def set_scale(self, scale: Scale) -> None:
        """Show values as what they count as."""
        if scale != self._scale:
            self._scale = scale
            self._show()

    def say(self, sentence: str) -> None:
        """Say something in the place of the figures."""
        self.words.set_text(sentence)

    def _show(self) -> None:
        levels, scale = self._adjustment.levels, self._scale
        values = (scale.number(levels.black), levels.gamma, scale.number(levels.white))
        decimals, step = fineness(scale.span)
        for box, value in zip((self.black_box, self.gamma_box, self.white_box), values, strict=True):
            box.blockSignals(True)
            if box is not self.gamma_box:
                box.setDecimals(decimals)
                box.setRange(scale.black, scale.white)
                box.setSingleStep(step)
            box.setValue(value)
            box.blockSignals(False)
        self.invert_button.setChecked(self._adjustment.is_inverted)
        self.reset_button.setEnabled(not self._adjustment.changes_nothing)
        self.automatic_button.setEnabled(self._facts is not None)
        self.view.set_levels(levels)
        self.view.set_shares(self._facts.shares if self._facts is not None else None)
        self.say_figures()

    def say_figures(self) -> None:
        """Say how much of the picture the levels cut off."""
        self.say(self._figures())

    def _figures(self) -> str:
        if self._facts is None:
            return self.tr("Counting the values …")
        if self._facts.is_flat:
            return self.tr("All values are the same: there is nothing to stretch.")
        ends = self._facts.clipped(self._adjustment.levels)
        black, white = ends[::-1] if self._adjustment.is_inverted else ends
        return self.tr("{black} % of the values are black, {white} % white.").format(
            black=short_number(100 * black, 2), white=short_number(100 * white, 2)
        )

    def _adjust(self, adjustment: Adjustment, title: str) -> None:
        if adjustment != self._adjustment:
            self._adjustment = adjustment
            self._show()
            self.adjusted.emit(adjustment, title, self._gesture)

    def _begin(self) -> None:
        """Begin another gesture."""
        self._gesture, self._typing_in = next(self._gestures), None

    def _on_view_drag_began(self) -> None:
        self._begin()

    def _on_view_levels_dragged(self, levels: Levels) -> None:
        self._adjust(replace(self._adjustment, levels=levels), self.tr("Adjust levels"))

    def _on_box_value_changed(self, value: float) -> None:
        box = self.sender()
        if not isinstance(box, NumberSpinBox):
            return
        if box is not self._typing_in:
            self._begin()
            self._typing_in = box
        levels = self._adjustment.levels
        try:
            if box is self.gamma_box:
                levels = replace(levels, gamma=value)
            elif box is self.black_box:
                levels = replace(levels, black=self._scale.value(value))
            else:
                levels = replace(levels, white=self._scale.value(value))
        except FilterLabError as error:
            self.say(str(error))
            return
        self._adjust(replace(self._adjustment, levels=levels), self.tr("Adjust levels"))

    def _on_box_editing_finished(self) -> None:
        self._typing_in = None

    def _on_automatic_button_clicked(self) -> None:
        if self._facts is None:
            return
        self._begin()
        wanted = replace(self._adjustment, levels=self._facts.automatic)
        if wanted == self._adjustment and not self._facts.is_flat:
            self.say(self.tr("The values reach from black to white as they are."))
        self._adjust(wanted, self.tr("Automatic levels"))

    def _on_invert_button_clicked(self, is_inverted: bool) -> None:
        self._begin()
        self._adjust(replace(self._adjustment, is_inverted=is_inverted), self.tr("Invert picture"))

    def _on_reset_button_clicked(self) -> None:
        self._begin()
        self._adjust(Adjustment(), self.tr("Reset levels"))
