"""Render a workspace to a picture file without a screen, as a user would meet it after a few steps."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Literal, get_args

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from pathlib import Path

WorkspaceName = Literal["design", "circuit", "train", "compare"]
WAIT_S = 120.0


def render_workspace(workspace: str, path: Path, width: int, height: int, theme: str) -> None:
    """Draw one workspace with real work on it and save it as PNG.

    Design shows the curve detector on the mouse's back; Circuit the corners wired from edges; Train and Compare
    train ``tiny`` for a moment first.

    Parameters
    ----------
    workspace : str
        "design", "circuit", "train" or "compare".
    path : Path
        The PNG file to write.
    width, height : int
        Size of the window in pixels.
    theme : str
        "light" or "dark".

    Raises
    ------
    FilterLabError
        Unknown workspace or theme, a size out of range, an unwritable file.
    """
    if workspace not in get_args(WorkspaceName):
        names = ", ".join(get_args(WorkspaceName))
        raise FilterLabError(f"There is no workspace {workspace!r}; choose one of {names}.")
    if theme not in ("light", "dark"):
        raise FilterLabError(f"There is no theme {theme!r}; choose light or dark.")
    if not (640 <= width <= 7680 and 480 <= height <= 4320):
        raise FilterLabError(f"A window of {width} × {height} is out of range; choose 640x480 to 7680x4320.")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from filterlab.gui.application import create_application
    from filterlab.gui.main_window import MainWindow
    from filterlab.gui.watch import route_qt_messages
    from filterlab.project import starting_document

    route_qt_messages()
    app = create_application("dark" if theme == "dark" else "light")
    window = MainWindow(starting_document())
    try:
        window.resize(width, height)
        window.show()
        window.show_example(workspace)
        deadline = time.monotonic() + WAIT_S
        settled = 0
        while settled < 3:
            app.processEvents()
            time.sleep(0.01)
            settled = settled + 1 if window.is_idle() else 0
            if time.monotonic() > deadline:
                raise FilterLabError(
                    f"The {workspace} workspace was not ready after {WAIT_S:.0f} s; try again."
                )
        app.processEvents()
        picture = window.grab()
        if not picture.save(str(path), "PNG"):
            raise FilterLabError(
                f"The picture could not be written to {path}; check the folder and the free space."
            )
    finally:
        window.shut_down()
        window.close()
        window.deleteLater()
        app.processEvents()
