"""The child process that trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.gui.child_process import ChildProcess, death_in_words
from filterlab.nets import Cancelled, Failed, Finished, Step
from filterlab.project import serve_training

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from filterlab.project import TrainingRequest
    from filterlab.project.store import RecordingPlace


class TrainingProcess(ChildProcess):
    """One training run in a child process; its events are those of `filterlab.nets.train`.

    A child that had to be killed when it was asked to end becomes ``Cancelled``, one that died ``Failed``.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with no child."""
        super().__init__(serve_training, "filterlab training", parent)
        self._last_step: Step | None = None

    def start(self, request: TrainingRequest, place: RecordingPlace | None = None) -> None:
        """Start a child that trains.

        Parameters
        ----------
        request : TrainingRequest
            What to train.
        place : RecordingPlace or None
            The run in a project, which is written as it goes and gone on with where it was; None writes nothing.

        Raises
        ------
        RuntimeError
            One is at work already.
        OSError
            None can be started.
        """
        self._begin(request, place)
        self._last_step = None

    def _takes_note(self, event: object) -> bool:
        if isinstance(event, Step):
            self._last_step = event
        return isinstance(event, Finished | Cancelled | Failed)

    def _given_up(self) -> Cancelled:
        """Say how far the run had come; its weights have gone."""
        step = self._last_step
        if step is None:
            return Cancelled(step=0, epoch=0, parameters={}, seconds=0.0)
        return Cancelled(step=step.step, epoch=step.epoch, parameters={}, seconds=step.seconds)

    def _failed(self, exit_code: int | None) -> Failed:
        advice = "Train again, with a smaller batch if it repeats."
        return Failed(reason=death_in_words("training", exit_code, advice))
