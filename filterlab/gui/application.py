"""Start Qt, dress it, and make sure that no error goes unseen."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from filterlab import __version__
from filterlab.data import asset_path
from filterlab.errors import FilterLabError
from filterlab.gui.theme import ThemeName, apply_theme

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

log = logging.getLogger(__name__)
LOG_BYTES = 1_000_000


class ErrorReporter(QObject):
    """Catch what no one else caught, in any thread: log the traceback, show one sentence.

    Signals
    -------
    error_caught(str)
        A sentence for the window.
    """

    error_caught = Signal(str)

    def install(self) -> None:
        """Become the process's hook for uncaught exceptions."""
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self._on_exception(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
            return
        if isinstance(error, FilterLabError):
            self.error_caught.emit(str(error))
            return
        log.critical("uncaught exception", exc_info=(kind, error, traceback))
        self.error_caught.emit(
            self.tr(
                "Something went wrong in FilterLab itself ({kind}). Your work is untouched; "
                "Help ▸ Open log folder has the details."
            ).format(kind=kind.__name__)
        )


def log_folder() -> Path:
    """Return the folder of the log file, made if need be."""
    return platformdirs.user_log_path("filterlab", appauthor=False, ensure_exists=True)


def configure_logging() -> None:
    """Write the log to a rotating file, and crashes of the interpreter to one beside it."""
    folder = log_folder()
    handler = RotatingFileHandler(
        folder / "filterlab.log", maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger("filterlab").addHandler(handler)
    logging.getLogger("filterlab").setLevel(logging.INFO)
    faulthandler.enable((folder / "crash.log").open("a", encoding="utf-8"))


def missing_screen() -> str:
    """Say in one sentence why no window can be opened here, or return an empty string."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return (
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open. "
            "Run 'make demo' (or 'filterlab demo -o demo') to see the whole story as files."
        )
    if os.environ.get("WAYLAND_DISPLAY"):
        return ""
    return _missing_x11_libraries()


def _missing_x11_libraries() -> str:
    """Name the libraries without which Qt aborts on X11."""
    import ctypes

    packages = {
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    }
    missing = []
    for library, package in packages.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if not missing:
        return ""
    return f"Qt needs system libraries that are not here. Run: sudo apt-get install {' '.join(missing)}"


def create_application(theme: ThemeName = "system") -> QApplication:
    """Make the one QApplication, named and dressed; return the one that exists if there is one."""
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
        Pictures, filters or weights to open.

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
    from filterlab.gui.main_window import MainWindow
    from filterlab.project import starting_document

    configure_logging()
    app = create_application()
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: apply_theme(app, "system"))
    reporter = ErrorReporter()
    reporter.install()
    window = MainWindow(starting_document())
    reporter.error_caught.connect(window.show_error)
    window.restore_geometry()
    window.show()
    window.open_files(files)
    code = app.exec()
    window.shut_down()
    return code
