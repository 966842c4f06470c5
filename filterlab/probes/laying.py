"""Filters of any size laid into the kernel of a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets.spec import format_shape

if TYPE_CHECKING:
    from filterlab.engine.arrays import FloatArray


def lay_in_layer(given: FloatArray, shape: tuple[int, int, int], *, what: str, layer: str) -> FloatArray:
    """Lay a filter into the middle of a layer's kernel, zeros around it.

    Where the sizes do not match it lies half a cell towards the top left. A filter of one channel is repeated for
    each channel of the kernel.

    Parameters
    ----------
    given : ndarray
        Shape (C, KH, KW), not larger than the kernel.
    shape : tuple of int
        Of the kernel: (channels, height, width).
    what, layer : str
        What the filter is called in errors, with a capital, and whose kernel it is.

    Returns
    -------
    ndarray
        Of the kernel's shape, float32 or as the filter.

    Raises
    ------
    FilterLabError
        If the filter is too large, of other channels, or holds NaN or infinity.
    """
    c, kh, kw = shape
    channels, height, width = given.shape
    if channels not in (1, c) or height > kh or width > kw:
        raise FilterLabError(
            f'{what} is {format_shape(given.shape)} and "{layer}" has room for {format_shape(shape)}: '
            "choose a smaller one, or change the layer."
        )
    if not np.isfinite(given).all():
        raise FilterLabError(f"{what} holds values that are not finite numbers: correct them first.")
    top, left = (kh - height) // 2, (kw - width) // 2
    laid = np.zeros(shape, np.result_type(np.float32, given.dtype))
    laid[:, top : top + height, left : left + width] = given
    return laid
