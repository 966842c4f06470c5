"""How the cost grows with pixels, filters, kernel area and batch: measured, fitted, drawn.

Our turns alternate with the peers', as in speed.py; a point is the median of its turns. The slope is that of the
straight line through the logarithms of sizes and times, least squares: 1 is in proportion, 0 is free.

    python benchmarks/scaling.py [--only WORD] [--rounds 7] [--pictures FOLDER] [--json FILE]
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from filterlab import engine
from peers import Floats, limit_threads, opencv_filter, torch_filter, torch_layer_with_gradients
from plots import Curve, Plot, save_plot
from timing import (
    RESULTS,
    THREADS,
    Results,
    Run,
    Side,
    Table,
    algorithm_of,
    alternate,
    fair_threads,
    in_ms,
    median_ms,
    yes_or_no,
)

OURS = "FilterLab"


@dataclass(frozen=True)
class Place:
    """One point of a sweep: its sides, ours first, and the algorithm that ours uses."""

    sides: tuple[Side, ...]
    algorithm: str


@dataclass(frozen=True)
class Sweep:
    """One size that grows while the others stay.

    Attributes
    ----------
    name, title, subtitle, x_label
        What grows, and what stays.
    settings
        What is set to grow, for each point.
    size, tick
        The number the cost is plotted against, and its label, for a setting.
    place
        Makes the sides for a setting.
    fit_from
        The setting from which the slope is fitted.
    target
        What our slope may be at most; None where nothing is asked.
    """

    name: str
    title: str
    subtitle: str
    x_label: str
    settings: Sequence[int]
    size: Callable[[int], float]
    tick: Callable[[int], str]
    place: Callable[[int], Place]
    fit_from: int
    target: float | None


def _filters(side: int, channels: int, filters: int, k: int) -> Place:
    """Apply filters to a picture; OpenCV takes part where one filter looks at one channel."""
    rng = np.random.default_rng(0)
    x = rng.random((1, channels, side, side), dtype=np.float32)
    w = rng.normal(size=(filters, channels, k, k)).astype(np.float32)
    ours = Side(OURS, lambda: engine.conv2d(x, w, padding=k // 2))
    grey = [opencv_filter(x[0, 0], w[0, 0])] if channels == filters == 1 else []
    return Place((ours, *grey, torch_filter(x, w, k // 2)), algorithm_of(x, w, padding=k // 2))


def _batch(n: int) -> Place:
    """Run a layer forward and backward."""
    rng = np.random.default_rng(0)
    arrays = rng.normal(size=(n, 16, 32, 32)), rng.normal(size=(32, 16, 3, 3)), rng.normal(size=32)
    x, w, b = (array.astype(np.float32) for array in arrays)
    dy = rng.normal(size=(n, 32, 32, 32)).astype(np.float32)

    def call() -> tuple[Floats, ...]:
        return engine.conv2d(x, w, b, padding=1), *engine.conv2d_backward(dy, x, w, padding=1)

    theirs = torch_layer_with_gradients(x, w, b, dy, stride=1, padding=1)
    return Place((Side(OURS, call), theirs), algorithm_of(x, w, b, padding=1))


SWEEPS = (
    Sweep(
        "pixels",
        "Cost against pixels",
        "One 7 × 7 filter on a square grey picture",
        "megapixels",
        (250, 354, 500, 707, 1000, 1414, 2000, 2828, 4000),
        lambda side: side * side / 1e6,
        lambda side: f"{side * side / 1e6:.3g}",
        lambda side: _filters(side, 1, 1, 7),
        250,
        1.1,
    ),
    Sweep(
        "filters",
        "Cost against the number of filters",
        "Filters of 7 × 7 on a colour picture of 500 × 500",
        "filters",
        (1, 2, 4, 8, 16, 32, 64),
        float,
        str,
        lambda filters: _filters(500, 3, filters, 7),
        1,
        1.1,
    ),
    Sweep(
        "kernel-area",
        "Cost against the area of the kernel",
        "One filter on a grey picture of 1000 × 1000",
        "kernel",
        (3, 5, 7, 11, 15, 21, 31),
        lambda k: float(k * k),
        lambda k: f"{k} × {k}",
        lambda k: _filters(1000, 1, 1, k),
        11,
        1.0,
    ),
    Sweep(
        "batch",
        "Cost against the batch",
        "32 filters of 3 × 3 on 16 maps of 32 × 32, forward and backward",
        "pictures in the batch",
        (1, 2, 4, 8, 16, 32, 64, 128),
        float,
        str,
        _batch,
        4,
        1.1,
    ),
)


def measure(sweep: Sweep, rounds: int) -> Results:
    """Time every point of a sweep; return sizes, milliseconds and slopes by side."""
    ms: dict[str, list[float]] = {}
    algorithms = []
    for setting in sweep.settings:
        place = sweep.place(setting)
        algorithms.append(place.algorithm)
        for side, seconds in zip(place.sides, alternate(place.sides, rounds), strict=True):
            ms.setdefault(side.name.partition(" ")[0], []).append(median_ms(seconds))
        latest = ", ".join(f"{name} {in_ms(times[-1])} ms" for name, times in ms.items())
        print(f"{sweep.name} {sweep.tick(setting)}: {latest} {place.algorithm}".rstrip(), flush=True)
    sizes = [sweep.size(setting) for setting in sweep.settings]
    first = list(sweep.settings).index(sweep.fit_from)
    slopes = {name: slope(sizes[first:], times[first:]) for name, times in ms.items()}
    return {"sizes": sizes, "ms": ms, "slopes": slopes, "algorithms": algorithms}


def slope(sizes: Sequence[float], times: Sequence[float]) -> float:
    """Fit the slope of the logarithms by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def draw(sweep: Sweep, found: Results, path: Path) -> None:
    """Draw a sweep."""
    sizes, fitted_from = found["sizes"], sweep.size(sweep.fit_from)
    where = "" if sweep.fit_from == sweep.settings[0] else f" from {sweep.tick(sweep.fit_from)}"
    curves = [
        Curve(name, sizes, ms, f"slope {found['slopes'][name]:.2f}{where}")
        for name, ms in found["ms"].items()
    ]
    named = zip(sizes, found["algorithms"], ["", *found["algorithms"]], strict=False)
    marks = [(size, word) for size, word, before in named if word != before]
    ticks = [(sweep.size(setting), sweep.tick(setting)) for setting in sweep.settings]
    conditions = f"{sweep.subtitle}, float32, {THREADS} threads"
    save_plot(Plot(sweep.title, conditions, sweep.x_label, ticks, curves, marks, fitted_from), path)


