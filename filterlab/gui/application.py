"""Start Qt, dress it, open the window and stay until it is closed."""

from __future__ import annotations

import faulthandler
import gc
import os
from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from filterlab import __version__
from filterlab.data import asset_path
from filterlab.engine import kernels
from filterlab.errors import FilterLabError
from filterlab.gui.screen import missing_screen
from filterlab.gui.settings import load_settings
from filterlab.gui.theme import ThemeName, apply_theme
from filterlab.gui.watch import ErrorReporter, route_qt_messages
from filterlab.logs import log_file, log_folder

if TYPE_CHECKING:
    from pathlib import Path


def create_application(theme: ThemeName = "system") -> QApplication:
    """Make the one QApplication, named and dressed; return the one that exists if there is one."""
    # Qt cuts every picture it draws into strips for a pool of threads and waits for them: no gain on a picture as
    # large as a view, and milliseconds lost where a training has the processors.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["filterlab"])
    app.setApplicationName("FilterLab")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("filterlab")
    app.setWindowIcon(QIcon(str(asset_path("icon.svg"))))
    apply_theme(app, theme)
    return app


def run(files: list[Path]) -> int:
    """Open the window, with files if some are named, and stay until it is closed.

    Parameters
    ----------
    files : list of Path
        Projects, pictures, filters or weights to open.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    FilterLabError
        When there is no screen, or a library that Qt needs is missing.
    """
    problem = missing_screen()
    if problem:
        raise FilterLabError(problem)
    with log_file(), (log_folder() / "crash.log").open("a", encoding="utf-8") as crash_log:
        faulthandler.enable(crash_log)
        try:
            return _run_window(files)
        finally:
            faulthandler.disable()


def keep_what_is_there() -> None:
    """Leave all that lives now out of every later collection of garbage.

    Modules and widgets stay to the end, and to look through all of them takes 70 ms: a stall in the middle of a
    stroke.
    """
    gc.freeze()


def _run_window(files: list[Path]) -> int:
    # Imported late, so that a missing screen is told before pyqtgraph and all workspaces are loaded.
    from filterlab.gui.windows import Windows

    kernels.prepare()
    route_qt_messages()
    app = create_application(load_settings().theme)
    reporter = ErrorReporter()
    reporter.install()
    windows = Windows()
    reporter.error_caught.connect(windows.show_error)
    app.styleHints().colorSchemeChanged.connect(windows.follow_system)
    windows.start(files)
    keep_what_is_there()
    code = app.exec()
    windows.shut_down()
    reporter.remove()
    return code
