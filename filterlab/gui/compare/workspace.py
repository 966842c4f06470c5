"""The layout of the Compare workspace: banks beside one another, and what one asks of them below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from filterlab.gui.compare.banks import BankReader
from filterlab.gui.compare.columns_view import ColumnsView
from filterlab.gui.compare.desk import CompareDesk
from filterlab.gui.compare.exports import columns_csv, draw_columns
from filterlab.gui.compare.looked_at import LookedAt
from filterlab.gui.compare.panels import ComparePanels
from filterlab.gui.compare.presenter import ComparePresenter
from filterlab.gui.compare.rankings import KnownRankings
from filterlab.gui.compare.samples.bar import SampleBar
from filterlab.gui.compare.samples.presenter import SamplePresenter
from filterlab.gui.compare.saving import save_figure, save_table
from filterlab.gui.compare.top_bar import TopBar
from filterlab.gui.panel_button import PanelButton
from filterlab.gui.train.snapshots import RunSnapshots, SnapshotMemory
from filterlab.gui.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QShowEvent, QUndoStack

    from filterlab.gui.train.experiments_presenter import ExperimentsPresenter
    from filterlab.project import Document


class CompareWorkspace(Workspace):
    """Hand-made filters beside learned ones, each with its response to the same picture.

    Signals
    -------
    workspace_requested(str)
        The user wants to go to another workspace ("design", "train") to fill an empty shelf.
    controls_wanted()
        The user wants to see the experiment about first layers in Train.
    """

    name = "compare"
    workspace_requested = Signal(str)
    controls_wanted = Signal()

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        """Lay out the views and tie them to the document."""
        super().__init__(document, undo_stack, parent)
        self.top, self.sample_bar = TopBar(), SampleBar()
        self.columns = ColumnsView()
        self.looked_at = LookedAt(document, self)
        self.rankings = KnownRankings(document, self)
        snapshots = RunSnapshots(SnapshotMemory(document, self), lambda: self.project)
        self.reader = BankReader(document, snapshots, self)
        self.panels = ComparePanels(self.looked_at, self.rankings, snapshots, undo_stack, self)
        self.panels.thaw.controls.details_wanted.connect(self.controls_wanted)
        self._lay_out()
        self.presenter = ComparePresenter(
            document,
            undo_stack,
            self.top,
            self.columns,
            self.reader,
            self.looked_at,
            self.rankings,
            SamplePresenter(self.sample_bar, self.looked_at, self.panels.units.followed.memory, self),
            self,
        )
        self.panels.tie(self.presenter)
        self.presenter.message_raised.connect(self.message_raised)
        self.presenter.status_changed.connect(self.status_changed)
        self.panels.status_changed.connect(self.status_changed)
        for panel in self.desk.tools:
            panel.message_raised.connect(self.message_raised)
        self.top.figure_wanted.connect(self._on_top_figure_wanted)
        self.top.table_wanted.connect(self._on_top_table_wanted)
        self.presenter.remedy_wanted.connect(self.workspace_requested)

    def _lay_out(self) -> None:
        middle = QWidget()
        around = QVBoxLayout(middle)
        around.setContentsMargins(10, 6, 10, 6)
        around.addWidget(self.columns)
        self.desk = CompareDesk(middle)
        self.desk.add_tools(self.panels.panels)
        groups = {
            "banks": self.tr("Compare banks"),
            "net": self.tr("Operate on a net"),
            "unit": self.tr("What a unit sees"),
        }
        self.panel_button = PanelButton(self.desk, groups)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 10, 0)
        top.addWidget(self.top, 1)
        top.addWidget(self.panel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.sample_bar)
        layout.addWidget(self.desk, 1)

    def set_experiments(self, experiments: ExperimentsPresenter) -> None:
        """Say who runs experiments and keeps what they tell."""
        self.panels.set_experiments(experiments)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Compare")

    def is_idle(self) -> bool:
        """Whether everything that can be seen has been computed and drawn."""
        return self.presenter.is_idle and self.panels.is_idle and self.desk.is_idle()

    def shut_down(self) -> None:
        """Compute no more; called before the window goes."""
        self.presenter.shut_down()
        self.panels.shut_down()
        self.desk.shut_down()

    def command_menus(self) -> Sequence[tuple[str, QMenu]]:
        """Return what brings a panel to the front."""
        return ((self.tr("Panel"), self.panel_button.list),)

    def copyable_views(self) -> Sequence[tuple[str, QWidget]]:
        """Return the banks, then the panels."""
        return (
            (self.tr("The comparison"), self.columns),
            *((self.tr("The panel {title}").format(title=tool.title()), tool) for tool in self.desk.tools),
        )

    def _on_top_figure_wanted(self) -> None:
        picture = self.looked_at.picture
        words = self.tr("{name}, {note}").format(name=picture.name, note=self.top.note) if picture else ""
        save_figure(self, "compare.png", lambda look: draw_columns(self.columns.columns, words, look))

    def _on_top_table_wanted(self) -> None:
        save_table(self, "compare.csv", lambda: columns_csv(self.columns.columns))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the document."""
        super().showEvent(event)
        self.presenter.set_awake(is_awake=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Compute nothing that cannot be seen."""
        super().hideEvent(event)
        self.presenter.set_awake(is_awake=False)
