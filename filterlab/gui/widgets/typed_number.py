"""Numbers as people type them into a cell or a box."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from filterlab.errors import FilterLabError

LARGEST = 1e6
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("typed_number", text)


def read_number(text: str, *, largest: float = LARGEST) -> float:
    """Read one number: whole, decimal, with an exponent, or a fraction such as ``1/9``.

    A comma is a decimal point where it can be nothing else: "0,5" and "1,25", but not "1,234", which may mean
    a thousand.

    Parameters
    ----------
    text : str
        What was typed; a typographic minus counts as a minus.
    largest : float
        The size it must not exceed; a weight's unless said otherwise.

    Returns
    -------
    float
        Between −largest and largest.

    Raises
    ------
    FilterLabError
        No number, an ambiguous comma, a division by 0, or a number that is too large.
    """
    cleaned = text.strip().replace("\N{MINUS SIGN}", "-")
    parts = [part.strip() for part in cleaned.split("/")]
    if len(parts) > 2:
        raise _not_a_number(text)
    numbers = [_read_decimal(part, text) for part in parts]
    if len(numbers) == 2 and numbers[1] == 0:
        raise FilterLabError(
            _tr('"{text}" divides by 0; type another number below the line.').format(text=text)
        )
    value = numbers[0] / numbers[1] if len(numbers) == 2 else numbers[0]
    if not abs(value) <= largest:
        raise FilterLabError(
            _tr('"{text}" is too large; a weight lies between −1,000,000 and 1,000,000.').format(text=text)
        )
    return value


def _read_decimal(part: str, whole: str) -> float:
    if _THOUSANDS.fullmatch(part):
        raise FilterLabError(
            _tr('"{text}" can mean two things; type {plain} or {decimal}.').format(
                text=whole, plain=part.replace(",", ""), decimal=part.replace(",", ".")
            )
        )
    pointed = part.replace(",", ".") if part.count(",") == 1 and "." not in part else part
    if not _DECIMAL.fullmatch(pointed):
        raise _not_a_number(whole)
    return float(pointed)


def _not_a_number(text: str) -> FilterLabError:
    return FilterLabError(
        _tr('"{text}" is not a number; type one such as 30, −0.5 or 1/9.').format(text=text)
    )
