"""Two banks paired: the similarity of each with each, and the pairs with what was done to make them agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.figures.colormaps import colorize
from filterlab.figures.filter_marks import filter_squares
from filterlab.figures.layout import NOTE_SIZE, wrapped
from filterlab.figures.look import LIGHT, Look, fitted_text
from filterlab.figures.plate import Block, Mark, Plate, Squares, Words, captioned
from filterlab.probes.matching import lay_out_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.figures.colormaps import Kind, Limits
    from filterlab.probes.matching import ChanceLine, Matching

    Floats = NDArray[np.floating[Any]]

_MATRIX = 360
_LEFT, _FOOT = 34, 40
_LEAST_NUMBERED = 13
_LARGEST_CELL = 40
_ROW, _TILE = 46, (72, 38)
_NAME, _BAR, _WORDS, _SMALL = 130, 90, 250, 11
# Where things stand in a row: tile, name, bar, the partner as it fits, the partner as it is, its name.
_NAME_AT = _TILE[0] + 8
_BAR_AT = _NAME_AT + _NAME + 8
_GHOST_AT = _BAR_AT + _BAR + 12
_SECOND_AT = _GHOST_AT + _TILE[0] + 4
_SECOND_NAME_AT = _SECOND_AT + _TILE[0] + 8
_COLUMN = _SECOND_NAME_AT + _WORDS + 20
_MOST_ROWS = 12
_MOST_PAIRS = 2 * _MOST_ROWS


def matching_figure(
    matching: Matching,
    chance: ChanceLine,
    banks: tuple[Sequence[Floats], Sequence[Floats]],
    names: tuple[Sequence[str], Sequence[str]],
    titles: tuple[str, str],
    *,
    look: Look = LIGHT,
) -> Plate:
    """Draw what matchmaking has found.

    Parameters
    ----------
    matching : Matching
        The pairs.
    chance : ChanceLine
        What random filters of these sizes reach.
    banks : tuple of sequence of ndarray
        The filters of both, (C, KH, KW) each.
    names : tuple of sequence of str
        What each filter of both is called.
    titles : tuple of str
        What the banks are called.
    look : Look
        The light or the dark theme.
    """
    pairs = matching.best_first[:_MOST_PAIRS]
    matrix = _matrix(matching, look)
    rows = min(len(pairs), _MOST_ROWS)
    columns = max(1, -(-len(pairs) // _MOST_ROWS))
    left = matrix.width + 28
    marks = list(matrix.marks)
    for place, pair in enumerate(pairs):
        x, y = left + place // _MOST_ROWS * _COLUMN, place % _MOST_ROWS * _ROW
        ghost = matching.similarities.laid_on(pair.first, pair.second)
        first, second = (
            fitted_text(own[number], _NAME, NOTE_SIZE)
            for own, number in zip(names, (pair.first, pair.second), strict=True)
        )
        lines = wrapped(str(pair.transform), _WORDS, _SMALL)
        marks += [
            filter_squares(banks[0][pair.first], x, y, _TILE),
            Words(x + _NAME_AT, y + _TILE[1] / 2, first, look.text),
            *_bar(pair.similarity, chance.paired.high, x + _BAR_AT, y, look),
            filter_squares(ghost, x + _GHOST_AT, y, _TILE),
            filter_squares(banks[1][pair.second], x + _SECOND_AT, y, _TILE),
            Words(x + _SECOND_NAME_AT, y + 7, second, look.text),
            *(
                Words(x + _SECOND_NAME_AT, y + 22 + 13 * number, line, look.muted, _SMALL)
                for number, line in enumerate(lines[:2])
            ),
        ]
    width = left + columns * _COLUMN if pairs else matrix.width + 300
    body = Plate("", width, max(matrix.height, rows * _ROW), look.paper, tuple(marks))
    subtitle = (
        f"Pairs: {len(matching.pairs)}, mean similarity {matching.mean_similarity:.2f}. By chance: mean "
        f"{chance.paired.mean:.2f}, and 95 % of random pairs stay below {chance.paired.high:.2f} (the mark in each "
        f"bar). What does not count: {matching.similarities.invariances}."
    )
    return captioned(f"{titles[0]} beside {titles[1]}", subtitle, body, _notes(matching, names, titles), look)


def _matrix(matching: Matching, look: Look) -> Plate:
    """Draw the similarities of each with each, with the pairs in boxes and the scale below."""
    values = matching.similarities.values
    rows, columns = values.shape
    cell = max(2, min(_LARGEST_CELL, _MATRIX // max(rows, columns)))
    kind: Kind = "activation" if matching.similarities.invariances.sign else "signed"
    limits: Limits = (0.0, 1.0) if kind == "activation" else (-1.0, 1.0)
    width, height = cell * columns, cell * rows
    marks: list[Mark] = [
        Squares(_LEFT, 0, width, height, colorize(values, kind, limits)),
        *(
            Block(_LEFT + cell * pair.second, cell * pair.first, cell, cell, outline=look.text)
            for pair in matching.pairs
            if cell >= 5
        ),
    ]
    if cell >= _LEAST_NUMBERED:
        marks += [
            Words(_LEFT - 5, cell * (row + 0.5), str(row), look.muted, 10, "right") for row in range(rows)
        ]
        marks += [
            Words(_LEFT + cell * (column + 0.5), height + 9, str(column), look.muted, 10, "middle")
            for column in range(columns)
        ]
    scale = colorize(np.linspace(*limits, 64)[np.newaxis], kind, limits)
    top = height + 24
    marks += [
        Squares(_LEFT, top, 128, 10, scale),
        Words(_LEFT - 4, top + 5, f"{limits[0]:g}", look.muted, 10, "right"),
        Words(_LEFT + 132, top + 5, "1  similarity; a box: paired", look.muted, 10),
    ]
    return Plate("", _LEFT + max(width, 280), height + _FOOT, look.card, tuple(marks))


def _bar(similarity: float, chance: float, x: float, y: float, look: Look) -> tuple[Mark, ...]:
    """Draw a similarity as a bar up to 1, with its figure, and a mark where chance may reach."""
    return (
        Block(x, y + 20, _BAR, 8, fill=look.line),
        Block(x, y + 20, max(1.0, _BAR * max(similarity, 0.0)), 8, fill=look.curves[0]),
        Block(x + _BAR * max(chance, 0.0) - 1, y + 16, 2, 16, fill=look.text),
        Words(x, y + 9, f"{similarity:.2f}", look.text),
    )


def _notes(
    matching: Matching, names: tuple[Sequence[str], Sequence[str]], titles: tuple[str, str]
) -> tuple[str, ...]:
    row = "a filter, its similarity to its partner, the partner as it fits best, the partner as it is"
    notes = [
        f"Rows of the picture: {titles[0]}; columns: {titles[1]}. On the right, from left to right: {row}."
    ]
    for own, title, left_over in zip(
        names, titles, (matching.unmatched_first, matching.unmatched_second), strict=True
    ):
        if left_over:
            notes.append(f"Without a partner in {title}: {', '.join(own[number] for number in left_over)}.")
    if len(matching.pairs) > _MOST_PAIRS:
        notes.append(f"Shown are the {_MOST_PAIRS} pairs most alike of {len(matching.pairs)}.")
    words = lay_out_in_words(matching.similarities.first, matching.similarities.second)
    return (*notes, words) if words else tuple(notes)
