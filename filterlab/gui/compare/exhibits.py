"""What stands on the two shelves: hand-made filters and learned ones, each with the stamp of its response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.gui.compare.maps import MapItem
from filterlab.gui.widgets.first_layer import first_filters
from filterlab.gui.widgets.tile import Tile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.figures import Limits
    from filterlab.gui.compare.maps import MapAnswer
    from filterlab.project import Filter, Run

    Floats = NDArray[np.floating[Any]]

HAND_MADE, LEARNED = "hand-made ", "learned "
MAX_LEARNED = 256


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One filter on a shelf.

    Attributes
    ----------
    title : str
        Its name.
    item : MapItem
        Its key, the weights its response is computed with, and what that response depends on.
    """

    title: str
    item: MapItem


def hand_made(filters: Sequence[Filter], *, equal_strength: bool) -> tuple[Exhibit, ...]:
    """Put the filters of the bank on a shelf, in the bank's order."""
    return tuple(
        Exhibit(
            one.name,
            MapItem(
                HAND_MADE + one.id,
                (one.revision, equal_strength),
                with_strength(one.weights, equal=equal_strength),
            ),
        )
        for one in filters
    )


def learned(run: Run | None, *, equal_strength: bool) -> tuple[Exhibit, ...]:
    """Put the first-layer filters of a run on a shelf; an empty one when it has none."""
    bank = first_filters(run.parameters) if run is not None else None
    if run is None or run.snapshot is None or bank is None:
        return ()
    layer, weights = bank
    stamp = (run.id, run.snapshot.step, equal_strength)
    return tuple(
        Exhibit(
            f"{layer} filter {index}",
            MapItem(f"{LEARNED}{run.id} {index}", stamp, with_strength(one, equal=equal_strength)),
        )
        for index, one in enumerate(weights[:MAX_LEARNED])
    )


def index_of(key: str) -> int:
    """Return which filter of its layer a learned exhibit is."""
    return int(key.rsplit(" ", 1)[1])


def with_strength(weights: Floats, *, equal: bool) -> Floats:
    """Return a filter as it is, or divided by the root of the sum of its squared weights."""
    if not equal:
        return weights
    # The squares of large weights, and the sum of them, are more than 32 bits hold.
    wide = weights.astype(np.float64)
    strength = float(np.linalg.norm(wide))
    return (wide / strength).astype(weights.dtype) if strength > 0 else weights


def tile_of(
    exhibit: Exhibit, answer: MapAnswer | None, *, problem: str, note: str = "", figure: str = ""
) -> Tile:
    """Join an exhibit and what is known of its response; ``problem`` is why nothing is known."""
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
        problem=answer.problem if answer is not None else problem,
    )


def shared_limits(tiles: Sequence[Tile]) -> tuple[Limits | None, Limits | None]:
    """Return symmetric limits for all filters, and others for all maps; None where all is 0 or missing."""
    weights = max((float(abs(tile.weights).max()) for tile in tiles), default=0.0)
    maps = max((tile.reach for tile in tiles), default=0.0)
    return _symmetric(weights), _symmetric(maps)


def _symmetric(reach: float) -> Limits | None:
    return (-reach, reach) if reach > 0 else None
