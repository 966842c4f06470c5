"""What changes goes into the project's file off the UI thread, and so do the copies made of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.errand import Errand
from filterlab.gui.listening import listen
from filterlab.gui.map_export import Course, ExportStoppedError
from filterlab.gui.soon import Soon

if TYPE_CHECKING:
    from pathlib import Path

    from filterlab.project import Project
    from filterlab.project.store import Changes, ProjectFile

# A slider that is dragged changes something sixty times a second; each transaction goes down to the disk.
REST_MS = 200
POLL_MS = 150


class ProjectWriter(QObject):
    """Write a project's changes a moment after they were made, one transaction after the other, in a worker thread.

    A stroke that goes on is written when it has ended. What could not be written is tried again with the next
    change.

    Signals
    -------
    failed(str)
        A sentence: changes could not be written; they are kept in memory.
    recovered()
        They are in the file now.
    copied(Path, bool)
        A copy is written; the flag says that the project lives there now.
    copy_failed(str)
        A sentence about why not; the project is as before.
    state_changed()
        A copy is begun, further, or at its end.
    """

    failed = Signal(str)
    recovered = Signal()
    copied = Signal(object, bool)
    copy_failed = Signal(str)
    state_changed = Signal()

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        """Begin to write the changes of a project."""
        super().__init__(parent)
        self._project = project
        self._errand: Errand[ProjectFile | None] = Errand(self)
        self._errand.done.connect(self._on_errand_done)
        self._errand.failed.connect(self._on_errand_failed)
        self._changes: Changes | None = None
        self._copy: Path | None = None
        self._is_moving = False
        self._course = Course()
        self._is_failing = False
        self._soon = Soon(self)
        self._soon.came.connect(self._write)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._write)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self.state_changed)
        project.settle = self._errand.wait
        listen(self, project.keeper.changed, self._on_keeper_changed)
        if project.keeper.has_changes:
            self._soon.start()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is written, and nothing is to be written by itself."""
        is_resting = self._rest.isActive() and self._project.keeper.has_changes
        return self._errand.is_idle and not self._soon.is_active and not is_resting

    @property
    def is_failing(self) -> bool:
        """Whether the last changes are in no file."""
        return self._is_failing

    @property
    def copying(self) -> tuple[Path, int] | None:
        """Where a copy is being written, and how far it is in percent; None if there is none."""
        return (self._copy, self._course.percent) if self._copy is not None else None

    def begin_stroke(self) -> None:
        """Write nothing until the stroke ends."""
        self._project.keeper.begin_stroke()

    def finish_stroke(self) -> None:
        """Write the stroke."""
        self._rest.stop()
        self._project.keeper.finish_stroke()

    def move(self, path: Path, now: float) -> None:
        """Begin to copy the project to where it shall live from then on.

        Raises
        ------
        FilterLabError
            Another copy is being written.
        """
        self._begin_copy(path, is_moving=True)
        advance = self._course.advance
        self._errand.start(lambda: self._project.moved_to(path, now, advance))

    def export(self, path: Path, now: float) -> None:
        """Begin to write a copy; the project stays where it is.

        Raises
        ------
        FilterLabError
            Another copy is being written, or the last changes cannot be.
        """
        self._begin_copy(path, is_moving=False)
        advance = self._course.advance

        def copy() -> None:
            self._project.copied_to(path, now, advance)

        self._errand.start(copy)

    def cancel_copy(self) -> None:
        """Give up the copy that is being written; what stood there stays."""
        self._course.stop()

    def write_now(self) -> bool:
        """Write all that has changed before this returns; return whether that was possible."""
        try:
            self._project.write()
        except FilterLabError as error:
            self._tell_failure(error)
            return False
        self._tell_success()
        return True

    def shut_down(self) -> None:
        """Write nothing more by itself, and wait for what is being written; called before the project is closed."""
        self._course.stop()
        self._soon.stop()
        self._rest.stop()
        self._errand.wait()
        self._poll.stop()

    def _begin_copy(self, path: Path, *, is_moving: bool) -> None:
        if self._copy is not None:
            raise FilterLabError(
                self.tr("Another copy is still being written; wait for it, or cancel it in the status bar.")
            )
        try:
            self._project.write()
        except FilterLabError:
            # What this file has no room for goes into the one the project moves to.
            if not is_moving:
                raise
        self._copy, self._is_moving, self._course = path, is_moving, Course()
        self._poll.start()
        self.state_changed.emit()

    def _on_keeper_changed(self) -> None:
        if not self._rest.isActive():
            self._soon.start()

    def _write(self) -> None:
        """Hand what has changed to the worker, unless it is at work: it comes back here afterwards."""
        keeper = self._project.keeper
        if not self._errand.is_idle or keeper.is_drawing or not keeper.has_changes:
            return
        self._changes = self._project.take_changes()
        self._errand.start(partial(self._project.write_changes, self._changes))

    def _on_errand_done(self, moved: ProjectFile | None) -> None:
        if self._copy is None:
            self._changes = None
            self._tell_success()
            self._rest.start()
            return
        path, is_moving = self._finish_copy(), self._is_moving
        try:
            if moved is not None:
                self._project.go_on_in(moved)
        except FilterLabError as error:
            self._tell_failure(error)
        self.copied.emit(path, is_moving)
        self._soon.start()

    def _on_errand_failed(self, error: Exception) -> None:
        if self._copy is None:
            if self._changes is not None:
                self._project.keeper.take_back(self._changes)
                self._changes = None
            self._tell_failure(error)
            return
        path = self._finish_copy()
        if isinstance(error, ExportStoppedError):
            self.copy_failed.emit(self.tr("{name} was not written.").format(name=path.name))
        else:
            self.copy_failed.emit(self._sentence(error))
        self._soon.start()

    def _finish_copy(self) -> Path:
        path = self._copy
        if path is None:
            raise RuntimeError("no copy is under way")
        self._copy = None
        self._poll.stop()
        self.state_changed.emit()
        return path

    def _tell_failure(self, error: Exception) -> None:
        self._is_failing = True
        self.failed.emit(self._sentence(error))

    def _tell_success(self) -> None:
        if self._is_failing:
            self._is_failing = False
            self.recovered.emit()

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, FilterLabError):
            return str(error)
        return self.tr("The project could not be written; Help ▸ Open log folder has the details.")
