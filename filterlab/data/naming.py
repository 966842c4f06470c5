"""How the names of files are written into sentences."""

import os
from pathlib import Path

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def quoted(path: str | Path) -> str:
    """Return a path in quotes, in one line and fit for any screen.

    Line ends, control characters and bytes that are no text, all of which a name may hold on some systems,
    become a replacement character, so that a sentence stays one sentence.
    """
    text = os.fspath(path)
    return '"' + "".join(letter if letter.isprintable() else _REPLACEMENT for letter in text) + '"'
