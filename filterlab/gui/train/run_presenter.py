"""What all presenters of panels that look at a run have in common: when they show it anew, and what they wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject

from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins
from filterlab.gui.soon import Soon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import SignalInstance

    from filterlab.gui.desk_panel import DeskPanel
    from filterlab.gui.train.followed_run import FollowedRun
    from filterlab.project import Run


class OfRun(Protocol):
    """A question about the weights of a run."""

    @property
    def run_id(self) -> str:
        """Whose weights they are."""


def about_run(compute: Callable[[Any], Any]) -> NewestWins[Any, Any]:
    """Have questions (`OfRun`) answered in the background; answers about another run than the newest are dropped."""

    def subject(request: OfRun) -> str:
        return request.run_id

    return NewestWins(compute, subject)


class RunPresenter(QObject):
    """Show a panel anew once something has changed that it depends on, and only while it is seen.

    A subclass says in ``show_run`` what is shown, and in ``failure`` what could not be done when its work fails.
    """

    def __init__(
        self,
        panel: DeskPanel,
        followed: FollowedRun,
        parent: QObject | None = None,
        *,
        also: Iterable[SignalInstance] = (),
        jobs: NewestWins[Any, Any] | None = None,
    ) -> None:
        """Wait until the panel is seen.

        Parameters
        ----------
        panel : DeskPanel
            What is kept true.
        followed : FollowedRun
            Which run is looked at.
        parent : QObject or None
            Owner.
        also : iterable of signals
            What else makes it show the run anew, besides the run itself and the panel's coming into sight.
        jobs : NewestWins or None
            The work it has done in the background; it becomes its owner.
        """
        super().__init__(parent)
        self._seen_panel, self._work = panel, jobs
        self._soon = Soon(self)
        self._soon.came.connect(self._on_soon_came)
        if jobs is not None:
            jobs.setParent(self)
            jobs.failed.connect(self._on_jobs_failed)
        for signal in (panel.seen_changed, followed.changed, followed.progressed, *also):
            signal.connect(self._soon.start)

    @property
    def is_idle(self) -> bool:
        """Whether all is shown that can be."""
        return not self._soon.is_active and (self._work is None or self._work.is_idle)

    def shut_down(self) -> None:
        """Show no more, and stop computing."""
        self._soon.stop()
        if self._work is not None:
            self._work.shut_down()

    def show_run(self) -> None:
        """Show what is known of the run that is looked at; called while the panel is seen."""
        raise NotImplementedError

    def without_weights(self, run: Run) -> str:
        """Say of a run that has no weights yet whether there will be any."""
        if run.is_active or run.state == "paused":
            return self.tr("The first weights are still to come.")
        name = run.name[:1].upper() + run.name[1:]
        if run.state == "failed":
            return self.tr("{run} failed before it had learned anything: {reason}").format(
                run=name, reason=run.reason
            )
        return self.tr("{run} ended before it had learned anything; press Train to start again.").format(
            run=name
        )

    def failure(self) -> str:
        """Say that the work in the background could not be done, for errors that have no sentence of their own."""
        return ""

    def show_failure(self, sentence: str) -> None:
        """Show why the work in the background could not be done."""

    def _on_soon_came(self) -> None:
        if self._seen_panel.is_seen:
            self.show_run()

    def _on_jobs_failed(self, _request: OfRun, error: Exception) -> None:
        self.show_failure(str(error) if isinstance(error, FilterLabError) else self.failure())
