"""The panels that ask what a unit sees, each with its presenter, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.gui.compare.units.followed_unit import FollowedUnit
from filterlab.gui.compare.units.patches_panel import PatchesPanel
from filterlab.gui.compare.units.patches_presenter import PatchesPresenter
from filterlab.gui.compare.units.unit_bar import UnitChooser

if TYPE_CHECKING:
    from filterlab.gui.compare.units.unit_panel import UnitPanel
    from filterlab.project import Document


class UnitPanels(QObject):
    """Make the panels and keep them true to the unit that is looked at.

    Attributes
    ----------
    followed : FollowedUnit
        Which unit that is.
    panels : tuple of UnitPanel
        All of them, in the order of their tabs.

    Signals
    -------
    status_changed(str)
        For the status bar.
    """

    status_changed = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Make everything; nothing is computed until a panel is seen."""
        super().__init__(parent)
        self.followed = FollowedUnit(document, self)
        patches = PatchesPanel()
        self.panels: tuple[UnitPanel, ...] = (patches,)
        self._presenters = (PatchesPresenter(patches, self.followed, self),)
        for panel in self.panels:
            UnitChooser(panel.bar, self.followed, self)
            panel.value_hovered.connect(self.status_changed)

    def is_idle(self) -> bool:
        """Whether all panels show what they can."""
        return self.followed.is_idle and all(presenter.is_idle for presenter in self._presenters)

    def shut_down(self) -> None:
        """Stop what goes on in the background."""
        self.followed.shut_down()
        for presenter in self._presenters:
            presenter.shut_down()
