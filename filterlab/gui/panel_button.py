"""A button that lists all panels of a desk and says what each is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from filterlab.gui.desk import Desk


class PanelButton(QPushButton):
    """Bring any panel to the front: tabs show the names of a few, and never what a panel is for."""

    def __init__(self, desk: Desk[Any], groups: Mapping[str, str], parent: QWidget | None = None) -> None:
        """List the panels of a desk under the translated names of their groups."""
        super().__init__(self.tr("Pane&ls"), parent)
        self.setToolTip(self.tr("All panels of this workspace and what each is for"))
        self.list = menu = QMenu(self)
        for group, name in groups.items():
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
