"""The bench of Hubel and Wiesel: a unit is shown one stimulus after the other until it is known what it prefers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.bench.curves import CurvatureMap, TuningCurve, modulation
from filterlab.probes.bench.stimuli import Stimulus, draw_stimuli
from filterlab.probes.units.subject import Subject, Unit, UnitScreen, blocks

Floats = NDArray[np.floating[Any]]

_PHASES = 8
_COARSE_ANGLES, _FINE_ANGLES = 12, 36
_COARSE_FREQUENCIES, _FINE_FREQUENCIES = 12, 31
_FINE_PHASES = 24
_RADII, _ARC_ANGLES = 9, 24
# Of the unit's strongest answers: less cannot be told from rounding.
_FLOOR = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class TuningReport:
    """What the bench has found out about a unit.

    Attributes
    ----------
    unit : Unit
        Who was asked.
    side : int
        Pixels of the shorter side of its screen.
    baseline : float
        Its answer to the empty screen.
    grating : Stimulus
        The grating it answers to most.
    modulation_ratio : float
        F1/F0 of its answers above the baseline, those below it taken as 0, to the phases of that grating. Above 1
        is a simple cell, which follows the light and dark of the stripes; below, a complex one. A linear filter
        has π/2. Source: B. C. Skottun et al. (1991), Vision Research 31, 1079.
    curves : tuple of TuningCurve
        Angle, frequency and phase of gratings; angle of edges; position and width of bars; radius of spots.
    curvature : CurvatureMap
        Of arcs.
    """

    unit: Unit
    side: int
    baseline: float
    grating: Stimulus
    modulation_ratio: float
    curves: tuple[TuningCurve, ...]
    curvature: CurvatureMap

    @property
    def is_simple(self) -> bool:
        """Whether the unit follows the stripes of a grating as they pass, as simple cells do."""
        return self.modulation_ratio > 1

    def curve(self, kind: str, parameter: str) -> TuningCurve:
        """Return one of the curves."""
        return next(each for each in self.curves if (each.kind, each.parameter) == (kind, parameter))


@dataclass(frozen=True, slots=True)
class BenchState:
    """How far the bench is: measurements made and to make, the curves so far, and in the end the report."""

    done: int
    total: int
    curves: tuple[TuningCurve, ...]
    report: TuningReport | None = None


def run_bench(
    subject: Subject, unit: Unit, *, ground: float = 0.5, contrast: float = 0.5
) -> Iterator[BenchState]:
    """Measure what a unit prefers: angle, frequency and phase, position, width, size and bend.

    First gratings of all angles and frequencies are shown, each at eight phases; around the best of them the curves
    are taken, twice for the angle, since it depends on the frequency. How strongly a unit answers to a grating is
    the amplitude F1 of its answers over the phases for a simple cell, and their mean F0 for a complex one. Then bars
    are shown along the preferred angle, and edges, spots and arcs of every direction and size, bright or dark as the
    unit likes better.

    Parameters
    ----------
    subject : Subject
        The net, or the hand-made filters.
    unit : Unit
        Who is asked; on a screen as large as its receptive field, see `Subject.screen`.
    ground, contrast : float
        Of all stimuli, see `Stimulus`.

    Yields
    ------
    BenchState
        After each measurement; the last one has the report. Who wants to stop stops asking.

    Raises
    ------
    FilterLabError
        If the subject has no such unit, its screen is smaller than 3 × 3, or it answers alike to every grating.

    References
    ----------
    Hubel and Wiesel, J. Physiology 160, 106 (1962); De Valois, Albrecht and Thorell, Vision Research 22, 545 (1982).
    """
    bench = _Bench(subject, unit, Stimulus("grating", ground=ground, contrast=contrast))
    steps: tuple[Callable[[], object], ...] = (
        bench.search, bench.angle, bench.frequency, bench.angle, bench.phase,
        bench.position, bench.width, bench.edge, bench.spot, bench.arcs,
    )  # fmt: skip
    for done, step in enumerate(steps, start=1):
        step()
        report = bench.report() if done == len(steps) else None
        yield BenchState(done, len(steps), tuple(bench.curves.values()), report)


class _Bench:
    """One unit and what is known of it so far."""

    def __init__(self, subject: Subject, unit: Unit, plain: Stimulus) -> None:
        self._unit = unit
        self._screen = subject.screen(unit)
        _c, height, width = self._screen.shape
        self._side = min(height, width)
        if self._side < 3:
            raise FilterLabError(
                f"The {unit.name} sees {height} × {width} pixels, too few to show it a bar or a grating: choose a "
                "unit that sees at least 3 × 3."
            )
        self._grating = plain
        self._bar = replace(plain, kind="bar")
        self._baseline = float(
            self._screen.respond(draw_stimuli([replace(self._bar, contrast=0.0)], self._screen.shape))[0]
        )
        self._floor = _FLOOR * max(1e-3, abs(self._baseline))
        self._follows_phase = True
        self._ratio = 0.0
        self._curvature: CurvatureMap | None = None
        self.curves: dict[tuple[str, str], TuningCurve] = {}

    def search(self) -> None:
        """Show gratings of all angles and frequencies, and keep the best."""
        angles = np.arange(_COARSE_ANGLES) * 180 / _COARSE_ANGLES
        frequencies = np.geomspace(0.5 / self._side, 0.5, _COARSE_FREQUENCIES)
        shown = [
            replace(self._grating, angle=angle, frequency=frequency)
            for angle in angles
            for frequency in frequencies
        ]
        answers = self._over_phases(shown)
        means, amplitudes = modulation(answers)
        strengths = np.maximum(amplitudes, means)
        best = int(np.argmax(strengths))
        if strengths[best] <= self._floor:
            raise FilterLabError(
                f"The {self._unit.name} answers alike to gratings of every angle and frequency, so there is nothing "
                "to tune: choose a unit that fires, or another ground or contrast."
            )
        self._grating = shown[best]
        self._floor = _FLOOR * max(float(strengths[best]), abs(self._baseline))
        mean, amplitude = modulation(np.maximum(answers[best], 0))
        self._ratio = float(amplitude / mean) if mean > 0 else 0.0
        self._follows_phase = bool(amplitudes[best] >= means[best])

    def angle(self) -> None:
        """Take the curve of angles at the best frequency."""
        angles = np.arange(_FINE_ANGLES) * 180 / _FINE_ANGLES
        curve = self._of_gratings("angle", angles, period=180.0)
        self._grating = replace(self._grating, angle=curve.peak[0])

    def frequency(self) -> None:
        """Take the curve of frequencies at the best angle."""
        frequencies = np.geomspace(0.5 / self._side, 0.5, _FINE_FREQUENCIES)
        curve = self._of_gratings("frequency", frequencies, is_logarithmic=True)
        self._grating = replace(self._grating, frequency=min(curve.peak[0], 0.5))

    def phase(self) -> None:
        """Take the curve of phases of the best grating, and tell simple from complex cells."""
        phases = np.arange(_FINE_PHASES) * 360 / _FINE_PHASES
        curve = self._of("phase", self._grating, phases, period=360.0)
        self._grating = replace(self._grating, phase=curve.peak[0])
        mean, amplitude = modulation(np.maximum(curve.answers, 0))
        self._ratio = float(amplitude / mean) if mean > 0 else 0.0

    def position(self) -> None:
        """Take the curve of positions of a bar as wide as a stripe, bright or dark as the unit likes better."""
        width = min(0.5 / self._grating.frequency, float(self._side))
        bar = replace(self._bar, angle=self._grating.angle, width=width)
        places = np.arange(-self._side, self._side + 1) / 2
        tries = [self._of("position", each, places) for each in (bar, self._reversed(bar))]
        best = max(tries, key=lambda curve: float(curve.answers.max()))
        self.curves["bar", "position"] = best
        self._bar = replace(bar if best is tries[0] else self._reversed(bar), position=best.preferred or 0.0)

    def width(self) -> None:
        """Take the curve of widths of the bar at the best position."""
        widths = np.geomspace(0.5, self._side, 25)
        curve = self._of("width", self._bar, widths, is_logarithmic=True)
        self._bar = replace(self._bar, width=curve.preferred or self._bar.width)

    def edge(self) -> None:
        """Take the curve of directions of an edge through the middle of the screen."""
        edge = replace(self._grating, kind="edge")
        self._of("angle", edge, np.arange(2 * _FINE_ANGLES) * 180 / _FINE_ANGLES, period=360.0)

    def spot(self) -> None:
        """Take the curve of sizes of a spot in the middle of the screen, bright or dark."""
        radii = np.geomspace(0.5, self._side, 25)
        spot = replace(self._bar, kind="spot", position=0.0, angle=0.0)
        tries = [
            self._of("radius", each, radii, is_logarithmic=True) for each in (spot, self._reversed(spot))
        ]
        self.curves["spot", "radius"] = max(tries, key=lambda curve: float(curve.answers.max()))

    def arcs(self) -> None:
        """Show arcs of every radius and direction around the middle of the screen."""
        radii = np.geomspace(max(1.0, self._side / 6), 4 * self._side, _RADII)
        angles = np.arange(_ARC_ANGLES) * 360 / _ARC_ANGLES
        reach = self._side / 6
        shifts = [(reach * right, reach * up) for right in (-1, 0, 1) for up in (-1, 0, 1)]
        shown = [
            replace(
                self._bar,
                kind="arc",
                angle=angle,
                radius=radius,
                right=right,
                up=up,
                position=0.0,
                width=min(self._bar.width, max(1.0, self._side / 4)),
            )
            for radius in radii
            for angle in angles
            for right, up in shifts
        ]
        answers = self._answers(shown).reshape(_RADII, _ARC_ANGLES, len(shifts)).max(axis=2)
        self._curvature = CurvatureMap(radii, angles, answers)

    def report(self) -> TuningReport:
        """Say what has been found, after all measurements."""
        if self._curvature is None:
            raise RuntimeError("the bench reports before it has measured")
        return TuningReport(
            self._unit,
            self._side,
            self._baseline,
            self._grating,
            self._ratio,
            tuple(self.curves.values()),
            self._curvature,
        )

    def _of_gratings(
        self, parameter: str, values: Floats, *, period: float | None = None, is_logarithmic: bool = False
    ) -> TuningCurve:
        """Take a curve of gratings over all phases."""
        shown = [self._grating.changed(**{parameter: float(value)}) for value in values]
        means, amplitudes = modulation(self._over_phases(shown))
        curve = TuningCurve(
            parameter,
            "grating",
            "F1, amplitude over the phases" if self._follows_phase else "F0, mean over the phases",
            values,
            amplitudes if self._follows_phase else means,
            period,
            is_logarithmic,
        )
        self.curves["grating", parameter] = curve
        return curve

    def _of(
        self,
        parameter: str,
        stimulus: Stimulus,
        values: Floats,
        *,
        period: float | None = None,
        is_logarithmic: bool = False,
    ) -> TuningCurve:
        """Take a curve of answers above the baseline."""
        answers = self._answers([stimulus.changed(**{parameter: float(value)}) for value in values])
        curve = TuningCurve(
            parameter,
            stimulus.kind,
            "answer above that to the empty screen",
            values,
            answers,
            period,
            is_logarithmic,
        )
        self.curves[stimulus.kind, parameter] = curve
        return curve

    def _over_phases(self, gratings: Sequence[Stimulus]) -> Floats:
        """Return the answers above the baseline to each grating at each phase, (N, phases)."""
        phases = np.arange(_PHASES) * 360 / _PHASES
        shown = [replace(grating, phase=float(phase)) for grating in gratings for phase in phases]
        return self._answers(shown).reshape(len(gratings), _PHASES)

    def _answers(self, stimuli: Sequence[Stimulus]) -> Floats:
        answers = show(self._screen, stimuli) - self._baseline
        answers[np.abs(answers) <= self._floor] = 0
        return answers

    def _reversed(self, stimulus: Stimulus) -> Stimulus:
        """Return the stimulus dark instead of bright, where the ground leaves room for that."""
        return replace(stimulus, contrast=-min(abs(stimulus.contrast), stimulus.ground))


def show(screen: UnitScreen, stimuli: Sequence[Stimulus]) -> Floats:
    """Return a unit's answers to stimuli on its screen, (N,), drawing some at a time."""
    answers = np.empty(len(stimuli), np.float64)
    channels, height, width = screen.shape
    for block in blocks(len(stimuli), channels * height * width):
        answers[block] = screen.respond(draw_stimuli(stimuli[block], screen.shape))
    return answers
