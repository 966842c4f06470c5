"""Which cells of an array are in sight, and whether those drawn still do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from filterlab.gui.widgets.placement import visible_cells
from filterlab.probes import Cells

if TYPE_CHECKING:
    import pyqtgraph as pg
    from PySide6.QtCore import QRectF, QSize

    from filterlab.gui.widgets.placement import Placement


@dataclass(frozen=True)
class Sight:
    """What a canvas shows at this moment.

    Attributes
    ----------
    rect : QRectF
        The part in sight, in picture coordinates.
    points : QSize
        How many points the screen has for it.
    """

    rect: QRectF
    points: QSize

    @classmethod
    def of(cls, canvas: pg.GraphicsView, view_box: pg.ViewBox) -> Sight:
        """Look at a pyqtgraph canvas and the view box in it."""
        return cls(view_box.viewRect(), canvas.viewport().size() * canvas.devicePixelRatioF())

    def cells(self, placement: Placement, shape: tuple[int, int]) -> Cells:
        """Return the cells to draw of an array of this shape, some out of sight among them where there is room."""
        return Cells(*visible_cells(self.rect, placement, shape, self.points))

    def is_served_by(self, drawn: Cells, placement: Placement, shape: tuple[int, int]) -> bool:
        """Whether the cells drawn reach over all in sight and lie neither too far apart nor too close."""
        wanted = self.cells(placement, shape)
        if (drawn.rows.step, drawn.columns.step) != (wanted.rows.step, wanted.columns.step):
            return False
        needed = visible_cells(self.rect, placement, shape, self.points, spare=0.0)
        return not any(
            places and (places[0] < shown[0] or places[-1] > shown[-1])
            for shown, places in zip((drawn.rows, drawn.columns), needed, strict=True)
        )
