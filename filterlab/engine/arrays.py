"""What every engine function does first: look at its arrays' element types and numbers of axes."""

from collections.abc import Iterable, Sequence, Sized
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from filterlab.engine.errors import DTypeError, ShapeError, shown
from filterlab.engine.memory import check_fits

FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]
NumberArray: TypeAlias = npt.NDArray[Any]
IntArray: TypeAlias = npt.NDArray[np.integer[Any]]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

# Overflow to infinity and NaN are answers in the engine, not accidents: whoever asks sees them in the
# numbers.
quiet = np.errstate(over="ignore", invalid="ignore")


def as_floats(**arrays: npt.ArrayLike) -> tuple[FloatArray, ...]:
    """Return the named arrays in the one floating type they are computed in, in the order given.

    float32 and float64 stay what they are; booleans and integers of any width become float32, so nothing ever
    wraps around (whole numbers beyond 2**24 are rounded). Where the types differ the larger decides: float32
    or integers with float64 are computed in float64. An array that already has the common type is not copied.

    Raises
    ------
    DTypeError
        For any other type, such as float16, complex, object or text. The message names the array.
    ShapeError
        If nested lists have rows of different lengths, or the array would not fit into memory as float.
    """
    ready = _single_floats(arrays.values())
    if ready is not None:
        return ready
    given = {name: as_numbers(array, name) for name, array in arrays.items()}
    common = common_float(*given.values())
    return tuple(to_float(array, common, name) for name, array in given.items())


def _single_floats(arrays: Iterable[npt.ArrayLike]) -> tuple[FloatArray, ...] | None:
    """Return the arrays if all are of float32 already: the usual case, a dozen times in a training step."""
    ready: list[FloatArray] = []
    for array in arrays:
        if type(array) is not np.ndarray or array.dtype is not _SINGLE:
            return None
        ready.append(array)
    return tuple(ready)


def as_numbers(array: npt.ArrayLike, name: str) -> NumberArray:
    """Return what the user gave as an array of real numbers the engine can compute with, in its own type.

    Raises
    ------
    DTypeError
        If its numbers are not float32, float64, integers or booleans, or it is no array of numbers at all.
    ShapeError
        If it is a list whose rows have different lengths.
    """
    numbers = as_array(array, name)
    if numbers.dtype.kind in "biu" or numbers.dtype.type in (np.float32, np.float64):
        return numbers
    way = _WAYS_OUT.get(numbers.dtype.kind, "")
    raise DTypeError(
        f"{name} has the element type {numbers.dtype}; {way}convert it to float32 or float64 "
        f"(integers and booleans are taken as float32)."
    )


def as_array(array: npt.ArrayLike, name: str) -> npt.NDArray[Any]:
    """Return what the user gave as an array of whatever type, without copying one.

    Raises
    ------
    DTypeError
        If it is masked, or nothing NumPy sees an array in (None, a sparse matrix).
    ShapeError
        If it is a list whose rows have different lengths.
    """
    if type(array) is np.ndarray:
        return array
    if isinstance(array, np.ma.MaskedArray):
        raise DTypeError(
            f"{name} is a masked array, and the engine has no masks; expected an ordinary one: "
            f"say what stands in the masked places, {name}.filled(0) for example."
        )
    try:
        numbers = np.asarray(array)
    except (TypeError, ValueError, RuntimeError) as error:
        if isinstance(array, list | tuple) and isinstance(error, ValueError):
            raise ShapeError(
                f"{name} is a list whose rows differ in length ({_difference(array) or 'some lie deeper'}); "
                f"expected rows of the same length along every axis."
            ) from None
        # Other libraries' arrays refuse in their own words and say what helps.
        raise DTypeError(f"{name} ({type(array).__name__}) cannot be read as an array: {error}") from error
    if numbers.dtype.kind == "O" and numbers.ndim == 0:
        advice = f" A sparse matrix becomes one by {name}.toarray()." if hasattr(array, "toarray") else ""
        raise DTypeError(
            f"{name} is {shown(array)} ({type(array).__name__}); expected an array of numbers.{advice}"
        )
    return numbers


