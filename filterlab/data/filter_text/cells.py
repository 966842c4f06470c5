"""One number of a filter as text, and how many of them there may be."""

import contextlib
import re

import numpy as np

from filterlab.data.preset_filters.formulas import MAX_KERNEL_SIZE
from filterlab.errors import FilterLabError

POINT = "write decimals with a point, as in 0.5"

MAX_NUMBERS = 3 * MAX_KERNEL_SIZE**2
"""How many numbers the largest filter has."""

MAX_CHARACTERS = 1_000_000
"""The largest possible filter, written with long numbers, needs less than a tenth of this."""

# Halfway between the largest float32 and the next power of two: from here on, numbers round to infinity.
_INFINITE = 2.0**128 - 2.0**103

_OF_NUMPY = re.compile(r"(?:np|numpy)\.\w+\((.*)\)")

_SIZE = f"a filter has at most {MAX_KERNEL_SIZE} rows and {MAX_KERNEL_SIZE} columns in 3 channels"


def number_of(cell: str, where: str) -> float:
    """Read the number in one cell.

    Parameters
    ----------
    cell : str
        Without blanks around it. A true minus sign and NumPy's way to print one number, as in
        `np.float32(0.5)`, are understood.
    where : str
        The name of the cell in sentences about mistakes.

    Raises
    ------
    FilterLabError
        It is no number, or float32 cannot hold it.
    """
    if not cell:
        raise FilterLabError(f"{where} is empty: give a number, 0 if the pixel shall not count.")
    wrapped = _OF_NUMPY.fullmatch(cell)
    # float() would read 1_0 as 10.
    text = (wrapped[1] if wrapped else cell).replace("\N{MINUS SIGN}", "-").replace("_", "?")
    try:
        number = float(text)
    except ValueError as error:
        raise FilterLabError(f"{where} is {_quoted(cell)}, {_reason(text)}.") from error
    check_finite(number, _quoted(cell), where)
    return number


def check_finite(number: float, shown: str, where: str) -> None:
    """Refuse NaN, infinity and what float32 cannot hold; `shown` is the number as it was written."""
    # NaN compares as false.
    if not abs(number) < _INFINITE:
        raise FilterLabError(f"{where} is {shown}: give a number that is finite in 32 bits.")


def check_count(count: int, what: str) -> None:
    """Refuse more numbers, or lists of numbers, than any filter has."""
    if count > MAX_NUMBERS:
        raise FilterLabError(f"{what} holds more than {MAX_NUMBERS} numbers: {_SIZE}.")


def check_length(text: str, what: str) -> None:
    """Refuse a text that is far too long to be a filter, without reading it."""
    if len(text) > MAX_CHARACTERS:
        raise FilterLabError(f"{what} has {len(text)} characters, more than any filter needs: {_SIZE}.")


def digits(value: np.floating) -> str:
    """Write the shortest text that reads back as the same number."""
    text = str(value)
    return text[:-2] if text.endswith(".0") and text != "-0.0" else text


def in_channel(number: int) -> str:
    """Name a channel, the first of them by nothing."""
    return f" of channel {number}" if number > 1 else ""


def _quoted(cell: str) -> str:
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in cell[:40])
    return shown if shown.startswith(('"', "'")) else f'"{shown}"'


def _reason(text: str) -> str:
    """Say why a text is no weight."""
    if text.startswith(('"', "'")):
        return "a text in quotes: give the number without them"
    if "(" in text or ")" in text:
        return "which is not a number: write lists in square brackets, as in [[0, 1], [1, 0]]"
    if not any(map(str.isdigit, text)):
        return "which is not a number: give the numbers alone"
    with contextlib.suppress(ValueError):
        complex(text.replace("i", "j"))
        return "a complex number: weights are real numbers"
    return f"which is not a number: {POINT}"
