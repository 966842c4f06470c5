"""What an experiment's arms have told so far, as curves: the mean over the seeds that are over, and their spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from filterlab.probes.experiments.band import band_of
from filterlab.probes.experiments.events import TrialEnded, TrialStarted, TrialStep

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.probes.experiments.band import Band
    from filterlab.probes.experiments.events import ExperimentEvent
    from filterlab.probes.experiments.model import Curve

    Floats = NDArray[np.float64]


class Curves:
    """Collect the events of an experiment, and give its curves.

    Only trials that are over count for means: a mean over what has come so far would jump where one seed ends.
    """

    def __init__(self, curve: Curve) -> None:
        """Start empty.

        Parameters
        ----------
        curve : {"training error", "test error"}
            Which figure is drawn.
        """
        self._is_test = curve == "test error"
        self._over: dict[str, list[tuple[Floats, Floats]]] = {}
        self._now: list[tuple[float, float]] = []
        self._arm = ""

    def add(self, arm: str, steps: Floats, errors: Floats) -> None:
        """Add the curve of a trial that was over before: steps (N,), and errors (N,) in percent."""
        self._over.setdefault(arm, []).append((steps, errors))

    def take_in(self, event: ExperimentEvent) -> None:
        """Take in the next event."""
        match event:
            case TrialStarted():
                self._arm, self._now = event.arm, []
            case TrialStep():
                error = event.test_error if self._is_test else event.training_error
                if error is not None:
                    self._now.append((event.step, 100 * error))
            case TrialEnded():
                self.add(event.trial.arm, *_columns(self._now))
                self._arm, self._now = "", []
            case _:
                self._arm, self._now = "", []

    def band(self, arm: str) -> Band | None:
        """Return the mean curve of an arm; None before its first trial is over, or without a point."""
        return band_of(self._over.get(arm, ()))

    def running(self, arm: str) -> tuple[Floats, Floats]:
        """Return steps and errors in percent of the trial under way, empty if it is another arm's."""
        return _columns(self._now if arm == self._arm else [])


def _columns(points: list[tuple[float, float]]) -> tuple[Floats, Floats]:
    steps, errors = np.array(points, dtype=np.float64).reshape(-1, 2).T
    return steps, errors
