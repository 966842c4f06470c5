"""The layout of the Train workspace: causes on the left, what comes of them on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.saving import ask_where_to_save
from filterlab.gui.train.control_bar import ControlBar
from filterlab.gui.train.curves_panel import CurvesPanel
from filterlab.gui.train.net_panel import NetPanel
from filterlab.gui.train.presenter import TrainPresenter
from filterlab.gui.train.settings_panel import SettingsPanel
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.filter_mosaic import FilterMosaic
from filterlab.gui.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QUndoStack

    from filterlab.probes.chain import Chain
    from filterlab.project import Document

MOST_LEFT_WIDTH = 400
LEFT_WIDTH, MIDDLE_WIDTH, RIGHT_WIDTH = 335, 345, 320


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
        self.settings = SettingsPanel()
        self.net = NetPanel()
        self.curves = CurvesPanel()
        self.mosaic = FilterMosaic(self.tr("First-layer filters"))
        self.save = QPushButton(self.tr("S&ave weights…"))
        self.save.setToolTip(
            self.tr("Write all weights to a safetensors file, which Open brings back into Compare")
        )
        self.save.setEnabled(False)
        self._body = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._lay_out()
        self.presenter = TrainPresenter(
            document, self.controls, self.settings, self.curves, self.mosaic, self.net, self
        )
        self.presenter.message_raised.connect(self.message_raised)
        self.presenter.status_changed.connect(self.status_changed)
        self.presenter.circuit_opened.connect(self.circuit_opened)
        self.presenter.drawing.weights_changed.connect(self._on_presenter_weights_changed)
        self.save.clicked.connect(self._on_save_clicked)
        self._on_presenter_weights_changed()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            # Wherever the focus is: it goes with a button that is disabled. Hidden, a workspace hears no keys.
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(self.presenter.start)

    def _lay_out(self) -> None:
        left = QWidget(maximumWidth=MOST_LEFT_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.settings)
        column.addWidget(self.net, 1)
        for widget in (left, self.curves, self._filters_card()):
            self._body.addWidget(widget)
        self._body.setHandleWidth(8)
        self._body.setSizes([LEFT_WIDTH, MIDDLE_WIDTH, RIGHT_WIDTH])
        for index, share in enumerate((1, 2, 2)):
            self._body.setStretchFactor(index, share)
        holder = QVBoxLayout()
        holder.setContentsMargins(10, 6, 10, 10)
        holder.addWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.controls)
        layout.addLayout(holder, 1)

    def _filters_card(self) -> QFrame:
        card = dressed(QFrame(), "card")
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
        """Whether the window may go; asks the user while a run is going on."""
        if not self.presenter.is_active:
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

    def open_circuit(self, chain: Chain, name: str) -> None:
        """Make a circuit a net for the data chosen here; ``circuit_opened`` or a message follows."""
        self.presenter.open_circuit(chain, name)

    def show_example(self) -> None:
        """Start a real run of a few seconds: tiny on strokes."""
        self.presenter.start_example()

    def is_idle(self) -> bool:
        """Whether no run is going on and everything has been drawn."""
        return self.presenter.is_idle

    def shut_down(self) -> None:
        """Stop the training child; called before the window goes."""
        self.presenter.shut_down()

    def copyable_views(self) -> Sequence[tuple[str, QWidget]]:
        """Return the panels with curves, filters and net."""
        return ((self.tr("The training"), self._body),)

    def _on_presenter_weights_changed(self) -> None:
        self.save.setEnabled(self.presenter.has_weights)

    def _on_save_clicked(self) -> None:
        path = ask_where_to_save(
            self, self.tr("Save weights"), "weights.safetensors", self.tr("Weights (*.safetensors)")
        )
        if path is not None:
            self.presenter.save_weights(path)
