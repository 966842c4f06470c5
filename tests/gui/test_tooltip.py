"""Tooltips that are longer than a line."""

from __future__ import annotations

from filterlab.gui.widgets.tooltip import WIDTH, in_lines


def test_a_long_tooltip_is_broken_between_words() -> None:
    text = "Which of the pixels that a unit can see it listens to, " * 6
    lines = in_lines(text).split("\n")
    assert len(lines) > 2
    assert all(len(line) <= WIDTH for line in lines)
    assert " ".join(lines) == text.strip()


def test_lines_that_are_there_already_stay() -> None:
    assert in_lines("one\ntwo") == "one\ntwo"
