"""A document and the file it lives in: what a window holds."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.project.document import Document
from filterlab.project.kept_experiments import KeptExperiments
from filterlab.project.kept_records import KeptRecords
from filterlab.project.starting_point import is_untouched
from filterlab.project.store.copying import no_progress, remove_beside
from filterlab.project.store.keeping import Keeper
from filterlab.project.store.loading import load
from filterlab.project.store.opening import create_file, open_file
from filterlab.project.store.recording import RecordingPlace
from filterlab.project.store.untitled import SUFFIX, create_untitled, is_untitled

if TYPE_CHECKING:
    from filterlab.project.store.changes import Changes
    from filterlab.project.store.copying import Progress
    from filterlab.project.store.project_file import ProjectFile


class Project(KeptRecords):
    """A document whose every change goes into a file.

    A window calls `write` (or hands `take_changes` and `write_changes` to a thread) a moment after
    ``keeper.changed``, at the end of a stroke, and before it does anything with the file. Nothing is written by
    itself: who paints knows when the hand rests.

    Attributes
    ----------
    document : Document
        What is worked on.
    keeper : Keeper
        Knows what is not in the file yet.
    remarks : tuple of str
        Sentences about what was found on opening, for the user.
    experiments : KeptExperiments
        The experiments of the course that were run in this project.
    """

    def __init__(
        self, file: ProjectFile, document: Document, keeper: Keeper, remarks: tuple[str, ...]
    ) -> None:
        """Keep the parts; `opened` and `untitled` make it."""
        super().__init__(file)
        self.document = document
        self.keeper = keeper
        self.remarks = remarks
        self.experiments = KeptExperiments(file, self._settle_first)
        self._left_behind: list[Path] = []

    @classmethod
    def opened(cls, path: str | Path, now: float) -> Project:
        """Open a project file.

        Parameters
        ----------
        path : str or Path
            The file.
        now : float
            The time, in seconds since 1970; others who open the file are told.

        Raises
        ------
        FilterLabError
            There is none, or it is damaged or something else.
        """
        file = open_file(Path(path), now)
        try:
            found = load(file)
        except BaseException:
            file.close()
            raise
        document = Document.restored(found.contents)
        remarks = tuple(remark for remark in (file.remark, *found.remarks) if remark)
        return cls(file, document, Keeper(document, is_new=False), remarks)

    @classmethod
    def untitled(cls, document: Document, now: float) -> Project:
        """Keep a new document in the user's data folder until it gets a name.

        Raises
        ------
        FilterLabError
            That folder cannot be written.
        """
        return cls._begun(create_untitled(now), document)

    @classmethod
    def created(cls, path: str | Path, document: Document, now: float) -> Project:
        """Keep a document that was in no file so far under a name; what stands there is replaced.

        Raises
        ------
        FilterLabError
            It cannot be written there, or that file is open in another window.
        """
        return cls._begun(create_file(with_suffix(path), now), document)

    @classmethod
    def _begun(cls, file: ProjectFile, document: Document) -> Project:
        project = cls(file, document, Keeper(document, is_new=True), ())
        try:
            project.write()
        except BaseException:
            project.close()
            raise
        return project

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._file.path

    @property
    def name(self) -> str:
        """What the project is called; empty while it has no name."""
        return "" if self.is_untitled else self._file.path.stem

    @property
    def is_untitled(self) -> bool:
        """Whether it has no name yet."""
        return is_untitled(self._file.path)

    @property
    def is_untouched(self) -> bool:
        """Whether it holds nothing of the user's, so that nobody would miss it."""
        return is_untouched(self.document) and not self.notes() and not self.experiments.rows()

    @property
    def why_read_only(self) -> str:
        """A sentence that says why nothing is kept; empty if everything is."""
        return self._file.why_read_only

    def write(self) -> None:
        """Write what has changed, as one transaction; does nothing where nothing can be kept, or nothing changed.

        Raises
        ------
        FilterLabError
            The disk is full, or fails; the changes stay to be written the next time.
        """
        self.settle()
        changes = self.take_changes()
        try:
            self.write_changes(changes)
        except BaseException:
            self.keeper.take_back(changes)
            raise

    def take_changes(self) -> Changes:
        """Hand out what has changed, for `write_changes`; this takes no time."""
        return self.keeper.take()

    def write_changes(self, changes: Changes) -> None:
        """Write what `take_changes` gave, as one transaction; any thread may do so, one at a time and in their order.

        Raises
        ------
        FilterLabError
            As of `write`; then the document's thread gives the changes to ``keeper.take_back``.
        """
        if changes and not self._file.is_read_only:
            with self._file.writing() as connection:
                changes.write(connection)

    def save_as(self, path: str | Path, now: float) -> None:
        """Give the project another name: it lives there from now on, and a training that goes on writes there.

        A project that had a name is left as it is now; one that had none is gone afterwards. Changes that could not
        be written, as the disk is full, are in the new file.

        Raises
        ------
        FilterLabError
            It cannot be written there, or that file is open in another window; everything is as before.
        """
        with contextlib.suppress(FilterLabError):
            # What this file has no room for goes into the other one.
            self.write()
        moved = self.moved_to(path, now)
        if moved is not None:
            self.go_on_in(moved)

    def moved_to(self, path: str | Path, now: float, progress: Progress = no_progress) -> ProjectFile | None:
        """Copy the project to where it shall live, for `go_on_in`; None if it lives there already.

        Any thread may do so, after `write` and while nobody else writes; it is the part of `save_as` that takes long.

        Raises
        ------
        FilterLabError
            As of `save_as`; everything is as before.
        """
        target = with_suffix(path)
        if target == self._file.path:
            return None
        self._file.copy_to(target, now, is_moving=True, progress=progress)
        return open_file(target, now)

    def go_on_in(self, moved: ProjectFile) -> None:
        """Live in the file that `moved_to` made from now on; what has changed meanwhile is written there."""
        was_read_only = self._file.is_read_only
        if self.is_untitled and not was_read_only:
            self._left_behind.append(self._file.path)
        self._file.become(moved)
        if was_read_only:
            # What was changed while nothing was kept is in no file yet.
            self.keeper.mark_everything()
        self.write()
        self._remove_left_behind()

    def export(self, path: str | Path, now: float) -> None:
        """Write a copy of the project; the project itself stays where it is.

        Raises
        ------
        FilterLabError
            It cannot be written there, or that file is open in a window.
        """
        self.write()
        self.copied_to(path, now)

    def copied_to(self, path: str | Path, now: float, progress: Progress = no_progress) -> None:
        """Write a copy of what is in the file: the part of `export` that any thread may do, while nobody writes.

        Raises
        ------
        FilterLabError
            As of `export`.
        """
        self._file.copy_to(with_suffix(path), now, progress=progress)

    def close(self) -> None:
        """Write what is left, and leave one single file; safe to call twice.

        Raises
        ------
        FilterLabError
            The last changes could not be written; the file is closed nevertheless.
        """
        self.keeper.stop()
        try:
            if self._file.is_open:
                self.write()
        finally:
            self._file.close()
            self._remove_left_behind(even_in_use=True)

    def discard(self) -> None:
        """Close the project and remove its file, where nothing in it is worth keeping.

        Raises
        ------
        FilterLabError
            It cannot be removed.
        """
        self.keeper.stop()
        self.settle()
        self._file.discard()

    def recording_place(self, run_id: str) -> RecordingPlace | None:
        """Say where a training process writes a run of this project; None where nothing can be kept."""
        if self._file.is_read_only:
            return None
        self.write()
        return RecordingPlace(str(self._file.path), run_id)

    @property
    def _is_written_by_a_child(self) -> bool:
        return any(run.is_active for run in self.document.runs) or self.experiments.is_any_running

    def _settle_first(self) -> None:
        """Do what `settle` says at the time."""
        self.settle()

    def _remove_left_behind(self, *, even_in_use: bool = False) -> None:
        """Remove what a project was before it had a name, once no child process writes there any more."""
        if not self._left_behind:
            return
        if even_in_use or not self._is_written_by_a_child:
            for path in self._left_behind:
                with contextlib.suppress(OSError):
                    path.unlink()
                    remove_beside(path)
            # Windows does not remove what a child still has open; it is tried again when the project is closed.
            self._left_behind = [path for path in self._left_behind if path.exists()]


def with_suffix(path: str | Path) -> Path:
    """Return a path that ends in ``.filterlab``, links resolved.

    Raises
    ------
    FilterLabError
        Links go in a circle.
    """
    chosen = Path(path)
    if chosen.suffix.lower() != SUFFIX:
        chosen = chosen.with_name(chosen.name + SUFFIX)
    try:
        return chosen.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise FilterLabError(f'"{path}" cannot be written: choose another place.') from error
