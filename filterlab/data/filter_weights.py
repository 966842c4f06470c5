"""What the weights of one filter are: their shape, their type, and that they are finite."""

import numpy as np

from filterlab.data.preset_filters.formulas import MAX_KERNEL_SIZE
from filterlab.errors import FilterLabError


def checked_weights(weights: np.ndarray, what: str = "The filter") -> np.ndarray:
    """Bring the weights of one filter to the shape (C, KH, KW), or say what is wrong with them.

    Parameters
    ----------
    weights : ndarray
        (KH, KW) or (C, KH, KW); integers or floats.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        A copy (C, KH, KW): float64 stays float64, everything else becomes float32.

    Raises
    ------
    FilterLabError
        The shape is another one, or a weight is NaN, infinite or no number.
    """
    array = np.asarray(weights)
    check_kind(array.shape, array.dtype, what)
    if array.ndim == 2:
        array = array[np.newaxis]
    c, _kh, _kw = array.shape
    with np.errstate(over="ignore"):
        result = np.array(array, dtype=np.float64 if array.dtype == np.float64 else np.float32, order="C")
    bad = np.argwhere(~np.isfinite(result))
    if len(bad):
        channel, row, column = bad[0]
        where = f"row {row + 1}, column {column + 1}" + (f" of channel {channel + 1}" if c > 1 else "")
        raise FilterLabError(
            f"{what} has {result[channel, row, column]} in {where}: give a number that is finite in 32 bits."
        )
    return result


def checked_float32(weights: np.ndarray, what: str = "The filter") -> np.ndarray:
    """Do the same as `checked_weights`, always as float32: what that cannot hold is refused as infinite."""
    array = np.asarray(weights)
    check_kind(array.shape, array.dtype, what)
    with np.errstate(over="ignore"):
        return checked_weights(array.astype(np.float32), what)


def check_kind(shape: tuple[int, ...], kind: np.dtype, what: str) -> None:
    """Refuse arrays that are no filter by what is known before their numbers are read.

    Parameters
    ----------
    shape : tuple of int
        The array's.
    kind : dtype
        The type of its numbers.
    what : str
        The name of the thing in sentences about mistakes.

    Raises
    ------
    FilterLabError
        The array holds no numbers, or is not one filter of 1 or 3 channels and 1 to 31 rows and columns.
    """
    if not (np.issubdtype(kind, np.integer) or np.issubdtype(kind, np.floating)):
        raise FilterLabError(f"{what} holds values of type {kind}: give real numbers.")
    if len(shape) not in {2, 3}:
        raise FilterLabError(
            f"{what} has the shape {shape}: give (rows, columns) or (channels, rows, columns)."
        )
    c, kh, kw = shape if len(shape) == 3 else (1, *shape)
    if not (1 <= kh <= MAX_KERNEL_SIZE and 1 <= kw <= MAX_KERNEL_SIZE):
        raise FilterLabError(
            f"{what} has {kh} rows and {kw} columns: a filter has 1 to {MAX_KERNEL_SIZE} of each."
        )
    if c not in {1, 3}:
        raise FilterLabError(f"{what} has {c} channels: a filter has 1 (grey) or 3 (red, green, blue).")
