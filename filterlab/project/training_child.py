"""What a child process does: run one training, write it down and send its events home."""

from __future__ import annotations

import logging
import os
import signal
from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from filterlab.errors import FilterLabError
from filterlab.nets import Cancelled, Failed, Snapshot
from filterlab.project.runs import run_training
from filterlab.project.store.recording import RunRecorder

if TYPE_CHECKING:
    from filterlab.nets import Event
    from filterlab.project.runs import TrainingRequest
    from filterlab.project.store.recording import RecordingPlace

log = logging.getLogger(__name__)


class EventSink(Protocol):
    """The writing end of a pipe, as ``multiprocessing.Connection`` has it."""

    def send(self, obj: object) -> None:
        """Send one picklable object."""

    def close(self) -> None:
        """Close the pipe: nothing follows."""


class Wish(IntEnum):
    """What a window wants of the run; the higher one wins."""

    GO_ON = 0
    PAUSE = 1
    STOP = 2


class SharedWish(Protocol):
    """A wish that another process can change, as ``multiprocessing.RawValue`` has it."""

    value: int


class _WayHome:
    """The way to the window, which may have gone."""

    def __init__(self, sink: EventSink) -> None:
        self._sink = sink
        self.is_open = True

    def send(self, event: Event) -> None:
        """Send an event if there is somebody to take it in; what a run goes on from stays here."""
        if not self.is_open:
            return
        if isinstance(event, Snapshot | Cancelled):
            event = replace(event, state=None)
        try:
            self._sink.send(event)
        except (BrokenPipeError, ConnectionError):
            self.is_open = False
            log.warning("the window has gone; process %d ends its training", os.getpid())


def serve_training(
    sink: EventSink, wish: SharedWish, request: TrainingRequest, place: RecordingPlace | None = None
) -> None:
    """Run one training to its end, write it into its project, and send every event through the pipe.

    A run that the project knows goes on from its last snapshot. The pipe always carries exactly one terminal event,
    unless this process dies or the reader has gone: a window that was killed breaks the pipe, and the child then
    pauses its run and ends by itself.

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
    # Ctrl-C in the terminal reaches the whole process group; the window decides when the child stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    home = _WayHome(sink)

    def should_stop() -> bool:
        return wish.value != Wish.GO_ON or not home.is_open

    try:
        if place is None:
            for event in run_training(request, should_stop):
                home.send(event)
            return
        with RunRecorder(place) as recorder:
            point = recorder.resume_point()
            for event in run_training(request, should_stop, point.state if point is not None else None):
                # Written before it is told: a window never knows of a snapshot that is not kept.
                recorder.record(event, is_pausing=wish.value != Wish.STOP)
                home.send(event)
    except FilterLabError as error:
        home.send(Failed(reason=str(error)))
    except Exception as error:
        log.exception("training failed")
        home.send(
            Failed(reason=f"Training stopped by a defect ({type(error).__name__}: {error}); see the log.")
        )
    finally:
        sink.close()
