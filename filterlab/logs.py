"""Where FilterLab keeps what a user should not have to read: the tracebacks of our defects."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

_MAX_BYTES = 1_000_000


def log_folder() -> Path:
    """Return the folder of the log, made if need be; the one for temporary files if it cannot be made."""
    from platformdirs import user_log_path

    folder = user_log_path("filterlab", appauthor=False)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    return Path(tempfile.gettempdir())


@contextmanager
def log_file() -> Iterator[str]:
    """Send FilterLab's log messages to a file, and nowhere else, while the context lasts.

    Yields
    ------
    str
        In words, where the messages go.
    """
    root = logging.getLogger("filterlab")
    handler, place = _open_log()
    root.addHandler(handler)
    was_propagating, root.propagate = root.propagate, False
    try:
        yield place
    finally:
        root.propagate = was_propagating
        root.removeHandler(handler)
        handler.close()


def _open_log() -> tuple[logging.Handler, str]:
    path = log_folder() / "filterlab.log"
    try:
        handler = RotatingFileHandler(path, maxBytes=_MAX_BYTES, backupCount=1, encoding="utf-8")
    except OSError:
        return logging.StreamHandler(), "the messages above"
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler, f'the log file "{path}"'
