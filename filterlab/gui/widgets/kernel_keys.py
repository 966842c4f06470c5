"""Which key does what in a grid of numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt

from filterlab.gui.widgets.drawing_tool import LETTERS, DrawingTool

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

FAR = 1000
STARTS_A_NUMBER = frozenset("0123456789-+.,\N{MINUS SIGN}")
STANDS_IN_NUMBERS = STARTS_A_NUMBER | frozenset("eE;[] \t\r\n")

Kind = Literal[
    "move", "nudge", "draw", "erase", "pick", "edit", "tool", "select all", "copy", "cut", "paste", "escape"
]


@dataclass(frozen=True)
class KeyAction:
    """What one key press asks for.

    Attributes
    ----------
    kind : str
        "move" the current cell, "nudge" the selection or the value of the cell, "draw" with the tool, "erase",
        "pick" the cell's value as the brush, "edit" it, take another "tool", "select all", "copy", "cut",
        "paste", "escape" from what is being done.
    rows, columns : int
        How far to move or to nudge.
    times : int
        How many steps a nudge makes of a value.
    text : str
        What the editor starts with; empty: the cell's own value.
    tool : str or None
        Which tool is wanted.
    """

    kind: Kind
    rows: int = 0
    columns: int = 0
    times: int = 1
    text: str = ""
    tool: DrawingTool | None = None


_PLAIN = {
    Qt.Key.Key_Up: KeyAction("move", -1, 0),
    Qt.Key.Key_Down: KeyAction("move", 1, 0),
    Qt.Key.Key_Left: KeyAction("move", 0, -1),
    Qt.Key.Key_Right: KeyAction("move", 0, 1),
    Qt.Key.Key_Home: KeyAction("move", 0, -FAR),
    Qt.Key.Key_End: KeyAction("move", 0, FAR),
    Qt.Key.Key_PageUp: KeyAction("move", -FAR, 0),
    Qt.Key.Key_PageDown: KeyAction("move", FAR, 0),
    Qt.Key.Key_Space: KeyAction("draw"),
    Qt.Key.Key_Delete: KeyAction("erase"),
    Qt.Key.Key_Backspace: KeyAction("erase"),
    Qt.Key.Key_P: KeyAction("pick"),
    Qt.Key.Key_Return: KeyAction("edit"),
    Qt.Key.Key_Enter: KeyAction("edit"),
    Qt.Key.Key_F2: KeyAction("edit"),
    Qt.Key.Key_Escape: KeyAction("escape"),
} | {Qt.Key(ord(letter)): KeyAction("tool", tool=tool) for tool, letter in LETTERS.items()}
_WITH_CONTROL = {
    Qt.Key.Key_Home: KeyAction("move", -FAR, -FAR),
    Qt.Key.Key_End: KeyAction("move", FAR, FAR),
    Qt.Key.Key_Up: KeyAction("nudge", -1, 0),
    Qt.Key.Key_Down: KeyAction("nudge", 1, 0),
    Qt.Key.Key_Left: KeyAction("nudge", 0, -1),
    Qt.Key.Key_Right: KeyAction("nudge", 0, 1),
    Qt.Key.Key_A: KeyAction("select all"),
    Qt.Key.Key_C: KeyAction("copy"),
    Qt.Key.Key_X: KeyAction("cut"),
    Qt.Key.Key_V: KeyAction("paste"),
}


def holds_numbers(text: str) -> bool:
    """Whether a text looks like rows of numbers and nothing else."""
    return STANDS_IN_NUMBERS.issuperset(text) and any(character.isdigit() for character in text)


def action_of(event: QKeyEvent) -> KeyAction | None:
    """Return what a key press asks of the grid, or None when it is not for the grid.

    Digits, signs and points start an exact value. Ctrl with arrows moves what is selected, or does what the
    wheel does (with Shift ten steps); all other keys with Ctrl, Alt or Meta belong to the window.
    """
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
        return None
    has_shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        action = _WITH_CONTROL.get(key)
        if action is not None and has_shift and action.kind != "move":
            return replace(action, times=10) if action.kind == "nudge" else None
        return action
    if event.text() and event.text() in STARTS_A_NUMBER:
        return KeyAction("edit", text=event.text())
    return _PLAIN.get(key)
