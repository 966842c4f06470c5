"""A case of the speed benchmark: one piece of work, ours beside a peer's, and what the ratio has to be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import geometric_mean, median

import numpy as np
import numpy.typing as npt

from timing import Results, Side, Table, alternate, in_figures, in_ms, median_ms, spread, yes_or_no

TOLERANCE = 1e-4


@dataclass(frozen=True)
class Case:
    """One piece of work.

    Attributes
    ----------
    group, name
        The table it belongs to, and its line there.
    make
        Makes our side and the peer's.
    target
        What the ratio, our time divided by the peer's, may be at most; of a share, what it must be at least.
    same_result
        Whether the two sides' first results have to be the same numbers.
    peer_amount
        The peer's work divided by ours. Given where the peer does something else, and the figure wanted is
        the share of its rate (work per second) that we reach.
    """

    group: str
    name: str
    make: Callable[[], tuple[Side, Side]]
    target: float
    same_result: bool = True
    peer_amount: float | None = None


@dataclass(frozen=True)
class Line:
    """What was measured: median milliseconds, and the figure wanted with the quartiles of its pairs.

    The figure is the median of the pairs' own ratios, not the ratio of two medians: the two turns of a pair
    lie next to each other in time, so whatever slows the machine for a while slows both and cancels out.
    """

    group: str
    name: str
    peer: str
    ours_ms: float
    peer_ms: float
    is_share: bool
    figure: float
    low: float
    high: float
    target: float
    met: bool


def measure(case: Case, pairs: int) -> Line:
    """Check that both sides of a case come to the same numbers, then let them take turns."""
    ours, theirs = case.make()
    if case.same_result:
        _compare(case.name, ours, theirs)
    mine, others = alternate([ours, theirs], pairs)
    is_share = case.peer_amount is not None
    if case.peer_amount is not None:
        others = [seconds / case.peer_amount for seconds in others]
    ratios = [own / other for own, other in zip(mine, others, strict=True)]
    figures = [1 / ratio for ratio in ratios] if is_share else ratios
    figure = median(figures)
    low, high = spread(figures)
    return Line(
        group=case.group,
        name=case.name,
        peer=theirs.name,
        ours_ms=median_ms(mine),
        peer_ms=median_ms(others),
        is_share=is_share,
        figure=figure,
        low=low,
        high=high,
        target=case.target,
        met=figure >= case.target if is_share else figure <= case.target,
    )


def _compare(name: str, ours: Side, theirs: Side) -> None:
    """End the benchmark if the two results differ: a wrong answer may be as fast as it likes."""
    results = []
    for side in (ours, theirs):
        with side.around():
            results.append(_arrays(side.call()))
    for mine, other in zip(*results, strict=True):
        if mine.size != other.size:
            raise SystemExit(f"{name}: our result is {mine.shape}, that of {theirs.name} {other.shape}.")
        error = float(np.abs(mine.ravel() - other.ravel()).max() / np.abs(other).max())
        if not error <= TOLERANCE:
            raise SystemExit(f"{name}: ours and {theirs.name} differ by a relative error of {error:.1e}.")


def _arrays(result: object) -> list[npt.NDArray[np.float32]]:
    parts = result if isinstance(result, tuple) else (result,)
    return [np.asarray(part) for part in parts]


def tables_of(lines: Sequence[Line], aims: Mapping[str, float]) -> tuple[list[Table], list[Results]]:
    """Put lines into one table a group, with the geometric mean where a group has an aim for it.

    Parameters
    ----------
    lines
        All that was measured.
    aims
        What the geometric mean of a group's ratios may be at most.

    Returns
    -------
    tables, means
        Ready to be printed; and the geometric means as plain values.
    """
    tables, means = [], []
    for group in dict.fromkeys(line.group for line in lines):
        members = [line for line in lines if line.group == group]
        rows = [_row(line) for line in members]
        if group in aims:
            figures = [line.figure for line in members]
            mean, worst, met = geometric_mean(figures), max(figures), geometric_mean(figures) <= aims[group]
            title = f"geometric mean of {len(members)} (worst {in_figures(worst)})"
            rows.append([title, "", "", "", in_figures(mean), "", f"≤ {aims[group]}", yes_or_no(met=met)])
            means.append({"group": group, "mean": mean, "worst": worst, "target": aims[group], "met": met})
        figure = "share" if members[0].is_share else "ratio"
        headers = ["work", "peer", "ours, ms", "peer, ms", figure, "half of the pairs", "target", "met"]
        tables.append(Table(group, headers, rows))
    return tables, means


def plain(line: Line) -> Results:
    """Turn a line into plain values for JSON."""
    return asdict(line)


def _row(line: Line) -> list[str]:
    return [
        line.name,
        line.peer,
        in_ms(line.ours_ms),
        in_ms(line.peer_ms),
        in_figures(line.figure),
        f"{in_figures(line.low)} – {in_figures(line.high)}",
        f"{'≥' if line.is_share else '≤'} {line.target}",
        yes_or_no(met=line.met),
    ]
