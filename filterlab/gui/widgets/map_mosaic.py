"""All feature maps of a layer side by side, with one scale for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.figures import short_number
from filterlab.gui.widgets.filter_mosaic import FilterMosaic

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from filterlab.figures import Limits


class MapMosaic(FilterMosaic):
    """Show the maps of one layer for one picture; one alone by a click or Return, as of a filter."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start empty, with this translated title."""
        super().__init__(title, parent)
        self.canvas.setToolTip(
            self.tr("Click a map (or press Return) to see it alone with its numbers, again to see all")
        )

    def set_maps(self, maps: NDArray[np.floating[Any]], *, limits: Limits | None = None) -> None:
        """Show maps of shape (C, H, W): in viridis where none is below 0, else in the signed colours.

        ``limits`` are the values at the ends of the signed colours; None takes the map's own.
        """
        is_signed = limits is not None or bool(np.nanmin(maps, initial=0.0) < 0)
        self._show(maps[:, np.newaxis], "signed" if is_signed else "activation", limits)

    def _caption_of(self, weights: NDArray[np.floating[Any]]) -> str:
        count, _one, height, width = weights.shape
        if self.canvas.shown_alone >= 0:
            return self.tr("map {index} of {count} alone").format(index=self.canvas.shown_alone, count=count)
        return self.tr("{count} of {height} × {width}").format(count=count, height=height, width=width)

    def _cell_in_words(
        self, weights: NDArray[np.floating[Any]], index: int, channel: int, row: int, column: int
    ) -> str:
        return self.tr("map {index}, row {row}, column {column}: {value}").format(
            index=index,
            row=row,
            column=column,
            value=short_number(float(weights[index, channel, row, column])),
        )
