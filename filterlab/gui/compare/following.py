"""Where Compare looks when another bank takes the place of the one whose filter is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.project.comparison import PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from filterlab.gui.compare.banks import Bank
    from filterlab.gui.compare.exhibits import Exhibit


class BankFollower:
    """Remember which filter of a column was looked at, and find the one that has come into its place."""

    def __init__(self, is_looked_at: Callable[[Bank, Exhibit], bool]) -> None:
        """Have no column to follow; ``is_looked_at`` tells which filter all of Compare looks at."""
        self._is_looked_at = is_looked_at
        self._left: tuple[int, int] | None = None

    def leave(self, index: int, banks: Sequence[Bank]) -> None:
        """Remember what is looked at in a column, counted from 0, before its bank is replaced."""
        bank = banks[index] if index < len(banks) else None
        number = self._number_in(bank) if bank is not None else None
        self._left = (index, number) if number is not None else None

    def arrive(self, banks: Sequence[Bank]) -> tuple[int, int] | None:
        """Return the column and the number of the filter to look at: the same as before, or the first of fewer.

        None where nothing was left, where it still stands in a column, and for presets, which cannot be asked.
        """
        left, self._left = self._left, None
        if left is None or any(self._number_in(bank) is not None for bank in banks):
            return None
        index, number = left
        bank = banks[index]
        if not bank.exhibits or bank.choice.source == PRESETS:
            return None
        return index, number if number < len(bank.exhibits) else 0

    def _number_in(self, bank: Bank) -> int | None:
        numbers = (number for number, one in enumerate(bank.exhibits) if self._is_looked_at(bank, one))
        return next(numbers, None)
