"""The numbers behind the curves: every step of a run in arrays that grow, raw and averaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.nets import EpochEnd, Step

MOST_REACH = 10
_FIRST_ROOM = 1024
_STEP, _LOSS, _ACCURACY, _SECONDS = range(4)


class StepHistory:
    """Keep what the steps of a run have told, ready to be drawn."""

    def __init__(self) -> None:
        """Start empty."""
        self._count = 0
        self._columns: NDArray[np.float64] = np.empty((4, _FIRST_ROOM))

    def __len__(self) -> int:
        """Return the number of steps."""
        return self._count

    def extend(self, steps: Sequence[Step]) -> None:
        """Take in the next steps, in order."""
        if not steps:
            return
        end = self._count + len(steps)
        rows, room = self._columns.shape
        if end > room:
            larger = np.empty((rows, max(end, 2 * room)))
            larger[:, :room] = self._columns
            self._columns = larger
        table = np.array([(step.step, step.loss, 100 * step.accuracy, step.seconds) for step in steps])
        self._columns[:, self._count : end] = table.T
        self._count = end

    def _column(self, index: int) -> NDArray[np.float64]:
        return self._columns[index, : self._count]

    @property
    def steps(self) -> NDArray[np.float64]:
        """Shape (N,): the steps' numbers, from 1 on."""
        return self._column(_STEP)

    @property
    def loss(self) -> NDArray[np.float64]:
        """Shape (N,): loss of each step's batch, in nats."""
        return self._column(_LOSS)

    @property
    def accuracy(self) -> NDArray[np.float64]:
        """Shape (N,): share of right answers on each step's batch, in percent."""
        return self._column(_ACCURACY)

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Shape (N,): when each step was made, counted from the beginning of the run."""
        return self._column(_SECONDS)


def reach_for(count: int) -> int:
    """Return how many steps on either side count towards a mean: 10 in a long run, fewer in a short one."""
    return max(1, min(MOST_REACH, count // 10))


def averaged(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Return the mean around each value, as far as there are values.

    A mean around the step does not lag behind the curve as a running mean of past steps does.

    Parameters
    ----------
    values : ndarray
        Shape (N,), finite.
    reach : int
        How many values on either side count.

    Returns
    -------
    ndarray
        Shape (N,): at i the mean of values[i - reach] to values[i + reach], fewer of them at both ends.
    """
    (count,) = values.shape
    sums = np.concatenate(([0.0], np.cumsum(values)))
    places = np.arange(count)
    first, last = np.maximum(0, places - reach), np.minimum(count, places + reach + 1)
    means: NDArray[np.float64] = (sums[last] - sums[first]) / (last - first)
    return means


def epoch_points(
    epochs: Sequence[EpochEnd],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return steps at which epochs ended, test loss (nats) and test accuracy (percent); each shape (E,)."""
    table = np.array([(e.step, e.test_loss, 100 * e.test_accuracy) for e in epochs], dtype=np.float64)
    steps, loss, accuracy = table.reshape(len(epochs), 3).T
    return steps, loss, accuracy
