"""The colours of numbers: one map for signed values, one for activations, grey for pictures."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from filterlab.data.assets import asset_path
from filterlab.errors import FilterLabError

Kind = Literal["signed", "activation", "grey"]
Limits = tuple[float, float]

_FILES: Mapping[str, str] = MappingProxyType({"signed": "cet-d1a.csv", "activation": "viridis.csv"})

# No map contains its colour for NaN: a middle grey lies off both coloured ones, a dull sand off grey.
NAN_COLORS: Mapping[Kind, tuple[int, int, int]] = MappingProxyType(
    {"signed": (128, 128, 128), "activation": (128, 128, 128), "grey": (196, 160, 110)}
)


@cache
def lookup_table(kind: Kind) -> NDArray[np.uint8]:
    """Return the 256 colours of a map, from the lowest value to the highest.

    Parameters
    ----------
    kind : {"signed", "activation", "grey"}
        CET-D1A (Kovesi 2015; blue below 0, light grey at 0, red above; plus and minus stay apart for all
        kinds of colour vision), viridis, or plain grey.

    Returns
    -------
    ndarray
        Shape (256, 3), uint8, read-only: red, green, blue.

    Raises
    ------
    FilterLabError
        If the kind is not known, or its file does not hold 256 colours.
    """
    if kind == "grey":
        table = np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 3, axis=1)
    else:
        _check_kind(kind)
        path = asset_path(f"colormaps/{_FILES[kind]}")
        table = np.loadtxt(path, dtype=np.uint8, delimiter=",", ndmin=2)
        if table.shape != (256, 3):
            raise FilterLabError(
                f"The colour map {path} has the shape {table.shape}; install FilterLab again."
            )
    table.flags.writeable = False
    return table


def limits_of(values: NDArray[Any], kind: Kind) -> Limits:
    """Return the values that the two ends of a colour map stand for.

    Parameters
    ----------
    values : ndarray
        Any shape, may be empty; NaN and infinity are left out.
    kind : {"signed", "activation", "grey"}
        Signed limits are symmetric, so that 0 is always the middle colour; those of activations start at 0;
        those of grey are the lowest and the highest value.

    Returns
    -------
    tuple of float
        (low, high) with low < high, also where all values are equal.

    Raises
    ------
    FilterLabError
        If the kind is not known.
    """
    _check_kind(kind)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    match kind:
        case "signed":
            largest = max(-low, high)
            return (-largest, largest) if largest > 0 else (-1.0, 1.0)
        case "activation":
            return (0.0, high) if high > 0 else (0.0, 1.0)
        case "grey":
            return (
                (low, high) if low < high else (low - 0.5 * max(abs(low), 1), high + 0.5 * max(abs(low), 1))
            )


def shades_of(values: NDArray[Any], limits: Limits) -> NDArray[np.uint8]:
    """Return each value's place in a colour map: 0 at the low limit and below, 255 at the high one and above.

    Parameters
    ----------
    values : ndarray
        Any shape and real type. NaN gives 0; ask `colorize` for its own colour.
    limits : tuple of float
        (low, high), low < high.

    Returns
    -------
    ndarray
        The same shape, uint8. The middle of the limits is 128.

    Raises
    ------
    FilterLabError
        If low is not below high.
    """
    low, high = limits
    span = high - low
    if not 0 < span < np.inf:
        raise FilterLabError(f"The colour limits are {low} to {high}; give two numbers, the lower one first.")
    # float32 has no room for the steps between 256 colours of a span that is next to nothing or next to all.
    is_ordinary = values.dtype != np.float64 and 1e-30 < span < 1e30
    kind = np.float32 if is_ordinary else np.float64
    floats: NDArray[np.floating[Any]] = np.clip(values, kind(low), kind(high), dtype=kind, casting="unsafe")
    floats -= kind(low)
    floats *= kind(255 / span)
    floats += kind(0.5)
    # A minimum is quicker than a look at each number, and NaN as soon as one of them is.
    if np.isnan(np.min(floats, initial=0)):
        np.nan_to_num(floats, copy=False, nan=0)
    return floats.astype(np.uint8)


def colorize(values: NDArray[Any], kind: Kind, limits: Limits | None = None) -> NDArray[np.uint8]:
    """Turn numbers into colours.

    Parameters
    ----------
    values : ndarray
        Shape (H, W), any real type.
    kind : {"signed", "activation", "grey"}
        The colour map.
    limits : tuple of float or None
        What its two ends stand for; None asks `limits_of`.

    Returns
    -------
    ndarray
        Shape (H, W, 3), uint8. NaN has a neutral colour that the map does not contain.

    Raises
    ------
    FilterLabError
        If the kind is not known, or the limits are no range.
    """
    table = lookup_table(kind)
    shades = shades_of(values, limits if limits is not None else limits_of(values, kind))
    colors = np.take(table, shades, axis=0)
    missing = np.isnan(values)
    if missing.any():
        colors[missing] = NAN_COLORS[kind]
    return colors


def _check_kind(kind: str) -> None:
    if kind not in NAN_COLORS:
        raise FilterLabError(f"The colour map {kind!r} is not known; choose signed, activation or grey.")
