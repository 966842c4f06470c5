"""All panels of Compare, each with its presenter, and what they share: the one place where they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from filterlab.gui.compare.decision.panel import DecisionPanel
from filterlab.gui.compare.decision.presenter import DecisionPresenter
from filterlab.gui.compare.matching.panel import MatchingPanel
from filterlab.gui.compare.matching.presenter import MatchingPresenter
from filterlab.gui.compare.surgery.panel import SurgeryPanel
from filterlab.gui.compare.surgery.presenter import SurgeryPresenter
from filterlab.gui.compare.surgery.table import OperatingTable
from filterlab.gui.compare.thaw.panel import ThawPanel
from filterlab.gui.compare.thaw.presenter import ThawPresenter
from filterlab.gui.compare.units.panels import UnitPanels

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.presenter import ComparePresenter
    from filterlab.gui.compare.rankings import KnownRankings
    from filterlab.gui.desk_panel import DeskPanel
    from filterlab.gui.train.experiments_presenter import ExperimentsPresenter
    from filterlab.gui.train.snapshots import RunSnapshots


class PanelPresenter(Protocol):
    """What is expected of whoever keeps a panel true to what is looked at."""

    @property
    def is_idle(self) -> bool:
        """Whether the panel shows all it can."""

    def shut_down(self) -> None:
        """Stop computing; called before the window goes."""


class ComparePanels(QObject):
    """Make the panels and keep them true to the filter that is looked at.

    Attributes
    ----------
    panels : tuple of DeskPanel
        All of them, in the order of their tabs.
    units : UnitPanels
        The panels that ask what a unit sees.

    Signals
    -------
    status_changed(str)
        For the status bar.
    """

    status_changed = Signal(str)

    def __init__(
        self,
        looked_at: LookedAt,
        rankings: KnownRankings,
        snapshots: RunSnapshots,
        undo_stack: QUndoStack,
        parent: QObject | None = None,
    ) -> None:
        """Make the panels; nothing is computed until a panel is seen.

        Parameters
        ----------
        looked_at : LookedAt
            What all panels are about.
        rankings : KnownRankings
            What is known of how important filters are.
        snapshots : RunSnapshots
            Where the weights of all moments are found.
        undo_stack : QUndoStack
            What is done to patients can be undone.
        parent : QObject or None
            Owner.
        """
        super().__init__(parent)
        self.looked_at = looked_at
        self._matching = MatchingPanel()
        self.units = UnitPanels(looked_at, self)
        self.units.status_changed.connect(self.status_changed)
        surgery, decision, self.thaw = SurgeryPanel(), DecisionPanel(), ThawPanel()
        self._thawing = ThawPresenter(self.thaw, looked_at, snapshots, self)
        following = DecisionPresenter(decision, looked_at, self)
        following.status_changed.connect(self.status_changed)
        self.panels: tuple[DeskPanel, ...] = (
            self._matching,
            surgery,
            *self.units.panels,
            decision,
            self.thaw,
        )
        self._presenters: tuple[PanelPresenter, ...] = (
            self.units,
            SurgeryPresenter(
                surgery,
                looked_at,
                OperatingTable(looked_at, self.units.followed.memory, snapshots, self),
                rankings,
                undo_stack,
                self,
            ),
            following,
            self._thawing,
        )

    def set_experiments(self, experiments: ExperimentsPresenter) -> None:
        """Say who runs experiments, for the controls of seed and thaw."""
        self._thawing.controls.set_experiments(experiments)

    def tie(self, columns: ComparePresenter) -> None:
        """Keep the panels true to the banks in the columns from now on."""
        matching = MatchingPresenter(self._matching, columns, self.looked_at.document, self)
        self._presenters = (*self._presenters, matching)

    @property
    def is_idle(self) -> bool:
        """Whether all panels show what they can."""
        return all(presenter.is_idle for presenter in self._presenters)

    def shut_down(self) -> None:
        """Stop what goes on in the background."""
        for presenter in self._presenters:
            presenter.shut_down()
