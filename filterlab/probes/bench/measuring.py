"""What the bench measures of a unit, one thing after the other."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.bench.curves import CurvatureMap, TuningCurve, modulation
from filterlab.probes.bench.stimuli import Stimulus, draw_stimuli
from filterlab.probes.units.subject import Subject, Unit

Floats = NDArray[np.floating[Any]]
_T = TypeVar("_T")
Measuring = Generator[None, None, _T]

_PHASES = 8
_COARSE_ANGLES, _FINE_ANGLES = 12, 36
_COARSE_FREQUENCIES, _FINE_FREQUENCIES = 12, 31
_FINE_PHASES = 24
_SIZES = 25
_RADII, _ARC_ANGLES, _SHIFTS = 9, 24, 3
# Of the unit's strongest answers: less cannot be told from rounding.
_FLOOR = 1e-6
_MOST_AT_ONCE = 2000


class Bench:
    """One unit, and what is known of it so far. Each measurement pauses between blocks of stimuli."""

    def __init__(self, subject: Subject, unit: Unit, plain: Stimulus) -> None:
        self._unit = unit
        self._screen = subject.screen(unit)
        _c, height, width = self._screen.shape
        self.side = min(height, width)
        if self.side < 3:
            raise FilterLabError(
                f"The {unit.name} sees {height} × {width} pixels, too few to show it a bar or a grating: choose a "
                "unit that sees at least 3 × 3."
            )
        self.grating = plain
        self._bar = replace(plain, kind="bar")
        self.baseline = float(
            self._screen.respond(draw_stimuli([replace(self._bar, contrast=0.0)], self._screen.shape))[0]
        )
        self._floor = _FLOOR * max(1e-3, abs(self.baseline))
        self._follows_phase = True
        self.ratio = 0.0
        self.curvature: CurvatureMap | None = None
        self.curves: dict[tuple[str, str], TuningCurve] = {}
        self.shown = 0
        self._pace = self._screen.pace(_MOST_AT_ONCE)

    @property
    def total(self) -> int:
        """How many stimuli will have been shown when all measurements are made."""
        over_phases = _COARSE_ANGLES * _COARSE_FREQUENCIES + 2 * _FINE_ANGLES + _FINE_FREQUENCIES
        places = 2 * (2 * self.side + 1)
        arcs = _RADII * _ARC_ANGLES * _SHIFTS**2
        return _PHASES * over_phases + _FINE_PHASES + places + _SIZES + 3 * _FINE_ANGLES + 2 * _SIZES + arcs

    def measurements(self) -> Iterator[Measuring[None]]:
        """Yield what there is to measure, in its order; each rests on those before it."""
        yield self.search()
        yield self.angle()
        yield self.frequency()
        # The best angle depends on the frequency.
        yield self.angle()
        yield self.phase()
        yield self.position()
        yield self.width()
        yield self.bar()
        yield self.edge()
        yield self.spot()
        yield self.arcs()

    def search(self) -> Measuring[None]:
        """Show gratings of all angles and frequencies, and keep the best."""
        angles = _angles(_COARSE_ANGLES)
        frequencies = np.geomspace(0.5 / self.side, 0.5, _COARSE_FREQUENCIES)
        shown = [
            replace(self.grating, angle=angle, frequency=frequency)
            for angle in angles
            for frequency in frequencies
        ]
        answers = yield from self._over_phases(shown)
        means, amplitudes = modulation(answers)
        strengths = np.maximum(amplitudes, means)
        best = int(np.argmax(strengths))
        if strengths[best] <= self._floor:
            raise FilterLabError(
                f"The {self._unit.name} answers alike to gratings of every angle and frequency, so there is nothing "
                "to tune: choose a unit that fires, or the layer before its activation."
            )
        self.grating = shown[best]
        self._floor = _FLOOR * max(float(strengths[best]), abs(self.baseline))
        self._follows_phase = bool(amplitudes[best] >= means[best])

    def angle(self) -> Measuring[None]:
        """Take the curve of angles at the best frequency."""
        angles = _angles(_FINE_ANGLES)
        curve = yield from self._of_gratings("angle", angles, period=180.0)
        self.grating = replace(self.grating, angle=curve.peak[0])

    def frequency(self) -> Measuring[None]:
        """Take the curve of frequencies at the best angle."""
        frequencies = np.geomspace(0.5 / self.side, 0.5, _FINE_FREQUENCIES)
        curve = yield from self._of_gratings("frequency", frequencies, is_logarithmic=True)
        self.grating = replace(self.grating, frequency=min(curve.peak[0], 0.5))

    def phase(self) -> Measuring[None]:
        """Take the curve of phases of the best grating, and tell simple from complex cells."""
        phases = np.arange(_FINE_PHASES) * 360 / _FINE_PHASES
        curve = yield from self._of("phase", self.grating, phases, period=360.0)
        self.grating = replace(self.grating, phase=curve.peak[0])
        mean, amplitude = modulation(np.maximum(curve.answers, 0))
        self.ratio = float(amplitude / mean) if mean > 0 else 0.0

    def position(self) -> Measuring[None]:
        """Take the curve of positions of a bar as wide as a stripe, bright or dark as the unit likes better."""
        width = min(0.5 / self.grating.frequency, float(self.side))
        bar = replace(self._bar, angle=self.grating.angle, width=width)
        places = np.arange(-self.side, self.side + 1) / 2
        better, best = yield from self._bright_or_dark("position", bar, places)
        self._bar = replace(better, position=best.preferred or 0.0)

    def width(self) -> Measuring[None]:
        """Take the curve of widths of the bar at the best position."""
        widths = np.geomspace(0.5, self.side, _SIZES)
        curve = yield from self._of("width", self._bar, widths, is_logarithmic=True)
        self._bar = replace(self._bar, width=curve.preferred or self._bar.width)

    def bar(self) -> Measuring[None]:
        """Take the curve of angles of that bar, turned around the place it is at."""
        turn = np.deg2rad(self._bar.angle)
        right, up = self._bar.position * np.sin(turn), -self._bar.position * np.cos(turn)
        bar = self._bar.changed(position=0.0, right=float(right), up=float(up))
        yield from self._of("angle", bar, _angles(_FINE_ANGLES), period=180.0)

    def edge(self) -> Measuring[None]:
        """Take the curve of directions of an edge through the middle of the screen."""
        edge = replace(self.grating, kind="edge")
        yield from self._of("angle", edge, np.arange(2 * _FINE_ANGLES) * 180 / _FINE_ANGLES, period=360.0)

    def spot(self) -> Measuring[None]:
        """Take the curve of sizes of a spot in the middle of the screen, bright or dark."""
        radii = np.geomspace(0.5, self.side, _SIZES)
        spot = replace(self._bar, kind="spot", position=0.0, angle=0.0)
        yield from self._bright_or_dark("radius", spot, radii, is_logarithmic=True)

    def arcs(self) -> Measuring[None]:
        """Show arcs of every radius and direction around the middle of the screen."""
        radii = np.geomspace(max(1.0, self.side / 6), 4 * self.side, _RADII)
        angles = np.arange(_ARC_ANGLES) * 360 / _ARC_ANGLES
        steps = self.side / 6 * (np.arange(_SHIFTS) - _SHIFTS // 2)
        shifts = [(right, up) for right in steps for up in steps]
        shown = [
            replace(
                self._bar,
                kind="arc",
                angle=angle,
                radius=radius,
                right=right,
                up=up,
                position=0.0,
                width=min(self._bar.width, max(1.0, self.side / 4)),
            )
            for radius in radii
            for angle in angles
            for right, up in shifts
        ]
        answers = yield from self._answers(shown)
        strongest = answers.reshape(_RADII, _ARC_ANGLES, len(shifts)).max(axis=2)
        self.curvature = CurvatureMap(radii, angles, strongest)

    def _of_gratings(
        self, parameter: str, values: Floats, *, period: float | None = None, is_logarithmic: bool = False
    ) -> Measuring[TuningCurve]:
        """Take a curve of gratings over all phases."""
        shown = [self.grating.changed(**{parameter: float(value)}) for value in values]
        answers = yield from self._over_phases(shown)
        means, amplitudes = modulation(answers)
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
    ) -> Measuring[TuningCurve]:
        """Take a curve of answers above the baseline."""
        answers = yield from self._answers(
            [stimulus.changed(**{parameter: float(value)}) for value in values]
        )
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

    def _over_phases(self, gratings: Sequence[Stimulus]) -> Measuring[Floats]:
        """Return the answers above the baseline to each grating at each phase, (N, phases)."""
        phases = np.arange(_PHASES) * 360 / _PHASES
        shown = [replace(grating, phase=float(phase)) for grating in gratings for phase in phases]
        answers = yield from self._answers(shown)
        return answers.reshape(len(gratings), _PHASES)

    def _bright_or_dark(
        self, parameter: str, stimulus: Stimulus, values: Floats, *, is_logarithmic: bool = False
    ) -> Measuring[tuple[Stimulus, TuningCurve]]:
        """Take a curve of a bright stimulus and of a dark one, and keep the one the unit answers to more."""
        first = yield from self._of(parameter, stimulus, values, is_logarithmic=is_logarithmic)
        other = _reversed(stimulus)
        second = yield from self._of(parameter, other, values, is_logarithmic=is_logarithmic)
        if first.answers.max() >= second.answers.max():
            self.curves[stimulus.kind, parameter] = first
            return stimulus, first
        return other, second

    def _answers(self, stimuli: Sequence[Stimulus]) -> Measuring[Floats]:
        """Return the answers above the baseline, drawing some stimuli at a time."""
        answers = np.empty(len(stimuli), np.float64)
        for first in range(0, len(stimuli), self._pace):
            if first:
                yield
            block = stimuli[first : first + self._pace]
            answers[first : first + len(block)] = self._screen.respond(
                draw_stimuli(block, self._screen.shape)
            )
            self.shown += len(block)
        answers -= self.baseline
        answers[np.abs(answers) <= self._floor] = 0
        return answers


def _angles(count: int) -> Floats:
    """Return so many directions of stripes, evenly spaced over half a turn."""
    return np.arange(count) * 180 / count


def _reversed(stimulus: Stimulus) -> Stimulus:
    """Return the stimulus dark instead of bright, or bright instead of dark, as far as the ground leaves room."""
    room = stimulus.ground if stimulus.contrast > 0 else 1 - stimulus.ground
    return replace(stimulus, contrast=float(-np.sign(stimulus.contrast) * min(abs(stimulus.contrast), room)))
