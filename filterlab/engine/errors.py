"""The two ways of calling the engine wrongly: arrays whose sizes do not fit, and arrays of the wrong type."""

from reprlib import Repr

from filterlab.errors import FilterLabError


class ShapeError(FilterLabError, ValueError):
    """Sizes that cannot work together: the message names the axis, what was given and what was expected."""


class DTypeError(FilterLabError, TypeError):
    """An array whose element type the engine does not compute in (float16, complex, object, text)."""


def shown(value: object) -> str:
    """Write a value so that it fits into one sentence, however long or strange it is.

    Whole numbers are written out up to 100 digits and as a power of 2 beyond (Python itself refuses to write
    the longest ones); of sequences and texts the beginning is shown.
    """
    if isinstance(value, int):
        bits = value.bit_length()
        return str(value) if bits < _LONG_NUMBER else f"about {'-' if value < 0 else ''}2**{bits}"
    if isinstance(value, tuple | list):
        parts = [shown(part) for part in value[:_MOST_PARTS]] + ["…"] * (len(value) > _MOST_PARTS)
        comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
        inner = ", ".join(parts) + comma
        return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
    return " ".join(_short.repr(value).split())


# 2**332 has 100 digits.
_LONG_NUMBER = 333
_MOST_PARTS = 8
_short = Repr()
_short.maxstring = _short.maxother = 60
