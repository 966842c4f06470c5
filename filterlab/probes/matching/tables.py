"""Matchmaking as a table that any spreadsheet reads."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

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
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["first", "second", "similarity", "above_chance", "transform"])
    for pair in matching.pairs:
        is_above = pair.similarity > chance.paired.high
        writer.writerow(
            [
                names[0][pair.first],
                names[1][pair.second],
                f"{pair.similarity:.6f}",
                "yes" if is_above else "no",
                pair.transform,
            ]
        )
    writer.writerows([names[0][number], "", "", "", ""] for number in matching.unmatched_first)
    writer.writerows(["", names[1][number], "", "", ""] for number in matching.unmatched_second)
    return text.getvalue()
