"""The layout of the Train workspace: causes on the left, what comes of them on the right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.panel_button import PanelButton
from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.train.control_bar import ControlBar
from filterlab.gui.train.curves_panel import CurvesPanel
from filterlab.gui.train.data_panel import DataPanel
from filterlab.gui.train.desk import SET_UP, TrainDesk
from filterlab.gui.train.experiments_presenter import ExperimentsPresenter
from filterlab.gui.train.net_panel import NetPanel
from filterlab.gui.train.panels import RunPanels
from filterlab.gui.train.presenter import TrainPresenter
from filterlab.gui.train.setting_up import SettingUp
from filterlab.gui.train.settings_panel import SettingsPanel
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.filter_mosaic import FilterMosaic
from filterlab.gui.workspace import Workspace
from filterlab.probes.experiments import FIRST_LAYER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QUndoStack

    from filterlab.gui.desk_panel import DeskPanel
    from filterlab.probes.chain import Chain
    from filterlab.project import Document, Project

CURVES_SHARE, FILTERS_SHARE = 2, 1
CURVES_WIDTH, FILTERS_WIDTH = 740, 300


class TrainWorkspace(Workspace):
    """Choose data, net and settings; start; watch loss, accuracy and the first layer's filters.

    Signals
    -------
    circuit_opened(str)
        A circuit has become a net of this name, ready to be trained.
    """

    name = "train"
    circuit_opened = Signal(str)

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        """Lay out the views and tie them to the document."""
        super().__init__(document, undo_stack, parent)
        self.controls = ControlBar()
        self.data, self.net, self.settings = DataPanel(), NetPanel(), SettingsPanel()
        self.curves = CurvesPanel()
        self.mosaic = FilterMosaic(self.tr("First-layer filters"))
        self.save = QPushButton(self.tr("Save &weights…"))
        self.save.setToolTip(
            self.tr("Write all weights to a safetensors file, which Open brings back into Compare")
        )
        self.save.setEnabled(False)
        self.runs = RunPanels(document, lambda: self.project, self)
        self.experiments = ExperimentsPresenter(
            self, bank=lambda: [item.weights for item in document.filters]
        )
        self._body = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._lay_out()
        self.setup = SettingUp(
            document, undo_stack, self.controls, (self.data, self.net, self.settings), self
        )
        self.presenter = TrainPresenter(
            document,
            self.controls,
            self.settings,
            self.setup,
            self.curves,
            self.mosaic,
            self,
            project=lambda: self.project,
        )
        for presenter in (self.presenter, self.experiments):
            presenter.message_raised.connect(self.message_raised)
            presenter.status_changed.connect(self.status_changed)
        self.setup.data.panel_wanted.connect(partial(self.desk.show_tool, self.data.key))
        self.runs.status_changed.connect(self.status_changed)
        self.runs.rerun_wanted.connect(self.presenter.start_request)
        self.runs.followed.changed.connect(self._on_followed_changed)
        for panel in self.desk.tools:
            panel.message_raised.connect(self.message_raised)
        self.presenter.circuit_opened.connect(self.circuit_opened)
        self.presenter.drawing.weights_changed.connect(self._on_presenter_weights_changed)
        self.save.clicked.connect(self._on_save_clicked)
        self._on_presenter_weights_changed()
        for keys, action in (("", self.presenter.start), ("Shift+", self.presenter.pause_or_resume)):
            for key in ("Return", "Enter"):
                # Wherever the focus is: it goes with a button that is disabled. Hidden, a workspace hears no keys.
                shortcut = QShortcut(
                    QKeySequence(f"Ctrl+{keys}{key}"), self, context=Qt.ShortcutContext.WindowShortcut
                )
                shortcut.activated.connect(action)

    def _lay_out(self) -> None:
        for share, widget in ((CURVES_SHARE, self.curves), (FILTERS_SHARE, self._filters_card())):
            self._body.addWidget(widget)
            self._body.setStretchFactor(self._body.count() - 1, share)
        self._body.setHandleWidth(8)
        self._body.setSizes([CURVES_WIDTH, FILTERS_WIDTH])
        middle = QWidget()
        around = QVBoxLayout(middle)
        around.setContentsMargins(2, 4, 8, 4)
        around.addWidget(self._body)
        self.desk = TrainDesk(middle)
        self.desk.add_tools(self._panels())
        groups = {
            SET_UP: self.tr("Set up"),
            "live": self.tr("See it learn"),
            "runs": self.tr("Ask what was learned"),
        }
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 10, 0)
        top.addWidget(self.controls, 1)
        self.panel_button = PanelButton(self.desk, groups)
        # All letters of the word are taken by the panels themselves.
        self.panel_button.setText(self.tr("Panels"))
        top.addWidget(self.panel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.desk, 1)

    def _panels(self) -> list[DeskPanel]:
        """Return the panels in the order of their tabs."""
        return [self.data, self.net, self.settings, *self.runs.panels, self.experiments.panel]

    def _filters_card(self) -> Card:
        card = Card()
        footer = QHBoxLayout()
        footer.addWidget(dressed(ElidedLabel(self.tr("Click to enlarge")), "muted"), 1)
        footer.addWidget(self.save)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(10, 8, 10, 8)
        inner.addWidget(self.mosaic, 1)
        inner.addLayout(footer)
        return card

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Train")

    def may_close(self) -> bool:
        """Whether the window may go; asks the user while a run is going on that is kept nowhere."""
        if not self.presenter.would_lose_work:
            return True
        answer = QMessageBox.question(
            self,
            self.tr("Training is going on"),
            self.tr("A net is being trained. Stop it and close FilterLab? What it has learned will be lost."),
            QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        # The run may have come to its end while the question was on screen.
        return answer == QMessageBox.StandardButton.Close or not self.presenter.is_active

    def take_project(self, project: Project | None) -> None:
        """Show the experiments that are in the file, and keep new ones there."""
        super().take_project(project)
        self.experiments.set_file(project)

    def activate(self) -> None:
        """Offer what can be done with a run of this project."""
        self.presenter.show_phase()

    def open_circuit(self, chain: Chain, name: str) -> None:
        """Make a circuit a net for the data chosen here; ``circuit_opened`` or a message follows."""
        self.presenter.open_circuit(chain, name)

    def show_controls(self) -> None:
        """Bring the experiment about first layers to the front."""
        if not self.experiments.is_active:
            self.experiments.choose(FIRST_LAYER)
        self.desk.go_to_tool(self.experiments.panel.key)

    def show_example(self) -> None:
        """Start a real run of a few seconds: tiny on strokes."""
        self.presenter.start_example()

    def is_idle(self) -> bool:
        """Whether no run is going on and everything has been drawn."""
        return (
            self.presenter.is_idle
            and self.runs.is_idle()
            and self.experiments.is_idle
            and self.desk.is_idle()
        )

    def shut_down(self) -> None:
        """Stop the training child; called before the window goes."""
        self.presenter.shut_down()
        self.runs.shut_down()
        self.experiments.shut_down()
        self.desk.shut_down()

    def command_menus(self) -> Sequence[tuple[str, QMenu]]:
        """Return what brings a panel to the front."""
        return ((self.tr("Panel"), self.panel_button.list),)

    def copyable_views(self) -> Sequence[tuple[str, QWidget]]:
        """Return curves and filters, then the panels."""
        return (
            (self.tr("The training"), self._body),
            *((self.tr("The panel {title}").format(title=tool.name()), tool) for tool in self.desk.tools),
        )

    def _on_followed_changed(self) -> None:
        self.presenter.look_at(self.runs.followed.run)

    def _on_presenter_weights_changed(self) -> None:
        self.save.setEnabled(self.presenter.has_weights)

    def _on_save_clicked(self) -> None:
        path = ask_where_to_save(
            self, self.tr("Save weights"), "weights.safetensors", self.tr("Weights (*.safetensors)")
        )
        if path is not None:
            self.presenter.save_weights(path)
