"""What a unit sees as tables: patches, kernels, fields, and what fed it."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from filterlab.probes.tables import table_csv
from filterlab.probes.units.effective_field import EffectiveField
from filterlab.probes.units.feeding import Feeding
from filterlab.probes.units.reverse_correlation import NoiseProbe
from filterlab.probes.units.top_patches import TopPatch

_COLUMNS = ("rank", "picture", "row", "column", "answer", "top", "left", "height", "width")
_LINK_COLUMNS = ("map", "row", "column", "value", "weight", "product")


def patches_csv(patches: Iterable[TopPatch]) -> str:
    """Write a line for each patch: its rank from 1, its place in the map, the answer, and its receptive field."""
    return table_csv(_COLUMNS, (_row(rank, patch) for rank, patch in enumerate(patches, start=1)))


def noise_csv(probe: NoiseProbe) -> str:
    """Write a line for each pixel of each channel: what noise has brought out, and the weight where there is one."""
    true = probe.true_kernel
    rows = (
        [*place, float(value), None if true is None else float(true[place])]
        for place, value in np.ndenumerate(probe.kernel)
    )
    return table_csv(("channel", "row", "column", "from noise", "true"), rows)


def field_csv(found: EffectiveField) -> str:
    """Write a line for each pixel of the picture: how much the unit's answer changes with it."""
    rows = ([*place, float(value)] for place, value in np.ndenumerate(found.strength))
    return table_csv(("row", "column", "influence"), rows)


def links_csv(feeding: Feeding, flattened_from: tuple[int, int, int] | None = None) -> str:
    """Write a line for each cell that fed a number, the largest product first.

    ``flattened_from`` is the shape (maps, height, width) that the numbers of a row had: each is called by its place
    there. None calls them as they stand.
    """
    links = feeding.links()
    if flattened_from is not None:
        places = (map(int, np.unravel_index(link.map, flattened_from)) for link in links)
        links = tuple(
            replace(link, map=channel, row=row, column=column)
            for link, (channel, row, column) in zip(links, places, strict=True)
        )
    return table_csv(_LINK_COLUMNS, ([getattr(link, name) for name in _LINK_COLUMNS] for link in links))


def _row(rank: int, patch: TopPatch) -> list[object]:
    peak, box = patch.peak, patch.box
    return [rank, patch.picture, peak.row, peak.column, peak.value, box.top, box.left, box.height, box.width]
