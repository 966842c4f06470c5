"""What a child process does: run one training and send its events home."""

from __future__ import annotations

import logging
import os
import signal
from typing import TYPE_CHECKING, Protocol

from filterlab.errors import FilterLabError
from filterlab.nets import Failed
from filterlab.project.runs import run_training

if TYPE_CHECKING:
    from filterlab.project.runs import TrainingRequest

log = logging.getLogger(__name__)


class EventSink(Protocol):
    """The writing end of a pipe, as ``multiprocessing.Connection`` has it."""

    def send(self, obj: object) -> None:
        """Send one picklable object."""

    def close(self) -> None:
        """Close the pipe: nothing follows."""


class StopFlag(Protocol):
    """A flag that another process can raise, as ``multiprocessing.Event`` has it."""

    def is_set(self) -> bool:
        """Whether the run was asked to stop."""


def serve_training(sink: EventSink, stop: StopFlag, request: TrainingRequest) -> None:
    """Run one training to its end and send every event through the pipe.

    The pipe always carries exactly one terminal event, unless this process dies or the reader has gone: a
    window that was killed breaks the pipe, and the child then ends by itself.

    Parameters
    ----------
    sink : EventSink
        Where the events go.
    stop : StopFlag
        Asked between steps.
    request : TrainingRequest
        What to train.
    """
    # Ctrl-C in the terminal reaches the whole process group; the window decides when the child stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        try:
            for event in run_training(request, stop.is_set):
                sink.send(event)
        except FilterLabError as error:
            sink.send(Failed(reason=str(error)))
        except (BrokenPipeError, ConnectionError):
            raise
        except Exception as error:
            log.exception("training failed")
            sink.send(
                Failed(reason=f"Training stopped by a defect ({type(error).__name__}: {error}); see the log.")
            )
    except (BrokenPipeError, ConnectionError):
        log.warning("the window has gone; process %d ends its training", os.getpid())
    finally:
        sink.close()
