"""What a picture looks like to one filter: convolution, bias, activation, pooling."""

from dataclasses import dataclass
from typing import Any, TypeVar, assert_never

import numpy as np
from numpy.typing import NDArray

from filterlab.data import match_channels
from filterlab.engine import avg_pool2d, conv2d, leaky_relu, max_pool2d, relu, sigmoid, tanh
from filterlab.errors import FilterLabError
from filterlab.probes.places import Box, find_places
from filterlab.probes.stages import Activation, Stages

Floats = NDArray[np.floating[Any]]
_Kind = TypeVar("_Kind", bound=np.generic)

ROUNDING_STEPS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """The maps one filter or a bank makes of one picture; all read-only, in units of picture times filter.

    Attributes
    ----------
    linear : ndarray
        Shape (OH, OW), for a bank (O, OH, OW): the sums of products plus the bias.
    activated : ndarray
        The same shape: after the activation; the same array as ``linear`` when there is none.
    values : ndarray
        The finished map, after pooling; the same array as ``activated`` when there is none.
    """

    linear: Floats
    activated: Floats
    values: Floats


def respond(image: Floats, weights: Floats, stages: Stages) -> Response:
    """Slide one filter over one picture and take the result through the stages.

    Parameters
    ----------
    image : ndarray
        Shape (C, H, W), any finite values; the response is in their units times the filter's. The result
        keeps its type where that is float32 or float64.
    weights : ndarray
        Shape (C, KH, KW). A one-channel filter looks at the luminance of a colour picture; a three-channel
        filter sees a grey picture three times.
    stages : Stages
        Stride, padding, dilation, flip, bias, activation and pooling.

    Returns
    -------
    Response
        The map after each of the steps.

    Raises
    ------
    FilterLabError
        If a value is NaN or infinite, the channels cannot be matched, the filter or the pooling window is
        larger than what it should slide over (a ``ShapeError``), or the response outgrows its type.
    """
    check_shape(image)
    check_finite(image, "picture")
    kernel = laid_on_picture(weights, stages)
    _channels, height, width = image.shape
    channels, kernel_height, kernel_width = kernel.shape
    find_places((height, width), (kernel_height, kernel_width), stages)
    picture = match_channels(as_floating(image), channels)
    # An overflow is reported as one sentence, not as a warning.
    with np.errstate(over="ignore", invalid="ignore"):
        return _finished(convolve(picture, kernel, stages), stages)


def respond_bank(maps: Floats, weights: Floats, biases: Floats, stages: Stages) -> Response:
    """Slide a bank of filters over the maps of a picture and take every result through the stages.

    Parameters
    ----------
    maps : ndarray
        Shape (C, H, W), finite; the result keeps its type where that is float32 or float64.
    weights : ndarray
        Shape (O, C, KH, KW), finite, as the filters lie on the maps: ``stages.flip`` is not looked at.
    biases : ndarray
        Shape (O,), finite, in place of ``stages.bias``.
    stages : Stages
        Stride, padding, dilation, activation and pooling.

    Returns
    -------
    Response
        O maps after each of the steps.

    Raises
    ------
    FilterLabError
        If filters and maps do not fit each other (a ``ShapeError``) or the response outgrows its type.
    """
    # An overflow is reported as one sentence, not as a warning.
    with np.errstate(over="ignore", invalid="ignore"):
        return _finished(convolve_bank(maps, weights, biases, stages), stages)


def _finished(linear: Floats, stages: Stages) -> Response:
    """Take what a convolution gave through activation and pooling."""
    activated = activate(linear, stages.activation)
    values = pooled(activated, stages)
    if not np.isfinite(linear).all():
        raise FilterLabError(
            f"The response grew beyond what {linear.dtype} can hold; "
            f"make the filter's numbers or the bias smaller."
        )
    for array in (linear, activated, values):
        array.flags.writeable = False
    return Response(linear, activated, values)


