"""What is drawn on the canvas of a view: the colours of cells, their numbers, and marks over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyqtgraph as pg

from filterlab import figures
from filterlab.figures import lookup_table, shades_of
from filterlab.gui.widgets.cell_numbers import CellNumbers
from filterlab.gui.widgets.overlays import BoxOverlay, HatchOverlay, PeakMarks

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QRectF

Kind = figures.Kind | Literal["colour"]


class CanvasItems:
    """Hold the items of one view box, from the lowest to the highest.

    Attributes
    ----------
    image : ImageItem
        The cells' colours; the only item that counts for what "everything" is.
    numbers : CellNumbers
        The numbers in the cells.
    hatch : HatchOverlay
        What does not count.
    peaks : PeakMarks
        Where the array is largest.
    field : BoxOverlay
        The receptive field.
    """

    def __init__(self, view_box: pg.ViewBox) -> None:
        """Put the items into a view box."""
        self.image = pg.ImageItem()
        self.numbers = CellNumbers()
        self.hatch = HatchOverlay()
        self.peaks = PeakMarks()
        self.field = BoxOverlay()
        for z, item in enumerate((self.image, self.numbers, self.hatch, self.peaks, self.field)):
            item.setZValue(z)
            view_box.addItem(item, ignoreBounds=item is not self.image)

    def draw(
        self, values: NDArray[np.floating[Any]], kind: Kind, limits: tuple[float, float], rect: QRectF
    ) -> NDArray[np.uint8] | None:
        """Draw cells.

        Parameters
        ----------
        values : ndarray
            Shape (H, W); or (3, H, W) with kind "colour".
        kind : {"signed", "activation", "grey", "colour"}
            Which of the program's colour maps to use.
        limits : (float, float)
            Values at the ends of the colour map.
        rect : QRectF
            The area that the cells cover, in picture coordinates.

        Returns
        -------
        ndarray or None
            The colour map, shape (256, 3); None if the cells have colours of their own.
        """
        shades = shades_of(values, limits)
        table = None if kind == "colour" else lookup_table(kind)
        self.image.setVisible(True)
        self.image.setLookupTable(table, update=False)
        if table is None:
            self.image.setImage(np.ascontiguousarray(shades.transpose(1, 2, 0)), levels=(0, 255))
            self.numbers.clear()
        else:
            self.image.setImage(shades, levels=(0, 255))
            self.numbers.set_values(values, shades, table, rect)
        self.image.setRect(rect)
        return table

    def clear(self) -> None:
        """Draw nothing."""
        self.image.setVisible(False)
        self.numbers.clear()
        self.peaks.set_places([])
        self.field.set_box(None)
        self.hatch.set_rects([])
