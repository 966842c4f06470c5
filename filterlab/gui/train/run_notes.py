"""Notes and colours of runs: in the project's file where there is one, else for this session."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from filterlab.errors import FilterLabError
from filterlab.project.store.desk import Note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)


class NotesOfRuns(Protocol):
    """Whoever keeps notes, as a `Project` does."""

    def notes(self) -> Mapping[str, Note]:
        """Read all notes by the ids of the runs."""

    def set_note(self, subject: str, note: Note) -> None:
        """Keep a note about a run."""


class RunNotes:
    """The notes of all runs."""

    def __init__(self, file: Callable[[], NotesOfRuns | None]) -> None:
        """Ask ``file`` each time who keeps the notes; None: nobody."""
        self._find_file = file
        self._file: NotesOfRuns | None = None
        self._notes: dict[str, Note] = {}

    def note(self, run_id: str) -> Note:
        """Return what was noted about a run; an empty note if nothing was, or if that cannot be read."""
        self._catch_up()
        return self._notes.get(run_id, Note())

    def set_note(self, run_id: str, note: Note) -> None:
        """Keep a note; raise ``FilterLabError`` if it cannot be kept, and keep the old one."""
        if note != self.note(run_id):
            if self._file is not None:
                self._file.set_note(run_id, note)
            self._notes[run_id] = note

    def _catch_up(self) -> None:
        """Read the notes of a file that is another than before."""
        file = self._find_file()
        if file is self._file:
            return
        self._file = file
        try:
            self._notes = dict(file.notes()) if file is not None else {}
        except FilterLabError as error:
            log.warning("the notes of the runs cannot be read: %s", error)
            self._notes = {}
