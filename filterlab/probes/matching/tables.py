"""Matchmaking as a table that any spreadsheet reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.probes.tables import table_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.probes.matching.chance import ChanceLine
    from filterlab.probes.matching.pairing import Matching


def matching_csv(matching: Matching, chance: ChanceLine, names: tuple[Sequence[str], Sequence[str]]) -> str:
    """Write a line for each pair, and one for each filter that has no partner, with the other columns empty.

    Parameters
    ----------
    matching : Matching
        Two banks paired.
    chance : ChanceLine
        What random filters of their sizes reach.
    names : tuple of sequence of str
        What each filter of both banks is called.
    """
    rows: list[tuple[object, ...]] = [
        (
            names[0][pair.first],
            names[1][pair.second],
            f"{pair.similarity:.6f}",
            "yes" if pair.similarity > chance.paired.high else "no",
            pair.transform,
        )
        for pair in matching.pairs
    ]
    rows += [(names[0][number], "", "", "", "") for number in matching.unmatched_first]
    rows += [("", names[1][number], "", "", "") for number in matching.unmatched_second]
    return table_csv(("first", "second", "similarity", "above_chance", "transform"), rows)
