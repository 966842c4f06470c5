"""A response at the cells that are looked at, however large the picture is, and kept up to date while painting."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.engine import conv2d_at, update_conv2d
from filterlab.errors import FilterLabError
from filterlab.probes.places import Places, find_places
from filterlab.probes.response import (
    activate,
    check_finite,
    check_shape,
    laid_on_picture,
    pooled,
    rounding_floor,
)
from filterlab.probes.stages import Stages

Floats = NDArray[np.floating[Any]]

# ITU-R BT.601, as match_channels: the luminance of a colour picture is a sum, so the filter can take it in.
_LUMINANCE = (0.299, 0.587, 0.114)
# Products and updates of a cell that take a millisecond: of neighbouring cells, and of cells that lie apart.
_PRODUCTS, _PRODUCTS_APART = 1.5e7, 1.5e6
_UPDATES, _UPDATES_APART = 1e6, 1.2e5


@dataclass(frozen=True, slots=True)
class Cells:
    """Some rows and columns of a map, in rising order: every one in sight, or every s-th."""

    rows: range
    columns: range

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and how many columns."""
        return len(self.rows), len(self.columns)

    @property
    def are_neighbours(self) -> bool:
        """Whether none is left out between them."""
        return self.rows.step == self.columns.step == 1


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A finished map at some of its cells; arrays are read-only.

    Attributes
    ----------
    cells : Cells
        Which cells.
    values : ndarray
        Shape ``cells.shape``: the numbers of the finished map.
    linear : tuple of ndarray
        The sums of products plus the bias that they were made of, each (1, 1, rows, columns).
    looks : tuple of Cells
        Where in the map before pooling those lie.
    kernel : ndarray
        Shape (1, C, KH, KW): what the picture was multiplied by.
    """

    cells: Cells
    values: Floats
    linear: tuple[Floats, ...]
    looks: tuple[Cells, ...]
    kernel: Floats


def sample(
    pixels: Floats,
    weights: Floats,
    stages: Stages,
    cells: Cells,
    *,
    scale: float = 1.0,
    before: Sample | None = None,
) -> Sample:
    """Compute the finished map at some of its cells, as `respond` would, at a cost that goes with their number.

    Parameters
    ----------
    pixels : ndarray
        Shape (C, H, W), float32 or float64. It is not copied, and only what the cells see is read.
    weights : ndarray
        Shape (C, KH, KW). Where it has another number of channels than the picture, 1 or 3, they are matched as
        by `respond`.
    stages : Stages
        Stride, padding and what follows.
    cells : Cells
        Which cells of the finished map.
    scale : float
        What a pixel value of 1 counts as: 255 gives the response in the units 0 to 255.
    before : Sample or None
        The same cells of the same picture under the same stages and scale, with other weights of the same size.
        Where few of them differ, only what they change is computed; rounding adds up with every such step.

    Returns
    -------
    Sample
        Values that cannot be told from rounding are 0 (see `rounding_floor`), if all of them are so small.

    Raises
    ------
    FilterLabError
        As `respond`.
    """
    check_shape(pixels)
    _channels, height, width = pixels.shape
    # What grows beyond the type is told below in one sentence.
    with np.errstate(over="ignore"):
        kernel = _kernel(pixels, laid_on_picture(weights, stages), scale)
    places = find_places((height, width), weights.shape[1:], stages)
    looks = _looks(places, cells)
    follows = before is not None and before.looks == looks and before.kernel.shape == kernel.shape
    bias = np.array([stages.bias], pixels.dtype)
    settings: dict[str, Any] = {
        "stride": stages.stride,
        "padding": stages.padding,
        "dilation": stages.dilation,
    }
    linear = []
    with np.errstate(over="ignore", invalid="ignore"):
        for number, look in enumerate(looks):
            settings |= {"rows": look.rows, "columns": look.columns}
            if before is not None and follows:
                old = before.linear[number]
                linear.append(update_conv2d(old, pixels[np.newaxis], before.kernel, kernel, bias, **settings))
            else:
                linear.append(conv2d_at(pixels[np.newaxis], kernel, bias, **settings))
        values = _finished(linear, stages, cells)
    if not all(np.isfinite(part).all() for part in linear):
        check_finite(pixels, "picture")
        raise FilterLabError(
            f"The response grew beyond what {pixels.dtype} can hold; "
            f"make the filter's numbers or the bias smaller."
        )
    for array in (values, *linear):
        array.flags.writeable = False
    return Sample(cells, values, tuple(linear), looks, kernel)


def without_rounding(values: Floats, weights: Floats, stages: Stages, largest: float) -> Floats:
    """Return zeros in place of values all of which are so small that they cannot be told from rounding.

    Parameters
    ----------
    values : ndarray
        Some or all values of a finished map.
    weights : ndarray
        The filter, of any shape.
    stages : Stages
        With a bias nothing is changed: then small values are no rounding of 0.
    largest : float
        The largest size of a pixel, in the units of the response.
    """
    picture = np.full((1, 1, 1), largest, values.dtype)
    if stages.bias or np.abs(values).max(initial=0) > rounding_floor(picture, weights):
        return values
    return np.zeros_like(values)


def expected_milliseconds(
    places: Places, weights: Floats, stages: Stages, cells: Cells, *, changed: int | None = None
) -> float:
    """Guess how long `sample` takes on one processor, to decide whether someone who paints can wait for it.

    Parameters
    ----------
    places : Places
        Where the filter goes on the picture.
    weights, stages, cells
        As for `sample`.
    changed : int or None
        How many of the filter's cells differ from those of the sample to go on from; None if there is none.

    Returns
    -------
    float
        It does not depend on the size of the picture. The speeds it is based on were measured with compiled
        kernels on a processor of 2021.
    """
    rows, columns = cells.shape
    pool = 1 if stages.pool == "none" else stages.pool_size**2
    apart = cells.rows.step * places.rows.stride * cells.columns.step * places.columns.stride
    if changed is not None and 2 * changed <= weights.size:
        return rows * columns * pool * changed / (_UPDATES if apart == 1 else _UPDATES_APART)
    return (
        rows
        * columns
        * pool
        * weights.size
        * min(apart, 6)
        / (_PRODUCTS if apart <= 6 else 6 * _PRODUCTS_APART)
    )


def _kernel(pixels: Floats, weights: Floats, scale: float) -> Floats:
    """Lay weights (C, KH, KW) out for the picture's channels, in its units: (1, C, KH, KW)."""
    channels = pixels.shape[0]
    kernel = np.asarray(weights, pixels.dtype)
    if channels == 1 and kernel.shape[0] == 3:
        # The filter sees a grey picture three times.
        kernel = kernel.sum(axis=0, keepdims=True)
    elif channels == 3 and kernel.shape[0] == 1:
        kernel = kernel * np.array(_LUMINANCE, pixels.dtype)[:, np.newaxis, np.newaxis]
    elif channels != kernel.shape[0]:
        raise FilterLabError(
            f"The picture has {channels} channels and the filter {kernel.shape[0]}: "
            f"only 1 and 3 can be matched to each other."
        )
    return np.ascontiguousarray(kernel * pixels.dtype.type(scale))[np.newaxis]


