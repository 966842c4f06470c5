"""The bench of Hubel and Wiesel: a unit is shown one stimulus after the other until it is known what it prefers."""

from collections.abc import Iterator
from dataclasses import dataclass

from filterlab.probes.bench.curves import CurvatureMap, TuningCurve
from filterlab.probes.bench.measuring import Bench
from filterlab.probes.bench.stimuli import Stimulus
from filterlab.probes.units.subject import Subject, Unit


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
        Angle, frequency and phase of gratings; angle of edges; position, width and angle of bars; radius of spots.
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
    def angle(self) -> float | None:
        """The direction of stripes the unit prefers, in degrees; None for one that prefers none, as a round filter.

        The grating drawn as the best one has some direction nevertheless.
        """
        return None if self.curve("grating", "angle").preferred is None else self.grating.angle

    @property
    def is_simple(self) -> bool:
        """Whether the unit follows the stripes of a grating as they pass, as simple cells do."""
        return self.modulation_ratio > 1

    def curve(self, kind: str, parameter: str) -> TuningCurve:
        """Return one of the curves."""
        return next(each for each in self.curves if (each.kind, each.parameter) == (kind, parameter))


@dataclass(frozen=True, slots=True)
class BenchState:
    """How far the bench is: stimuli shown and to show, the curves so far, and in the end the report."""

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
        After each measurement and, where answers take long, in between; the last one has the report. Who wants to
        stop stops asking.

    Raises
    ------
    FilterLabError
        If the subject has no such unit, its screen is smaller than 3 × 3, or it answers alike to every grating.

    References
    ----------
    Hubel and Wiesel, J. Physiology 160, 106 (1962); De Valois, Albrecht and Thorell, Vision Research 22, 545 (1982).
    """
    bench = Bench(subject, unit, Stimulus("grating", ground=ground, contrast=contrast))
    for measurement in bench.measurements():
        for _pause in measurement:
            yield BenchState(bench.shown, bench.total, tuple(bench.curves.values()))
        report = _report(bench, unit) if bench.shown == bench.total else None
        yield BenchState(bench.shown, bench.total, tuple(bench.curves.values()), report)


def _report(bench: Bench, unit: Unit) -> TuningReport:
    if bench.curvature is None:
        raise RuntimeError("the bench reports before it has measured")
    return TuningReport(
        unit,
        bench.side,
        bench.baseline,
        bench.grating,
        bench.ratio,
        tuple(bench.curves.values()),
        bench.curvature,
    )
