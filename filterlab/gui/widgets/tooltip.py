"""Tooltips that are longer than a line."""

from __future__ import annotations

from textwrap import wrap

WIDTH = 80


def in_lines(text: str) -> str:
    """Break a tooltip into lines that are read at a glance; Qt breaks rich text alone, and leaves plain text in one.

    Lines that are there already stay, and screen readers take the breaks for spaces.
    """
    return "\n".join("\n".join(wrap(line, WIDTH, break_long_words=False)) for line in text.split("\n"))
