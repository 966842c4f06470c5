"""What has changed in a document, frozen so that another thread may write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

Action: TypeAlias = "Callable[[sqlite3.Connection], None]"


class Changes:
    """What has changed in a document since last time, ready to be written."""

    def __init__(self, keys: list[tuple[str, str]], actions: list[Action]) -> None:
        """Keep the actions; `Keeper.take` makes it."""
        self.keys = keys
        self._actions = actions

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self._actions)

    def write(self, connection: sqlite3.Connection) -> None:
        """Write all of it; the caller holds the transaction."""
        for action in self._actions:
            action(connection)
