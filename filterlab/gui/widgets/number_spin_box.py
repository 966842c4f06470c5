"""A box for one number of any size, written without needless zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from filterlab.errors import FilterLabError
from filterlab.gui.widgets.typed_number import LARGEST, read_number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

DECIMALS = 9
MAY_BECOME_A_NUMBER = frozenset("0123456789+-.,/eE \N{MINUS SIGN}")


class NumberSpinBox(QDoubleSpinBox):
    """Take a number from −1,000,000 to 1,000,000 as it is typed anywhere else in the window.

    A decimal comma and a fraction such as 1/9 are understood; what is no number when the typing ends gives
    way to the last one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at 0."""
        super().__init__(parent)
        self.setDecimals(DECIMALS)
        self.setRange(-LARGEST, LARGEST)
        self.setKeyboardTracking(False)

    def textFromValue(self, value: float) -> str:
        """Write up to seven digits, which is what a weight has."""
        return f"{value:.7g}"

    def valueFromText(self, text: str) -> float:
        """Read what has been found to be a number."""
        return read_number(text)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Tell numbers from beginnings of numbers and from the rest."""
        try:
            read_number(text)
        except FilterLabError:
            is_beginning = MAY_BECOME_A_NUMBER.issuperset(text)
            state = QValidator.State.Intermediate if is_beginning else QValidator.State.Invalid
            return state, text, position
        return QValidator.State.Acceptable, text, position
