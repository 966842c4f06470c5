"""What stands in a column: filters, each with the stamp of its response, and the tiles that show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.gui.widgets.tile import Tile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.figures import Limits
    from filterlab.gui.compare.maps import MapAnswer, MapItem

    Floats = NDArray[np.floating[Any]]

HAND_MADE, LEARNED, PRESET = "hand-made ", "learned ", "preset "
MAX_LEARNED = 256


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One filter of a bank.

    Attributes
    ----------
    title : str
        Its name.
    item : MapItem
        Its key, the weights its response is computed with, and what that response depends on.
    weights : ndarray
        The filter (C, KH, KW) as it is, however strong it is shown: what is measured of it is measured of these.
    """

    title: str
    item: MapItem
    weights: Floats


def with_strength(weights: Floats, *, equal: bool) -> Floats:
    """Return a filter as it is, or divided by the root of the sum of its squared weights."""
    if not equal:
        return weights
    # The squares of large weights, and the sum of them, are more than 32 bits hold.
    wide = weights.astype(np.float64)
    strength = float(np.linalg.norm(wide))
    return (wide / strength).astype(weights.dtype) if strength > 0 else weights


def tile_of(
    exhibit: Exhibit,
    answer: MapAnswer | None,
    *,
    problem: str,
    note: str = "",
    figure: str = "",
    quality: str = "",
) -> Tile:
    """Join an exhibit and what is known of its response.

    ``problem`` is why nothing is known, and ``quality`` the figure by which filters are sorted, in words.
    """
    item = exhibit.item
    return Tile(
        key=item.key,
        title=exhibit.title,
        weights=item.weights,
        response=answer.values if answer is not None else None,
        shape=answer.shape if answer is not None else (0, 0),
        cells=answer.cells if answer is not None else 1,
        reach=answer.reach if answer is not None else 0.0,
        note=note,
        figure=figure,
        quality=quality,
        problem=answer.problem if answer is not None else problem,
        placed=answer.placed if answer is not None else None,
    )


def shared_limits(tiles: Sequence[Tile]) -> tuple[Limits | None, Limits | None]:
    """Return symmetric limits for all filters, and others for all maps; None where all is 0 or missing."""
    weights = max((float(abs(tile.weights).max()) for tile in tiles), default=0.0)
    maps = max((tile.reach for tile in tiles), default=0.0)
    return _symmetric(weights), _symmetric(maps)


def _symmetric(reach: float) -> Limits | None:
    return (-reach, reach) if reach > 0 else None
