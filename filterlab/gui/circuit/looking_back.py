"""Who sees one pixel, stage by stage, worked out off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from filterlab.engine.threads import limited_threads
from filterlab.errors import FilterLabError
from filterlab.probes.chain import Chain, look_back_through

if TYPE_CHECKING:
    from filterlab.gui.circuit.scene import CircuitAnswer
    from filterlab.probes.chain import ChainExplanation, ChainSeenBy


@dataclass(frozen=True, eq=False)
class PixelRequest:
    """A pixel that is asked about.

    Attributes
    ----------
    answer : CircuitAnswer
        The maps that may see it.
    row, column : int
        Where it is on the document's picture.
    """

    answer: CircuitAnswer
    row: int
    column: int


@dataclass(frozen=True, eq=False)
class PixelAnswer:
    """Who sees a pixel.

    Attributes
    ----------
    request : PixelRequest
        Which.
    seen : ChainSeenBy or None
        The cells of the first stages that see it; None if not even those of the first could be worked out.
    problem : str
        Why the stage after the last of these could not; empty if all are there.
    """

    request: PixelRequest
    seen: ChainSeenBy | None
    problem: str


def compute_pixel(request: PixelRequest) -> PixelAnswer:
    """Find who sees a pixel; pure, runs off the UI thread. Only cells near the pixel are computed."""
    answer, problem = request.answer, ""
    _channels, height, width = answer.pixels.shape
    row = min(request.row // answer.block, height - 1)
    column = min(request.column // answer.block, width - 1)
    with limited_threads(1):
        for count in range(len(answer.faces), 0, -1):
            chain = Chain(answer.request.chain.stages[:count])
            try:
                seen = look_back_through(answer.pixels, chain, row, column, scale=answer.request.scale.factor)
            except FilterLabError as error:
                problem = str(error)
            else:
                return PixelAnswer(request, seen, problem)
    return PixelAnswer(request, None, problem)


def pixel_of_picture(answer: CircuitAnswer, row: int, column: int) -> tuple[int, int]:
    """Return the pixel of the document's picture that is meant by one that the first stage looks at."""
    block = answer.block
    return row * block + block // 2, column * block + block // 2


def pixel_behind(told: ChainExplanation, answer: CircuitAnswer) -> tuple[int, int] | None:
    """Return the (row, column) of the pixel a number leads to, or of the middle one it sees; None without one."""
    pixel = told.strongest
    if told.stage == 0 and pixel is not None:
        return pixel_of_picture(answer, pixel.row, pixel.column)
    rows, columns = told.seen.rows, told.seen.columns
    if not rows or not columns:
        return None
    return pixel_of_picture(answer, rows[len(rows) // 2], columns[len(columns) // 2])
