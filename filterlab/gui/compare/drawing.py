"""All columns together: tiles in order, shared limits, titles, who is nearest to whom, and what is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.data import presets
from filterlab.gui.compare.banks import OWN
from filterlab.gui.compare.exhibits import HAND_MADE, PRESET, shared_limits, tile_of
from filterlab.gui.compare.words import CompareWords
from filterlab.gui.widgets.filter_planes import planes_of
from filterlab.gui.widgets.map_place import CellPlace, MapPlace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from filterlab.gui.compare.banks import Bank, BankReader
    from filterlab.gui.compare.columns_view import ColumnsView
    from filterlab.gui.compare.maps import MapAnswer
    from filterlab.gui.compare.nearest import NearestFinder
    from filterlab.gui.compare.sorting import Sorter
    from filterlab.gui.widgets.tile import Tile
    from filterlab.project import Document


class ColumnDrawing(QObject):
    """Draw what is known of all banks; knows the document only to read names."""

    def __init__(
        self,
        document: Document,
        view: ColumnsView,
        reader: BankReader,
        finder: NearestFinder,
        sorter: Sorter,
        parent: QObject | None = None,
    ) -> None:
        """Start with empty columns."""
        super().__init__(parent)
        self._document, self._view = document, view
        self._reader, self._finder, self._sorter = reader, finder, sorter
        self._words = CompareWords(self)
        # Whether nearest filters are looked for among the presets too.
        self.with_presets = False

    def show(
        self, banks: Sequence[Bank], answer: Callable[[str], MapAnswer | None], *, same_limits: bool
    ) -> None:
        """Show banks, one in each column, with the responses known so far.

        Parameters
        ----------
        banks : sequence of Bank
            As many as there are columns.
        answer : callable
            Gives the newest response known of a key, or None.
        same_limits : bool
            Whether all filters share their limits, and all responses theirs.
        """
        problem = "" if self._document.current_picture is not None else self.tr("Choose a picture.")
        shelves = [
            [
                tile_of(
                    one,
                    answer(one.item.key),
                    problem=problem,
                    quality=quality,
                    **(self._nearest(one.item.key) if bank.choice.is_learned else {}),
                )
                for one, quality in self._sorter.sorted(bank)
            ]
            for bank in banks
        ]
        everything = [tile for tiles in shelves for tile in tiles]
        limits = shared_limits(everything) if same_limits else (None, None)
        most = max(map(len, shelves), default=0)
        for column, bank, tiles in zip(self._view.columns, banks, shelves, strict=True):
            column.view.set_limits(*limits)
            column.view.set_planned(most)
            if tiles:
                column.show_tiles(tiles)
            else:
                column.show_message(bank.problem, self._remedy(bank))
            self._show_choices(bank, column_index=self._view.columns.index(column))

    def mark_nearest(self, key: str) -> None:
        """Point out the hand-made filter or the preset that is nearest to a learned one; empty: none is."""
        match = self._finder.match(key)
        for column in self._view.columns:
            marked = match.name if match is not None else ""
            marked = marked if any(tile.key == marked for tile in column.view.tiles) else ""
            if marked != column.view.marked:
                column.view.set_marked(marked)

    def tile(self, key: str) -> Tile | None:
        """Return the tile with this key, or None."""
        tiles = (tile for column in self._view.columns for tile in column.view.tiles)
        return next((tile for tile in tiles if tile.key == key), None)

    def point_at_map(self, key: str, row: int, column: int) -> str:
        """Show in all maps the place that a number of one comes from, and return a sentence about that number."""
        tile = self.tile(key)
        if tile is None:
            return ""
        place = MapPlace.of_cell(row, column, tile.kernel, tile.cells) if tile.is_direct else None
        self._point(place, None)
        return self._words.response_place(tile, row, column)

    def point_at_weight(self, key: str, channel: int, row: int, column: int) -> str:
        """Show a cell of one filter in all of them, and return a sentence about it."""
        tile = self.tile(key)
        if tile is None:
            return ""
        _planes, height, width = planes_of(tile.weights).shape
        self._point(None, CellPlace.of_cell(channel, row, column, (height, width)))
        return self._words.weight_place(tile, channel, row, column)

    def point_at_nothing(self) -> None:
        """Show no place."""
        self._point(None, None)

    def _point(self, place: MapPlace | None, cell: CellPlace | None) -> None:
        for column in self._view.columns:
            column.view.set_place(place)
            column.view.set_cell(cell)

    def _show_choices(self, bank: Bank, column_index: int) -> None:
        column, choice = self._view.columns[column_index], bank.choice
        column.set_sources(self._reader.sources(), choice.source)
        column.set_layers(bank.layers, choice.layer)
        column.set_steps(self._reader.steps(choice), choice.step)
        first = next(iter(bank.exhibits), None)
        in_net = first is not None and first.item.sight is not None
        column.set_fit(choice.fit if in_net else None)
        column.set_title(bank.title, self._caption(bank, in_net=in_net))
        column.set_can_remove(can_remove=len(self._view.columns) > 1)
        column.set_can_add(
            is_wanted=choice.source != OWN and bool(bank.exhibits), can_add=bool(column.view.current)
        )
        column.view.setAcceptDrops(choice.source == OWN)

    def _caption(self, bank: Bank, *, in_net: bool) -> str:
        if not bank.exhibits:
            return ""
        channels = max(len(one.item.weights) for one in bank.exhibits) if bank.choice.is_learned else 1
        caption = self._words.shelf_caption(len(bank.exhibits), bank.count, channels)
        return self._words.in_net(caption) if in_net else caption

    def _remedy(self, bank: Bank) -> str:
        if bank.choice.source == OWN:
            return self.tr("Add f&ilters")
        return self.tr("&Train a net") if not bank.choice.source else ""

    def _nearest(self, key: str) -> dict[str, str]:
        """Name the nearest hand-made filter of a learned one, and how alike they are."""
        match = self._finder.match(key)
        name = self._name_of(match.name) if match is not None else None
        if match is not None and name is not None:
            return {"note": self._words.nearest(name), "figure": self._words.likeness(match)}
        has_hand_made = any(not one.is_learned for one in self._document.filters)
        if not has_hand_made and not self.with_presets:
            return {"note": self._words.nearest(self.tr("none, the bank has no hand-made filter"))}
        # A line without words keeps its place until the match is known.
        return {"note": "…"}

    def _name_of(self, key: str) -> str | None:
        """Return the name of a hand-made filter or a preset; None when it has gone meanwhile."""
        if key.startswith(PRESET):
            return self.tr("preset {title}").format(title=presets[key.removeprefix(PRESET)].title)
        return next((one.name for one in self._document.filters if HAND_MADE + one.id == key), None)
