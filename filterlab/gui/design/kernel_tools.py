"""The tool row of the kernel: what can be done to all weights at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from filterlab.gui.design import kernel_edits
from filterlab.gui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Edit = Callable[["NDArray[np.float32]"], "NDArray[np.float32]"]


@dataclass(frozen=True)
class Tool:
    """One button.

    Attributes
    ----------
    symbol : str
        What stands on the button.
    title : str
        Translated name: of the button for screen readers, and of the step in the Edit menu.
    tip : str
        Translated explanation.
    edit : callable
        Takes weights of shape (C, KH, KW), returns the new ones; may raise ``FilterLabError``.
    moves_cells : bool
        Whether it moves cells, which all channels must do together; otherwise it acts on the channel shown.
    """

    symbol: str
    title: str
    tip: str
    edit: Edit
    moves_cells: bool = False


class KernelTools(QWidget):
    """Offer the tools as a row of buttons that wraps where the panel is narrow.

    Signals
    -------
    tool_chosen(Tool)
        The user pressed a button.
    """

    tool_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the buttons."""
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        layout = FlowLayout(self, spacing=2)
        layout.setContentsMargins(0, 0, 0, 0)
        for tool in self._tools():
            button = QToolButton()
            button.setText(tool.symbol)
            button.setToolTip(f"{tool.title}: {tool.tip}")
            button.setAccessibleName(tool.title)
            button.setFixedWidth(max(25, button.fontMetrics().horizontalAdvance(tool.symbol) + 8))
            button.clicked.connect(lambda _checked=False, tool=tool: self.tool_chosen.emit(tool))
            self.buttons[tool.symbol] = button
            layout.addWidget(button)

    def _tools(self) -> tuple[Tool, ...]:
        return (
            Tool(
                "↻",
                self.tr("Rotate"),
                self.tr("turn by 90° clockwise"),
                kernel_edits.turned,
                moves_cells=True,
            ),
            Tool(
                "↔",
                self.tr("Flip sideways"),
                self.tr("swap left and right"),
                kernel_edits.flipped_sideways,
                moves_cells=True,
            ),
            Tool(
                "↕",
                self.tr("Flip upside down"),
                self.tr("swap top and bottom"),
                kernel_edits.flipped_upside_down,
                moves_cells=True,
            ),
            Tool("±", self.tr("Negate"), self.tr("change every sign"), kernel_edits.negated),
            Tool(
                "Σ=0",
                self.tr("Zero mean"),
                self.tr("subtract the mean, so that a flat patch gives 0"),
                kernel_edits.with_zero_sum,
            ),
            Tool(
                "Σ=1",
                self.tr("Normalise"),
                self.tr("divide by the sum, so that a flat patch keeps its value"),
                kernel_edits.with_unit_sum,
            ),
            Tool("0", self.tr("Clear"), self.tr("set every weight to 0"), kernel_edits.cleared),
        )
