"""What the window expects of cameras, and how to get at those of this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtCore import QCoreApplication

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage

INSTALL = 'pip install "filterlab[webcam]"'
"""The command that installs what cameras need."""

Failure = Literal["asked", "denied", "lost"]
"""Why no pictures come: the system asks its user for permission, has it denied, or the camera does not answer."""


ENOUGH_FPS = 24


@dataclass(frozen=True)
class Camera:
    """One camera of this machine.

    Attributes
    ----------
    key : str
        Tells it from the others, also when it is plugged in again.
    name : str
        What its maker calls it.
    """

    key: str
    name: str


class Watcher(Protocol):
    """Who is told what cameras do, in the thread of the window."""

    def cameras_changed(self) -> None:
        """One was plugged in or out."""

    def frame_arrived(self) -> None:
        """There is a picture that can be fetched with `Cameras.newest`; none waits, a later one takes its place."""

    def camera_failed(self, failure: Failure, reason: str) -> None:
        """No more pictures come; the reason is the system's own word, and may be empty."""


class Cameras(Protocol):
    """The cameras of a machine, of which one at a time sends pictures."""

    def found(self) -> Sequence[Camera]:
        """List what is plugged in now."""

    def start(self, key: str, size: tuple[int, int]) -> None:
        """Let a camera send pictures, if it can of at least (width, height) and not much more."""

    def newest(self) -> QImage:
        """Return the picture that arrived last; a null one if there is none that can be read."""

    def stop(self) -> None:
        """Let the camera rest; no more pictures arrive."""


def unfitness(size: tuple[int, int], fps: float, wanted: tuple[int, int]) -> tuple[bool, bool, int]:
    """Return a key that sorts a camera's formats: large and fast enough first, of those the smallest.

    Parameters
    ----------
    size : (int, int)
        Width and height of a format.
    fps : float
        Its pictures a second.
    wanted : (int, int)
        Width and height to be shown.

    Returns
    -------
    (bool, bool, int)
        Too small, too slow, and the area: of formats that are too small, the largest comes first.
    """
    is_small = size[0] < wanted[0] or size[1] < wanted[1]
    area = size[0] * size[1]
    return is_small, fps < ENOUGH_FPS, -area if is_small else area


def open_cameras(watcher: Watcher) -> Cameras:
    """Return the cameras of this machine, which tell a watcher what they do.

    Raises
    ------
    FilterLabError
        QtMultimedia is not installed, or something it needs is missing.
    """
    try:
        from filterlab.gui.webcam.qt_cameras import QtCameras
    except ModuleNotFoundError as error:
        raise FilterLabError(
            QCoreApplication.translate(
                "cameras",
                "Cameras need Qt's multimedia library, which is not installed. Run this command and start "
                "FilterLab again:\n{command}",
            ).format(command=INSTALL)
        ) from error
    except ImportError as error:
        raise FilterLabError(
            QCoreApplication.translate(
                "cameras",
                "Qt's multimedia library is installed but cannot be loaded ({reason}): install what it names with "
                "the system's package manager and start FilterLab again.",
            ).format(reason=error)
        ) from error
    return QtCameras(watcher)
