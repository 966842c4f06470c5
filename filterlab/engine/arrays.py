"""What every engine function does first: look at its arrays' element types and numbers of axes."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from filterlab.engine.errors import DTypeError, ShapeError

FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]
IntArray: TypeAlias = npt.NDArray[np.integer[Any]]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

# Overflow to infinity and NaN are answers in the engine, not accidents: whoever asks sees them in the
# numbers.
quiet = np.errstate(over="ignore", invalid="ignore")


def as_floats(**arrays: npt.ArrayLike) -> tuple[FloatArray, ...]:
    """Return the named arrays in the one floating type they are computed in, in the order given.

    float32 and float64 stay what they are; booleans and integers of any width become float32, so nothing ever
    wraps around (whole numbers beyond 2**24 are rounded). Where the types differ NumPy's promotion decides:
    float32 with float64 is computed in float64. An array that already has the common type is not copied.

    Raises
    ------
    DTypeError
        For any other type, such as float16, complex, object or text. The message names the array.
    """
    converted = {name: _as_float(np.asarray(array), name) for name, array in arrays.items()}
    common = np.result_type(*converted.values())
    return tuple(array.astype(common, copy=False) for array in converted.values())


def _as_float(array: npt.NDArray[Any], name: str) -> FloatArray:
    if array.dtype.type in (np.float32, np.float64):
        # Files hand out byte-swapped floats; the machine computes in its own order.
        return array.astype(array.dtype.newbyteorder("="), copy=False)
    if array.dtype.kind in "biu":
        return array.astype(np.float32)
    raise DTypeError(
        f"{name} has the element type {array.dtype}; convert it to float32 or float64 "
        f"(integers and booleans are taken as float32)."
    )


def check_axes(shape: tuple[int, ...], name: str, axes: tuple[str, ...]) -> None:
    """Raise ShapeError unless the array called ``name`` has one axis for each of the names in ``axes``."""
    if len(shape) != len(axes):
        raise ShapeError(
            f"{name} has {len(shape)} axes, its shape is {shape}; expected {len(axes)}: ({', '.join(axes)})."
        )


def check_shape(shape: tuple[int, ...], name: str, expected: tuple[int, ...], axes: tuple[str, ...]) -> None:
    """Raise ShapeError, naming the first axis that differs, unless the array's shape is ``expected``."""
    check_axes(shape, name, axes)
    for axis, given, wanted in zip(axes, shape, expected, strict=True):
        if given != wanted:
            raise ShapeError(
                f"{name} has {given} along its axis {axis}, expected {wanted}: "
                f"its shape is {shape}, the operation needs {expected}."
            )


def keep(values: FloatArray, mask: BoolArray) -> FloatArray:
    """Return the values where ``mask`` is true and 0 elsewhere, even in the place of a NaN or an infinity.

    The numbers' bit patterns are multiplied by 1 or 0. That is exact, where ``inf * 0`` would be NaN, and
    several times faster than ``np.where`` on a mask without order.
    """
    bits = np.dtype(f"u{values.dtype.itemsize}")
    kept: FloatArray = np.multiply(values.view(bits), mask).view(values.dtype)
    return kept
