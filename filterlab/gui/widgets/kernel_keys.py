"""Which key does what in a grid of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

FAR = 1000
STARTS_A_NUMBER = frozenset("0123456789-+.,\N{MINUS SIGN}")


@dataclass(frozen=True)
class KeyAction:
    """What one key press asks for.

    Attributes
    ----------
    kind : str
        "move" the current cell, "step" its value, "paint" it with the brush, "erase" it, "pick" its value as
        the brush, or "edit" it.
    rows, columns : int
        How far to move; ``rows`` is also how many steps up.
    text : str
        What the editor starts with; empty: the cell's own value.
    """

    kind: Literal["move", "step", "paint", "erase", "pick", "edit"]
    rows: int = 0
    columns: int = 0
    text: str = ""


_PLAIN = {
    Qt.Key.Key_Up: KeyAction("move", -1, 0),
    Qt.Key.Key_Down: KeyAction("move", 1, 0),
    Qt.Key.Key_Left: KeyAction("move", 0, -1),
    Qt.Key.Key_Right: KeyAction("move", 0, 1),
    Qt.Key.Key_Home: KeyAction("move", 0, -FAR),
    Qt.Key.Key_End: KeyAction("move", 0, FAR),
    Qt.Key.Key_PageUp: KeyAction("move", -FAR, 0),
    Qt.Key.Key_PageDown: KeyAction("move", FAR, 0),
    Qt.Key.Key_Space: KeyAction("paint"),
    Qt.Key.Key_Delete: KeyAction("erase"),
    Qt.Key.Key_Backspace: KeyAction("erase"),
    Qt.Key.Key_P: KeyAction("pick"),
    Qt.Key.Key_Return: KeyAction("edit"),
    Qt.Key.Key_Enter: KeyAction("edit"),
    Qt.Key.Key_F2: KeyAction("edit"),
}
_WITH_CONTROL = {
    Qt.Key.Key_Home: KeyAction("move", -FAR, -FAR),
    Qt.Key.Key_End: KeyAction("move", FAR, FAR),
    Qt.Key.Key_Up: KeyAction("step", 1),
    Qt.Key.Key_Down: KeyAction("step", -1),
}


def action_of(event: QKeyEvent) -> KeyAction | None:
    """Return what a key press asks of the grid, or None when it is not for the grid.

    Digits, signs and points start an exact value. Ctrl with the up and down arrows does what the wheel does
    (with Shift ten steps); all other keys with Ctrl, Alt or Meta belong to the window.
    """
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
        return None
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        action = _WITH_CONTROL.get(key)
        if action is not None and action.kind == "step" and modifiers & Qt.KeyboardModifier.ShiftModifier:
            return KeyAction("step", 10 * action.rows)
        return action
    if event.text() and event.text() in STARTS_A_NUMBER:
        return KeyAction("edit", text=event.text())
    return _PLAIN.get(key)
