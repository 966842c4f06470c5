"""The strongest patches of units as a table."""

from collections.abc import Iterable

from filterlab.probes.tables import table_csv
from filterlab.probes.units.top_patches import TopPatch

_COLUMNS = ("rank", "picture", "row", "column", "answer", "top", "left", "height", "width")


def patches_csv(patches: Iterable[TopPatch]) -> str:
    """Write a line for each patch: its rank from 1, its place in the map, the answer, and its receptive field."""
    return table_csv(_COLUMNS, (_row(rank, patch) for rank, patch in enumerate(patches, start=1)))


def _row(rank: int, patch: TopPatch) -> list[object]:
    peak, box = patch.peak, patch.box
    return [rank, patch.picture, peak.row, peak.column, peak.value, box.top, box.left, box.height, box.width]
