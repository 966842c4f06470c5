"""What is pointed at in one column shows in all of them, each with its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.gui.compare.words import CompareWords
from filterlab.gui.widgets.filter_planes import planes_of
from filterlab.gui.widgets.map_place import CellPlace, MapPlace

if TYPE_CHECKING:
    from filterlab.gui.compare.columns_view import ColumnsView
    from filterlab.gui.widgets.tile import Tile
    from filterlab.gui.widgets.tile_view import TileView


class Pointing(QObject):
    """Follow the mouse over the tiles of all columns.

    Signals
    -------
    status_changed(str)
        The number under the mouse and its place, in words.
    """

    status_changed = Signal(str)

    def __init__(self, view: ColumnsView, parent: QObject | None = None) -> None:
        """Follow nothing yet."""
        super().__init__(parent)
        self._view, self._words = view, CompareWords(self)

    def follow(self, tiles: TileView) -> None:
        """Listen to the mouse over the tiles of a column."""
        tiles.response_hovered.connect(self._on_response_hovered)
        tiles.weight_hovered.connect(self._on_weight_hovered)
        tiles.hover_left.connect(self._on_hover_left)

    def tile(self, key: str) -> Tile | None:
        """Return the tile with this key, or None."""
        tiles = (tile for column in self._view.columns for tile in column.view.tiles)
        return next((tile for tile in tiles if tile.key == key), None)

    def _point(self, place: MapPlace | None, cell: CellPlace | None) -> None:
        for column in self._view.columns:
            column.view.set_place(place)
            column.view.set_cell(cell)

    def _on_response_hovered(self, key: str, row: int, column: int) -> None:
        """Show in all maps the place of the picture that a number of one comes from."""
        tile = self.tile(key)
        if tile is not None:
            self._point(MapPlace.of_cell(row, column, tile.grid, tile.cells), None)
            self.status_changed.emit(self._words.response_place(tile, row, column))

    def _on_weight_hovered(self, key: str, channel: int, row: int, column: int) -> None:
        """Show a cell of one filter in all of them."""
        tile = self.tile(key)
        if tile is not None:
            _planes, height, width = planes_of(tile.weights).shape
            self._point(None, CellPlace.of_cell(channel, row, column, (height, width)))
            self.status_changed.emit(self._words.weight_place(tile, channel, row, column))

    def _on_hover_left(self) -> None:
        self._point(None, None)
        self.status_changed.emit("")
