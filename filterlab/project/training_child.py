"""What a training child does: run one training, write it down and send its events home."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from filterlab.nets import Cancelled, Failed, Snapshot
from filterlab.project.child import WayHome, Wish
from filterlab.project.recorded_training import run_recorded_training
from filterlab.project.runs import run_training

if TYPE_CHECKING:
    from filterlab.nets import Event
    from filterlab.project.child import EventSink, SharedWish
    from filterlab.project.runs import TrainingRequest
    from filterlab.project.store.recording import RecordingPlace


def serve_training(
    sink: EventSink, wish: SharedWish, request: TrainingRequest, place: RecordingPlace | None = None
) -> None:
    """Run one training to its end, write it into its project, and send every event through the pipe.

    A run that the project knows goes on from its last snapshot, if its pictures are still the same. The pipe always
    carries exactly one terminal event, unless this process dies or the reader has gone: a window that was killed
    breaks the pipe, and the child then pauses its run and ends by itself.

    Parameters
    ----------
    sink : EventSink
        Where the events go, without the states of a run, which no window needs.
    wish : SharedWish
        Looked at between steps. A paused run is noted as one that goes on another time.
    request : TrainingRequest
        What to train.
    place : RecordingPlace, optional
        The run in a project; None writes nothing.
    """
    with WayHome(sink, wish, "training", lambda reason: Failed(reason=reason)) as home:
        if place is None:
            for event in run_training(request, home.should_stop):
                home.send(_for_a_window(event))
            return
        for event in run_recorded_training(request, place, home.should_stop, lambda: home.wish != Wish.STOP):
            home.send(_for_a_window(event))


def _for_a_window(event: Event) -> Event:
    """Leave out what a run goes on from, which no window needs."""
    return replace(event, state=None) if isinstance(event, Snapshot | Cancelled) else event
