"""How numbers are written: short, never wrong by more than the last digit shown."""

import numpy as np

MINUS = "\N{MINUS SIGN}"
ROUNDING_NOISE = 1e-12


def short_number(value: float, digits: int = 4) -> str:
    """Write a number in few characters: whole and large numbers whole, others to some significant digits.

    Parameters
    ----------
    value : float
        Any number; NaN and infinity are written as such.
    digits : int
        Significant digits of a number that is not whole; below ten million, a number with more digits than
        that before its point is rounded to a whole one.

    Returns
    -------
    str
        Such as "6600", "0.25" or "1.2e+09", with a true minus sign; nearly whole is written whole.
    """
    number = float(value)
    if abs(number) < ROUNDING_NOISE:
        return "0"
    text = str(round(number)) if _is_written_whole(number, digits) else f"{number:.{digits}g}"
    return text.replace("-", MINUS)


def range_text(low: float, high: float) -> str:
    """Write from where to where numbers go, such as "0–255" or "−3.2 … 1.8"."""
    ends = short_number(low, 6), short_number(high, 6)
    return (" … " if low < 0 else "–").join(ends)


def compact_number(value: float, digits: int = 2) -> str:
    """Write a number as `short_number` does, without the characters that say nothing: for narrow cells.

    Parameters
    ----------
    value : float
        Any number.
    digits : int
        Significant digits.

    Returns
    -------
    str
        Such as ".06", "\N{MINUS SIGN}.5", "1.2e9" or "3e\N{MINUS SIGN}5".
    """
    number = float(value)
    text = short_number(number, digits).replace(MINUS, "-")
    if abs(number) >= 10**digits and len(text.removeprefix("-")) > digits + 2:
        text = f"{number:.{digits - 1}e}"
    mantissa, has_exponent, exponent = text.partition("e")
    if mantissa.startswith(("0.", "-0.")):
        mantissa = mantissa.replace("0.", ".", 1)
    if has_exponent:
        mantissa = f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    return mantissa.replace("-", MINUS)


def exact_number(value: float) -> str:
    """Write a float32 with the fewest digits that read back as the same number, such as "0.1" or "6600".

    Parameters
    ----------
    value : float
        Any number; it is taken as float32.

    Returns
    -------
    str
        With a true minus sign; a number without a fractional part has no point.
    """
    text = str(np.float32(value)).removesuffix(".0")
    return text.replace("-", MINUS)


def _is_written_whole(number: float, digits: int) -> bool:
    if not 0.5 < abs(number) < 1e7:
        return False
    return abs(round(number)) >= 10**digits or abs(number - round(number)) <= 1e-6 * abs(number)
