"""How numbers are written: short, never wrong by more than the last digit shown."""

MINUS = "\N{MINUS SIGN}"
ROUNDING_NOISE = 1e-12


def short_number(value: float, digits: int = 4) -> str:
    """Write a number in few characters: whole numbers whole, others to some significant digits.

    Parameters
    ----------
    value : float
        Any number; NaN and infinity are written as such.
    digits : int
        Significant digits of a number that is not whole.

    Returns
    -------
    str
        Such as "6600", "0.25" or "1.2e+09", with a true minus sign; nearly whole is written whole.
    """
    number = float(value)
    if abs(number) < ROUNDING_NOISE:
        return "0"
    is_whole = 0.5 < abs(number) < 1e7 and abs(number - round(number)) <= 1e-6 * abs(number)
    text = str(round(number)) if is_whole else f"{number:.{digits}g}"
    return text.replace("-", MINUS)
