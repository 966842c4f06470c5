"""What a new document holds, so that the first thing a user sees is a filter at work."""

from __future__ import annotations

import numpy as np

from filterlab.data import load_sample, presets, samples
from filterlab.probes import Stages
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


def is_untouched(document: Document) -> bool:
    """Return whether a document holds nothing but what a first start gives, and sample pictures to look at.

    Which filter and which picture are in front does not count: nobody misses that.
    """
    if document.chain is not None or document.runs or document.starts or document.plan is not None:
        return False
    if document.stages != Stages() or document.units != Document().units:
        return False
    if any(picture.revision or not picture.source.startswith("sample ") for picture in document.pictures):
        return False
    expected = [presets[name] for name in FIRST_FILTERS]
    return len(document.filters) == len(expected) and all(
        item.name == preset.title and np.array_equal(item.weights, preset.weights)
        for item, preset in zip(document.filters, expected, strict=True)
    )
