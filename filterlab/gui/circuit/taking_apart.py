"""One number of a map, taken apart off the UI thread, and followed down to the pixels if that is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from filterlab.engine.threads import limited_threads
from filterlab.gui.circuit.map_face import behind
from filterlab.probes import Box
from filterlab.probes.chain import Chain, explain_through, trace_back

if TYPE_CHECKING:
    from filterlab.gui.circuit.scene import CircuitAnswer
    from filterlab.probes.chain import ChainExplanation


@dataclass(frozen=True, eq=False)
class PlaceRequest:
    """One number that shall be taken apart.

    Attributes
    ----------
    answer : CircuitAnswer
        The maps it stands in.
    stage, map, row, column : int
        Where.
    is_traced : bool
        Whether to follow it down to the pixels.
    """

    answer: CircuitAnswer
    stage: int
    map: int
    row: int
    column: int
    is_traced: bool = False


@dataclass(frozen=True, eq=False)
class PlaceAnswer:
    """One number, taken apart.

    Attributes
    ----------
    request : PlaceRequest
        Which.
    path : tuple of ChainExplanation
        The number itself, then, if it was traced, the strongest it was made of, and so on.
    """

    request: PlaceRequest
    path: tuple[ChainExplanation, ...]

    @property
    def explanation(self) -> ChainExplanation:
        """The number itself."""
        return self.path[0]

    def fields(self) -> tuple[Box, ...]:
        """Return what the number sees: cells of the maps of stage 0, 1 … up to the one before its own."""
        places, at = self.request.answer.places, self.request.stage
        here = Box(self.request.row, self.request.column, 1, 1)
        return tuple(behind(places[stage + 1 : at + 1], here) for stage in range(at))


def compute_place(request: PlaceRequest) -> PlaceAnswer:
    """Take one number apart; pure, runs off the UI thread. Only what the number sees is computed."""
    answer = request.answer
    chain = answer.request.chain
    # Stages after the number's own need not even fit on the picture.
    part = Chain(chain.stages[: request.stage + 1])
    place = (request.stage, request.map, request.row, request.column)
    scale, ends = answer.request.scale.factor, answer.value_range
    with limited_threads(1):
        if request.is_traced:
            path = trace_back(answer.pixels, part, *place, scale=scale, value_range=ends)
        else:
            path = (explain_through(answer.pixels, part, *place, scale=scale, value_range=ends),)
    return PlaceAnswer(request, path)
