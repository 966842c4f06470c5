"""Starts, pauses, stops and takes up runs, one at a time, each written into the project if there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.jobs import TrainingProcess
from filterlab.nets import Failed
from filterlab.project import Wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.nets import Event
    from filterlab.project import Document, Project, Run, TrainingRequest


class RunControl(QObject):
    """The run that goes on, if one does, and what may be done with it and with those that do not.

    Signals
    -------
    failed(run)
        The run cannot go on; its reason says why.
    ended(run)
        The run is over, or paused, and its child is gone.
    """

    failed = Signal(object)
    ended = Signal(object)

    def __init__(
        self, document: Document, project: Callable[[], Project | None], parent: QObject | None = None
    ) -> None:
        """Start without a run.

        Parameters
        ----------
        document : Document
            Remembers the runs.
        project : callable
            What keeps the document in a file at the moment; None where nothing is kept.
        parent : QObject or None
            Owner.
        """
        super().__init__(parent)
        self._document = document
        self._project = project
        self._run: Run | None = None
        self._wish = Wish.GO_ON
        self._is_recorded = False
        self.process = TrainingProcess(self)
        self.process.events_received.connect(self._take_in)
        self.process.ended.connect(self._on_process_ended)

    @property
    def run(self) -> Run | None:
        """The run that goes on, or None."""
        return self._run

    @property
    def is_running(self) -> bool:
        """Whether a run goes on, or is still coming to its end."""
        return self.process.is_running

    @property
    def wish(self) -> Wish:
        """What was asked of the run that goes on."""
        return self._wish

    @property
    def is_recorded(self) -> bool:
        """Whether the run that goes on is written into the project, so that nothing is lost if it is interrupted."""
        return self.is_running and self._is_recorded

    @property
    def can_pause(self) -> bool:
        """Whether a run goes on that can be gone on with another time."""
        return self.is_recorded and self._wish is Wish.GO_ON

    @property
    def can_stop(self) -> bool:
        """Whether a run goes on that was not stopped yet."""
        return self.is_running and self._wish is not Wish.STOP

    def can_resume(self, run: Run | None) -> bool:
        """Whether a run that was paused, stopped or killed can go on where it was."""
        project = self._project()
        if run is None or run.request is None or self.is_running or project is None or project.why_read_only:
            return False
        if run.state not in ("cancelled", "failed"):
            # Paused before its first step, a run begins anew.
            return run.state == "paused"
        try:
            return project.can_resume(run.id)
        except FilterLabError:
            return False

    def start(self, request: TrainingRequest) -> Run:
        """Begin a new run and return it; if that cannot be, ``failed`` has been told."""
        run = self._document.add_run(request)
        self._begin(run, request)
        return run

    def resume(self, run: Run) -> None:
        """Let a run go on; does nothing where `can_resume` is False."""
        if run.request is not None and self.can_resume(run):
            self._document.take_up_run(run.id)
            self._begin(run, run.request)

    def pause(self) -> None:
        """Ask the run to stop so that it can go on another time."""
        if self.can_pause:
            self._wish = Wish.PAUSE
            self.process.request_pause()

    def stop(self) -> None:
        """Ask the run to stop; it is over when its last event has come."""
        if self.can_stop:
            self._wish = Wish.STOP
            self.process.request_stop()

    def shut_down(self) -> None:
        """Pause the run and wait for its child; called before the window goes."""
        self.process.shut_down()

    def _begin(self, run: Run, request: TrainingRequest) -> None:
        self._run, self._wish = run, Wish.GO_ON
        project = self._project()
        try:
            place = project.recording_place(run.id) if project is not None else None
            self._is_recorded = place is not None
            self.process.start(request, place)
        except FilterLabError as error:
            self._give_up(str(error))
        except OSError as error:
            reason = self.tr(
                "no training process could be started ({error}); close other programs and retry."
            )
            self._give_up(reason.format(error=error))

    def _give_up(self, reason: str) -> None:
        self._take_in([Failed(reason=reason)])
        self._run = None

    def _take_in(self, events: list[Event]) -> None:
        """Hand events to the document, which says that the run has changed."""
        run = self._run
        if run is not None:
            self._document.record_events(run.id, events, is_pausing=self._wish is Wish.PAUSE)
            if run.state == "failed":
                self.failed.emit(run)

    def _on_process_ended(self) -> None:
        run, self._run, self._wish = self._run, None, Wish.GO_ON
        if run is not None:
            self.ended.emit(run)
