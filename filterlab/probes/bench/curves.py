"""A tuning curve and its figures: what is preferred, how sharply, how selectively."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.probes.selectivity import has_preference, selectivity

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class TuningCurve:
    """How strongly a unit answers while one parameter of a stimulus changes.

    Attributes
    ----------
    parameter : str
        What changes: a field of `filterlab.probes.bench.Stimulus`.
    kind : str
        Of which stimulus.
    measure : str
        What the answers are, in words.
    values : ndarray
        (N,), rising; in degrees, pixels, or stripes per pixel.
    answers : ndarray
        (N,), in the units of the unit's layer.
    period : float or None
        After how much the parameter is the same again; then the values go round once, evenly, from 0. None for a
        parameter with ends.
    is_logarithmic : bool
        Whether the values are evenly spaced in their logarithm.
    """

    parameter: str
    kind: str
    measure: str
    values: Floats
    answers: Floats
    period: float | None = None
    is_logarithmic: bool = False

    @property
    def preferred(self) -> float | None:
        """The value with the strongest answer, between those tried: the top of a parabola through three of them.

        None if no answer is above 0, or if the values go round and the unit prefers none of them, as a round filter
        prefers no angle.
        """
        if not self.is_answered:
            return None
        if self.period is not None and not has_preference(self.answers, self.values, self.period):
            return None
        return self.peak[0]

    @property
    def is_answered(self) -> bool:
        """Whether any answer is above 0."""
        return bool(self.answers.max() > 0)

    @property
    def height(self) -> float:
        """The strongest answer, at the top of that parabola."""
        return self.peak[1]

    @property
    def peak(self) -> tuple[float, float]:
        """The top of the parabola through the strongest answer and its neighbours: value, and answer there."""
        peak, count = int(np.argmax(self.answers)), len(self.answers)
        height, axis = float(self.answers[peak]), float(self._axis[peak])
        if self.period is None and peak in (0, count - 1):
            return float(self.values[peak]), height
        before, after = float(self.answers[peak - 1]), float(self.answers[(peak + 1) % count])
        bend = before - 2 * height + after
        # Of what is finer than this, answers in single precision tell nothing but their rounding.
        shift = round(0.5 * (before - after) / bend, 4) if bend < 0 else 0.0
        axis += shift * self._step
        value = float(np.exp(axis)) if self.is_logarithmic else axis
        return value if self.period is None else value % self.period, height - 0.25 * (before - after) * shift

    @property
    def bandwidth(self) -> float | None:
        """How far apart the values on both sides are at which half the strongest answer is left.

        Between values tried the curve is taken as straight. In octaves (doublings) for logarithmic values. None if
        the answer does not fall that far on both sides, or is nowhere above 0.
        """
        height = self.height
        if height <= 0:
            return None
        peak = int(np.argmax(self.answers))
        below, above = self._crossing(peak, -1, height / 2), self._crossing(peak, 1, height / 2)
        if below is None or above is None or (self.period and below + above >= len(self.values)):
            return None
        return (below + above) * self._step / (np.log(2) if self.is_logarithmic else 1)

    @property
    def selectivity(self) -> float | None:
        """How much the answers keep to one value: 1 if to one alone, 0 if all are alike; None where there are ends.

        See `filterlab.probes.selectivity.selectivity`.
        """
        return None if self.period is None else selectivity(self.answers, self.values, self.period)

    @property
    def _axis(self) -> Floats:
        axis: Floats = np.log(self.values) if self.is_logarithmic else self.values
        return axis

    @property
    def _step(self) -> float:
        return float(self._axis[1] - self._axis[0])

    def _crossing(self, peak: int, direction: int, level: float) -> float | None:
        """Return how many steps from the peak the curve falls below a level, or None if it never does."""
        count = len(self.answers)
        for steps in range(1, count):
            place = peak + direction * steps
            if self.period is None and not 0 <= place < count:
                return None
            here = float(self.answers[place % count])
            if here < level:
                before = float(self.answers[(place - direction) % count])
                return steps - 1 + (before - level) / (before - here)
        return None


@dataclass(frozen=True, slots=True, eq=False)
class CurvatureMap:
    """How strongly a unit answers to arcs of every radius and direction.

    Attributes
    ----------
    radii : ndarray
        (R,), pixels, rising; evenly spaced in their logarithm.
    angles : ndarray
        (A,), degrees from 0 up to 360, evenly spaced.
    answers : ndarray
        (R, A): the strongest over the places that were tried, above the answer to the empty screen.
    """

    radii: Floats
    angles: Floats
    answers: Floats

    @property
    def preferred(self) -> tuple[float, float | None] | None:
        """The radius and the angle with the strongest answer, each between those tried; None if none is above 0.

        The angle is None where arcs of that radius are answered alike in all directions.
        """
        if self.answers.max() <= 0:
            return None
        row, column = np.unravel_index(int(np.argmax(self.answers)), self.answers.shape)
        radius = TuningCurve("radius", "arc", "", self.radii, self.answers[:, column], is_logarithmic=True)
        angle = TuningCurve("angle", "arc", "", self.angles, self.answers[row], period=360)
        return radius.peak[0], angle.preferred


def modulation(answers: Floats) -> tuple[Floats, Floats]:
    """Return the mean of answers to the phases of one cycle, and the amplitude of the wave in them: F0 and F1.

    Parameters
    ----------
    answers : ndarray
        (…, P), the last axis phases that go round evenly, at least 3.

    Returns
    -------
    F0, F1
        Each of shape (…).
    """
    *_others, phases = answers.shape
    wave = np.exp(-2j * np.pi * np.arange(phases) / phases)
    return answers.mean(axis=-1), 2 * np.abs(answers @ wave) / phases
