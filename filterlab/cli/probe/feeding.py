"""``filterlab probe --what feeding``: what fed a unit, and the strongest way from there down to a pixel."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.cli.output import Voice
from filterlab.cli.probe.options import (
    PictureOptions,
    ProbeOptions,
    check_outputs,
    tell_answer,
)
from filterlab.files import write_whole
from filterlab.probes.chain import Link
from filterlab.probes.units import Feeding, Subject, Unit, find_feeding, links_csv

Floats = NDArray[np.floating[Any]]


def probe_feeding(
    options: ProbeOptions, pictures: PictureOptions, outputs: Sequence[Path], voice: Voice
) -> None:
    """Write the cells that fed a unit, product by product, and follow the strongest of each layer.

    Raises
    ------
    FilterLabError
        If an output cannot be written, the picture does not fit, or there is no such unit.
    """
    check_outputs(outputs, (".csv",))
    subject, unit = options.subject()
    picture, source = pictures.find(subject, options)
    feeding = find_feeding(subject, picture, unit)
    way = list(_strongest_way(subject, picture, feeding))
    for path in outputs:
        write_whole(path, links_csv(feeding).encode())
    lines = [
        f"{unit.name} of {subject.title} answers {feeding.answer:.4g} to {source}{_sum_in_words(feeding)}.",
        *(_step_in_words(each, link) for each, link in way),
    ]
    record: dict[str, object] = {
        "picture": source,
        "place": feeding.unit.place,
        "answer": feeding.answer,
        "sum": float(feeding.products.sum()) if feeding.is_sum else None,
        "bias": feeding.bias,
        "way": [
            {
                "layer": each.source_layer,
                "map": link.map,
                "row": link.row,
                "column": link.column,
                "value": link.value,
                "weight": link.weight,
            }
            for each, link in way
        ],
    }
    tell_answer(voice, options.model, "feeding", unit, outputs, "\n".join(lines), record)


def _strongest_way(subject: Subject, picture: Floats, feeding: Feeding) -> Iterator[tuple[Feeding, Link]]:
    """Follow the largest product of each layer down to a pixel, or to where nothing feeds the number."""
    unit: Unit | None = feeding.unit
    while unit is not None:
        each = find_feeding(subject, picture, unit)
        links = each.links(1)
        if not links or links[0].product == 0:
            return
        yield each, links[0]
        unit = each.source(links[0])


def _sum_in_words(feeding: Feeding) -> str:
    if feeding.bias is None:
        return ""
    count = np.count_nonzero(feeding.weights)
    return f", the sum {feeding.products.sum():.4g} of {count:,} products plus {feeding.bias:.4g}"


def _step_in_words(feeding: Feeding, link: Link) -> str:
    place = f"row {link.row}, column {link.column}"
    layer = feeding.source_layer
    where = f"the pixel at {place}" if layer is None else f"{layer} unit {link.map}, {place}"
    sign = "times" if feeding.is_sum else "with the slope"
    return f"  most from {where}: {link.value:.4g} {sign} {link.weight:.4g}"
