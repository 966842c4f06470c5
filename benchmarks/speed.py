"""Our speed beside OpenCV, SciPy and PyTorch, turn and turn about in one process, two threads each.

The ratio of a case is our time divided by the peer's: below 1 we are faster. How a turn goes and why the ratio
is the median of the pairs' ratios stands in timing.py and cases.py.

    python benchmarks/speed.py [--only WORD] [--pairs 15] [--json benchmarks/results/speed.json]
"""

import argparse
from itertools import chain
from pathlib import Path

from cases import measure, plain, tables_of
from layer_cases import FORWARD, GRADIENTS, layer_cases, sgemm_cases
from peers import limit_threads
from picture_cases import edit_cases, picture_cases
from timing import RESULTS, THREADS, Run, fair_threads, in_figures
from training_cases import training_cases

AIMS = {FORWARD: 1.0, GRADIENTS: 0.8}
"""What the geometric mean of a group's ratios may be at most."""


def main() -> None:
    """Measure the cases asked for, print their tables, write everything as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="WORD", help="cases whose table or name holds the word")
    parser.add_argument("--pairs", type=int, default=15, help="turns of each side (default 15)")
    parser.add_argument(
        "--json", type=Path, default=RESULTS / "speed.json", help="where to write the figures"
    )
    options = parser.parse_args()
    cases = list(chain(picture_cases(), edit_cases(), layer_cases(), training_cases(), sgemm_cases()))
    chosen = [case for case in cases if options.only.lower() in f"{case.group}, {case.name}".lower()]
    if not chosen or options.pairs < 1:
        parser.error("give at least one pair, and a word that some case has")
    limit_threads()
    run = Run("speed", {"pairs": options.pairs, "threads": THREADS})
    lines = []
    with fair_threads():
        run.prepare_kernels()
        for case in chosen:
            line = measure(case, options.pairs)
            lines.append(line)
            print(f"{line.group}: {line.name}, {line.peer}: {in_figures(line.figure)}", flush=True)
    whole = {
        group: aim
        for group, aim in AIMS.items()
        if all(case in chosen for case in cases if case.group == group)
    }
    tables, means = tables_of(lines, whole)
    run.results |= {"lines": [plain(line) for line in lines], "geometric means": means}
    run.finish(tables, options.json)


if __name__ == "__main__":
    main()
