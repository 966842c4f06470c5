"""The maps of a circuit whose exact values can be written to a file, computed in full and not only where in sight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from filterlab.gui.circuit.scene import usable
from filterlab.gui.circuit.words import CircuitWords
from filterlab.gui.map_export import ExportableMap, file_stem
from filterlab.gui.whole_maps import whole_maps

if TYPE_CHECKING:
    from filterlab.gui.circuit.place_keeper import Spot
    from filterlab.project import Document


def circuit_maps(document: Document, spot: Spot | None) -> tuple[ExportableMap, ...]:
    """List the finished maps of a circuit to be exported: the one looked at, all of its stage, then all others.

    Parameters
    ----------
    document : Document
        Its circuit on its current picture, in its units.
    spot : Spot or None
        The number looked at; without one, the first map of the last stage comes first.
    """
    picture, whole = document.current_picture, document.chain
    if picture is None or whole is None:
        return ()
    pixels, scale = picture.numbers_in(document.units), picture.scale_in(document.units)
    _channels, height, width = pixels.shape
    chain, places, _problem = usable(whole, (height, width))
    if chain is None:
        return ()
    count = len(chain.stages)
    stage = spot.stage if spot is not None and spot.stage < count else count - 1
    first = spot.map if spot is not None and spot.stage == stage else 0
    words = CircuitWords()
    maps: list[ExportableMap] = []
    for number in (stage, *(other for other in range(count) if other != stage)):
        bank, shape = chain.stages[number], places[number].final_shape
        order = list(range(bank.filters))
        if number == stage and first < bank.filters:
            order.insert(0, order.pop(first))
        singles = [
            ExportableMap(
                title=words.place(number, bank.names[index]),
                name=file_stem(picture.name, f"stage-{number + 1}", bank.names[index]),
                shape=shape,
                scale=scale,
                compute=partial(whole_maps, pixels, chain, number, index, scale.factor),
            )
            for index in order
        ]
        everything = ExportableMap(
            title=words.all_maps(number, bank.filters),
            name=file_stem(picture.name, f"stage-{number + 1}"),
            shape=(bank.filters, *shape),
            scale=scale,
            compute=partial(whole_maps, pixels, chain, number, None, scale.factor),
        )
        maps += [singles[0], everything, *singles[1:]]
    return tuple(maps)
