"""What a hand does with mouse and wheel in a grid of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel

from filterlab.data.drawing import line_cells
from filterlab.project import Document

if TYPE_CHECKING:
    from filterlab.data.drawing import Selection
    from filterlab.gui.design.kernel_panel import KernelPanel
    from filterlab.gui.widgets.drawing_tool import Drag
    from filterlab.gui.widgets.kernel_grid import KernelGrid

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NO_BUTTON, NO_KEY = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


def weights(document: Document) -> np.ndarray:
    """Return those of the filter on the table."""
    return document.current_filter.weights


def centre(grid: KernelGrid, row: int, column: int) -> QPoint:
    """Return the middle of a cell."""
    return grid.cell_rect(row, column).center().toPoint()


def blank_document() -> Document:
    """Make a document to draw in: 7 × 7 zeros, and a filter of three channels that counts from 0."""
    document = Document()
    document.insert_filter(document.make_filter("Empty", np.zeros((1, 7, 7))))
    counted = np.arange(27, dtype=np.float32).reshape(3, 3, 3)
    document.insert_filter(document.make_filter("Colour", counted))
    return document


def choose(qtbot, panel: KernelPanel, tool: str) -> None:
    """Take a drawing tool by its button."""
    qtbot.mouseClick(panel.drawing_tools.buttons[tool], LEFT)


def press_tool(qtbot, panel: KernelPanel, symbol: str) -> None:
    """Press one of the buttons below the grid."""
    qtbot.mouseClick(panel.tools.buttons[symbol], LEFT)


def words(panel: KernelPanel) -> str:
    """Return all that can be read in the panel."""
    return " | ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def send_mouse(
    grid: KernelGrid, kind: QEvent.Type, cell: tuple[int, int], modifiers=NO_KEY, button=LEFT
) -> None:
    """Let one mouse event happen over a cell, the button being held while the mouse moves."""
    place = QPointF(centre(grid, *cell))
    changed = NO_BUTTON if kind == QEvent.Type.MouseMove else button
    held = NO_BUTTON if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, place, QPointF(grid.mapToGlobal(place)), changed, held, modifiers)
    QApplication.sendEvent(grid, event)


def drag(grid: KernelGrid, *cells: tuple[int, int], button=LEFT) -> None:
    """Press on the first cell, go over the others and let go on the last."""
    send_mouse(grid, QEvent.Type.MouseButtonPress, cells[0], button=button)
    for cell in cells[1:]:
        send_mouse(grid, QEvent.Type.MouseMove, cell, button=button)
    send_mouse(grid, QEvent.Type.MouseButtonRelease, cells[-1], button=button)


def turn_wheel(grid: KernelGrid, cell: tuple[int, int], delta: int, modifiers=NO_KEY) -> bool:
    """Turn the wheel over a cell by eighths of a degree; return whether the grid took it."""
    place = QPointF(centre(grid, *cell))
    event = QWheelEvent(
        place, QPointF(grid.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, delta),
        NO_BUTTON, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid, event)
    return event.isAccepted()


class Listener:
    """Write down what a grid says."""

    def __init__(self, grid: KernelGrid) -> None:
        self.drags: list[Drag] = []
        self.moves: list[tuple[Selection, int, int]] = []
        self.values: list[tuple[int, int, float]] = []
        self.log: list[str] = []
        grid.drawn.connect(self.drags.append)
        grid.selection_moved.connect(lambda *move: self.moves.append(move))
        grid.cell_painted.connect(lambda *cell: self.values.append(cell))
        grid.stroke_started.connect(lambda: self.log.append("started"))
        grid.stroke_finished.connect(lambda: self.log.append("finished"))
        grid.stroke_cancelled.connect(lambda: self.log.append("cancelled"))
        grid.selection_changed.connect(lambda: self.log.append(f"selected {grid.selection}"))
        grid.edit_wanted.connect(lambda edit: self.log.append(f"edit {edit}"))
        grid.tool_wanted.connect(lambda tool: self.log.append(f"tool {tool}"))

    @property
    def strokes(self) -> list[str]:
        """What was said of strokes alone."""
        return [entry for entry in self.log if entry in ("started", "finished", "cancelled")]


class Painter:
    """Write down what a grid says, and answer as a document would: by setting what was asked for.

    A drag paints the cells along its way, as a brush of one cell does.
    """

    def __init__(self, grid: KernelGrid, *, answers: bool = True) -> None:
        self.grid, self.answers = grid, answers
        self.strokes: list[list[tuple[int, int, float]]] = []
        self.log: list[str] = []
        grid.stroke_started.connect(self._start)
        grid.cell_painted.connect(self._paint)
        grid.drawn.connect(self._draw)
        grid.stroke_finished.connect(lambda: self.log.append("finished"))
        grid.current_changed.connect(lambda row, column: self.log.append(f"current {row} {column}"))
        grid.value_picked.connect(lambda value: self.log.append(f"picked {value:g}"))
        grid.message_raised.connect(lambda sentence: self.log.append(f"message {sentence}"))

    def _start(self) -> None:
        self.log.append("started")
        self.strokes.append([])

    def _paint(self, row: int, column: int, value: float) -> None:
        self.strokes[-1].append((row, column, value))
        if self.answers:
            weights = self.grid.weights.copy()
            weights[row, column] = value
            self.grid.set_weights(weights)

    def _draw(self, drag: Drag) -> None:
        rows, columns = self.grid.weights.shape
        way = line_cells(drag.before, drag.here)
        for row, column in way if len(self.strokes[-1]) == 0 else way[1:]:
            if 0 <= row < rows and 0 <= column < columns:
                self._paint(row, column, 0.0 if drag.erases else self.grid.brush)

    @property
    def cells(self) -> list[tuple[int, int, float]]:
        return [cell for stroke in self.strokes for cell in stroke]
