"""How numbers are written: short, never wrong by more than the last digit shown."""

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


def _is_written_whole(number: float, digits: int) -> bool:
    if not 0.5 < abs(number) < 1e7:
        return False
    return abs(round(number)) >= 10**digits or abs(number - round(number)) <= 1e-6 * abs(number)
