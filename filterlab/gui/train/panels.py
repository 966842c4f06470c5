"""The panels that look at runs, each with its presenter, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.gui.train.classes_panel import ClassesPanel
from filterlab.gui.train.classes_presenter import ClassesPresenter
from filterlab.gui.train.filters_panel import FiltersPanel
from filterlab.gui.train.filters_presenter import FiltersPresenter
from filterlab.gui.train.followed_run import FollowedRun
from filterlab.gui.train.held_back import HeldBackPictures
from filterlab.gui.train.layers_panel import LayersPanel
from filterlab.gui.train.layers_presenter import LayersPresenter
from filterlab.gui.train.run_chooser import RunChooser
from filterlab.gui.train.run_notes import RunNotes
from filterlab.gui.train.runs_panel import RunsPanel
from filterlab.gui.train.runs_presenter import RunsPresenter
from filterlab.gui.train.snapshots import RunSnapshots, SnapshotMemory
from filterlab.gui.train.time_panel import TimePanel
from filterlab.gui.train.time_presenter import TimePresenter
from filterlab.gui.train.try_panel import TryPanel
from filterlab.gui.train.try_presenter import TryPresenter

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.gui.desk_panel import DeskPanel
    from filterlab.project import Document, Project


class RunPanels(QObject):
    """Make the panels and keep them true to the run that is looked at.

    Attributes
    ----------
    followed : FollowedRun
        Which run that is.
    panels : tuple of DeskPanel
        All of them, in the order of their tabs.
    snapshots : RunSnapshots
        Where they find the weights of a moment.
    notes : RunNotes
        What was noted about runs.

    Signals
    -------
    status_changed(str)
        For the status bar.
    rerun_wanted(request)
        Train with these settings once more.
    """

    status_changed = Signal(str)
    rerun_wanted = Signal(object)

    def __init__(
        self, document: Document, project: Callable[[], Project | None], parent: QObject | None = None
    ) -> None:
        """Make everything; nothing is computed until a panel is seen. ``project`` tells what keeps the document."""
        super().__init__(parent)
        self.followed = FollowedRun(document, self)
        self.memory = SnapshotMemory(document, self)
        self.snapshots = RunSnapshots(self.memory, project)
        self._held_back = HeldBackPictures(self)
        self.notes = RunNotes(project)
        classes, layers, filters, time = ClassesPanel(), LayersPanel(), FiltersPanel(), TimePanel()
        runs, attempt = RunsPanel(), TryPanel()
        self.panels: tuple[DeskPanel, ...] = (filters, classes, layers, time, runs, attempt)
        table = RunsPresenter(runs, self.followed, self.notes, self)
        self._presenters = (
            FiltersPresenter(filters, self.followed, self._held_back, self),
            ClassesPresenter(classes, self.followed, self._held_back, self),
            LayersPresenter(layers, self.followed, self),
            TimePresenter(time, self.followed, self.snapshots, self._held_back, self),
            table,
            TryPresenter(attempt, self.followed, self._held_back, self),
        )
        table.rerun_wanted.connect(self.rerun_wanted)
        table.noted.connect(self.status_changed)
        for panel in (classes, layers, filters, time, attempt):
            RunChooser(panel.runs, self.followed, self)
        for shown in (filters, time, attempt):
            shown.value_hovered.connect(self.status_changed)

    def is_idle(self) -> bool:
        """Whether all panels show what they can."""
        return (
            not self.followed.is_stale
            and self._held_back.is_idle
            and all(presenter.is_idle for presenter in self._presenters)
        )

    def shut_down(self) -> None:
        """Stop what goes on in the background."""
        self.followed.shut_down()
        for presenter in self._presenters:
            presenter.shut_down()
        self._held_back.shut_down()
