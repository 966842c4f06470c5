"""The line above a panel: what it is for, and buttons to take it out and to close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.glyphs import GlyphButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDockWidget

SIDE = 18


class DockTitle(QWidget):
    """Say what a panel is for where a tab has its name already; its name too where it stands alone.

    Attributes
    ----------
    float_button, close_button : GlyphButton
        Take the panel out of the window or put it back, and close it.
    """

    def __init__(self, dock: QDockWidget, purpose: str) -> None:
        """Make the line of a panel.

        Parameters
        ----------
        dock : QDockWidget
            The panel.
        purpose : str
            Translated line that says what it is for.
        """
        super().__init__(dock)
        self._dock, self._purpose = dock, purpose
        self._line = dressed(ElidedLabel(purpose), "muted")
        self.float_button, self.close_button = GlyphButton("float", SIDE), GlyphButton("close", SIDE)
        tips = {
            self.float_button: self.tr("Take the panel out, or put it back"),
            self.close_button: self.tr("Close the panel; the button Panels brings it back"),
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 1, 8, 1)
        layout.setSpacing(2)
        layout.addWidget(self._line, 1)
        for button, tip in tips.items():
            button.setAutoRaise(True)
            # Those of panels behind this one lie here too, out of sight; the keyboard has the menu View.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            layout.addWidget(button)
        self.float_button.clicked.connect(self._on_float_button_clicked)
        self.close_button.clicked.connect(dock.close)

    @property
    def text(self) -> str:
        """What the line says."""
        return self._line.text()

    def set_alone(self, *, is_alone: bool) -> None:
        """Say the panel's name too, or leave that to its tab."""
        name = self._dock.windowTitle().replace("&", "")
        self._line.setText(f"{name} — {self._purpose}" if is_alone else self._purpose)

    def _on_float_button_clicked(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())
