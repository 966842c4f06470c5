"""A button that lists all panels of the drawing table and says what each is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

if TYPE_CHECKING:
    from filterlab.gui.design.desk import Desk
    from filterlab.gui.design.tool import Group


class PanelButton(QPushButton):
    """Bring any panel to the front: tabs show the names of a few, and never what a panel is for."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """List the panels of a desk."""
        super().__init__(self.tr("Pane&ls"), parent)
        self.setToolTip(self.tr("All panels of the drawing table and what each is for"))
        names: dict[Group, str] = {
            "understand": self.tr("Understand a number"),
            "make": self.tr("Make a filter"),
            "picture": self.tr("Change the picture"),
        }
        menu = QMenu(self)
        for group, name in names.items():
            menu.addSeparator()
            heading = menu.addAction(name)
            heading.setEnabled(False)
            for tool in desk.tools:
                if tool.group == group:
                    action = menu.addAction(f"{tool.title()} — {tool.purpose()}")
                    action.triggered.connect(lambda _checked=False, key=tool.key: desk.show_tool(key))
        menu.addSeparator()
        menu.addAction(self.tr("Reset layout")).triggered.connect(desk.reset)
        self.setMenu(menu)
