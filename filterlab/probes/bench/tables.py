"""What the bench has measured as a table."""

from collections.abc import Iterator

from filterlab.probes.bench.tuning import TuningReport
from filterlab.probes.tables import table_csv

_COLUMNS = ("stimulus", "parameter", "value", "angle", "answer", "measure")


def tuning_csv(report: TuningReport) -> str:
    """Write a line for each point of each curve and of the map of arcs, whose second parameter is the angle."""
    return table_csv(_COLUMNS, _rows(report))


def _rows(report: TuningReport) -> Iterator[list[object]]:
    for curve in report.curves:
        for value, answer in zip(curve.values, curve.answers, strict=True):
            yield [curve.kind, curve.parameter, float(value), None, float(answer), curve.measure]
    arcs = report.curvature
    for radius, row in zip(arcs.radii, arcs.answers, strict=True):
        for angle, answer in zip(arcs.angles, row, strict=True):
            yield [
                "arc",
                "radius",
                float(radius),
                float(angle),
                float(answer),
                "strongest over the places tried",
            ]