def common_float(*arrays: npt.NDArray[Any] | None) -> np.dtype[np.floating[Any]]:
    """Give the type in which arrays are computed together: float64 if one of them has it, else float32."""
    doubles = any(array is not None and array.dtype.type is np.float64 for array in arrays)
    return _DOUBLE if doubles else _SINGLE


def to_float(array: NumberArray, dtype: np.dtype[np.floating[Any]], name: str) -> FloatArray:
    """Return the array in the given type and the machine's own byte order, itself if it is so already.

    Raises
    ------
    ShapeError
        If a copy would not fit into memory.
    """
    if array.dtype == dtype:
        return array
    check_fits(
        f"Taking {name} ({array.dtype}) as {dtype}",
        dtype,
        {name: array.shape},
        remedy=f"Pass fewer numbers at a time, or {name} as {dtype} from the start.",
    )
    return array.astype(dtype)


def _difference(rows: Sequence[Any]) -> str:
    """Tell which of the rows is not like the first, wherever in the nested lists that is."""
    first, *others = [_extent(row) for row in rows] or [""]
    for place, other in enumerate(others, 1):
        if other != first:
            return f"row 0 is {first}, row {place} is {other}"
    inner = (_difference(row) for row in rows if isinstance(row, list | tuple))
    return next((found for found in inner if found), "")


def _extent(row: object) -> str:
    if isinstance(row, np.ndarray):
        return f"an array of shape {row.shape}"
    return f"{len(row)} long" if isinstance(row, Sized) else "a single value"


_SINGLE: np.dtype[np.floating[Any]] = np.dtype(np.float32)
_DOUBLE: np.dtype[np.floating[Any]] = np.dtype(np.float64)
# What must be decided before a type can be converted at all, by the kind of type.
_WAYS_OUT = {
    "c": "take its real part (.real) or its size (abs) and ",
    "O": "see that it holds numbers alone and ",
    "M": "count the time from a start and ",
    "m": "divide it by a unit of time and ",
}


def check_axes(shape: tuple[int, ...], name: str, axes: tuple[str, ...]) -> None:
    """Raise ShapeError unless the array called ``name`` has one axis for each of the names in ``axes``."""
    if len(shape) != len(axes):
        advice = f" Put an axis of length 1 where one is missing: {name}[None] puts it first."
        raise ShapeError(
            f"{name} has {len(shape)} axes, its shape is {shape}; expected {len(axes)}: ({', '.join(axes)})."
            f"{advice if len(shape) < len(axes) else ''}"
        )


def check_shape(shape: tuple[int, ...], name: str, expected: tuple[int, ...], axes: tuple[str, ...]) -> None:
    """Raise ShapeError, naming the first axis that differs, unless the array's shape is ``expected``."""
    if shape == expected:
        return
    check_axes(shape, name, axes)
    for axis, given, wanted in zip(axes, shape, expected, strict=True):
        if given != wanted:
            raise ShapeError(
                f"{name} has {given} along its axis {axis}, expected {wanted}: "
                f"its shape is {shape}, the operation needs {shown(expected)}."
            )


def keep(values: FloatArray, mask: BoolArray) -> FloatArray:
    """Return the values where ``mask`` is true and 0 elsewhere, even in the place of a NaN or an infinity.

    The numbers' bit patterns are multiplied by 1 or 0. That is exact, where ``inf * 0`` would be NaN, and
    several times faster than ``np.where`` on a mask without order.
    """
    bits = np.dtype(f"u{values.dtype.itemsize}")
    kept: FloatArray = np.multiply(values.view(bits), mask).view(values.dtype)
    return kept


def flat(array: FloatArray) -> FloatArray:
    """View an array as one line, row by row; it is copied if it does not lie so in memory."""
    if array.flags.c_contiguous and array.flags.aligned:
        return array.reshape(-1)
    return np.require(array, requirements=["C", "A"]).reshape(-1)
