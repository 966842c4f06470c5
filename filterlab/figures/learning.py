"""The filters of a layer while they learn, as an animation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from filterlab.errors import FilterLabError
from filterlab.figures.animation import ANIMATION_FORMATS, MOST_FRAMES, Palette, encode_animation
from filterlab.figures.colormaps import limits_of
from filterlab.figures.grids import filter_grid
from filterlab.figures.look import LIGHT, Look
from filterlab.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from filterlab.figures.colormaps import Limits
    from filterlab.figures.look import Color

    Frames = Sequence[tuple[str, NDArray[np.floating[Any]]]]

MILLISECONDS = 100
_LAST = 1500
_MOST_PIXELS = 400_000_000


def export_learning(
    path: str | Path,
    frames: Frames,
    *,
    milliseconds: int = MILLISECONDS,
    look: Look = LIGHT,
    advance: Callable[[int, int], object] = lambda _done, _total: None,
) -> int:
    """Write the filters of a layer at several moments as an animation that repeats; the last one stays longer.

    All frames have one scale of colours, so that growing weights are seen to grow.

    Parameters
    ----------
    path : str or Path
        The file, ending in ``.gif`` or ``.webp``, written whole: one that was there stays as it is if anything fails.
    frames : sequence of (str, ndarray)
        A title for each moment ("conv1, step 120") and the filters (O, C, KH, KW), all of one shape; 1 to 1000.
    milliseconds : int
        How long each frame stays; GIF counts in steps of 10.
    look : Look
        The light or the dark theme.
    advance : callable
        Told after each frame how many are done, and of how many; what it raises ends the work.

    Returns
    -------
    int
        How many frames were written.

    Raises
    ------
    FilterLabError
        If the file's ending is another, there is no frame or too many of them, or the file cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in ANIMATION_FORMATS:
        raise FilterLabError(f'"{target}" is no name for an animation; let it end in .gif or .webp.')
    if not 1 <= len(frames) <= MOST_FRAMES:
        raise FilterLabError(
            f"An animation of {len(frames)} frames cannot be written; give 1 to {MOST_FRAMES}."
        )
    limits = limits_of(np.stack([weights for _title, weights in frames]), "signed")
    # The last title is the longest: steps only grow.
    last = _sheet(frames[-1], limits, look)
    if len(frames) * last.width * last.height > _MOST_PIXELS:
        raise FilterLabError(
            f"The animation of {len(frames)} frames of {last.width} × {last.height} would be too large; "
            "choose a layer with fewer filters, or fewer moments."
        )

    def drawn() -> Iterator[Image.Image]:
        for number, frame in enumerate(frames, start=1):
            sheet = Image.new("RGB", last.size, look.card)
            sheet.paste(_sheet(frame, limits, look))
            yield sheet
            advance(number, len(frames))

    durations = [milliseconds] * (len(frames) - 1) + [max(milliseconds, _LAST)]
    own: tuple[Color, ...] = (look.paper, look.card, look.line, look.text)
    write_whole(target, encode_animation(kind, drawn(), durations, Palette(last, own)))
    return len(frames)


def _sheet(frame: tuple[str, NDArray[np.floating[Any]]], limits: Limits, look: Look) -> Image.Image:
    title, weights = frame
    return filter_grid(weights, limits=limits, title=title, look=look)
