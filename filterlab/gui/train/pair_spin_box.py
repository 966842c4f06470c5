"""A box for the height and width of a window: one number where both are equal, two otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox

from filterlab.gui.train.layer_words import setting_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    Value = tuple[int, ...] | str

MOST = 9999
WIDEST, ROOM_FOR_ARROWS = "00 × 00", 32
_NUMBERS = re.compile(r"\d{1,4}(?:\s*[×x*,; ]\s*\d{1,4})?")
_BEGINNING = re.compile(r"[\d×x*,;\s]*")


class PairSpinBox(QAbstractSpinBox):
    """Take "5", "3 × 5" or one of some words; the arrows change both numbers. Setters never emit.

    Signals
    -------
    value_chosen(value)
        The user chose a tuple of numbers, or a word.
    """

    value_chosen = Signal(object)

    def __init__(self, least: int, words: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        """Start at the least number.

        Parameters
        ----------
        least : int
            The smallest number that makes sense.
        words : tuple of str
            What may stand in place of numbers, such as "same".
        parent : QWidget or None
            Owner.
        """
        super().__init__(parent)
        self._least, self._words = least, words
        self._length = 2
        self._value: Value = (least, least)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(WIDEST) + ROOM_FOR_ARROWS)
        self.editingFinished.connect(self._on_editing_finished)
        self.set_value(self._value)

    @property
    def value(self) -> Value:
        """The numbers, or a word."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show numbers, one for each axis, or a word."""
        self._value = value
        if isinstance(value, tuple):
            self._length = len(value)
        self.lineEdit().setText(setting_text(value))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Tell sizes from beginnings of sizes and from the rest."""
        stripped = text.strip()
        if stripped in self._words or _NUMBERS.fullmatch(stripped):
            return QValidator.State.Acceptable, text, position
        is_beginning = _BEGINNING.fullmatch(text) or any(word.startswith(stripped) for word in self._words)
        return (
            QValidator.State.Intermediate if is_beginning else QValidator.State.Invalid,
            text,
            position,
        )

    def fixup(self, text: str) -> str:
        """Give what is no size up for the last one."""
        del text
        return setting_text(self._value)

    def stepBy(self, steps: int) -> None:  # noqa: N802 - Qt's name
        """Make both numbers larger or smaller."""
        numbers = self._value if isinstance(self._value, tuple) else (self._least,) * self._length
        self._choose(tuple(min(max(number + steps, self._least), MOST) for number in numbers))
        self.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:  # noqa: N802 - Qt's name
        """Go down as far as makes sense."""
        up, down = (
            QAbstractSpinBox.StepEnabledFlag.StepUpEnabled,
            QAbstractSpinBox.StepEnabledFlag.StepDownEnabled,
        )
        at_the_end = isinstance(self._value, tuple) and min(self._value) <= self._least
        return up if at_the_end else up | down

    def _read(self) -> Value:
        text = self.lineEdit().text().strip()
        if text in self._words:
            return text
        numbers = tuple(max(int(part), self._least) for part in re.findall(r"\d+", text))
        if not numbers:
            return self._value
        return numbers * self._length if len(numbers) == 1 else numbers[: self._length]

    def _choose(self, value: Value) -> None:
        has_changed = value != self._value
        self.set_value(value)
        if has_changed:
            self.value_chosen.emit(value)

    def _on_editing_finished(self) -> None:
        self._choose(self._read())
