"""A training that is written into its project as it goes, and taken up where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.data import fingerprint
from filterlab.project.runs import load_fitting_dataset, run_training
from filterlab.project.store.recording import RunRecorder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from filterlab.nets import Event
    from filterlab.project.runs import TrainingRequest
    from filterlab.project.store.recording import RecordingPlace


def run_recorded_training(
    request: TrainingRequest,
    place: RecordingPlace,
    should_stop: Callable[[], bool],
    is_pausing: Callable[[], bool] = lambda: True,
) -> Iterator[Event]:
    """Train as `run_training` does, from the run's last snapshot if it has one, and write each event down.

    Parameters
    ----------
    request : TrainingRequest
        What the run was asked for.
    place : RecordingPlace
        The run in its project.
    should_stop : callable
        Asked between steps.
    is_pausing : callable
        Asked when the run was stopped: whether it is noted as one that goes on another time.

    Yields
    ------
    Event
        As from `run_training`, each after it was written.

    Raises
    ------
    FilterLabError
        At the first ``next()``: as from `run_training`, or the pictures have changed since the run began; later, if
        it cannot be written.
    """
    dataset = load_fitting_dataset(request)
    with RunRecorder(place) as recorder:
        recorder.check_data(fingerprint(dataset))
        point = recorder.resume_point()
        state = point.state if point is not None else None
        for event in run_training(request, should_stop, state, dataset, recorder.wants_state):
            # Written before it is told: a window never knows of a snapshot that is not kept.
            recorder.record(event, is_pausing=is_pausing())
            yield event
