"""All columns together: tiles in order, shared limits, titles, and who is nearest to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from filterlab.data import presets
from filterlab.gui.compare.exhibits import HAND_MADE, LEARNED, PRESET, shared_limits, tile_of
from filterlab.gui.compare.words import CompareWords
from filterlab.project.comparison import OWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from filterlab.gui.compare.banks import Bank, BankReader
    from filterlab.gui.compare.column import BankColumn
    from filterlab.gui.compare.columns_view import ColumnsView
    from filterlab.gui.compare.exhibits import Exhibit
    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.maps import MapAnswer
    from filterlab.gui.compare.nearest import NearestFinder
    from filterlab.gui.compare.sorting import Sorter
    from filterlab.gui.widgets.tile import Tile


class ColumnDrawing(QObject):
    """Draw what is known of all banks; knows the document only to read names."""

    def __init__(
        self,
        looked_at: LookedAt,
        view: ColumnsView,
        reader: BankReader,
        finder: NearestFinder,
        sorter: Sorter,
        parent: QObject | None = None,
    ) -> None:
        """Start with empty columns."""
        super().__init__(parent)
        self._looked_at, self._view = looked_at, view
        self._document = looked_at.document
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
        looked_at = self._looked_at
        problem = "" if looked_at.picture is not None else looked_at.lack or self.tr("Choose a picture.")
        shelves = [
            [
                tile_of(
                    one,
                    answer(one.item.key),
                    problem=problem,
                    quality=quality,
                    **(self._nearest(one) if bank.choice.is_learned else {}),
                )
                for one, quality in self._sorter.sorted(bank)
            ]
            for bank in banks
        ]
        common = ["" if problem else _common_problem(tiles) for tiles in shelves]
        everything = [tile for tiles in shelves for tile in tiles]
        limits = shared_limits(everything) if same_limits else (None, None)
        most = max(map(len, shelves), default=0)
        for column, bank, tiles, misfit in zip(self._view.columns, banks, shelves, common, strict=True):
            column.view.set_limits(*limits)
            column.view.set_planned(most)
            column.notice.say(misfit, can_fit=_can_fit(bank))
            if misfit:
                # Said once for all of them.
                column.show_tiles([replace(tile, problem=self.tr("no response")) for tile in tiles])
            elif tiles:
                column.show_tiles(tiles)
            else:
                column.show_message(bank.problem, self._remedy(bank))
            self._show_choices(column, bank)

    def show_looked(self, banks: Sequence[Bank]) -> None:
        """Show which filter is looked at, in every column it stands in, and whom it is like."""
        keys = []
        for column, bank in zip(self._view.columns, banks, strict=False):
            key = next((one.item.key for one in bank.exhibits if self.is_looked_at(bank, one)), "")
            column.view.set_current(key)
            column.add.setEnabled(bool(key))
            keys.append(key)
        # To point out what nobody has asked for would scroll the bank away.
        learned = (key for key in keys if key.startswith(LEARNED) and self._looked_at.is_chosen)
        self._mark_nearest(next(learned, ""))

    def is_looked_at(self, bank: Bank, exhibit: Exhibit) -> bool:
        """Whether a filter of a bank is the one that all of Compare looks at."""
        looked, choice = self._looked_at.looked, bank.choice
        if looked is None:
            return False
        if choice.source == OWN:
            return exhibit.item.key == HAND_MADE + looked.filter_id
        where = (looked.run_id, looked.layer, looked.number, self._looked_at.moment)
        return choice.is_learned and where == (
            choice.source, choice.layer, exhibit.item.number, bank.moment,
        )  # fmt: skip

    def _mark_nearest(self, key: str) -> None:
        """Point out the hand-made filter or the preset that is nearest to a learned one; empty: none is."""
        match = self._finder.match(key)
        for column in self._view.columns:
            marked = match.name if match is not None else ""
            marked = marked if any(tile.key == marked for tile in column.view.tiles) else ""
            if marked != column.view.marked:
                column.view.set_marked(marked)

    def _show_choices(self, column: BankColumn, bank: Bank) -> None:
        choice = bank.choice
        column.set_sources(self._reader.sources(), choice.source)
        column.set_layers(bank.layers, choice.layer)
        column.set_steps(self._reader.steps(choice), choice.step)
        column.set_fit(choice.fit if bank.is_in_net else None, can_be_direct=bank.is_first)
        column.set_title(bank.title, self._caption(bank))
        column.set_can_remove(can_remove=len(self._view.columns) > 1)
        column.set_can_add(
            is_wanted=choice.source != OWN and bool(bank.exhibits), can_add=bool(column.view.current)
        )
        column.view.setAcceptDrops(choice.source == OWN)

    def _caption(self, bank: Bank) -> str:
        if not bank.exhibits:
            return ""
        channels = max(len(one.item.weights) for one in bank.exhibits)
        caption = self._words.shelf_caption(
            len(bank.exhibits), bank.count, channels if bank.choice.is_learned else 1
        )
        if bank.is_in_net:
            return self._words.in_net(caption)
        picture = self._looked_at.picture
        return self._words.seen_as(caption, len(picture.pixels), channels) if picture is not None else caption

    def _remedy(self, bank: Bank) -> str:
        if bank.choice.source == OWN:
            return self.tr("Add f&ilters")
        return self.tr("&Train a net") if not bank.choice.source else ""

    def _nearest(self, exhibit: Exhibit) -> dict[str, str]:
        """Name the nearest hand-made filter of a learned one, and how alike they are."""
        if not np.isfinite(exhibit.weights).all():
            return {"note": self._words.nearest(self.tr("none, its weights are not finite numbers"))}
        match = self._finder.match(exhibit.item.key)
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


def _common_problem(tiles: Sequence[Tile]) -> str:
    """Return why none of the filters has a response, where that is the same for all; else an empty text."""
    problems = {tile.problem for tile in tiles}
    return problems.pop() if len(problems) == 1 else ""


def _can_fit(bank: Bank) -> bool:
    """Whether making the picture as large as the net takes may help."""
    return bank.choice.fit == "pad" if bank.is_in_net else bank.is_first
