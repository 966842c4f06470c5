"""The row of buttons below the kernel: what is most often done to all weights at once, and a menu of all of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from filterlab.gui.design.change_menu import ChangeMenu
from filterlab.gui.design.changes import quick_changes
from filterlab.gui.widgets.flow_layout import FlowLayout

MIN_WIDTH = 20
ARROW = 16


class KernelTools(QWidget):
    """Offer the changes in a row that wraps where the panel is narrow.

    Signals
    -------
    change_chosen(Change)
        The user pressed a button, or chose an entry of the menu.
    dialog_wanted(str)
        The user chose an entry that asks for a number first.
    """

    change_chosen = Signal(object)
    dialog_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the buttons."""
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        layout = FlowLayout(self, spacing=1)
        layout.setContentsMargins(0, 0, 0, 0)
        for change in quick_changes():
            button = QToolButton()
            button.setText(change.symbol)
            button.setToolTip(f"{change.title}: {change.tip}")
            button.setAccessibleName(change.title)
            button.setFixedWidth(max(MIN_WIDTH, button.fontMetrics().horizontalAdvance(change.symbol) + 5))
            button.clicked.connect(lambda _checked=False, change=change: self.change_chosen.emit(change))
            self.buttons[change.symbol] = button
            layout.addWidget(button)
        self.menu = ChangeMenu(self)
        self.menu.change_chosen.connect(self.change_chosen)
        self.menu.dialog_wanted.connect(self.dialog_wanted)
        self.menu_button = QToolButton()
        self.menu_button.setText(self.tr("Change"))
        self.menu_button.setToolTip(self.tr("Everything that can be done to the filter as a whole"))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setMenu(self.menu)
        text_width = self.menu_button.fontMetrics().horizontalAdvance(self.menu_button.text())
        self.menu_button.setFixedWidth(text_width + ARROW)
        layout.addWidget(self.menu_button)
