"""All windows of the program: one a project; what opens at the start, and what gives way to another."""

from __future__ import annotations

import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.errors import FilterLabError
from filterlab.gui.errand import Errand
from filterlab.gui.main_window import MainWindow
from filterlab.gui.opening import is_project
from filterlab.project import Project, starting_document
from filterlab.project.store import find_untitled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

# A second window must not hide the first.
STEP = 32


class Windows(QObject):
    """Open a window for each project, and keep it until it is closed.

    A window in which nothing was done gives way to the project that is opened from it.
    """

    def __init__(self, clock: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        """Start without a window."""
        super().__init__(parent)
        self._clock = clock
        self._windows: list[MainWindow] = []
        self._is_shut_down = False
        self._refused: list[str] = []
        self._waiting: deque[tuple[Path, MainWindow]] = deque()
        self._opening: Errand[Project] = Errand(self)
        self._opening.done.connect(self._on_opening_done)
        self._opening.failed.connect(self._on_opening_failed)

    @property
    def windows(self) -> Sequence[MainWindow]:
        """The windows that are open, the newest last."""
        return tuple(self._windows)

    @property
    def is_idle(self) -> bool:
        """Whether no project is being opened, and all windows have come to rest."""
        return self._opening.is_idle and all(window.is_idle() for window in self._windows)

    def start(self, files: Sequence[Path]) -> None:
        """Open the first windows.

        Parameters
        ----------
        files : sequence of Path
            Projects open in windows of their own. Without any, the newest one that has no name yet is there again;
            pictures, filters and weights open in the first window.
        """
        sentences = []
        for path in filter(is_project, files):
            try:
                self._show(Project.opened(path, self._clock()))
            except FilterLabError as error:
                sentences.append(str(error))
        if not self._windows:
            self._begin(sentences)
        for sentence in sentences:
            self.show_error(sentence)
        self._windows[0].open_files([path for path in files if not is_project(path)])

    def new_project(self, asking: MainWindow) -> None:
        """Open a window with a new project, unless the one that asks for it is as new as that."""
        if asking.file.is_untouched:
            asking.show_note(self.tr("This is a new project already: everything you do here is kept in it."))
            return
        project, sentence = self._fresh()
        window = self._show(project, asking)
        if sentence:
            window.show_error(sentence)

    def open_project(self, path: Path, asking: MainWindow) -> None:
        """Open a project in a window of its own; the window that asks for it says why that cannot be."""
        if not self._waiting:
            self._refused.clear()
            asking.show_error("")
        self._waiting.append((path, asking))
        self._open_next()

    def show_error(self, sentence: str) -> None:
        """Show a sentence in the window in front."""
        front = next((window for window in self._windows if window.isActiveWindow()), None)
        if front is None and self._windows:
            front = self._windows[-1]
        if front is not None:
            front.show_error(sentence)

    def follow_system(self) -> None:
        """Dress all windows anew after the system changed its colours."""
        for window in self._windows[:1]:
            window.menus.follow_system()

    def shut_down(self) -> None:
        """Close all windows, without asking; called before the program ends."""
        self._is_shut_down = True
        self._opening.wait()
        for window in self.windows:
            window.shut_down()
            window.close()

    def _begin(self, sentences: list[str]) -> None:
        """Open the newest project without a name, or a new one; empty ones are removed."""
        project = self._left_behind(sentences)
        if project is not None:
            window = self._show(project)
            window.show_note(
                self.tr("Here is what you did last, which has no name yet; File ▸ New project begins afresh.")
            )
            return
        project, sentence = self._fresh()
        window = self._show(project)
        window.show_note(
            self.tr(
                "Click cells of the kernel to paint it; click the response to see how a number comes about."
            )
        )
        if sentence:
            sentences.append(sentence)

    def _left_behind(self, sentences: list[str]) -> Project | None:
        for left in find_untitled(self._clock()):
            try:
                project = Project.opened(left.path, self._clock())
                if project.why_read_only:
                    # Another window was faster.
                    project.close()
                elif project.is_untouched:
                    project.discard()
                else:
                    return project
            except FilterLabError as error:
                sentences.append(str(error))
        return None

    def _fresh(self) -> tuple[Project | None, str]:
        """Make a new project without a name; where that cannot be, return none and a sentence."""
        try:
            return Project.untitled(starting_document(), self._clock()), ""
        except FilterLabError as error:
            return None, str(error)

    def _show(self, project: Project | None, asking: MainWindow | None = None) -> MainWindow:
        document = project.document if project is not None else starting_document()
        window = MainWindow(document, project)
        self._windows.append(window)
        window.closed.connect(partial(self._on_window_closed, window))
        window.project_wanted.connect(partial(self._on_window_project_wanted, window))
        window.new_project_wanted.connect(partial(self.new_project, window))
        gives_way = asking is not None and asking.file.is_untouched
        if asking is None:
            window.restore_geometry()
        else:
            window.resize(asking.size())
            window.move(asking.pos() if gives_way else asking.pos() + asking.step_aside(STEP))
        window.show()
        if project is not None and not project.is_untitled:
            window.menus.remember_project(project.path)
        if asking is not None and gives_way:
            asking.close()
        return window

    def _open_next(self) -> None:
        if not self._opening.is_idle or not self._waiting or self._is_shut_down:
            return
        path, asking = self._waiting[0]
        if asking in self._windows:
            asking.file.bar.show_work(self.tr("Opening {name}").format(name=path.name))
        now = self._clock()
        self._opening.start(lambda: Project.opened(path, now))

    def _next_asking(self) -> tuple[Path, MainWindow | None]:
        """Return who asked for what has been opened now."""
        path, asking = self._waiting.popleft()
        if asking not in self._windows:
            return path, self._windows[-1] if self._windows else None
        asking.file.bar.show_nothing()
        return path, asking

    def _on_opening_done(self, project: Project) -> None:
        _path, asking = self._next_asking()
        if self._is_shut_down:
            project.close()
            return
        self._show(project, asking)
        self._open_next()

    def _on_opening_failed(self, error: Exception) -> None:
        path, asking = self._next_asking()
        sentence = self.tr("{name} could not be opened; Help ▸ Open log folder has the details.")
        said = str(error) if isinstance(error, FilterLabError) else sentence.format(name=path.name)
        self._refused.append(said)
        if asking is not None:
            asking.show_error("\n".join(self._refused))
        self._open_next()

    def _on_window_project_wanted(self, window: MainWindow, path: Path) -> None:
        self.open_project(path, window)

    def _on_window_closed(self, window: MainWindow) -> None:
        if window in self._windows:
            self._windows.remove(window)
            window.deleteLater()
