"""A look into a filter: what it is a sum of, which gratings it answers, and how its response is computed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.data import match_channels
from filterlab.data.drawing.values import total
from filterlab.engine import Explanation as EngineChoice
from filterlab.engine import explain as explain_computation
from filterlab.errors import FilterLabError
from filterlab.probes.places import find_places
from filterlab.probes.response import as_floating, check_shape, laid_on_picture
from filterlab.probes.spectra import (
    Grating,
    frequencies,
    gain,
    has_direction,
    isotropy,
    picture_spectrum,
    strongest_grating,
)
from filterlab.probes.stages import Pair, Stages

Floats = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]

_LEAST_SIZE, _LARGEST_SIZE = 16, 1024


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One product of a column and a row; the filter's channel is the sum of its terms. Arrays are read-only.

    Attributes
    ----------
    channel : int
        The channel it belongs to.
    strength : float
        The singular value: the term's length as an array. Not below 0.
    share : float
        Its part of the channel's energy, 0 to 1: the square of the strength over the sum of all squares.
    column : ndarray
        Shape (KH,), float64, of length 1.
    row : ndarray
        Shape (KW,), float64, of length 1; the largest of its numbers is positive.
    """

    channel: int
    strength: float
    share: float
    column: Doubles
    row: Doubles

    @property
    def product(self) -> Doubles:
        """The term itself, (KH, KW): strength times column times row."""
        product: Doubles = self.strength * np.outer(self.column, self.row)
        return product


@dataclass(frozen=True, slots=True, eq=False)
class XRay:
    """What is inside a filter. Arrays are read-only float64.

    Attributes
    ----------
    weights : ndarray
        Shape (C, KH, KW): the filter as it lies on the picture.
    singular_values : ndarray
        Shape (C, min(KH, KW)), largest first.
    ranks : tuple of int
        For each channel the number of singular values that are more than the rounding of its weights.
    terms : tuple of Term
        So many terms of each channel, strongest first within the channel.
    total : float
        The sum of all weights, which is also the answer to a flat patch of 1 (the DC gain).
    l2 : float
        The root of the sum of squares.
    axis : ndarray
        Shape (S,): cycles per pixel of the rows and of the columns of both spectra, 0 at index S // 2. Rows run from
        top to bottom.
    gains : ndarray
        Shape (S, S): how strongly the filter answers each grating, in units of the weights. Several channels count
        as the root of the sum of squares of theirs.
    dc_share : float
        The gain for a flat patch as a part of the largest one: 1 for a filter that blurs, 0 for one with zero mean.
    strongest : Grating
        The grating it answers most; of equal ones that of the lowest frequency.
    isotropy : float
        The smallest gain for gratings of that frequency in any direction as a part of the largest: 1 for a round
        filter, 0 for one that is blind to some directions.
    has_direction : bool
        Whether it prefers one direction of those gratings; if not, the strongest one's angle means nothing.
    picture_decibels : ndarray
        Shape (S, S): the power of the picture's luminance at the same frequencies, in decibels below the strongest.
    computation : filterlab.engine.Explanation
        Which algorithm computes the whole response, and why.
    """

    weights: Doubles
    singular_values: Doubles
    ranks: tuple[int, ...]
    terms: tuple[Term, ...]
    total: float
    l2: float
    axis: Doubles
    gains: Doubles
    dc_share: float
    strongest: Grating
    isotropy: float
    has_direction: bool
    picture_decibels: Doubles
    computation: EngineChoice


def take_xray(image: Floats, weights: Floats, stages: Stages, *, size: int = 128) -> XRay:
    """Look into a filter: its separable terms, its frequency response beside the picture's spectrum, its algorithm.

    Parameters
    ----------
    image, weights : ndarray
        Shapes (C, H, W) and (C, KH, KW), as for `respond`.
    stages : Stages
        Stride, padding, dilation and flip; a dilated filter answers as it lies on the picture, with its gaps.
    size : int
        S, the side of the spectra, 16 to 1024.

    Returns
    -------
    XRay
        All of it.

    Raises
    ------
    FilterLabError
        If the size is out of its range, or for the reasons `respond` has.

    References
    ----------
    Treitel and Shanks, The Design of Multistage Separable Planar Filters (1971), for the terms.
    """
    if not _LEAST_SIZE <= size <= _LARGEST_SIZE:
        raise FilterLabError(f"The side of the spectrum is {size}; give {_LEAST_SIZE} to {_LARGEST_SIZE}.")
    check_shape(image)
    laid = laid_on_picture(weights, stages)
    kernel = np.array(laid, np.float64)
    channels, kernel_height, kernel_width = kernel.shape
    _channels, height, width = image.shape
    find_places((height, width), (kernel_height, kernel_width), stages)
    match_channels(image[:, :1, :1], channels)
    singular_values, ranks, terms = _take_apart(kernel, float(np.finfo(as_floating(laid).dtype).eps))
    axis = frequencies(size)
    gains = gain(kernel, axis, axis, stages.dilation)
    strongest = strongest_grating(kernel, stages.dilation, size=size)
    # What a sum misses 0 by is the rounding of its weights, and no answer to a flat patch.
    summed = total(kernel.astype(np.float32))
    flat = float(gains[size // 2, size // 2]) if summed else 0.0
    decibels = picture_spectrum(image, size)
    for array in (kernel, singular_values, axis, gains, decibels):
        array.flags.writeable = False
    return XRay(
        weights=kernel,
        singular_values=singular_values,
        ranks=ranks,
        terms=terms,
        total=summed,
        l2=float(np.linalg.norm(kernel)),
        axis=axis,
        gains=gains,
        dc_share=flat / strongest.gain if strongest.gain > 0 else 0.0,
        strongest=strongest,
        isotropy=isotropy(kernel, strongest, stages.dilation),
        has_direction=has_direction(kernel, strongest, stages.dilation),
        picture_decibels=decibels,
        computation=_computation(as_floating(image).dtype, laid, (height, width), stages),
    )


def _take_apart(kernel: Doubles, step: float) -> tuple[Doubles, tuple[int, ...], tuple[Term, ...]]:
    """Write each channel as a sum of products of a column and a row; ``step`` is the rounding step of the weights.

    As in the engine, a term counts if leaving it out changes the channel more than rounding its weights does.
    """
    columns, strengths, rows = np.linalg.svd(kernel, full_matrices=False)
    ranks = tuple(int((values > values[0] * step / 2).sum()) for values in strengths)
    terms = []
    for channel, rank in enumerate(ranks):
        energy = float((strengths[channel] ** 2).sum())
        for number in range(rank):
            column, row = columns[channel, :, number].copy(), rows[channel, number].copy()
            if row[np.argmax(np.abs(row))] < 0:
                column, row = -column, -row
            column.flags.writeable = row.flags.writeable = False
            strength = float(strengths[channel, number])
            terms.append(Term(channel, strength, strength**2 / energy, column, row))
    return strengths, ranks, tuple(terms)


def _computation(dtype: np.dtype[Any], kernel: Floats, picture_size: Pair, stages: Stages) -> EngineChoice:
    """Ask the engine how it would compute the response; no pixel is looked at."""
    channels, _kernel_height, _kernel_width = kernel.shape
    pixels = np.broadcast_to(np.zeros((), dtype), (1, channels, *picture_size))
    return explain_computation(
        pixels,
        kernel[np.newaxis].astype(dtype),
        np.array([stages.bias], dtype),
        stride=stages.stride,
        padding=stages.padding,
        dilation=stages.dilation,
    )
