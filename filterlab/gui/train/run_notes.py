"""Notes and colours of runs: in the project's file where there is one, else for this session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from filterlab.project.store.desk import Note

if TYPE_CHECKING:
    from collections.abc import Mapping


class NotesOfRuns(Protocol):
    """Whoever keeps notes, as a `Project` does."""

    def notes(self) -> Mapping[str, Note]:
        """Read all notes by the ids of the runs."""

    def set_note(self, subject: str, note: Note) -> None:
        """Keep a note about a run."""


class RunNotes:
    """The notes of all runs."""

    def __init__(self) -> None:
        """Start without any."""
        self._notes: dict[str, Note] = {}
        self._file: NotesOfRuns | None = None

    def set_file(self, file: NotesOfRuns | None) -> None:
        """Keep notes in a project from now on, or in no file; raise ``FilterLabError`` if it cannot be read."""
        self._file = file
        self._notes = dict(file.notes()) if file is not None else {}

    def note(self, run_id: str) -> Note:
        """Return what was noted about a run; an empty note if nothing was."""
        return self._notes.get(run_id, Note())

    def set_note(self, run_id: str, note: Note) -> None:
        """Keep a note; raise ``FilterLabError`` if it cannot be kept, and keep the old one."""
        if note != self.note(run_id):
            if self._file is not None:
                self._file.set_note(run_id, note)
            self._notes[run_id] = note
