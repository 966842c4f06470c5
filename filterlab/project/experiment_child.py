"""What the child process of an experiment does: run it and send its events home."""

from __future__ import annotations

import logging
import os
import signal
from typing import TYPE_CHECKING, Protocol

from filterlab.errors import FilterLabError
from filterlab.probes.experiments import ExperimentFailed, run_requested

if TYPE_CHECKING:
    from filterlab.probes.experiments import ExperimentRequest
    from filterlab.project.training_child import EventSink

log = logging.getLogger(__name__)


class StopFlag(Protocol):
    """A flag that another process can raise, as ``multiprocessing.Event`` has it."""

    def is_set(self) -> bool:
        """Whether the experiment was asked to stop."""


def serve_experiment(sink: EventSink, stop: StopFlag, request: ExperimentRequest) -> None:
    """Run an experiment to its end and send every event through the pipe, the last of them a terminal one.

    A window that was killed breaks the pipe, and the child then ends by itself.

    Parameters
    ----------
    sink : EventSink
        Where the events go.
    stop : StopFlag
        Asked between steps.
    request : ExperimentRequest
        What to run.
    """
    # Ctrl-C in the terminal reaches the whole process group; the window decides when the child stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for event in run_requested(request, stop.is_set):
            sink.send(event)
    except (BrokenPipeError, ConnectionError):
        log.warning("the window has gone; process %d ends its experiment", os.getpid())
    except FilterLabError as error:
        sink.send(ExperimentFailed(reason=str(error), trials=()))
    except Exception as error:
        log.exception("an experiment failed")
        reason = f"The experiment stopped by a defect ({type(error).__name__}: {error}); see the log."
        sink.send(ExperimentFailed(reason=reason, trials=()))
    finally:
        sink.close()
