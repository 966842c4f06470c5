"""The main window: four workspaces around one project, menus that act on the one in front, a status bar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QDockWidget, QFileDialog, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from filterlab.data import samples
from filterlab.errors import FilterLabError
from filterlab.gui.background import Background
from filterlab.gui.circuit import CircuitWorkspace
from filterlab.gui.compare import CompareWorkspace
from filterlab.gui.design import DesignWorkspace
from filterlab.gui.incoming import Incoming
from filterlab.gui.map_export_dialog import MapExportDialog
from filterlab.gui.menus import Menus
from filterlab.gui.message_bar import MessageBar
from filterlab.gui.opening import FILE_FILTER, open_sample
from filterlab.gui.project_file import ProjectPresenter
from filterlab.gui.train import TrainWorkspace
from filterlab.gui.undo_keys import UndoKeys
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.passing_note import PassingNote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QCloseEvent

    from filterlab.gui.workspace import Workspace
    from filterlab.project import Document, Project

DEFAULT_SIZE = (1400, 900)


class MainWindow(QMainWindow):
    """Hold the workspaces and everything that is the same in all of them.

    Attributes
    ----------
    file : ProjectPresenter
        Keeps what is done here in the project's file.
    incoming : Incoming
        Takes what is pasted or dropped.

    Signals
    -------
    project_wanted(Path), new_project_wanted()
        The user wants a project, which gets a window of its own.
    closed()
        The window is gone for good.
    """

    project_wanted = Signal(object)
    new_project_wanted = Signal()
    closed = Signal()

    def __init__(
        self, document: Document, project: Project | None = None, parent: QWidget | None = None
    ) -> None:
        """Build the window around a document, and the project it is kept in; without one nothing is kept."""
        super().__init__(parent)
        self.document = document
        self.undo_stack = QUndoStack(self)
        self.setWindowTitle("FilterLab")
        self.resize(*DEFAULT_SIZE)
        self.setMinimumSize(800, 560)
        self._is_shut_down = False
        self.design = DesignWorkspace(document, self.undo_stack)
        self.circuit = CircuitWorkspace(document, self.undo_stack)
        self.train = TrainWorkspace(document, self.undo_stack)
        self.compare = CompareWorkspace(document, self.undo_stack)
        self.workspaces: tuple[Workspace, ...] = (self.design, self.circuit, self.train, self.compare)
        self.messages = MessageBar()
        self._tabs = QTabWidget(documentMode=True)
        self._status, self._note = ElidedLabel(""), PassingNote()
        self.background = Background(document, self.undo_stack, self)
        self.incoming = Incoming(self)
        self.file = ProjectPresenter(project, self)
        self._build_body()
        self._hand_out_project()
        self.menus = Menus(self)
        self.undo_keys = UndoKeys(self)
        self.file.renamed.connect(self._on_file_renamed)
        self.file.build()
        self.menus.update_for(self.current_workspace)

    def _build_body(self) -> None:
        for workspace in self.workspaces:
            self._tabs.addTab(workspace, workspace.title())
            workspace.status_changed.connect(self._on_workspace_status_changed)
            workspace.message_raised.connect(self.show_error)
        self.compare.workspace_requested.connect(self.show_workspace)
        self.compare.controls_wanted.connect(self._on_compare_controls_wanted)
        self.compare.set_experiments(self.train.experiments)
        self.circuit.training_wanted.connect(self._on_circuit_training_wanted)
        self.train.circuit_opened.connect(self._on_train_circuit_opened)
        self._tabs.currentChanged.connect(self._on_tabs_current_changed)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages)
        layout.addWidget(self._tabs, 1)
        self.setCentralWidget(body)
        self.statusBar().setContentsMargins(6, 0, 0, 0)
        self.statusBar().addWidget(self._status, 1)
        # Beside the numbers and not over them: who points at a picture just opened wants both.
        self.statusBar().addWidget(self._note, 1)
        self.background.build_bars()
        for panel in self.findChildren(QDockWidget):
            self.incoming.watch(panel)
        self.workspaces[0].activate()

    @property
    def project(self) -> Project | None:
        """What keeps the document in a file; None where nothing is kept."""
        return self.file.project

    @property
    def current_workspace(self) -> Workspace:
        """The workspace in front."""
        return self.workspaces[self._tabs.currentIndex()]

    @property
    def status_text(self) -> str:
        """What the workspace in front says in the status bar."""
        return self._status.text()

    @property
    def note(self) -> str:
        """The passing remark in the status bar; empty once it has passed."""
        return self._note.text()

    def show_workspace(self, name: str) -> None:
        """Bring the workspace with this name ("design", "circuit", "train", "compare") to the front."""
        self._tabs.setCurrentIndex([w.name for w in self.workspaces].index(name))

    def show_error(self, sentence: str) -> None:
        """Show a sentence across the top until it is dismissed."""
        self.messages.show_message(sentence)

    def show_note(self, sentence: str) -> None:
        """Show a passing remark in the status bar."""
        self._note.say(sentence)

    def is_idle(self) -> bool:
        """Whether everything that was asked for has been computed and drawn."""
        at_rest = self.background.is_idle and self.file.is_idle
        return at_rest and all(workspace.is_idle() for workspace in self.workspaces)

    def show_example(self, workspace: str) -> None:
        """Take the steps a user would take first, for a screenshot: real work, nothing painted on."""
        self.design.show_example()
        if workspace == "circuit":
            self.circuit.show_example()
        if workspace in ("train", "compare"):
            self.train.show_example()
        self.show_workspace(workspace)

    def attempt(self, action: Callable[[], object]) -> None:
        """Do something that may raise a sentence for the user; show the sentence if it does."""
        try:
            action()
        except FilterLabError as error:
            self.show_error(str(error))

    def choose_files(self) -> None:
        """Ask which files to open: pictures, filters and weights in one dialog."""
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Open"), "", FILE_FILTER)
        self.open_files([Path(name) for name in names])

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open files of any kind we know, one after the other; each that cannot be opened is named in a sentence."""
        self.background.open(paths)

    def export_map(self) -> None:
        """Ask which map of the workspace in front to write to a file, and as what."""
        maps = self.current_workspace.exportable_maps()
        if maps:
            dialog = MapExportDialog(maps, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.chosen.connect(self.background.export)
            dialog.open()

    def open_sample(self, name: str) -> None:
        """Look at one of the sample pictures."""
        self.attempt(lambda: open_sample(self.document, samples[name]))

    def paste(self) -> None:
        """Open copied files, paste a picture as picture, or numbers into the filter."""
        self.attempt(self.incoming.paste)

    def restore_geometry(self) -> None:
        """Put the window where it was last time; the first time, make it fit the screen."""
        geometry = QSettings("filterlab", "filterlab").value("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
            return
        room = self.screen().availableSize() - QSize(20, 60)
        self.resize(self.size().boundedTo(room))

    def step_aside(self, step: int) -> QPoint:
        """Return how far a second window goes to the right and down, so that this one is seen behind it."""
        room = self.screen().availableGeometry()
        corner = self.geometry().bottomRight() + QPoint(step, step)
        return QPoint(step, step) if room.contains(corner) else QPoint(0, 0)

    def shut_down(self) -> None:
        """Stop all background work and close the project; safe to call twice."""
        if not self._is_shut_down:
            self._is_shut_down = True
            self.background.shut_down()
            for workspace in self.workspaces:
                workspace.shut_down()
            self.file.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before a training is stopped; everything else is kept. Remember where the window stood."""
        if not self._is_shut_down and not (self.train.may_close() and self.file.may_close()):
            event.ignore()
            return
        if self.isVisible():
            QSettings("filterlab", "filterlab").setValue("geometry", self.saveGeometry())
        self.shut_down()
        event.accept()
        self.closed.emit()

    def _hand_out_project(self) -> None:
        for workspace in self.workspaces:
            workspace.take_project(self.project)

    def _on_file_renamed(self) -> None:
        self._hand_out_project()
        self.menus.update_for(self.current_workspace)

    def _on_tabs_current_changed(self, index: int) -> None:
        self._status.setText("")
        self.workspaces[index].activate()
        self.menus.update_for(self.workspaces[index])

    def _on_compare_controls_wanted(self) -> None:
        self.show_workspace(self.train.name)
        self.train.show_controls()

    def _on_circuit_training_wanted(self) -> None:
        chain = self.document.chain
        if chain is not None:
            self.train.open_circuit(chain, self.document.chain_name)

    def _on_train_circuit_opened(self, name: str) -> None:
        self.show_workspace(self.train.name)
        self.show_note(self.tr("{name} is ready to be trained").format(name=name))

    def _on_workspace_status_changed(self, text: str) -> None:
        if self.sender() is self.current_workspace:
            self._status.setText(text)
