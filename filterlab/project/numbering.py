"""Ids that are given out once: what every part of the document counts on together."""

from __future__ import annotations

import itertools


class Numbering:
    """Gives every thing of a document an id that no other thing has or ever had there."""

    def __init__(self) -> None:
        """Begin to count at 1."""
        self._numbers = itertools.count(1)

    def new_id(self, kind: str) -> str:
        """Return an id that was never given out in this document, such as "filter-7"."""
        return f"{kind}-{next(self._numbers)}"
