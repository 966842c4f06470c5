"""Making pictures fit what a net takes."""

from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.errors import FilterLabError
from filterlab.nets.spec import Shape, format_shape


def fit_images(images: npt.NDArray[Any], input_shape: Shape) -> npt.NDArray[Any]:
    """Put smaller pictures in the middle of ones as large as a net takes, with 0 around them.

    This is how MNIST's 28 × 28 digits came into LeNet-5's 32 × 32 input. When an odd number of rows or
    columns has to be added, the extra one goes behind.

    Parameters
    ----------
    images
        (N, C, H, W), or (N, C, L) for signals.
    input_shape
        What the net takes, without the batch: (C, H, W) or (C, L).

    Returns
    -------
    array
        (N, *input_shape) of the same dtype; the given array itself if it fits already.

    Raises
    ------
    FilterLabError
        If the channels differ or the pictures are larger than the net takes.
    """
    n, *shape = images.shape
    if tuple(shape) == input_shape:
        return images
    given, wanted = format_shape(tuple(shape)), format_shape(input_shape)
    if len(shape) != len(input_shape):
        raise FilterLabError(
            f"The net takes inputs of {wanted} and was given {given}: give a batch of that shape."
        )
    (channels, *space), (wanted_channels, *wanted_space) = shape, input_shape
    if channels != wanted_channels:
        plural = "" if wanted_channels == 1 else "s"
        raise FilterLabError(
            f"The net takes {wanted_channels} channel{plural} ({wanted}) and the pictures have {channels} "
            f"({given}): choose another net or convert the pictures."
        )
    if any(size > room for size, room in zip(space, wanted_space, strict=True)):
        raise FilterLabError(
            f"The net takes pictures of {wanted} and these are larger, {given}: make them smaller first, or "
            "choose another net."
        )
    before = [(room - size) // 2 for size, room in zip(space, wanted_space, strict=True)]
    fitted = np.zeros((n, *input_shape), images.dtype)
    middle = tuple(slice(first, first + size) for first, size in zip(before, space, strict=True))
    fitted[(slice(None), slice(None), *middle)] = images
    return fitted
