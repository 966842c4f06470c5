"""Which run the panels of Train look at, and when it has told more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.gui.listening import listen

if TYPE_CHECKING:
    from filterlab.nets import Snapshot
    from filterlab.project import Document, Run

REDRAW_MS = 100


class FollowedRun(QObject):
    """Follow the newest run of the document, or the one the user chose, never faster than the eye.

    Signals
    -------
    changed()
        Another run is looked at, or none.
    progressed()
        The run has told more.
    listed()
        There is another run, or one less, or another name.
    moment_changed()
        Other weights of the run are looked at than the newest, or the newest again.
    """

    changed = Signal()
    progressed = Signal()
    listed = Signal()
    moment_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Look at the newest run, if there is one."""
        super().__init__(parent)
        self.document = document
        self._run: Run | None = document.runs[-1] if document.runs else None
        self._moment: Snapshot | None = None
        self._is_stale = False
        self._timer = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        listen(self, document.run_added, self._on_document_run_added)
        listen(self, document.run_updated, self._on_document_run_updated)
        listen(self, document.run_removed, self._on_document_run_removed)

    @property
    def run(self) -> Run | None:
        """The run that is looked at, or None."""
        return self._run

    @property
    def moment(self) -> Snapshot | None:
        """The weights that are looked at: of a moment the user went back to, or the newest; None without any."""
        if self._moment is not None:
            return self._moment
        return self._run.snapshot if self._run is not None else None

    @property
    def is_stale(self) -> bool:
        """Whether the run has told more than it was said."""
        return self._is_stale

    def follow(self, run_id: str) -> None:
        """Look at another run."""
        if self._run is None or self._run.id != run_id:
            self._set_run(self.document.run(run_id))

    def set_moment(self, snapshot: Snapshot | None) -> None:
        """Look at the weights of a moment of the run; None goes back to the newest."""
        if snapshot is not self._moment:
            self._moment = snapshot
            self.moment_changed.emit()

    def shut_down(self) -> None:
        """Say no more."""
        self._timer.stop()
        self._is_stale = False

    def _set_run(self, run: Run | None) -> None:
        self._run, self._moment, self._is_stale = run, None, False
        self.changed.emit()

    def _on_document_run_added(self, run_id: str) -> None:
        self.listed.emit()
        self._set_run(self.document.run(run_id))

    def _on_document_run_updated(self, run_id: str) -> None:
        if self._run is None or run_id != self._run.id:
            return
        if self._timer.isActive():
            self._is_stale = True
        else:
            self.progressed.emit()
            self._timer.start()

    def _on_document_run_removed(self, run_id: str) -> None:
        self.listed.emit()
        if self._run is not None and self._run.id == run_id:
            runs = self.document.runs
            self._set_run(runs[-1] if runs else None)

    def _on_timer_timeout(self) -> None:
        if self._is_stale:
            self._is_stale = False
            self.progressed.emit()
            self._timer.start()
