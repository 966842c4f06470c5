"""Leaf through the pictures of a folder: which folder, which pictures, which one is in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.data import PICTURE_SUFFIXES, list_pictures, neighbour_picture
from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from filterlab.gui.open_queue import OpenQueue
    from filterlab.project import Picture


class FolderBrowser(QObject):
    """Know the pictures of one folder, and open them through the window's queue.

    Signals
    -------
    listed()
        There are other pictures, or another folder.
    moved()
        Another picture is in front, or may or may not be kept now.
    problem_found(path)
        A picture of the folder cannot be opened.
    remark_made(str)
        For the status bar.
    message_raised(str)
        A sentence about something that went wrong.
    """

    listed = Signal()
    moved = Signal()
    problem_found = Signal(object)
    remark_made = Signal(str)
    message_raised = Signal(str)

    def __init__(self, queue: OpenQueue, parent: QObject | None = None) -> None:
        """Start without a folder; the first picture that is opened shows its own."""
        super().__init__(parent)
        self._queue = queue
        self._folder: Path | None = None
        self._pictures: tuple[Path, ...] = ()
        self._held: frozenset[Path] = frozenset()
        self._current: Path | None = None
        self._problems: dict[Path, str] = {}
        self._steps = 0
        self._lister: NewestWins[Path, tuple[Path, ...]] = NewestWins(list_pictures, str, self)
        self._lister.answered.connect(self._on_lister_answered)
        self._lister.failed.connect(self._on_lister_failed)
        queue.opened.connect(self._on_queue_opened)
        queue.refused.connect(self._on_queue_refused)
        queue.state_changed.connect(self.moved)

    @property
    def folder(self) -> Path | None:
        """The folder, or None before there is one."""
        return self._folder

    @property
    def pictures(self) -> tuple[Path, ...]:
        """Its pictures in natural order."""
        return self._pictures

    @property
    def current(self) -> Path | None:
        """The picture that is or will be in front; None if it is none of the folder's."""
        return self._current

    @property
    def problems(self) -> Mapping[Path, str]:
        """Why pictures of the folder cannot be opened, as far as it is known."""
        return self._problems

    @property
    def browsed(self) -> Picture | None:
        """The picture of the document that goes when the next one is looked at, or None."""
        return self._queue.browsed

    @property
    def is_idle(self) -> bool:
        """Whether the folder has been listed."""
        return self._lister.is_idle

    def show_folder(self, folder: Path) -> None:
        """List another folder, or the same one again."""
        self._current = None
        self._list(folder.absolute())

    def go(self, step: int) -> None:
        """Open the next picture (1) or the one before (-1).

        Raises
        ------
        FilterLabError
            There is no folder yet.
        """
        if self._folder is None:
            raise FilterLabError(
                self.tr("There is no folder to leaf through yet: open a picture of one (Ctrl+O) first.")
            )
        if not self._lister.is_idle:
            self._steps += step
            return
        if not self._pictures:
            sentence = self.tr("There is no picture in the folder {folder}.")
            self.remark_made.emit(sentence.format(folder=self._folder.name))
        elif self._current is None:
            self.go_to(self._pictures[0 if step > 0 else -1])
        else:
            found = neighbour_picture(self._pictures, self._current, step)
            if found is not None:
                self.go_to(found)
            else:
                self.remark_made.emit(
                    self.tr("This is the last picture of the folder.")
                    if step > 0
                    else self.tr("This is the first picture of the folder.")
                )

    def go_to(self, picture: Path) -> None:
        """Open a picture of the folder in passing."""
        self._current = picture
        self._queue.browse(picture)

    def keep(self) -> None:
        """Let the picture in front stay in the list of pictures."""
        browsed = self.browsed
        self._queue.keep()
        if browsed is not None:
            self.remark_made.emit(self.tr("{name} is kept among the pictures.").format(name=browsed.name))

    def note_problem(self, picture: Path, sentence: str) -> None:
        """Remember why a picture cannot be opened."""
        self._problems[picture] = sentence
        self.problem_found.emit(picture)

    def shut_down(self) -> None:
        """List nothing more."""
        self._lister.shut_down()

    def _hold(self, pictures: tuple[Path, ...]) -> None:
        self._pictures, self._held = pictures, frozenset(pictures)

    def _list(self, folder: Path) -> None:
        if folder != self._folder:
            self._folder = folder
            self._hold(())
            self._problems.clear()
            self.listed.emit()
        self._steps = 0
        self._lister.submit(folder)

    def _on_lister_answered(self, _folder: Path, pictures: tuple[Path, ...], _milliseconds: float) -> None:
        self._hold(pictures)
        # What could not be read last time may have been mended.
        self._problems.clear()
        self.listed.emit()
        steps, self._steps = self._steps, 0
        if steps:
            self.go(steps)

    def _on_lister_failed(self, _folder: Path, error: Exception) -> None:
        self._steps = 0
        self._hold(())
        self.listed.emit()
        self.message_raised.emit(
            str(error)
            if isinstance(error, FilterLabError)
            else self.tr("The folder could not be listed; Help ▸ Open log folder has the details.")
        )

    def _on_queue_opened(self, path: Path, _remark: str, _is_browsed: bool) -> None:
        """Show the folder of every picture that is opened, however it was."""
        place = path.absolute()
        if place.suffix.lower() not in PICTURE_SUFFIXES:
            return
        if self._problems.pop(place, None) is not None:
            self.problem_found.emit(place)
        if place.parent == self._folder and place in self._held:
            # Whoever leafs fast is further on already.
            if self._queue.current is None and not self._queue.waiting:
                self._current = place
            self.moved.emit()
        else:
            self._current = place
            self._list(place.parent)

    def _on_queue_refused(self, path: Path, sentence: str) -> None:
        place = path.absolute()
        if place in self._held:
            self.note_problem(place, sentence)