def _looks(places: Places, cells: Cells) -> tuple[Cells, ...]:
    """Return which cells of the map before pooling are needed: as one block, or one of each window at a time."""
    down, right = places.pool_rows, places.pool_columns
    if down is None or right is None or not all(cells.shape):
        return (cells,)
    if cells.are_neighbours:
        return (
            Cells(
                _block(cells.rows, down.stride, down.kernel),
                _block(cells.columns, right.stride, right.kernel),
            ),
        )
    return tuple(
        Cells(_nth(cells.rows, down.stride, row), _nth(cells.columns, right.stride, column))
        for row in range(down.kernel)
        for column in range(right.kernel)
    )


def _block(windows: range, stride: int, size: int) -> range:
    """Return the places that neighbouring pooling windows cover."""
    return range(windows[0] * stride, windows[-1] * stride + size)


def _nth(windows: range, stride: int, number: int) -> range:
    """Return the place of this number in each pooling window."""
    step = windows.step * stride
    return range(windows[0] * stride + number, windows[-1] * stride + number + 1, step)


def _finished(linear: list[Floats], stages: Stages, cells: Cells) -> Floats:
    """Take the sums through activation and pooling: (rows, columns)."""
    maps = [activate(part[0, 0], stages.activation) for part in linear]
    if stages.pool == "none" or not all(cells.shape):
        return maps[0]
    if cells.are_neighbours:
        return pooled(maps[0], stages)
    stack = np.stack(maps)
    return np.asarray(stack.max(axis=0) if stages.pool == "max" else stack.mean(axis=0), stack.dtype)
