"""Ties a window to the file its document is kept in; the only one here that knows both."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.layouts import read_layouts, restore_layouts
from filterlab.gui.notes_dialog import NotesDialog
from filterlab.gui.project_writing import ProjectWriter
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.strokes import Strokes
from filterlab.gui.work_bar import WorkBar
from filterlab.project import Project, is_untouched
from filterlab.project.store import SUFFIX, WHOLE_PROJECT, Note

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filterlab.gui.main_window import MainWindow

log = logging.getLogger(__name__)


class ProjectPresenter(QObject):
    """Keep what happens in a window, tell what could not be kept, and give the project other names.

    Attributes
    ----------
    bar : WorkBar
        What the status bar says about a copy that takes long.

    Signals
    -------
    renamed()
        The project has another name, or a file at last.
    """

    renamed = Signal()

    def __init__(
        self, project: Project | None, window: MainWindow, clock: Callable[[], float] = time.time
    ) -> None:
        """Begin to write what changes in a project; with None nothing is kept until it is saved under a name."""
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._project: Project | None = None
        self._writer: ProjectWriter | None = None
        self._layouts: dict[str, bytes] = {}
        self._notes: NotesDialog | None = None
        self._unkept_notes = ""
        self._failure = ""
        self._is_warned = False
        self.bar = WorkBar()
        self.bar.cancelled.connect(self._on_bar_cancelled)
        self._strokes = Strokes(self)
        self._take_over(project)

    @property
    def project(self) -> Project | None:
        """What keeps the document in a file; None where nothing is kept."""
        return self._project

    @property
    def is_idle(self) -> bool:
        """Whether all that changed is written, as far as it can be, and no copy is under way."""
        return self._writer is None or self._writer.is_idle

    @property
    def title(self) -> str:
        """What the window is called after it; empty where nothing is kept."""
        project = self._project
        if project is None:
            return ""
        name = project.name or self.tr("Untitled")
        return f"{name} {self.tr('[read-only]')}" if project.why_read_only else name

    @property
    def is_untouched(self) -> bool:
        """Whether nothing would be missed: a project without a name and without anything of the user's."""
        project = self._project
        if project is None:
            return is_untouched(self._window.document)
        if not project.is_untitled or project.why_read_only:
            return False
        try:
            return project.is_untouched
        except FilterLabError:
            return False

    def build(self) -> None:
        """Show in the finished window what the project says of it: its layout, and what was found on opening."""
        self._window.statusBar().addPermanentWidget(self.bar)
        self.bar.hide()
        self._window.design.watch_strokes(self._strokes)
        if self._project is None:
            return
        try:
            self._layouts = self._project.layouts()
        except FilterLabError as error:
            self._window.show_error(str(error))
        front = restore_layouts(self._layouts, self._window.workspaces)
        if front:
            self._window.show_workspace(front)
        sentences = [s for s in (self._project.why_read_only, *self._project.remarks) if s]
        if sentences:
            self._window.show_error("\n".join(sentences))

    def save(self) -> None:
        """Give a project without a name one; say of another that it is saved already."""
        project, writer = self._project, self._writer
        if project is None or writer is None or project.is_untitled or project.why_read_only:
            self.save_as()
        elif writer.write_now():
            remark = self.tr("{name} is saved: every change is kept as soon as you make it.")
            self._window.show_note(remark.format(name=project.name))

    def save_as(self) -> None:
        """Ask for a name, and let the project live there from now on."""
        path = self._ask(self.tr("Save project as"))
        if path is not None:
            self._window.attempt(lambda: self._save_as(path))

    def export_copy(self) -> None:
        """Ask for a name, and write a copy there; the project stays where it is."""
        path = self._ask(self.tr("Export a copy of the project"))
        if path is not None:
            self._window.attempt(lambda: self._export(path))

    def show_notes(self) -> None:
        """Show what was written about the project, to be written on."""
        if self._notes is None:
            project = self._project
            text = self._unkept_notes
            if project is not None and not text:
                try:
                    text = project.notes().get(WHOLE_PROJECT, Note()).text
                except FilterLabError as error:
                    self._window.show_error(str(error))
                    return
            self._notes = NotesDialog(self._window)
            self._notes.set_text(text)
            self._notes.text_edited.connect(self._on_notes_text_edited)
        project = self._project
        self._notes.set_hint(
            self.tr("Nothing is kept here until the project is saved under a name.")
            if project is None or project.why_read_only
            else ""
        )
        self._notes.show()
        self._notes.activateWindow()

    def may_close(self) -> bool:
        """Write what is left; where that fails say so, and return False the first time."""
        if self._notes is not None:
            self._notes.tell()
        if self._writer is None or self._writer.write_now() or self._is_warned:
            return True
        self._is_warned = True
        more = self.tr("Close the window again to leave without the last changes.")
        self._window.show_error(f"{self._failure}\n{more}")
        return False

    def close(self) -> None:
        """Keep the layout, and leave one single file, or none of a project with nothing in it; once."""
        self._strokes.stop()
        if self._notes is not None:
            self._notes.close()
        project, writer = self._project, self._writer
        if project is None or writer is None:
            return
        writer.shut_down()
        self._show_copying()
        try:
            if self.is_untouched:
                project.discard()
            else:
                self._keep_layouts(project)
                project.close()
        except FilterLabError:
            # The window has said so already, or is out of sight.
            log.exception("the last changes of %s could not be written", project.path)

    def _take_over(self, project: Project | None) -> None:
        if project is None:
            return
        self._project = project
        self._writer = writer = ProjectWriter(project, self)
        writer.failed.connect(self._on_writer_failed)
        writer.recovered.connect(self._on_writer_recovered)
        writer.copied.connect(self._on_writer_copied)
        writer.copy_failed.connect(self._on_writer_copy_failed)
        writer.state_changed.connect(self._show_copying)
        self._strokes.started.connect(writer.begin_stroke)
        self._strokes.finished.connect(writer.finish_stroke)

    def _ask(self, title: str) -> Path | None:
        name = self._project.name if self._project is not None else ""
        proposal = f"{name or self.tr('project')}{SUFFIX}"
        patterns = self.tr("Projects (*{ending})").format(ending=SUFFIX)
        return ask_where_to_save(self._window, title, proposal, patterns, is_only_kind=True)

    def _save_as(self, path: Path) -> None:
        project, writer = self._project, self._writer
        if project is None or writer is None:
            self._take_over(Project.created(path, self._window.document, self._clock()))
            self._on_writer_copied(path, is_moving=True)
            return
        self._keep_layouts(project)
        writer.move(path, self._clock())

    def _export(self, path: Path) -> None:
        project, writer = self._project, self._writer
        if project is None or writer is None:
            raise FilterLabError(self.tr("There is no project to copy yet: save it under a name first."))
        self._keep_layouts(project)
        writer.export(path, self._clock())

    def _keep_layouts(self, project: Project) -> None:
        """Keep how the workspaces are laid out now, where that has changed; nobody would miss it."""
        window = self._window
        found = read_layouts(window.workspaces, window.current_workspace.name)
        try:
            for name, state in found.items():
                if self._layouts.get(name) != state:
                    project.set_layout(name, state)
                    self._layouts[name] = state
        except FilterLabError as error:
            log.warning("the layout was not kept: %s", error)

    def _show_copying(self) -> None:
        copying = self._writer.copying if self._writer is not None else None
        if copying is None:
            self.bar.show_nothing()
        else:
            path, percent = copying
            self.bar.show_work(self.tr("Writing {name}").format(name=path.name), percent)

    def _on_bar_cancelled(self) -> None:
        if self._writer is not None:
            self._writer.cancel_copy()

    def _on_notes_text_edited(self, text: str) -> None:
        self._unkept_notes = text
        project = self._project
        if project is not None and not project.why_read_only:
            self._window.attempt(lambda: self._keep_notes(project, text))

    def _keep_notes(self, project: Project, text: str) -> None:
        project.set_note(WHOLE_PROJECT, Note(text))
        self._unkept_notes = ""

    def _on_writer_failed(self, sentence: str) -> None:
        self._failure = sentence
        more = self.tr(
            "What you changed is still here, and is written with your next change if that is possible."
        )
        self._window.show_error(f"{sentence}\n{more}")

    def _on_writer_recovered(self) -> None:
        if self._window.messages.text.startswith(self._failure):
            self._window.show_error("")
        self._failure, self._is_warned = "", False
        self._window.show_note(self.tr("All changes are in the project again."))

    def _on_writer_copied(self, path: Path, is_moving: bool) -> None:
        project = self._project
        if not is_moving or project is None:
            self._window.show_note(self.tr("A copy was written to {name}").format(name=path.name))
            return
        if self._unkept_notes:
            self._on_notes_text_edited(self._unkept_notes)
        if self._notes is not None:
            self._notes.set_hint("")
        self._window.menus.remember_project(project.path)
        self._window.show_error("")
        self._window.show_note(
            self.tr("{name} is kept from now on, change by change.").format(name=project.name)
        )
        self.renamed.emit()

    def _on_writer_copy_failed(self, sentence: str) -> None:
        self._window.show_error(sentence)
