"""What is kept of a climb: all answers, and the pictures of a few moments."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.probes.maximisation.climb import Climb
from filterlab.probes.tables import table_csv

Floats = NDArray[np.floating[Any]]

SHARES = (0.0, 0.05, 0.2)
"""After which shares of the steps a picture is kept, besides the last one: most happens early."""


class ClimbRecord:
    """Takes in the moments of a climb one after the other, in memory that hardly grows with the steps.

    Attributes
    ----------
    stages : list of Climb
        The first moment and a few on the way, in order.
    """

    def __init__(self) -> None:
        self.stages: list[Climb] = []
        self._newest: Climb | None = None
        self._answers: list[Floats] = []

    def take_in(self, moment: Climb) -> None:
        """Take in the next moment."""
        kept = {round(share * moment.total) for share in SHARES}
        if moment.done in kept:
            self.stages.append(moment)
        self._newest = moment
        self._answers.append(moment.answers)

    @property
    def newest(self) -> Climb:
        """The moment taken in last; ValueError if there is none yet."""
        if self._newest is None:
            raise ValueError("the record of the climb has no moment yet")
        return self._newest

    @property
    def answers(self) -> Floats:
        """(moments, N): the unit's answer to each picture, moment by moment, from step 0 on."""
        return np.array(self._answers)


def climb_csv(record: ClimbRecord) -> str:
    """Write a line for each moment of a climb: the steps made, and the unit's answer to each picture."""
    answers = record.answers
    names = ["step", *(f"answer {number}" for number in range(1, answers.shape[1] + 1))]
    return table_csv(names, ([step, *row] for step, row in enumerate(answers.tolist())))
