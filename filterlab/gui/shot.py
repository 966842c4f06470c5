"""Render a state of the window to a picture without a screen, as a user would meet it after a few steps."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from filterlab.errors import FilterLabError
from filterlab.gui.states import COMPARE_PANELS, FIRST, PANELS, STATES, TRAIN_PANELS, WorkspaceName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtGui import QImage

    from filterlab.gui.desk import Desk
    from filterlab.gui.main_window import MainWindow
    from filterlab.gui.states import State

WAIT_S = 120.0
PANELS_OF = {"design": PANELS, "train": TRAIN_PANELS, "compare": COMPARE_PANELS}
# So many looks in a row must find nothing going on.
LOOKS = 3
LOOK_S = 0.005


@dataclass(frozen=True)
class Shot:
    """What is rendered.

    Attributes
    ----------
    workspace : str
        "design", "circuit", "train" or "compare".
    state : str
        One of the workspace's states in `filterlab.gui.states`.
    panel : str
        Key of the panel of Design, Train or Compare that is in front; empty: the one that is there at first.
    size : (int, int)
        Width and height of the window in pixels.
    theme : str
        "light" or "dark".

    Raises
    ------
    FilterLabError
        A name that is not known, or a size out of range.
    """

    workspace: str
    state: str = FIRST
    panel: str = ""
    size: tuple[int, int] = (1400, 900)
    theme: str = "light"

    def __post_init__(self) -> None:
        """Refuse what cannot be rendered."""
        _check_name("workspace", self.workspace, STATES)
        states = STATES[cast("WorkspaceName", self.workspace)]
        _check_name(f"state of the {self.workspace} workspace", self.state, states)
        panels = PANELS_OF.get(self.workspace)
        if self.panel and panels is None:
            raise FilterLabError(
                f'The {self.workspace} workspace has no panel "{self.panel}"; leave it out, '
                "or choose design, train or compare."
            )
        if self.panel:
            _check_name("panel", self.panel, panels)
        _check_name("theme", self.theme, ("light", "dark"))
        width, height = self.size
        if not (640 <= width <= 7680 and 480 <= height <= 4320):
            raise FilterLabError(
                f"A window of {width} × {height} is out of range; choose 640x480 to 7680x4320."
            )

    @property
    def how(self) -> State:
        """How the state is reached."""
        return STATES[cast("WorkspaceName", self.workspace)][self.state]


@contextmanager
def opened(shot: Shot) -> Iterator[MainWindow]:
    """Open a window without a screen, take the steps to a state with real work, and put it away afterwards.

    Parameters
    ----------
    shot : Shot
        The state, the size and the theme.

    Yields
    ------
    MainWindow
        At rest.

    Raises
    ------
    FilterLabError
        The window did not come to rest.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Imported late: all workspaces come with it.
    from PySide6.QtCore import QEvent

    from filterlab.gui.application import create_application
    from filterlab.gui.main_window import MainWindow
    from filterlab.project import starting_document

    app = create_application("dark" if shot.theme == "dark" else "light")
    window = MainWindow(starting_document())
    try:
        window.resize(*shot.size)
        window.show()
        window.show_workspace(shot.workspace)
        settle(window)
        for step in shot.how.steps:
            step(window)
            settle(window, shot.how.is_reached)
        if shot.panel:
            bring_forward(window, shot.panel, shot.workspace)
        yield window
    finally:
        window.shut_down()
        # A window that is closed in sight remembers where it stood, which is the user's own affair.
        window.hide()
        window.close()
        window.deleteLater()
        # Outside an event loop of its own accord nothing deletes it, and the next theme would dress it too.
        app.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
        app.processEvents()


def render(shot: Shot) -> QImage:
    """Draw the whole window in a state; times that it tells differ from run to run."""
    with opened(shot) as window:
        return window.grab().toImage()


def write_shot(shot: Shot, path: Path) -> None:
    """Render a state into a .png file; raise ``FilterLabError`` where that cannot be."""
    from filterlab.gui.view_export import write_png
    from filterlab.gui.watch import route_qt_messages

    route_qt_messages()
    write_png(render(shot), path)


def bring_forward(window: MainWindow, panel: str, workspace: str = "design") -> None:
    """Put a panel in front, with something to say, its tab standing as if no other had been shown."""
    desks: dict[str, Desk[Any]] = {
        "design": window.design.desk,
        "train": window.train.desk,
        "compare": window.compare.desk,
    }
    desk = desks[workspace]
    desk.show_tool(desk.tools[0].key)
    desk.show_tool(panel)
    settle(window)
    for step in PANELS_OF[workspace][panel]:
        step(window)
        settle(window)


def settle(window: MainWindow, is_reached: Callable[[MainWindow], bool] | None = None) -> None:
    """Let the window work until it has come to rest, or until it looks as it shall."""
    from PySide6.QtCore import QCoreApplication

    deadline = time.monotonic() + WAIT_S
    looks = 0
    while looks < LOOKS:
        QCoreApplication.processEvents()
        time.sleep(LOOK_S)
        is_there = is_reached(window) if is_reached is not None else window.is_idle()
        looks = looks + 1 if is_there else 0
        if time.monotonic() > deadline:
            raise FilterLabError(f"The window was not ready after {WAIT_S:.0f} s; try again.")
    QCoreApplication.processEvents()


def _check_name(what: str, name: str, known: object) -> None:
    names = tuple(cast("tuple[str, ...]", known))
    if name not in names:
        raise FilterLabError(f'There is no {what} "{name}"; choose one of {", ".join(names)}.')