def rounding_floor(image: Floats, weights: Floats) -> float:
    """Return the size below which a response cannot be told from the rounding of its sums.

    A filter whose weights sum to 0 answers an even area with 0, but sums of rounded products miss it by a
    little. A response that nowhere exceeds this floor should be read, and drawn, as 0.

    Parameters
    ----------
    image : ndarray
        Shape (C, H, W), finite, in the units in which the response is wanted.
    weights : ndarray
        Shape (C, KH, KW), finite; its channels need not be those of the picture.

    Returns
    -------
    float
        Four rounding steps of the picture's type (of float32 for a picture of whole numbers) times the largest
        response there could be: the sum of the weights' sizes times the largest pixel's size. Not below 0.

    Notes
    -----
    A sum of n terms in floating point is wrong by at most about n rounding steps of the sum of the terms'
    sizes (Higham, Accuracy and Stability of Numerical Algorithms, chapter 4); summed in blocks, as here, a few
    steps are what occurs.
    """
    if image.size == 0 or weights.size == 0:
        return 0.0
    floating = image.dtype if np.issubdtype(image.dtype, np.floating) else np.dtype(np.float32)
    largest = float(np.abs(weights).sum(dtype=np.float64)) * float(np.abs(image).max())
    return ROUNDING_STEPS * float(np.finfo(floating).eps) * largest


def check_shape(image: Floats) -> None:
    """Refuse what is no picture: not (C, H, W), or empty."""
    if image.ndim != 3 or image.size == 0:
        raise FilterLabError(
            f"The picture has the shape {image.shape}; give (channels, height, width), none of them 0."
        )


def check_finite(values: Floats, name: str) -> None:
    """Refuse an array that holds NaN or infinity; ``name`` is what the sentence calls it."""
    if not np.isfinite(values).all():
        raise FilterLabError(f"The {name} holds NaN or infinite values; replace them with numbers first.")


def as_floating(image: Floats) -> Floats:
    """Return whole numbers as float32, and floating ones as they are."""
    return image if np.issubdtype(image.dtype, np.floating) else image.astype(np.float32)


def cut_out(maps: NDArray[_Kind], box: Box) -> NDArray[_Kind]:
    """Return what of maps (C, H, W) lies in a box (C, box.height, box.width), 0 where it sticks out."""
    channels, height, width = maps.shape
    part = box.within((height, width))
    top, left = part.top - box.top, part.left - box.left
    inside = maps[:, part.top : part.top + part.height, part.left : part.left + part.width]
    if (part.height, part.width) == (box.height, box.width):
        return inside
    filled = np.zeros((channels, box.height, box.width), maps.dtype)
    if inside.size:
        filled[:, top : top + part.height, left : left + part.width] = inside
    return filled


def laid_on_picture(weights: Floats, stages: Stages) -> Floats:
    """Return the filter (C, KH, KW) as it lies on the picture: turned by 180 degrees for ``stages.flip``."""
    if weights.ndim != 3 or weights.size == 0:
        raise FilterLabError(
            f"The filter has the shape {weights.shape}; give (channels, height, width), none of them 0."
        )
    check_finite(weights, "filter")
    return weights[:, ::-1, ::-1] if stages.flip else weights


def convolve(picture: Floats, kernel: Floats, stages: Stages) -> Floats:
    """Return the map (OH, OW) of a picture (C, H, W) and a filter (C, KH, KW), bias included."""
    maps = convolve_bank(picture, kernel[np.newaxis], np.array([stages.bias]), stages)
    _o, height, width = maps.shape
    return maps.reshape(height, width)


def convolve_bank(maps: Floats, weights: Floats, biases: Floats, stages: Stages) -> Floats:
    """Return the maps (O, OH, OW) of maps (C, H, W) and filters (O, C, KH, KW), with the biases (O,) added."""
    floating = as_floating(maps)
    kind = floating.dtype
    batch: Floats = conv2d(
        floating[np.newaxis],
        weights.astype(kind, copy=False),
        biases.astype(kind, copy=False),
        stride=stages.stride,
        padding=stages.padding,
        dilation=stages.dilation,
    )
    _n, o, height, width = batch.shape
    return batch.reshape(o, height, width)


def activate(linear: Floats, activation: Activation) -> Floats:
    """Return the activation of every value; the same array when there is none."""
    match activation:
        case "none":
            return linear
        case "relu":
            return relu(linear)
        case "leaky_relu":
            return leaky_relu(linear)
        case "tanh":
            return tanh(linear)
        case "sigmoid":
            return sigmoid(linear)
        case "abs":
            return np.abs(linear)
        case _:
            assert_never(activation)


def pooled(activated: Floats, stages: Stages) -> Floats:
    """Return a map (H, W), or maps (O, H, W), after pooling; the same array when there is none."""
    if stages.pool == "none":
        return activated
    *bank, height, width = activated.shape
    pool = max_pool2d if stages.pool == "max" else avg_pool2d
    maps: Floats = pool(activated.reshape(1, -1, height, width), stages.pool_size, stride=stages.pool_step)
    return maps.reshape(*bank, *maps.shape[2:])
