"""What the bench has measured as a table."""

from collections.abc import Iterator, Sequence

from filterlab.probes.bench.tuning import TuningReport
from filterlab.probes.tables import table_csv

_COLUMNS = (
    "unit",
    "stimulus",
    "parameter",
    "value",
    "angle",
    "answer",
    "measure",
    "preferred",
    "bandwidth",
    "selectivity",
    "F1/F0",
)


def tuning_csv(reports: Sequence[TuningReport], names: Sequence[str]) -> str:
    """Write a line for each point of each curve of each unit, with what that curve tells.

    Points of the map of arcs have an angle as a second parameter, and tell no bandwidth or selectivity.

    Parameters
    ----------
    reports : sequence of TuningReport
        Of the units whose curves are drawn over each other.
    names : sequence of str
        What the first column calls them, one for each.
    """
    return table_csv(
        _COLUMNS,
        (
            [name, *row, report.modulation_ratio]
            for name, report in zip(names, reports, strict=True)
            for row in _rows(report)
        ),
    )


def _rows(report: TuningReport) -> Iterator[list[object]]:
    for curve in report.curves:
        told = [curve.measure, curve.preferred, curve.bandwidth, curve.selectivity]
        for value, answer in zip(curve.values, curve.answers, strict=True):
            yield [curve.kind, curve.parameter, float(value), None, float(answer), *told]
    arcs = report.curvature
    best = None if arcs.preferred is None else arcs.preferred[0]
    for radius, row in zip(arcs.radii, arcs.answers, strict=True):
        for angle, answer in zip(arcs.angles, row, strict=True):
            yield [
                "arc",
                "radius",
                float(radius),
                float(angle),
                float(answer),
                "strongest over the places tried",
                best,
                None,
                None,
            ]
