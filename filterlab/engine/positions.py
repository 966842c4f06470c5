"""Where numbers lie in flat arrays: lists of places that kernels are given."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from filterlab.engine.kernel_sizes import TILE_POINTS

Positions: TypeAlias = npt.NDArray[np.intp]


def repeat_last(positions: Positions, together: int) -> Positions:
    """Repeat the last position along the last axis until there is a whole number of groups of so many."""
    missing = -positions.shape[-1] % together
    return np.concatenate([positions, np.repeat(positions[..., -1:], missing, axis=-1)], axis=-1)


def in_whole_tiles(positions: Positions) -> Positions:
    """Repeat the last position until the tiles of products are full."""
    return frozen(repeat_last(positions, TILE_POINTS))


def frozen(positions: npt.ArrayLike, *, rows: int = 0) -> Positions:
    """Make a list of positions, or so many rows of them, that nobody changes any more."""
    flat = np.ascontiguousarray(positions, np.intp).reshape((rows, -1) if rows else -1)
    flat.flags.writeable = False
    return flat
