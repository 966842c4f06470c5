"""What tests of the kernel share: a grid with the focus, and the panel around it over a test's own document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from filterlab.data import presets
from filterlab.gui.design.kernel_panel import KernelPanel
from filterlab.gui.widgets.kernel_grid import KernelGrid
from filterlab.project import Document

from .hands import Listener, Painter

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack


@pytest.fixture
def grid(qtbot) -> KernelGrid:
    """Return a grid of 7 × 7 zeros that has the focus."""
    grid = KernelGrid()
    qtbot.addWidget(grid)
    grid.set_weights(np.zeros((7, 7)))
    grid.resize(290, 290)
    grid.show()
    qtbot.waitExposed(grid)
    grid.activateWindow()
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    return grid


@pytest.fixture
def listener(grid) -> Listener:
    """Return what writes down what the grid says."""
    return Listener(grid)


@pytest.fixture
def painter(grid) -> Painter:
    """Return what answers the grid as a document would, with a brush of 30."""
    grid.set_brush(30.0)
    return Painter(grid)


@pytest.fixture
def document() -> Document:
    """Return the curve detector and a filter of three channels; a test file may have a document of its own."""
    document = Document()
    curve = presets["curve-detector"]
    document.insert_filter(document.make_filter(curve.title, curve.weights, origin="preset curve-detector"))
    rng = np.random.default_rng(0)
    document.insert_filter(document.make_filter("Colour", rng.integers(-4, 5, (3, 3, 5)).astype(np.float32)))
    return document


@pytest.fixture
def panel(qtbot, document: Document, stack: QUndoStack) -> KernelPanel:
    """Return the panel over the test file's own document, with the focus in the grid."""
    panel = KernelPanel(document, stack)
    qtbot.addWidget(panel)
    panel.resize(310, 440)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    panel.grid.setFocus()
    qtbot.waitUntil(panel.grid.hasFocus)
    return panel


@pytest.fixture
def colour(panel, document: Document) -> KernelPanel:
    """Return the panel with the document's second filter on the table, which has three channels."""
    document.select_filter(document.filters[1].id)
    return panel
