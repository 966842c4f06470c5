"""How quickly units tell what they see: top patches, noise, the bench, attributions and climbs, on tiny.

    python benchmarks/units.py [--pictures 20000] [--rounds 5]

Each question is asked again and again in turn; the median counts. What is asked of the program: top patches of conv1
at 20,000 pictures a second or more, 20,000 pictures of noise for a filter of 7 × 7 in less than 2 seconds, and
integrated gradients that miss no more than 1 % of the score's difference, for every class of 30 pictures.
"""

import argparse
from collections.abc import Callable, Iterator
from statistics import mean, median
from time import perf_counter

import numpy as np

from filterlab.data import load_dataset, make_strokes, presets
from filterlab.nets import TrainConfig, build, train
from filterlab.probes.attribution import integrated_gradients, occlusion, smooth_gradient
from filterlab.probes.bench import run_bench
from filterlab.probes.maximisation import ClimbSettings, maximise
from filterlab.probes.stages import Stages
from filterlab.probes.units import (
    Subject,
    Unit,
    correlate_noise,
    find_top_patches,
    measure_effective_field,
    subject_of_filters,
)
from timing import RESULTS, Run, Table, fair_threads, in_ms, yes_or_no

PICTURES_A_SECOND = 20_000
NOISE_SECONDS = 2.0
NOISE = 20_000
EXPLAINED = 30
MOST_MISSED = 0.01


def last_of(states: Iterator[object]) -> None:
    """Ask a question to its end."""
    for _state in states:
        pass


def questions(count: int) -> dict[str, Callable[[], Iterator[object]]]:
    """Make every question that is timed."""
    pictures, _labels = make_strokes(2000, np.random.default_rng(2))
    many = np.concatenate([pictures] * -(-count // len(pictures)))[:count]
    tiny = Subject(build("tiny", np.random.default_rng(0)))
    filter_7 = subject_of_filters(presets["curve-detector"].weights, Stages())
    one, deep = Unit("conv1", 3), Unit("conv2", 3)
    digit, rng = pictures[0], np.random.default_rng(1)
    return {
        f"top patches, one unit of conv1, {count:,} pictures": lambda: find_top_patches(
            tiny, "conv1", [3], many
        ),
        f"top patches, all 8 units of conv1, {count:,} pictures": lambda: find_top_patches(
            tiny, "conv1", range(8), many
        ),
        f"top patches, one unit of conv2, {count:,} pictures": lambda: find_top_patches(
            tiny, "conv2", [3], many
        ),
        f"noise, a filter of 7 × 7, {NOISE:,} pictures": lambda: correlate_noise(
            filter_7, Unit("conv1", 0), rng, count=NOISE
        ),
        "effective field, conv2, 512 pictures": lambda: measure_effective_field(tiny, deep, pictures[:512]),
        "the whole bench, conv1": lambda: run_bench(tiny, one),
        "the whole bench, conv2": lambda: run_bench(tiny, deep),
        "integrated gradients": lambda: integrated_gradients(tiny, digit, 3),
        "SmoothGrad, 50 copies": lambda: smooth_gradient(tiny, digit, 3, rng),
        "occlusion": lambda: occlusion(tiny, digit, 3),
        "climb of a class, 256 steps": lambda: maximise(tiny, Unit("fc1", 3), ClimbSettings(), rng),
    }


def missed_shares(name: str) -> tuple[float, float]:
    """Return the largest gap and the mean count of gradients of integrated gradients, for all classes of pictures."""
    net = build(name, np.random.default_rng(0))
    data = load_dataset("strokes", train_size=2000, test_size=EXPLAINED)
    for _event in train(net, data, TrainConfig(epochs=1, learning_rate=0.05, momentum=0.9)):
        pass
    subject = Subject(net)
    ends = [
        list(integrated_gradients(subject, picture, label))[-1]
        for picture in data.test.images
        for label in range(10)
    ]
    gaps = [end.completeness.gap for end in ends if end.completeness is not None]
    return max(gaps), mean(end.done for end in ends)


def main() -> None:
    """Time every question and say whether what is asked for is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=int, default=20_000, help="pictures to look through")
    parser.add_argument("--rounds", type=int, default=5, help="how often each question is asked")
    options = parser.parse_args()
    run = Run("units", {"pictures": options.pictures, "rounds": options.rounds})
    run.prepare_kernels()
    asked = questions(options.pictures)
    seconds: dict[str, list[float]] = {name: [] for name in asked}
    with fair_threads():
        for _round in range(options.rounds + 1):
            for name, ask in asked.items():
                began = perf_counter()
                last_of(ask())
                seconds[name].append(perf_counter() - began)
    # The first round warms everything up.
    times = {name: median(each[1:]) for name, each in seconds.items()}
    names = list(times)
    rate = options.pictures / times[names[0]]
    noise = next(time for name, time in times.items() if name.startswith("noise"))
    rows = [[name, in_ms(1e3 * time)] for name, time in times.items()]
    targets = [
        ["top patches of conv1, pictures a second", f"{rate:,.0f}", yes_or_no(met=rate >= PICTURES_A_SECOND)],
        ["noise, seconds", f"{noise:.3f}", yes_or_no(met=noise < NOISE_SECONDS)],
    ]
    for name in ("tiny", "lenet5"):
        gap, gradients = missed_shares(name)
        targets.append(
            [
                f"integrated gradients of {name}, most that is missed ({gradients:.0f} gradients on average)",
                f"{100 * gap:.2f} %",
                yes_or_no(met=gap <= MOST_MISSED),
            ]
        )
    run.finish(
        [
            Table("What a unit sees", ["question", "ms"], rows),
            Table("Asked for", ["figure", "measured", "met"], targets),
        ],
        RESULTS / "units.json",
    )


if __name__ == "__main__":
    main()
