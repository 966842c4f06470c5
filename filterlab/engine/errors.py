"""The two ways of calling the engine wrongly: arrays whose sizes do not fit, and arrays of the wrong type."""

from filterlab.errors import FilterLabError


class ShapeError(FilterLabError, ValueError):
    """Sizes that cannot work together: the message names the axis, what was given and what was expected."""


class DTypeError(FilterLabError, TypeError):
    """An array whose element type the engine does not compute in (float16, complex, object, text)."""
