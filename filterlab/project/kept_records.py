"""What a project's file keeps beside the document: the history of its runs, notes, and how the desks are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.project.store.desk import read_layouts, read_notes, write_layout, write_note
from filterlab.project.store.snapshots import list_snapshots, read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from filterlab.nets import Snapshot
    from filterlab.project.store.desk import Note
    from filterlab.project.store.project_file import ProjectFile
    from filterlab.project.store.snapshots import SnapshotPlace


class KeptRecords:
    """Read from the file when asked, and written at once: none of it is part of what can be undone.

    Attributes
    ----------
    settle : callable
        Called before the document's thread writes: whoever has another thread write waits for it here.
    """

    def __init__(self, file: ProjectFile) -> None:
        """Keep the file."""
        self._file = file
        self.settle: Callable[[], None] = lambda: None

    def can_resume(self, run_id: str) -> bool:
        """Whether a run that does not go on has a place in the file from which it can."""
        return not self._file.is_read_only and any(place.has_state for place in self.snapshots(run_id))

    def snapshots(self, run_id: str) -> tuple[SnapshotPlace, ...]:
        """List the snapshots of a run, in their order, without reading their weights."""
        with self._file.reading() as connection:
            return list_snapshots(connection, run_id)

    def snapshot(self, run_id: str, step: int) -> Snapshot | None:
        """Read the weights of a run after a step; None if there is no snapshot of that step."""
        with self._file.reading() as connection:
            return read_snapshot(connection, run_id, step)

    def each_snapshot(self, run_id: str) -> Iterator[Snapshot]:
        """Read the weights of a run snapshot by snapshot, in their order, so that one at a time is in memory."""
        for place in self.snapshots(run_id):
            found = self.snapshot(run_id, place.step)
            if found is not None:
                yield found

    def notes(self) -> dict[str, Note]:
        """Read all notes by the ids of the runs; the one about the whole project stands under an empty id."""
        with self._file.reading() as connection:
            return read_notes(connection)

    def set_note(self, subject: str, note: Note) -> None:
        """Keep a note about a run, or about the whole project (an empty subject)."""
        self.settle()
        with self._file.writing() as connection:
            write_note(connection, subject, note)

    def layouts(self) -> dict[str, bytes]:
        """Read how the workspaces were laid out, by their names, as the bytes each of them gave."""
        with self._file.reading() as connection:
            return read_layouts(connection)

    def set_layout(self, name: str, state: bytes) -> None:
        """Keep how a workspace is laid out; does nothing where nothing can be kept."""
        if not self._file.is_read_only:
            self.settle()
            with self._file.writing() as connection:
                write_layout(connection, name, state)
