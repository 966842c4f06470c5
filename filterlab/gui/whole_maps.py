"""Whole maps computed band by band, so that whoever waits for them can be told how far they are, and stop them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.engine.memory import check_fits
from filterlab.probes import Box
from filterlab.probes.chain import chain_up_to, find_chain_places, respond_window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.gui.map_export import Course
    from filterlab.probes.chain import Chain

    Floats = NDArray[np.floating[Any]]

# Numbers of a band, all maps of the stage together: whoever cancels waits some milliseconds.
_BAND = 2**20


def whole_maps(
    pixels: NDArray[np.float32],
    chain: Chain,
    number: int,
    index: int | None,
    factor: float,
    course: Course,
) -> Floats:
    """Compute one finished map of a stage, or all, band by band; runs off the UI thread.

    Parameters
    ----------
    pixels : ndarray
        (C, H, W), float32.
    chain : Chain
        A circuit that fits on the picture.
    number : int
        Which stage, counted from 0.
    index : int or None
        Which map of it; all if None.
    factor : float
        What the pixels are multiplied by.
    course : Course
        Told how far it is.

    Returns
    -------
    ndarray
        (H, W), or (O, H, W) for all maps, float32: what the window shows of them, up to the rounding of sums.

    Raises
    ------
    FilterLabError
        A response outgrows its type, the maps do not fit into memory, or they are wanted no more.
    """
    part, bank = chain_up_to(chain, number), chain.stages[number]
    _channels, height, width = pixels.shape
    rows, columns = find_chain_places(part, (height, width))[-1].final_shape
    chosen = range(bank.filters) if index is None else range(index, index + 1)
    remedy = "Close other programs, choose a smaller picture, or export one map at a time."
    check_fits("The export", np.float32, {"the maps": (len(chosen), rows, columns)}, remedy=remedy)
    values = np.empty((len(chosen), rows, columns), np.float32)
    lines = max(_BAND // (columns * bank.filters), 1)
    for top in range(0, rows, lines):
        course.advance(top, rows)
        box = Box(top, 0, min(lines, rows - top), columns)
        band = respond_window(pixels, part, box, scale=factor)
        values[:, top : top + box.height] = band[chosen.start : chosen.stop]
    return values[0] if index is not None else values
