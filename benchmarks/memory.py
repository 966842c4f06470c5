"""How much memory a convolution of a huge picture takes, and whether training takes more and more.

Each case runs in a process of its own. What counts for a convolution is the process's largest size ever, less
its size with the picture loaded and everything warm, less the output: only what the engine needs for itself.

    python benchmarks/memory.py [--side 10000] [--steps 1000] [--json benchmarks/results/memory.json]
"""

import argparse
import json
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from filterlab import engine
from filterlab.engine import kernels
from filterlab.nets import Step, TrainConfig, build, train, zoo
from timing import (
    RESULTS,
    THREADS,
    Results,
    Run,
    Table,
    fair_threads,
    run_fresh,
    yes_or_no,
)

MB = 10**6
EXTRA_TARGET_MB = 64
GROWTH_TARGET_MB = 1
PARTS = 5
BATCH = 64


@dataclass(frozen=True)
class Picture:
    """One filter on one grey picture."""

    name: str
    k: int
    padding: str
    dtype: str


PICTURES = (
    Picture("7 × 7, no padding, float32", 7, "valid", "float32"),
    Picture("7 × 7, padded, float32", 7, "same", "float32"),
    Picture("7 × 7, padded, uint8 to float32", 7, "same", "uint8"),
    Picture("31 × 31, no padding, float32", 31, "valid", "float32"),
    Picture("31 × 31, padded, float32", 31, "same", "float32"),
    Picture("31 × 31, padded, uint8 to float32", 31, "same", "uint8"),
)
TRAINING = "tiny"


@dataclass(frozen=True)
class Pictures:
    """What the net learns from."""

    images: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Data:
    """Pictures to learn from and to test with."""

    train: Pictures
    test: Pictures


def convolve(case: Picture, side: int) -> Results:
    """Convolve a picture; return in MB what the input, the output and the engine took."""
    rng = np.random.default_rng(0)
    shape = (1, 1, side, side)
    whole = case.dtype == "uint8"
    x = rng.integers(0, 256, shape, dtype=np.uint8) if whole else rng.random(shape, dtype=np.float32)
    w = rng.normal(size=(1, 1, case.k, case.k)).astype(np.float32)
    engine.conv2d(x[..., :64, :64], w, padding=case.padding)
    before = psutil.Process().memory_info().rss
    y = engine.conv2d(x, w, padding=case.padding)
    extra = _largest_size() - before - y.nbytes
    return {"input_mb": x.nbytes / MB, "output_mb": y.nbytes / MB, "extra_mb": extra / MB}


def learn(steps: int) -> Results:
    """Train ``tiny``; return the process's size in MB after each part of the steps."""
    rng = np.random.default_rng(0)
    pictures = Pictures(rng.random((10_000, 1, 28, 28), dtype=np.float32), rng.integers(0, 10, 10_000))
    data = Data(pictures, Pictures(pictures.images[:BATCH], pictures.labels[:BATCH]))
    config = TrainConfig(epochs=10**6, batch_size=BATCH, schedule="constant", threads=THREADS)
    process = psutil.Process()
    sizes: dict[int, float] = {}
    for event in train(build(zoo[TRAINING], rng), data, config):
        if isinstance(event, Step) and event.step % (steps // PARTS) == 0:
            sizes[event.step] = process.memory_info().rss / MB
            if event.step >= steps:
                break
    return {"sizes_mb": sizes}


def _largest_size() -> int:
    """Return in bytes the largest this process has ever been."""
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024


def _measure(name: str, side: int, steps: int) -> Results:
    """Do one case, in this process."""
    with fair_threads():
        kernels.prepare(wait=True)
        if name == TRAINING:
            return learn(steps)
        return convolve(next(case for case in PICTURES if case.name == name), side)


def _pictures_table(found: dict[str, Results], side: int) -> Table:
    rows = [
        [
            name,
            f"{sizes['input_mb']:.0f}",
            f"{sizes['output_mb']:.0f}",
            f"{sizes['extra_mb']:.1f}",
            f"< {EXTRA_TARGET_MB}",
            yes_or_no(met=sizes["extra_mb"] < EXTRA_TARGET_MB),
        ]
        for name, sizes in found.items()
    ]
    headers = ["work", "input, MB", "output, MB", "beyond both, MB", "target", "met"]
    return Table(f"Memory of one filter on a picture of {side * side / MB:.0f} megapixels", headers, rows)


def _training_table(sizes: dict[str, float]) -> Table:
    first, *_, last = sizes.values()
    growth = last - first
    rows = [
        [
            *(f"{size:.1f}" for size in sizes.values()),
            f"{growth:.1f}",
            f"< {GROWTH_TARGET_MB}",
            yes_or_no(met=growth < GROWTH_TARGET_MB),
        ]
    ]
    headers = [*(f"step {step}" for step in sizes), "growth", "target", "met"]
    return Table(f"Size of a process that trains {TRAINING}, batches of {BATCH}, MB", headers, rows)


def main() -> None:
    """Run every case in a process of its own, print the tables, write everything as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--side", type=int, default=10_000, help="pixels along the picture (default 10000)")
    parser.add_argument("--steps", type=int, default=1_000, help="steps of training (default 1000)")
    parser.add_argument(
        "--json", type=Path, default=RESULTS / "memory.json", help="where to write the figures"
    )
    parser.add_argument("--case", help="do one case in this process, and print its figures as JSON")
    options = parser.parse_args()
    if options.steps < PARTS or options.steps % PARTS:
        parser.error(f"give a number of steps that {PARTS} divides")
    if options.case:
        print(json.dumps(_measure(options.case, options.side, options.steps)))
        return
    run = Run("memory", {"pixels": options.side**2, "steps": options.steps})
    sizes = ("--side", str(options.side), "--steps", str(options.steps))
    found = {}
    for name in (*(case.name for case in PICTURES), TRAINING):
        found[name] = json.loads(run_fresh(__file__, "--case", name, *sizes))
        print(name, found[name], flush=True)
    run.results["cases"] = dict(found)
    training = found.pop(TRAINING)
    tables = [_pictures_table(found, options.side), _training_table(training["sizes_mb"])]
    run.finish(tables, options.json)


if __name__ == "__main__":
    main()
