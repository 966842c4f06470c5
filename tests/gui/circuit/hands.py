"""What tests of Circuit do and ask: wait, click a number, hear sentences, compute all maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from filterlab.probes.chain import example_chains, respond_through

if TYPE_CHECKING:
    import numpy as np

    from filterlab.gui.circuit import CircuitWorkspace
    from filterlab.gui.circuit.place_keeper import Spot
    from filterlab.project import Document

LEFT = Qt.MouseButton.LeftButton
CORNERS = example_chains["corners"].chain


def settle(workspace: CircuitWorkspace, qtbot) -> None:
    """Wait until all is computed, and laid out."""
    qtbot.waitUntil(workspace.is_idle)
    QApplication.processEvents()
    qtbot.waitUntil(workspace.is_idle)


def messages(workspace: CircuitWorkspace) -> list[str]:
    """Return a list that fills with the sentences the workspace raises; an empty one takes the last away."""
    said: list[str] = []
    workspace.message_raised.connect(lambda sentence: said.append(sentence) if sentence else said.clear())
    return said


def expected_maps(document: Document) -> list[np.ndarray]:
    """Return the finished maps of all stages of the document's circuit."""
    response = respond_through(document.current_picture.pixels, document.chain, scale=document.scale.factor)
    return [stage.values for stage in response.stages]


def click(workspace: CircuitWorkspace, qtbot, spot: Spot) -> None:
    """Click a cell of a map with the mouse."""
    tiles = workspace.columns.columns[spot.stage].tiles
    tiles.scroll_to(spot.map)
    qtbot.mouseClick(tiles.viewport(), LEFT, pos=tiles.point_of(spot.map, spot.row, spot.column))
    settle(workspace, qtbot)
