"""What every engine function does first: look at its arrays' element types and numbers of axes."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from filterlab.engine.errors import DTypeError, ShapeError

FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]
IntArray: TypeAlias = npt.NDArray[np.intp]

_KEPT = (np.dtype(np.float32), np.dtype(np.float64))


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
    if array.dtype in _KEPT:
        # A byte-swapped float compares unequal to the native one, so it never gets here.
        return array
    if array.dtype.kind in "biu":
        return array.astype(np.float32)
    raise DTypeError(
        f"{name} has the element type {array.dtype}; convert it to float32 or float64 "
        f"(integers and booleans are taken as float32)."
    )


def check_axes(array: npt.NDArray[Any], name: str, axes: tuple[str, ...]) -> None:
    """Raise ShapeError unless ``array`` has one axis for each of the names in ``axes``."""
    if array.ndim != len(axes):
        raise ShapeError(
            f"{name} has {array.ndim} axes {array.shape}; expected {len(axes)}: ({', '.join(axes)})."
        )


def check_shape(array: npt.NDArray[Any], name: str, expected: tuple[int, ...], axes: tuple[str, ...]) -> None:
    """Raise ShapeError, naming the first axis that differs, unless ``array`` has the shape ``expected``."""
    check_axes(array, name, axes)
    for axis, given, wanted in zip(axes, array.shape, expected, strict=True):
        if given != wanted:
            raise ShapeError(
                f"{name} has {given} along the axis {axis!r}, expected {wanted}: "
                f"its shape is {array.shape}, the operation needs {expected}."
            )
