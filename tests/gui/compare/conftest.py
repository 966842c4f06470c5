"""Compare as most of its tests meet it: two filters, a small picture, and the workspace on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.gui.compare.bench import workspace_of

from filterlab.data import presets
from filterlab.project import Document

if TYPE_CHECKING:
    from filterlab.gui.compare import CompareWorkspace


@pytest.fixture
def document() -> Document:
    """Return a document with two filters and a small picture."""
    document = Document()
    document.add_picture("noise", np.random.default_rng(0).random((1, 40, 50), dtype=np.float32))
    for name in ("sobel-x", "gaussian"):
        document.insert_filter(document.make_filter(presets[name].title, presets[name].weights))
    return document


@pytest.fixture
def workspace(document, qtbot) -> CompareWorkspace:
    """Return the workspace on screen, everything computed."""
    return workspace_of(document, qtbot)
