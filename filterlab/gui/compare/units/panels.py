"""The panels that ask what a unit sees, each with its presenter, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.gui.compare.units.attribution_panel import AttributionPanel
from filterlab.gui.compare.units.attribution_presenter import AttributionPresenter
from filterlab.gui.compare.units.climb_panel import ClimbPanel
from filterlab.gui.compare.units.climb_presenter import ClimbPresenter
from filterlab.gui.compare.units.field_panel import FieldPanel
from filterlab.gui.compare.units.field_presenter import FieldPresenter
from filterlab.gui.compare.units.followed_unit import FollowedUnit
from filterlab.gui.compare.units.noise_panel import NoisePanel
from filterlab.gui.compare.units.noise_presenter import NoisePresenter
from filterlab.gui.compare.units.patches_panel import PatchesPanel
from filterlab.gui.compare.units.patches_presenter import PatchesPresenter
from filterlab.gui.compare.units.tuning_panel import TuningPanel
from filterlab.gui.compare.units.tuning_presenter import TuningPresenter
from filterlab.gui.compare.units.unit_bar import UnitChooser

if TYPE_CHECKING:
    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.panels import PanelPresenter
    from filterlab.gui.compare.units.unit_panel import UnitPanel


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

    def __init__(self, looked_at: LookedAt, parent: QObject | None = None) -> None:
        """Make everything; nothing is computed until a panel is seen."""
        super().__init__(parent)
        self.followed = FollowedUnit(looked_at, self)
        patches, tuning, noise, field = PatchesPanel(), TuningPanel(), NoisePanel(), FieldPanel()
        attribution, best = AttributionPanel(), ClimbPanel()
        self.panels: tuple[UnitPanel, ...] = (patches, tuning, noise, field, attribution, best)
        self._presenters: tuple[PanelPresenter, ...] = (
            PatchesPresenter(patches, self.followed, self),
            TuningPresenter(tuning, self.followed, self),
            NoisePresenter(noise, self.followed, self),
            FieldPresenter(field, self.followed, self),
            AttributionPresenter(attribution, self.followed, self),
            ClimbPresenter(best, self.followed, self),
        )
        for panel in self.panels:
            UnitChooser(panel, self.followed, self)
            panel.value_hovered.connect(self.status_changed)

    @property
    def is_idle(self) -> bool:
        """Whether all panels show what they can."""
        return self.followed.is_idle and all(presenter.is_idle for presenter in self._presenters)

    def shut_down(self) -> None:
        """Stop what goes on in the background."""
        self.followed.shut_down()
        for presenter in self._presenters:
            presenter.shut_down()
