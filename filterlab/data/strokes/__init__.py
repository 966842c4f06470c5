"""`strokes`: digits that look handwritten, drawn by us from the paths of a pen."""

from filterlab.data.strokes.glyphs import GLYPHS
from filterlab.data.strokes.hand import Hand, write
from filterlab.data.strokes.paths import compile_glyphs
from filterlab.data.strokes.pen import Pen, draw
import numpy as np


def make_strokes(count, rng, hand=Hand(), pen=Pen(), glyphs=GLYPHS, with_glyph=False):
    labels = rng.permutation(np.arange(count) % 10)
    images = np.zeros((count, 1, 28, 28), np.float32)
    table = compile_glyphs(glyphs)
    glyph = np.zeros(count, np.intp)
    for digit in range(10):
        ways = np.flatnonzero(table.digit == digit)
        idx = np.flatnonzero(labels == digit)
        glyph[idx] = rng.choice(ways, len(idx), p=table.share[ways] / table.share[ways].sum())
    for i in range(0, count, 250):
        b = glyph[i : i + 250]
        images[i : i + 250, 0] = draw(write(table, b, hand, rng), table, b, pen, rng)
    images = np.round(images * 255) / np.float32(255)
    return (images, labels, glyph) if with_glyph else (images, labels)
