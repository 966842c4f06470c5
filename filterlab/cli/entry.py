"""The way in and out of the program: arguments in, an exit code and at most one sentence of complaint out."""

import io
import logging
import os
import shlex
import sys
from collections.abc import Sequence

import typer

from filterlab.cli.app import app
from filterlab.cli.stopped import StoppedError
from filterlab.errors import FilterLabError

USER_ERROR = 2
DEFECT = 1
INTERRUPTED = 130

log = logging.getLogger(__name__)


def main() -> None:
    """Run the program with the arguments it was started with, and end it."""
    # Threads of the matrix library wait for each other by spinning: with another busy program on the same cores, a
    # product takes ten times as long (docs/decisions/003).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Errors are told in a sentence, or written to the log file; nothing else goes to the terminal by itself.
    logging.getLogger("filterlab").addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        # A letter that the terminal cannot show must not end the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Carry out one command.

    Parameters
    ----------
    arguments : sequence of str
        What follows ``filterlab`` on the command line.

    Returns
    -------
    int
        The exit code: 0, or 2 for a mistake the user can mend, 130 after Ctrl-C, 1 for a defect of ours. Each
        but 0 comes with one sentence on stderr, and no traceback.
    """
    try:
        code: object = app(args=list(arguments), prog_name="filterlab", standalone_mode=False)
    except FilterLabError as error:
        return _end(str(error), USER_ERROR)
    except typer.TyperException as error:
        return _end(_usage_sentence(error), USER_ERROR)
    except StoppedError as stop:
        return _end(str(stop), INTERRUPTED)
    except (KeyboardInterrupt, typer.Abort):
        return _end("Stopped by Ctrl-C.", INTERRUPTED)
    except MemoryError:
        return _end("There is not enough memory for this; choose a smaller picture or net.", USER_ERROR)
    except Exception as error:
        from filterlab.logs import log_file

        with log_file() as place:
            log.exception("A defect, met by: filterlab %s", shlex.join(arguments))
        return _end(
            f"FilterLab met a defect of its own ({type(error).__name__}); please report it with {place}.",
            DEFECT,
        )
    # typer turns a KeyboardInterrupt into this exit code.
    if code == INTERRUPTED:
        return _end("Stopped by Ctrl-C.", INTERRUPTED)
    return code if isinstance(code, int) else 0


def _end(sentence: str, code: int) -> int:
    typer.echo(" ".join(sentence.split()), err=True)
    return code


def _usage_sentence(error: typer.TyperException) -> str:
    """Turn typer's complaint about the arguments into one sentence that names where help is."""
    format_message = getattr(error, "format_message", None)
    message = str(format_message() if callable(format_message) else error).strip().rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "filterlab"
    return f"{message} (see {command} --help)."
