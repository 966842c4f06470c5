"""The grid and the tool palette: the palette above the cells or beside them, where it leaves them more room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from filterlab.gui.design.tool_palette import ToolPalette
    from filterlab.gui.widgets.kernel_grid import KernelGrid

GAP = 4


class Easel(QWidget):
    """Lay out a palette and a grid of cells in what room there is."""

    def __init__(self, palette: ToolPalette, grid: KernelGrid, parent: QWidget | None = None) -> None:
        """Take both in."""
        super().__init__(parent)
        self._palette = palette
        self._grid = grid
        palette.setParent(self)
        grid.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Ask for the palette in one line above the grid."""
        grid, palette = self._grid.sizeHint(), self._palette.sizeHint()
        return QSize(max(grid.width(), palette.width()), grid.height() + GAP + palette.height())

    def minimumSizeHint(self) -> QSize:
        """Shrink until the palette stands in columns beside a small grid."""
        grid = self._grid.minimumSizeHint()
        return QSize(grid.width() + GAP + self._palette.width_at(grid.height()), grid.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the palette where the cells, which are square, become larger."""
        super().resizeEvent(event)
        width, height = self.width(), self.height()
        column, line = self._palette.width_at(height) + GAP, self._palette.height_at(width) + GAP
        if min(width - column, height) > min(width, height - line):
            self._palette.setGeometry(QRect(0, 0, column - GAP, height))
            self._grid.setGeometry(QRect(column, 0, width - column, height))
        else:
            self._palette.setGeometry(QRect(0, 0, width, line - GAP))
            self._grid.setGeometry(QRect(0, line, width, height - line))
