"""What the window does in the background for all workspaces: open files, leaf through a folder, write maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.files import is_folder
from filterlab.gui.design.folder_panel import FolderPanel
from filterlab.gui.folder_browser import FolderBrowser
from filterlab.gui.map_export import MapExport
from filterlab.gui.open_queue import OpenQueue
from filterlab.gui.opening import is_project
from filterlab.gui.work_bar import WorkBar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QUndoStack

    from filterlab.gui.main_window import MainWindow
    from filterlab.gui.map_export import ExportableMap
    from filterlab.project import Document

# Of many files that cannot be opened so many are told why; more would push the workspace out of the window.
SENTENCES_SHOWN = 4


class Background(QObject):
    """Tie the queue of files, the folder and the export to the window's bars and sentences.

    Attributes
    ----------
    queue : OpenQueue
        The files on their way into the document.
    browser : FolderBrowser
        The folder that is leafed through.
    exports : MapExport
        The map on its way into a file.
    opening_bar, export_bar : WorkBar
        What the status bar says about them.
    """

    def __init__(self, document: Document, undo_stack: QUndoStack, window: MainWindow) -> None:
        """Start with nothing to do."""
        super().__init__(window)
        self._window = window
        self._sentences: list[str] = []
        self._refused = 0
        self.queue = OpenQueue(document, undo_stack, self)
        self.browser = FolderBrowser(self.queue, self)
        self.exports = MapExport(self)
        self.opening_bar, self.export_bar = WorkBar(), WorkBar()
        self._connect()

    def _connect(self) -> None:
        window, queue = self._window, self.queue
        queue.begun.connect(self._on_queue_begun)
        queue.opened.connect(self._on_queue_opened)
        queue.refused.connect(self._on_queue_refused)
        queue.state_changed.connect(self._on_queue_state_changed)
        self.opening_bar.cancelled.connect(queue.cancel)
        self.browser.remark_made.connect(window.show_note)
        self.browser.message_raised.connect(window.show_error)
        self.exports.state_changed.connect(self._on_exports_state_changed)
        self.exports.finished.connect(window.show_note)
        self.exports.failed.connect(window.show_error)
        self.export_bar.cancelled.connect(self.exports.cancel)

    def build_bars(self) -> None:
        """Put the bars into the window's status bar, and bring the folder to the panel that shows it."""
        for bar in (self.opening_bar, self.export_bar):
            self._window.statusBar().addPermanentWidget(bar)
            bar.hide()
        for panel in self._window.findChildren(FolderPanel):
            panel.set_browser(self.browser)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is read, listed or written."""
        return self.queue.is_idle and self.browser.is_idle and self.exports.is_idle

    def open(self, paths: Sequence[Path]) -> None:
        """Open files in order; a folder is shown, so that its pictures can be chosen; projects get windows."""
        folders = [path for path in paths if is_folder(path)]
        for folder in folders[:1]:
            self.browser.show_folder(folder)
            self._show_panel()
        files = [path for path in paths if path not in folders]
        for project in filter(is_project, files):
            self._window.project_wanted.emit(project)
        self.queue.open([path for path in files if not is_project(path)])
        if len(folders) > 1:
            words = self.tr("One folder is shown at a time, {name}; open the others after it.")
            self._window.show_note(words.format(name=folders[0].name))

    def export(self, item: ExportableMap, path: Path) -> None:
        """Write a map to a file; say so if another one is being written."""
        self._window.show_error("")
        self._window.attempt(lambda: self.exports.write(item, path))

    def shut_down(self) -> None:
        """End all of it; called before the window goes."""
        for part in (self.queue, self.browser, self.exports):
            part.shut_down()
        for bar in (self.opening_bar, self.export_bar):
            bar.show_nothing()

    def _show_panel(self) -> None:
        for panel in self._window.findChildren(FolderPanel):
            self._window.show_workspace(self._window.design.name)
            self._window.design.desk.show_tool(panel.key)
            panel.take_keys()

    def _on_queue_begun(self) -> None:
        self._sentences.clear()
        self._refused = 0
        self._window.show_error("")

    def _on_queue_opened(self, path: Path, remark: str, is_browsed: bool) -> None:
        # A remark for each picture passed would cover the numbers of the response.
        if not is_browsed:
            self._window.menus.remember_file(path)
            self._window.show_note(remark)

    def _on_queue_refused(self, _path: Path, sentence: str) -> None:
        self._refused += 1
        if len(self._sentences) < SENTENCES_SHOWN:
            self._sentences.append(sentence)
        unsaid = self._refused - len(self._sentences)
        more = [self.tr("{count} more could not be opened.").format(count=unsaid)] if unsaid else []
        self._window.show_error("\n".join([*self._sentences, *more]))

    def _on_queue_state_changed(self) -> None:
        current, waiting = self.queue.current, self.queue.waiting
        if current is None:
            self.opening_bar.show_nothing()
        elif waiting:
            text = self.tr("Opening {name}, {count} more")
            self.opening_bar.show_work(text.format(name=current.name, count=waiting))
        else:
            self.opening_bar.show_work(self.tr("Opening {name}").format(name=current.name))

    def _on_exports_state_changed(self) -> None:
        request = self.exports.current
        if request is None:
            self.export_bar.show_nothing()
        else:
            text = self.tr("Writing {name}").format(name=request.path.name)
            self.export_bar.show_work(text, request.course.percent)
