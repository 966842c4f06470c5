"""The bank: the filters of a document in their order, and the one on the drawing table."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from psygnal import Signal

from filterlab.errors import FilterLabError
from filterlab.project.filters import Filter, frozen_array
from filterlab.project.numbering import Numbering

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


class FilterBank(Numbering):
    """The part of a document that knows its filters; one signal for each kind of change, carrying ids."""

    filter_added = Signal(str)
    filter_removed = Signal(str)
    filter_changed = Signal(str)
    filter_renamed = Signal(str)
    current_filter_changed = Signal(str)

    def __init__(self) -> None:
        """Start with an empty bank."""
        super().__init__()
        self._filters: dict[str, Filter] = {}
        self._current_filter = ""

    @property
    def filters(self) -> Sequence[Filter]:
        """All filters of the bank, in its order."""
        return tuple(self._filters.values())

    @property
    def current_filter(self) -> Filter | None:
        """The filter on the drawing table, or None in an empty bank."""
        return self._filters.get(self._current_filter)

    def filter(self, filter_id: str) -> Filter:
        """Return the filter with this id; raise ``KeyError`` when there is none."""
        return self._filters[filter_id]

    def free_name(self, wanted: str) -> str:
        """Return the wanted filter name, or "name 2", "name 3" … where it is taken."""
        taken = {item.name for item in self._filters.values()}
        if wanted not in taken:
            return wanted
        return next(f"{wanted} {n}" for n in itertools.count(2) if f"{wanted} {n}" not in taken)

    def make_filter(self, name: str, weights: ArrayLike, *, origin: str = "painted") -> Filter:
        """Make a filter with a fresh id and a free name, without adding it to the bank yet."""
        return Filter(
            id=self.new_id("filter"), name=self.free_name(name), weights=frozen_array(weights), origin=origin
        )

    def insert_filter(self, item: Filter, index: int | None = None) -> None:
        """Put a filter into the bank, at the end or before the filter that now has this index."""
        if item.id in self._filters:
            raise ValueError(f"the bank holds {item.id} already")
        order = list(self._filters.values())
        order.insert(len(order) if index is None else index, item)
        self._filters = {entry.id: entry for entry in order}
        self.filter_added.emit(item.id)
        if not self._current_filter:
            self.select_filter(item.id)

    def remove_filter(self, filter_id: str) -> None:
        """Take a filter out of the bank; its neighbour becomes the current one."""
        order = list(self._filters)
        index = order.index(filter_id)
        del self._filters[filter_id]
        if self._current_filter == filter_id:
            rest = [key for key in order if key != filter_id]
            self._current_filter = rest[min(index, len(rest) - 1)] if rest else ""
            self.filter_removed.emit(filter_id)
            self.current_filter_changed.emit(self._current_filter)
        else:
            self.filter_removed.emit(filter_id)

    def set_weights(self, filter_id: str, weights: ArrayLike) -> None:
        """Give a filter other weights of shape (C, KH, KW): a new array and the next revision."""
        self._filters[filter_id] = self._filters[filter_id].with_weights(weights)
        self.filter_changed.emit(filter_id)

    def rename_filter(self, filter_id: str, name: str) -> None:
        """Give a filter another name, which no other filter may have."""
        renamed = self._filters[filter_id].with_name(name)
        if any(f.name == renamed.name and f.id != filter_id for f in self._filters.values()):
            raise FilterLabError(f"Another filter is called {renamed.name!r} already; choose another name.")
        if renamed.name != self._filters[filter_id].name:
            self._filters[filter_id] = renamed
            self.filter_renamed.emit(filter_id)

    def select_filter(self, filter_id: str) -> None:
        """Put a filter of the bank on the drawing table."""
        if filter_id not in self._filters:
            raise KeyError(filter_id)
        if filter_id != self._current_filter:
            self._current_filter = filter_id
            self.current_filter_changed.emit(filter_id)
