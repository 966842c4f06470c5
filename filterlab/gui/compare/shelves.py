"""Both shelves together: tiles, shared limits, titles, and who is nearest to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.data import presets
from filterlab.gui.compare.exhibits import HAND_MADE, Exhibit, index_of, shared_limits, tile_of
from filterlab.gui.compare.words import CompareWords
from filterlab.gui.widgets.first_layer import first_filters

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.gui.compare.learned_panel import LearnedPanel
    from filterlab.gui.compare.maps import MapAnswer
    from filterlab.gui.compare.nearest import NearestFinder
    from filterlab.gui.compare.shelf_panel import ShelfPanel
    from filterlab.gui.widgets.tile import Tile
    from filterlab.project import Document, Run

PRESET = "preset "


class Shelves(QObject):
    """Draw what is known of both shelves; knows the document only to read names."""

    def __init__(
        self,
        document: Document,
        mine: ShelfPanel,
        theirs: LearnedPanel,
        finder: NearestFinder,
        parent: QObject | None = None,
    ) -> None:
        """Start with empty shelves."""
        super().__init__(parent)
        self._document = document
        self._mine, self._theirs = mine, theirs
        self._finder = finder
        self._words = CompareWords()

    def show(
        self,
        exhibits: tuple[tuple[Exhibit, ...], tuple[Exhibit, ...]],
        answer: Callable[[str], MapAnswer | None],
        run: Run | None,
        *,
        same_limits: bool,
    ) -> None:
        """Show hand-made and learned filters with the responses known so far.

        Parameters
        ----------
        exhibits : pair of tuples
            Hand-made filters, learned filters.
        answer : callable
            Gives the newest response known of a key, or None.
        run : Run or None
            Whose filters the learned ones are.
        same_limits : bool
            Whether all filters share their limits, and all responses theirs.
        """
        mine, theirs = exhibits
        problem = "" if self._document.current_picture is not None else self.tr("Choose a picture.")
        my_tiles = [tile_of(one, answer(one.item.key), problem=problem) for one in mine]
        nearest = [self._nearest(index) for index in range(len(theirs))]
        their_tiles = [
            tile_of(one, answer(one.item.key), problem=problem, note=note, figure=figure)
            for one, (note, figure) in zip(theirs, nearest, strict=True)
        ]
        limits = shared_limits(my_tiles + their_tiles) if same_limits else (None, None)
        for shelf, tiles in ((self._mine, my_tiles), (self._theirs, their_tiles)):
            shelf.view.set_limits(*limits)
            shelf.view.set_planned(max(len(mine), len(theirs)))
            if tiles:
                shelf.show_tiles(tiles)
        self._title_mine(len(mine))
        self._title_theirs(run, len(theirs))
        self.mark_nearest()

    def mark_nearest(self) -> None:
        """Point out the hand-made filter that is nearest to the chosen learned one."""
        chosen = self._theirs.view.current
        match = self._finder.match(index_of(chosen)) if chosen else None
        key = match.name if match is not None else ""
        if key != self._mine.view.marked:
            self._mine.view.set_marked(key)
        self._theirs.set_can_add(can_add=bool(chosen))

    def tile(self, key: str) -> Tile | None:
        """Return the tile with this key, or None."""
        shelf = self._mine if key.startswith(HAND_MADE) else self._theirs
        return next((tile for tile in shelf.view.tiles if tile.key == key), None)

    def _title_mine(self, count: int) -> None:
        caption = self._words.shelf_caption(count, count, 1) if count else ""
        self._mine.set_title(self.tr("Hand-made"), caption)
        if not count:
            self._mine.show_message(self._words.empty_bank(), with_remedy=True)

    def _title_theirs(self, run: Run | None, shown: int) -> None:
        bank = first_filters(run.parameters) if run is not None else None
        if run is None:
            self._theirs.set_title(self.tr("Learned"))
            self._theirs.show_message(self._words.no_run(), with_remedy=True)
        elif bank is None:
            self._theirs.set_title(self._words.learned_title(run))
            self._theirs.show_message(self._words.nothing_learned(run), with_remedy=False)
        else:
            _layer, weights = bank
            count, channels, _height, _width = weights.shape
            caption = self._words.shelf_caption(shown, count, channels)
            self._theirs.set_title(self._words.learned_title(run), caption)

    def _nearest(self, index: int) -> tuple[str, str]:
        """Name the nearest hand-made filter of a learned one, and how alike they are."""
        match = self._finder.match(index)
        name = self._name_of(match.name) if match is not None else None
        if match is not None and name is not None:
            return self._words.nearest(name), self._words.likeness(match)
        has_hand_made = any(not one.is_learned for one in self._document.filters)
        if not has_hand_made and not self._theirs.compares_with_presets:
            return self._words.nearest(self.tr("none, the bank has no hand-made filter")), ""
        # A line without words keeps its place until the match is known.
        return "…", ""

    def _name_of(self, key: str) -> str | None:
        """Return the name of a hand-made filter or a preset; None when it has gone meanwhile."""
        if key.startswith(PRESET):
            return self.tr("preset {title}").format(title=presets[key.removeprefix(PRESET)].title)
        return next((one.name for one in self._document.filters if HAND_MADE + one.id == key), None)
