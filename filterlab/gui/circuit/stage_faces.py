"""What the columns show of a circuit besides its maps: names, sheets, settings, sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.gui.circuit.edits import map_names
from filterlab.gui.circuit.stage_column import StageFace
from filterlab.gui.circuit.tile_painter import FilterFace
from filterlab.probes.chain import chain_sizes

if TYPE_CHECKING:
    from filterlab.gui.circuit.map_face import MapsFace
    from filterlab.gui.circuit.scene import CircuitAnswer
    from filterlab.gui.circuit.words import CircuitWords
    from filterlab.probes.chain import Chain, ChainStage
    from filterlab.project import Picture


def stage_faces(
    chain: Chain, picture: Picture | None, answer: CircuitAnswer | None, words: CircuitWords
) -> list[StageFace]:
    """Describe every stage of a circuit.

    Parameters
    ----------
    chain : Chain
        The circuit.
    picture : Picture or None
        What it looks at.
    answer : CircuitAnswer or None
        Its maps, as far as they are known.
    words : CircuitWords
        How to say it.
    """
    last = len(chain.stages) - 1
    fields = _fields(chain, picture)
    faces = []
    for number, stage in enumerate(chain.stages):
        maps = answer.faces[number] if answer is not None and number < len(answer.faces) else None
        faces.append(
            StageFace(
                title=words.stage(number),
                caption=words.caption(stage, maps, fields[number] if fields else None),
                settings=stage.settings,
                filters=_filters(stage, maps, map_names(chain, number), words),
                is_first=number == 0,
                is_last=number == last,
            )
        )
    return faces


def _filters(
    stage: ChainStage, maps: MapsFace | None, names: tuple[str, ...], words: CircuitWords
) -> tuple[FilterFace, ...]:
    every = zip(stage.names, stage.weights, stage.biases.tolist(), strict=True)
    return tuple(
        FilterFace(
            name,
            weights,
            bias,
            note=words.filter_note(bias, maps, index),
            tip=words.filter_tip(name, bias, maps, index),
            sheet_tips=tuple(
                words.sheet_tip(name, sheet, looked_at)
                for sheet, looked_at in zip(weights, names, strict=True)
            ),
        )
        for index, (name, weights, bias) in enumerate(every)
    )


def _fields(chain: Chain, picture: Picture | None) -> list[tuple[int, int]]:
    """Return how many pixels a number of each stage sees; nothing while the circuit does not fit."""
    if picture is None:
        return []
    _channels, height, width = picture.pixels.shape
    try:
        return [size.receptive_field for size in chain_sizes(chain, (height, width))]
    except FilterLabError:
        return []
