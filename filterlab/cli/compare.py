"""``filterlab compare``: two banks of filters paired one to one, beside what chance would make of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from filterlab.cli.banks import NamedBank, read_bank
from filterlab.cli.output import Voice, check_destination, counted
from filterlab.errors import FilterLabError
from filterlab.figures.matching import matching_figure
from filterlab.figures.plate import PLATE_SUFFIXES, save_plate
from filterlab.files import write_whole
from filterlab.probes.matching import (
    ChanceLine,
    Invariances,
    Matching,
    chance_line,
    lay_out_in_words,
    matching_csv,
    pair_up,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SUFFIXES = (*PLATE_SUFFIXES, ".csv")


def compare_banks(
    sources: tuple[str, str],
    layers: Sequence[str],
    invariances: Invariances,
    outputs: Sequence[Path],
    voice: Voice,
) -> None:
    """Pair two banks, say who belongs to whom, and write the figure or the table.

    Parameters
    ----------
    sources : tuple of str
        The banks, as `read_bank` understands them.
    layers : sequence of str
        None, one for both banks, or one for each.
    invariances : Invariances
        What does not count as a difference.
    outputs : sequence of Path
        Files that end in .png, .svg or .csv.
    voice : Voice
        Says what was found.

    Raises
    ------
    FilterLabError
        If a bank cannot be read, the banks cannot be compared, or an output cannot be written.
    """
    for path in outputs:
        check_destination(path, SUFFIXES)
    if len(layers) > 2:
        raise FilterLabError(
            f"--layer is given {len(layers)} times; give one for both banks, or one for each."
        )
    first, second = (
        read_bank(source, layers[min(place, len(layers) - 1)] if layers else None)
        for place, source in enumerate(sources)
    )
    matching = pair_up(first.filters, second.filters, invariances, labels=(first.labels, second.labels))
    chance = chance_line(first.filters, second.filters, invariances)
    names = first.names, second.names
    for path in outputs:
        if path.suffix.lower() == ".csv":
            write_whole(path, matching_csv(matching, chance, names).encode())
        else:
            banks, titles = (first.filters, second.filters), (first.title, second.title)
            save_plate(path, matching_figure(matching, chance, banks, names, titles))
    voice.tell(
        _in_words(matching, chance, first, second, outputs), _record(matching, chance, first, second, outputs)
    )


def _in_words(
    matching: Matching, chance: ChanceLine, first: NamedBank, second: NamedBank, outputs: Sequence[Path]
) -> str:
    above = sum(pair.similarity > chance.paired.high for pair in matching.pairs)
    banks = " beside ".join(
        f"{bank.title} ({counted(len(bank.names), 'filter')})" for bank in (first, second)
    )
    pairs = counted(len(matching.pairs), "pair")
    by_chance = f"mean {chance.paired.mean:.2f}, 95 % below {chance.paired.high:.2f}"
    lines = [
        f"{banks}: {pairs}, mean similarity {matching.mean_similarity:.2f}.",
        f"By chance: {by_chance}; {above} of {pairs} above that.",
    ]
    words = lay_out_in_words(matching.similarities.first, matching.similarities.second)
    lines += [words] if words else []
    lines += [
        f"  {first.names[pair.first]} – {second.names[pair.second]}: {pair.similarity:.2f}, {pair.transform}"
        for pair in matching.best_first
    ]
    left_over = ((first, matching.unmatched_first), (second, matching.unmatched_second))
    lines += [
        f"Without a partner in {bank.title}: {', '.join(bank.names[number] for number in numbers)}."
        for bank, numbers in left_over
        if numbers
    ]
    return "\n".join([*lines, *map(str, outputs)])


def _record(
    matching: Matching, chance: ChanceLine, first: NamedBank, second: NamedBank, outputs: Sequence[Path]
) -> dict[str, object]:
    return {
        "first": first.title,
        "second": second.title,
        "does_not_count": asdict(matching.similarities.invariances),
        "mean_similarity": matching.mean_similarity,
        "chance": asdict(chance),
        "pairs": [
            {
                "first": first.names[pair.first],
                "second": second.names[pair.second],
                "similarity": pair.similarity,
                "above_chance": pair.similarity > chance.paired.high,
                "transform": asdict(pair.transform) | {"words": str(pair.transform)},
            }
            for pair in matching.pairs
        ],
        "unmatched_first": [first.names[number] for number in matching.unmatched_first],
        "unmatched_second": [second.names[number] for number in matching.unmatched_second],
        "outputs": [str(path) for path in outputs],
    }
