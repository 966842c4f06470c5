"""What is no part of the document but is kept with it: notes, colours of runs, and how workspaces are laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.project.store.plain import safe_text
from filterlab.project.store.rows import MOST_LETTERS, checked_name, read_rows

if TYPE_CHECKING:
    import sqlite3

WHOLE_PROJECT = ""
"""The subject of the project's own note; a run's note has its id as subject."""

_MOST_LAYOUT_BYTES = 4 << 20


@dataclass(frozen=True)
class Note:
    """What the user wrote about a run or the whole project.

    Attributes
    ----------
    text : str
        Up to 100,000 letters.
    colour : str
        In which colour its curves are drawn, as "#rrggbb"; empty for the usual one.
    """

    text: str = ""
    colour: str = ""


def write_note(connection: sqlite3.Connection, subject: str, note: Note) -> None:
    """Store a note in place of the one about this subject; an empty one removes it.

    Raises
    ------
    FilterLabError
        It is too long.
    """
    if len(safe_text(note.text)) > MOST_LETTERS:
        raise FilterLabError(f"The note has more than {MOST_LETTERS:,} letters: shorten it.")
    if note == Note():
        connection.execute("DELETE FROM notes WHERE subject = ?", (subject,))
    else:
        connection.execute(
            "INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", (subject, safe_text(note.text), note.colour)
        )


def read_notes(connection: sqlite3.Connection) -> dict[str, Note]:
    """Read all notes by their subjects.

    Raises
    ------
    FilterLabError
        One is not as it was written.
    """
    rows = read_rows(connection, "SELECT subject, text, colour FROM notes", (), str, str, str)
    return {
        checked_name(subject): Note(checked_name(text), checked_name(colour))
        for subject, text, colour in rows
    }


def write_layout(connection: sqlite3.Connection, name: str, state: bytes) -> None:
    """Store how a workspace is laid out, as its own bytes."""
    connection.execute("INSERT OR REPLACE INTO layouts VALUES (?, ?)", (name, state))


def read_layouts(connection: sqlite3.Connection) -> dict[str, bytes]:
    """Read how the workspaces are laid out, by their names.

    Raises
    ------
    FilterLabError
        One is not as it was written.
    """
    query = "SELECT name, state FROM layouts WHERE length(state) <= ?"
    return dict(read_rows(connection, query, (_MOST_LAYOUT_BYTES,), str, bytes))
