"""The way in and out of the program: arguments to a command, whatever happens to an exit code and a sentence."""

import sys
from collections.abc import Sequence
from typing import TextIO

import typer

from filterlab.cli.app import app
from filterlab.cli.crash_log import log_crash
from filterlab.errors import FilterLabError

USER_ERROR = 2
DEFECT = 1
INTERRUPTED = 130


def main() -> None:
    """Run the program with the arguments it was started with, and end it."""
    for stream in (sys.stdout, sys.stderr):
        # A name or a sign that the terminal cannot show must not end the program.
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
        The exit code: 0, or 2 for a mistake the user can mend, 130 after Ctrl-C, 1 for a defect of ours. Each but 0
        comes with one sentence on stderr, and no traceback.
    """
    try:
        code: object = app(args=list(arguments), prog_name="filterlab", standalone_mode=False)
    except FilterLabError as error:
        return _say(str(error), USER_ERROR)
    except typer.TyperException as error:
        return _say(_usage_sentence(error), USER_ERROR)
    except (KeyboardInterrupt, typer.Abort):
        return _say("Stopped by Ctrl-C.", INTERRUPTED)
    except MemoryError:
        return _say("There is not enough memory for this; choose a smaller picture or net.", USER_ERROR)
    except Exception as error:  # noqa: BLE001
        return _say(log_crash(error), DEFECT)
    if code == INTERRUPTED:
        return _say("Stopped by Ctrl-C.", INTERRUPTED)
    return code if isinstance(code, int) else 0
