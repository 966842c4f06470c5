"""What a new document holds, so that the first thing a user sees is a filter at work."""

from __future__ import annotations

from filterlab.data import load_sample, presets, samples
from filterlab.project.document import Document

FIRST_PICTURE = "mouse"
FIRST_FILTERS = ("curve-detector", "sobel-x", "sobel-y", "laplacian-8", "gaussian", "gabor-45")


def starting_document() -> Document:
    """Make the document of a first start: the course's curve detector looking at the mouse.

    Returns
    -------
    Document
        A small bank of presets, the first of them current, and the mouse picture.
    """
    document = Document()
    document.add_picture(
        samples[FIRST_PICTURE].title, load_sample(FIRST_PICTURE), source=f"sample {FIRST_PICTURE}"
    )
    for name in FIRST_FILTERS:
        preset = presets[name]
        document.insert_filter(document.make_filter(preset.title, preset.weights, origin=f"preset {name}"))
    return document
