"""The drawing tools as buttons, each with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from filterlab.gui.design.symmetry_button import SymmetryButton
from filterlab.gui.widgets.drawing_tool import DRAWING_TOOLS, LETTERS, DrawingTool
from filterlab.gui.widgets.glyphs import GlyphButton

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

SIDE = 25
GAP = 2


class ToolPalette(QWidget):
    """Offer the tools and symmetry in as many columns as fit; setters never emit.

    Signals
    -------
    tool_chosen(str)
        The user took another tool.

    Attributes
    ----------
    symmetry : SymmetryButton
        Where all that is drawn is repeated.
    """

    tool_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the brush."""
        super().__init__(parent)
        self.buttons: dict[DrawingTool, GlyphButton] = {}
        self._group = QButtonGroup(self)
        for tool in DRAWING_TOOLS:
            name, tip = self._words(tool)
            button = GlyphButton(tool, SIDE, self)
            button.setCheckable(True)
            button.setAccessibleName(name)
            button.setToolTip(f"{name} ({LETTERS[tool]}): {tip}")
            button.clicked.connect(lambda _checked=False, tool=tool: self.tool_chosen.emit(tool))
            self._group.addButton(button)
            self.buttons[tool] = button
        self.symmetry = SymmetryButton(SIDE, self)
        self.set_tool("brush")

    def _words(self, tool: DrawingTool) -> tuple[str, str]:
        """Return a tool's name and what it is good for."""
        boxes = self.tr("drag from corner to corner; Shift makes it square")
        return {
            "brush": (self.tr("Brush"), self.tr("drag over cells; the right button erases")),
            "line": (self.tr("Line"), self.tr("drag from end to end; Shift holds it at 0, 45 or 90°")),
            "rectangle": (self.tr("Rectangle"), boxes),
            "ellipse": (self.tr("Ellipse"), boxes),
            "flood": (self.tr("Fill"), self.tr("click an area of equal values")),
            "gradient": (
                self.tr("Gradient"),
                self.tr("drag from the first value to the last; fills what is selected, or everything"),
            ),
            "select": (self.tr("Select"), self.tr("drag over cells; drag inside to move them")),
        }[tool]

    def name_of(self, tool: DrawingTool) -> str:
        """Return a tool's translated name."""
        return self._words(tool)[0]

    @property
    def tool(self) -> DrawingTool:
        """The tool in the hand."""
        return next(tool for tool, button in self.buttons.items() if button.isChecked())

    def set_tool(self, tool: DrawingTool) -> None:
        """Take another tool."""
        self.buttons[tool].setChecked(True)

    def height_at(self, width: int) -> int:
        """Return the height of all buttons in lines of this width."""
        return self._extent(-(-self._count // self._fitting(width)))

    def width_at(self, height: int) -> int:
        """Return the width of all buttons in columns of this height."""
        return self._extent(-(-self._count // self._fitting(height)))

    def minimumSizeHint(self) -> QSize:
        """Shrink to one button."""
        return QSize(SIDE, SIDE)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        return QSize(self._extent(self._count), SIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the buttons side by side and line below line."""
        super().resizeEvent(event)
        in_a_line = self._fitting(self.width())
        for number, button in enumerate((*self.buttons.values(), self.symmetry)):
            row, column = divmod(number, in_a_line)
            button.move(QPoint(column * (SIDE + GAP), row * (SIDE + GAP)))

    @property
    def _count(self) -> int:
        return len(self.buttons) + 1

    @staticmethod
    def _extent(count: int) -> int:
        return count * (SIDE + GAP) - GAP

    @staticmethod
    def _fitting(extent: int) -> int:
        return max(1, (extent + GAP) // (SIDE + GAP))
