"""What the child process of an experiment does: run it and send its events home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.probes.experiments import ExperimentFailed, run_requested
from filterlab.project.child import WayHome

if TYPE_CHECKING:
    from filterlab.probes.experiments import ExperimentRequest
    from filterlab.project.child import EventSink, SharedWish


def serve_experiment(sink: EventSink, wish: SharedWish, request: ExperimentRequest) -> None:
    """Run an experiment to its end and send every event through the pipe, the last of them a terminal one.

    A window that was killed breaks the pipe, and the child then ends by itself.

    Parameters
    ----------
    sink : EventSink
        Where the events go.
    wish : SharedWish
        Asked between steps.
    request : ExperimentRequest
        What to run.
    """
    with WayHome(sink, wish, "experiment", lambda reason: ExperimentFailed(reason=reason, trials=())) as home:
        for event in run_requested(request, home.should_stop):
            home.send(event)
