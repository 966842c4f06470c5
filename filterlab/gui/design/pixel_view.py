"""Who looks at one pixel of a scene, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from filterlab.data import match_channels
from filterlab.errors import FilterLabError
from filterlab.probes import SeenBy, look_back
from filterlab.probes.chain import Chain, ChainStage, StageViews, look_back_through

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.gui.design.scene import Scene
    from filterlab.probes import Pair, Places, Pool

# A block of more cells, or more products for all windows that hold them, would keep the window waiting.
MOST_CELLS, MOST_PRODUCTS = 2**18, 2**22
# In a block with more rows or columns, those that do not look at the pixel are left out.
MOST_WITH_GAPS = 48


@dataclass(frozen=True, eq=False)
class PixelView:
    """A pixel, and all there is to say of who looks at it.

    Attributes
    ----------
    seen : SeenBy
        Who looks at it.
    pixel : ndarray
        Shape (C,), the pixel's value in the channels of the filter, in the scene's units.
    rows, columns : ndarray
        The rows and columns of the block that are drawn, counted from its first.
    places : Places
        Where filter and pooling window go.
    pool : {"none", "max", "average"}
        What follows. The windows of very large filters are not looked through: ``seen.pooled`` is None then, too.
    path : StageViews or None
        What of the pixel gets through an activation and pooling to the finished map; None where nothing can stop it
        (without an activation the weights say it all), or where filters are very large.
    """

    seen: SeenBy
    pixel: NDArray[np.float64]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    places: Places
    pool: Pool
    path: StageViews | None = None

    def path_weight(self, row: int, column: int) -> float | None:
        """Return how much a cell of the finished map gains for each 1 of the pixel now; None if that is not known."""
        if self.path is None:
            return None
        box = self.path.reach.box
        if not (0 <= row - box.top < box.height and 0 <= column - box.left < box.width):
            return 0.0
        return float(self.path.total[0, row - box.top, column - box.left])

    @property
    def weights(self) -> NDArray[np.float64]:
        """Shape (C, rows, columns): the weights drawn."""
        return self.seen.weights[:, self.rows[:, np.newaxis], self.columns]

    @property
    def pooled_weights(self) -> NDArray[np.float64]:
        """Shape (C, windows' rows, windows' columns): the weights after pooling; none without pooling."""
        pooled = self.seen.pooled
        return pooled.weights if pooled is not None else np.zeros((self.pixel.size, 0, 0))

    @property
    def leaves_out_gaps(self) -> bool:
        """Whether rows or columns that do not look at the pixel are not drawn."""
        return (self.rows.size, self.columns.size) != self.seen.looks.shape

    @property
    def looks(self) -> NDArray[np.bool_]:
        """Shape (rows, columns): which of the cells drawn look at the pixel."""
        return self.seen.looks[self.rows[:, np.newaxis], self.columns]

    def output(self, row: int, column: int) -> Pair:
        """Return the cell of the map before pooling that is drawn here."""
        cells = self.seen.cells
        return cells.top + int(self.rows[row]), cells.left + int(self.columns[column])


def view_pixel(scene: Scene, row: int, column: int) -> PixelView | None:
    """Find who looks at a pixel of a scene; None where they are too many to show."""
    places, stages = scene.places, scene.stages
    cells = 1
    for axis in (places.rows, places.columns):
        cells *= min((axis.span - 1) // axis.stride + 1, axis.out)
    if cells > MOST_CELLS:
        return None
    is_quick = cells * scene.weights.size <= MOST_PRODUCTS
    if not is_quick:
        stages = replace(stages, pool="none")
    seen = look_back(scene.pixels, scene.weights, stages, row, column, scale=scene.scale.factor)
    colour = match_channels(scene.pixels[:, row : row + 1, column : column + 1], scene.weights.shape[0])
    return PixelView(
        seen,
        colour[:, 0, 0].astype(np.float64) * scene.scale.factor,
        _drawn(seen.tap_rows),
        _drawn(seen.tap_columns),
        places,
        scene.stages.pool,
        _path(scene, row, column) if is_quick and stages.activation != "none" else None,
    )


def _path(scene: Scene, row: int, column: int) -> StageViews | None:
    """Follow the pixel through the stages to the finished map; None where that cannot be done."""
    settings, bias = replace(scene.stages, bias=0.0), np.array([scene.stages.bias])
    try:
        stage = ChainStage(scene.weights[np.newaxis], bias, ("filter",), settings)
        seen = look_back_through(scene.pixels, Chain((stage,)), row, column, scale=scene.scale.factor)
    except FilterLabError:
        # Wide windows of pooling take too many products: the panel says the weights alone.
        return None
    return seen.stages[0]


def _drawn(taps: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return which rows (or columns) of the block are drawn: all, or those that look where gaps make it wide."""
    return np.arange(taps.size) if taps.size <= MOST_WITH_GAPS else np.flatnonzero(taps >= 0)
