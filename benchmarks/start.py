"""How long one waits for the first sign of life: ``filterlab --version``, and the import of the engine.

Times are those of whole fresh processes, Python's own start included, median of several. What the processes
import is asked of ``python -X importtime``: Numba and Qt have to wait until they are needed.

    python benchmarks/start.py [--times 9] [--json benchmarks/results/start.json]
"""

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from timing import RESULTS, Run, Table, yes_or_no

LATER = ("numba", "llvmlite", "PySide6", "pyqtgraph")
"""What must not be imported."""


@dataclass(frozen=True)
class Entry:
    """A way to start, as the arguments of Python, and how many seconds it may take."""

    name: str
    arguments: tuple[str, ...]
    target: float | None


ENTRIES = (
    Entry("python alone", ("-c", "pass"), None),
    Entry("filterlab --version", (str(Path(sys.executable).with_name("filterlab")), "--version"), 0.3),
    Entry("import filterlab.engine", ("-c", "import filterlab.engine"), 0.5),
)


def seconds(entry: Entry) -> float:
    """Return how long one fresh process takes."""
    began = perf_counter()
    subprocess.run([sys.executable, *entry.arguments], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began


def imported(entry: Entry) -> list[str]:
    """Return which of the libraries that have to wait are imported all the same."""
    listing = subprocess.run(
        [sys.executable, "-X", "importtime", *entry.arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    modules = {line.rpartition("|")[2].strip().partition(".")[0] for line in listing.stderr.splitlines()}
    return [name for name in LATER if name in modules]


def main() -> None:
    """Start each several times in turn, print the table, write everything as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=9, help="fresh processes of each (default 9)")
    parser.add_argument(
        "--json", type=Path, default=RESULTS / "start.json", help="where to write the figures"
    )
    options = parser.parse_args()
    run = Run("start", {"fresh processes each": options.times})
    for entry in ENTRIES:
        seconds(entry)
    times = [[seconds(entry) for entry in ENTRIES] for _ in range(options.times)]
    found, rows = {}, []
    for entry, taken in zip(ENTRIES, zip(*times, strict=True), strict=True):
        middle, wrong = median(taken), imported(entry)
        met = (entry.target is None or middle < entry.target) and not wrong
        found[entry.name] = {"seconds": taken, "median": middle, "imported": wrong, "met": met}
        target = "" if entry.target is None else f"< {entry.target} s, none of these imported"
        cells = [entry.name, f"{middle:.2f}", ", ".join(wrong) or "none", target]
        rows.append([*cells, "" if entry.target is None else yes_or_no(met=met)])
    run.results["entries"] = found
    headers = ["what", "seconds", ", ".join(LATER), "target", "met"]
    run.finish([Table("Start", headers, rows)], options.json)


if __name__ == "__main__":
    main()
