"""A menu of choices that are on or off."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu


class CheckMenu(QMenu):
    """A menu whose empty boxes have an edge that shows.

    The theme gives it one by the name of this class: it cannot do so for all menus, because the lists of combo boxes
    are filled with the same colour.
    """