def _table(found: dict[str, Results]) -> Table:
    rows = []
    for sweep in SWEEPS:
        if sweep.name not in found:
            continue
        slopes = found[sweep.name]["slopes"]
        span = f"{sweep.tick(sweep.fit_from)} – {sweep.tick(sweep.settings[-1])} {sweep.x_label}"
        others = ", ".join(f"{name} {value:.2f}" for name, value in slopes.items() if name != OURS)
        met = sweep.target is None or slopes[OURS] <= sweep.target
        rows.append(
            [sweep.title, span, f"{slopes[OURS]:.2f}", others, f"≤ {sweep.target}", yes_or_no(met=met)]
        )
    return Table("How the cost grows", ["what", "fitted over", "our slope", "peers", "target", "met"], rows)


def main() -> None:
    """Measure and draw the sweeps asked for, print the slopes, write everything as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="WORD", help="sweeps whose name holds the word")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each side at each point (default 7)")
    parser.add_argument("--pictures", type=Path, default=RESULTS, metavar="FOLDER", help="where the plots go")
    parser.add_argument(
        "--json", type=Path, default=RESULTS / "scaling.json", help="where to write the figures"
    )
    options = parser.parse_args()
    chosen = [sweep for sweep in SWEEPS if options.only in sweep.name]
    if not chosen or options.rounds < 1:
        parser.error(f"give at least one round, and a word of {', '.join(sweep.name for sweep in SWEEPS)}")
    limit_threads()
    run = Run("scaling", {"rounds": options.rounds, "threads": THREADS})
    found: dict[str, Results] = {}
    with fair_threads():
        run.prepare_kernels()
        for sweep in chosen:
            found[sweep.name] = measure(sweep, options.rounds)
            draw(sweep, found[sweep.name], options.pictures / f"scaling-{sweep.name}.png")
    run.results["sweeps"] = found
    run.finish([_table(found)], options.json)


if __name__ == "__main__":
    main()
