"""A cut-out of a picture as a filter: the matched filter, which answers to what looks like the cut-out."""

import numpy as np

from filterlab.data.preset_filters.formulas import MAX_KERNEL_SIZE
from filterlab.errors import FilterLabError


def crop_as_kernel(
    pixels: np.ndarray,
    top: int,
    left: int,
    height: int,
    width: int,
    *,
    zero_mean: bool,
    unit_norm: bool,
) -> np.ndarray:
    """Cut a piece out of a picture and use it as a filter.

    Left as it is, such a filter answers to anything bright. With `zero_mean` a flat picture gives 0, and with
    normalised cross-correlation (each patch freed of its mean and divided by its norm) no place can beat the
    one it was cut from: there patch and filter are the same up to a factor, and the response is 1 if the
    filter has unit norm. Source: the inequality of Cauchy and Schwarz; J. P. Lewis, Fast Normalized
    Cross-Correlation (1995).

    Parameters
    ----------
    pixels : ndarray
        The picture (C, H, W), C = 1 or 3, in any units.
    top, left : int
        The first row and column of the piece, from 0.
    height, width : int
        Its rows and columns, 1 to 31 of each.
    zero_mean : bool
        Take away the mean of all its values, over the channels too, so that they sum to 0.
    unit_norm : bool
        Divide by the root of the sum of squares, so that this becomes 1.

    Returns
    -------
    ndarray
        (C, height, width), float32, its own memory.

    Raises
    ------
    FilterLabError
        The piece does not lie inside the picture, is larger than a filter can be, holds NaN, infinity or
        values beyond float32, or is so flat that nothing is left of it.
    """
    if pixels.ndim != 3 or pixels.shape[0] not in {1, 3}:
        raise FilterLabError(
            f"A picture needs the shape (1 or 3, rows, columns), not {pixels.shape}: give another picture."
        )
    _c, h, w = pixels.shape
    if not (1 <= height <= MAX_KERNEL_SIZE and 1 <= width <= MAX_KERNEL_SIZE):
        raise FilterLabError(
            f"The piece has {height} rows and {width} columns: a filter has 1 to {MAX_KERNEL_SIZE} of each."
        )
    if not (0 <= top <= h - height and 0 <= left <= w - width):
        raise FilterLabError(
            f"The piece of {height} by {width} pixels at row {top}, column {left} leaves the picture of {h} by "
            f"{w}: move it inside or make it smaller."
        )
    kernel = pixels[:, top : top + height, left : left + width].astype(np.float64)
    largest = np.abs(kernel).max()
    # NaN compares as false too.
    if not largest <= np.finfo(np.float32).max:
        raise FilterLabError("The piece holds NaN, infinity or huge values: cut out another one.")
    if zero_mean:
        kernel -= kernel.mean()
        # What rounding leaves of a flat piece is no pattern; float32 pixels carry some 1e-7.
        if np.abs(kernel).max() <= 1e-6 * largest:
            raise FilterLabError(
                "The piece has the same value everywhere, so nothing is left without its mean: cut out one "
                "with some contrast."
            )
    if unit_norm:
        norm = np.linalg.norm(kernel)
        if norm == 0:
            raise FilterLabError("The piece is all 0, so no factor gives it norm 1: cut out a brighter one.")
        kernel /= norm
    return kernel.astype(np.float32)
