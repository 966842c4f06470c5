"""`strokes`, the embedded data set: handwritten-looking digits, drawn by us from the paths of a pen.

`glyphs` says how people write the digits, `paths` turns that into points, `hand` writes each one differently,
`pen` lays the ink.
"""

import numpy as np
import numpy.typing as npt

from filterlab.data.strokes.glyphs import GLYPHS
from filterlab.data.strokes.hand import Hand, write
from filterlab.data.strokes.paths import compile_glyphs
from filterlab.data.strokes.pen import SIDE, Pen, draw
from filterlab.errors import FilterLabError

__all__ = ["USUAL_HAND", "USUAL_PEN", "Hand", "Pen", "make_strokes"]

USUAL_HAND = Hand()
"""As different as the hands of many writers."""

USUAL_PEN = Pen()
"""Framed like MNIST: the digit about 20 pixels high, its centre of mass near the middle."""

_DIGITS = 10
_BLOCK = 250


def make_strokes(
    count: int, rng: np.random.Generator, *, hand: Hand = USUAL_HAND, pen: Pen = USUAL_PEN
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Draw digits that look handwritten.

    Each digit comes as often as any other (one more or less if `count` is no multiple of 10), in mixed order.
    The same state of `rng` gives the same bits, however many threads there are.

    Parameters
    ----------
    count : int
        How many digits to draw, 1 or more.
    rng : Generator
        Source of chance.
    hand, pen : Hand, Pen, optional
        How much shapes, ink and framing vary.

    Returns
    -------
    images : ndarray, shape (count, 1, 28, 28), float32
        White ink, at most 1, on black 0, in steps of 1/255 like a scan.
    labels : ndarray, shape (count,), int64
        0 to 9.

    Raises
    ------
    FilterLabError
        If `count` is below 1.
    """
    if count < 1:
        raise FilterLabError(f"{count} digits cannot be drawn: ask for 1 or more.")
    table = compile_glyphs(GLYPHS)
    labels = rng.permutation(np.arange(count, dtype=np.int64) % _DIGITS)
    glyphs = np.zeros(count, dtype=np.intp)
    for digit in range(_DIGITS):
        ways, mine = np.flatnonzero(table.digit == digit), labels == digit
        glyphs[mine] = rng.choice(ways, size=int(mine.sum()), p=table.share[ways])
    images = np.empty((count, 1, SIDE, SIDE), dtype=np.float32)
    for start in range(0, count, _BLOCK):
        block = glyphs[start : start + _BLOCK]
        points = write(table, block, hand, rng)
        pictures = draw(points, table.joined[block], table.progress[block], pen, rng)
        images[start : start + _BLOCK, 0] = np.round(pictures * 255) / np.float32(255)
    return images, labels
