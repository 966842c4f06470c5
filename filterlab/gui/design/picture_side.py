"""Show the document's picture: only what is in sight of it, at most one pixel of it for each of the screen's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from filterlab.figures import short_number

if TYPE_CHECKING:
    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.project import Document, Picture, Scale


class PictureSide(QObject):
    """Keep the picture's view true to the document."""

    def __init__(self, document: Document, view: ArrayView, parent: QObject | None = None) -> None:
        """Draw whatever comes into sight."""
        super().__init__(parent)
        self._document = document
        self._view = view
        self._shown: tuple[str, int, Scale] | None = None
        view.sight_changed.connect(self._on_view_sight_changed)

    @property
    def picture_id(self) -> str | None:
        """Which picture is shown, or None."""
        return self._shown[0] if self._shown is not None else None

    def show(self) -> None:
        """Show the current picture, unless it is shown already."""
        picture = self._document.current_picture
        if picture is None:
            self._view.show_message(
                self.tr("Open a picture (Ctrl+O), drop one here, or choose a sample above.")
            )
            self._shown = None
            return
        stamp = self._stamp(picture)
        if self._shown == stamp:
            return
        self._shown = stamp
        channels, height, width = picture.pixels.shape
        self._view.set_frame((height, width))
        self._draw()
        low, high = picture.value_range
        scale = self._document.scale
        words = (
            self.tr("{height} × {width}, grey, values {low} to {high}")
            if channels == 1
            else self.tr(
                "{height} × {width}, colour, values {low} to {high}; a one-channel filter sees luminance"
            )
        )
        self._view.set_caption(
            words.format(
                height=height,
                width=width,
                low=short_number(scale.number(low)),
                high=short_number(scale.number(high)),
            )
        )

    def _draw(self) -> None:
        picture, scale = self._document.current_picture, self._document.scale
        if picture is None or self._shown != self._stamp(picture):
            return
        cells = self._view.cells_in_sight()
        rows, columns = cells.rows, cells.columns
        part = picture.numbers_in(self._document.units)[
            :, rows.start : rows.stop : rows.step, columns.start : columns.stop : columns.step
        ]
        values = part * np.float32(scale.factor)
        if picture.pixels.shape[0] == 1:
            limits = scale.limits(scale.number(picture.value_range[1]))
            self._view.set_cells(cells, values[0], "grey", limits=limits)
        else:
            self._view.set_cells(cells, values, "colour", limits=(scale.black, scale.white))

    def _stamp(self, picture: Picture) -> tuple[str, int, Scale]:
        """Return what tells whether a picture is shown as it is."""
        return picture.id, picture.revision, self._document.scale

    def _on_view_sight_changed(self) -> None:
        self._draw()
