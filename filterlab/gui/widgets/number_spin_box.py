"""A box for one number of any size, written without needless zeros."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from filterlab.errors import FilterLabError
from filterlab.gui.widgets.typed_number import LARGEST, read_number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

DECIMALS = 9
MAY_BECOME_A_NUMBER = frozenset("0123456789+-.,/eE \N{MINUS SIGN}")


def fineness(span: float) -> tuple[int, float]:
    """Return decimals and step of a box for values that lie so far apart: 1 and 1 for 255, 4 and 0.01 for 1."""
    exponent = floor(log10(span)) - 2
    return (1 if exponent >= 0 else 2 - exponent), 10.0**exponent


class NumberSpinBox(QDoubleSpinBox):
    """Take a number as it is typed anywhere else: from −1,000,000 to 1,000,000, or of a larger range that is set.

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
        return read_number(text, largest=self._largest())

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Tell numbers from beginnings of numbers and from the rest."""
        try:
            read_number(text, largest=self._largest())
        except FilterLabError:
            is_beginning = MAY_BECOME_A_NUMBER.issuperset(text)
            state = QValidator.State.Intermediate if is_beginning else QValidator.State.Invalid
            return state, text, position
        return QValidator.State.Acceptable, text, position

    def _largest(self) -> float:
        """Return the size up to which a number can be typed: it is moved into the range afterwards."""
        return max(LARGEST, -self.minimum(), self.maximum())
