"""The part of the picture in sight, which all maps show alike: zoomed and panned on any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.probes import Box

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

    from filterlab.gui.circuit.map_tiles import MapTiles
    from filterlab.gui.circuit.stage_columns import StageColumns
    from filterlab.gui.widgets.array_view import ArrayView


class SharedSight(QObject):
    """Let the maps follow the picture's pan and zoom, and the picture the maps'.

    Signals
    -------
    changed()
        Another part of the picture is in sight.
    """

    changed = Signal()

    def __init__(self, view: ArrayView, columns: StageColumns, parent: QObject | None = None) -> None:
        """Watch the picture's view."""
        super().__init__(parent)
        self._view, self._columns = view, columns
        view.view_box.sigRangeChanged.connect(self._on_view_range_changed)

    def follow(self, tiles: MapTiles) -> None:
        """Let these maps be zoomed and panned, too."""
        tiles.zoomed.connect(self._on_tiles_zoomed)
        tiles.panned.connect(self._on_tiles_panned)

    def pixels(self, height: int, width: int) -> Box:
        """Return which pixels of a picture of this size are in sight; all of them before the view has a size."""
        rect: QRectF = self._view.view_box.viewRect()
        top, left = int(rect.top()), int(rect.left())
        box = Box(top, left, int(rect.height()) + 2, int(rect.width()) + 2).within((height, width))
        return box if box.height and box.width else Box(0, 0, height, width)

    def show(self) -> None:
        """Show in every column what is in sight."""
        sight = self._view.view_box.viewRect().intersected(self._view.array_rect)
        if not sight.isEmpty():
            for column in self._columns.columns:
                column.tiles.set_sight(sight)

    def _on_view_range_changed(self) -> None:
        self.show()
        self.changed.emit()

    def _on_tiles_zoomed(self, factor: float, x: float, y: float) -> None:
        self._view.is_fitted = False
        self._view.view_box.scaleBy((1 / factor, 1 / factor), center=(x, y))

    def _on_tiles_panned(self, x: float, y: float) -> None:
        self._view.is_fitted = False
        self._view.view_box.translateBy((x, y))
