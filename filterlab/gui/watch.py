"""No error goes unseen: exceptions and what Qt complains of end in the log and, in words, in the window."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from types import TracebackType

log = logging.getLogger(__name__)

# The offscreen platform says this of every window; it means nothing.
_HARMLESS = "This plugin does not support propagateSizeHints"


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

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

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


def route_qt_messages() -> None:
    """Send what Qt prints to the log instead of the terminal."""
    qInstallMessageHandler(_on_qt_message)


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    if message.startswith(_HARMLESS):
        return
    is_bad = kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
    log.log(logging.ERROR if is_bad else logging.WARNING, "Qt: %s", message)
