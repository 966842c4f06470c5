"""Time works turn and turn about, compare them, and say what machine it was: shared by the benchmarks beside it.

The works of one case alternate in one process, so that whatever else the machine does meets all alike. Before
each turn we wait until the process is quiet: threads of a library that has just finished (PyTorch's 8 ms long,
OpenBLAS's 120 ms) go on spinning, and would take a core from whoever comes next. Then come some calls that are
not timed, which wake the threads and fill the caches, and then as many as fill the turn. A call longer than a
turn is made once.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time, sleep
from typing import Any

import psutil
from threadpoolctl import threadpool_limits

from filterlab import engine
from filterlab.engine import kernels
from filterlab.engine.threads import limited_threads

THREADS = 2
"""Threads of each side."""

TURN_SECONDS = 0.03
WARMING_SECONDS = 0.01

BUSY = 0.05
"""More than this share of the processors taken by others is not an idle machine."""

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"

Results = dict[str, Any]


@dataclass(frozen=True)
class Side:
    """One of those that take turns.

    Attributes
    ----------
    name
        Who it is.
    call
        Does the work once, and returns what came out.
    around
        Makes a context for each turn, outside the time.
    """

    name: str
    call: Callable[[], object]
    around: Callable[[], AbstractContextManager[object]] = nullcontext


@dataclass(frozen=True)
class Table:
    """Figures as they are printed, and as they stand in docs/performance.md."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]

    def as_text(self) -> str:
        """Set the table in columns for the terminal."""
        lines = [self.headers, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.headers))]
        padded = (
            "  ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)) for line in lines
        )
        head, *body = (line.rstrip() for line in padded)
        return "\n".join([self.title, head, "-" * len(head), *body, ""])

    def as_plain(self) -> Results:
        """Turn the table into plain values for JSON."""
        return {"title": self.title, "headers": list(self.headers), "rows": [list(row) for row in self.rows]}


def alternate(sides: Sequence[Side], rounds: int) -> list[list[float]]:
    """Give each side so many turns, another one first each time; return seconds a call, by side and turn."""
    counts = [_calls_in_a_turn(side) for side in sides]
    times: list[list[float]] = [[] for _ in sides]
    for turn in range(rounds):
        order = [(turn + place) % len(sides) for place in range(len(sides))]
        for which in order:
            times[which].append(_take_turn(sides[which], counts[which]))
    return times


def _calls_in_a_turn(side: Side) -> int:
    """Call twice, which warms everything up, and count how many calls like the second fill a turn."""
    with side.around():
        side.call()
        return max(1, round(TURN_SECONDS / _seconds(side, calls=1)))


def _take_turn(side: Side, calls: int) -> float:
    """Return the seconds of a call, the mean of one turn."""
    with side.around():
        settle()
        warm = perf_counter() + WARMING_SECONDS
        while calls > 1 and perf_counter() < warm:
            side.call()
        return _seconds(side, calls) / calls


def _seconds(side: Side, calls: int) -> float:
    began = perf_counter()
    for _ in range(calls):
        side.call()
    return perf_counter() - began


# Threads that spin now and then between naps look idle for a moment.
QUIET_LOOKS = 5


def settle() -> None:
    """Wait until no thread of this process has been busy for a while, half a second at most."""
    patience = perf_counter() + 0.5
    quiet = 0
    while quiet < QUIET_LOOKS and perf_counter() < patience:
        spent = process_time()
        sleep(0.003)
        quiet = quiet + 1 if process_time() - spent < 0.0005 else 0


def spread(values: Sequence[float]) -> tuple[float, float]:
    """Return the quartiles: half of the values lie between them."""
    if len(values) == 1:
        return values[0], values[0]
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, high


def median_ms(seconds: Sequence[float]) -> float:
    """Return the median in milliseconds."""
    return 1e3 * median(seconds)


@contextmanager
def fair_threads() -> Iterator[None]:
    """Let the engine have its two threads, and NumPy's matrix products one: OpenBLAS's wait by spinning."""
    with blas_threads(1), limited_threads(THREADS):
        yield


def blas_threads(count: int) -> AbstractContextManager[object]:
    """Hold the matrix products of NumPy and SciPy to so many threads (see docs/decisions/003)."""
    return threadpool_limits(count, user_api="blas")


def algorithm_of(*arrays: object, **settings: object) -> str:
    """Name the algorithm the engine chooses for a ``conv2d``; nothing where it cannot be asked."""
    explain = getattr(engine, "explain", None)
    return "" if explain is None else str(explain(*arrays, **settings).algorithm)


class Run:
    """One benchmark from its first line on the terminal to its JSON.

    Parameters
    ----------
    name, method
        What is measured, and how.
    """

    def __init__(self, name: str, method: Results) -> None:
        self.results: Results = {"benchmark": name, "method": method, "machine": describe_machine()}
        self._began, self._spent = perf_counter(), _spent_by_others()
        print(f"{name} on {machine_in_words(self.results)}", flush=True)

    def prepare_kernels(self) -> None:
        """Wait for the compiled kernels, so that no turn pays for them, and tell how they are."""
        kernels.prepare(wait=True)
        status = kernels.status()
        self.results["kernels"] = status.state
        print(f"Compiled kernels: {status.state}. {status.reason}", flush=True)

    def finish(self, tables: Sequence[Table], path: Path) -> None:
        """Print the tables and write everything as JSON."""
        seconds = (perf_counter() - self._began) * psutil.cpu_count()
        others = max(0.0, _spent_by_others() - self._spent) / seconds
        self.results["machine"]["others"] = round(others, 3)
        self.results["tables"] = [table.as_plain() for table in tables]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print()
        for table in tables:
            print(table.as_text())
        if others > BUSY:
            print(f"Not an idle machine: others used {others:.0%} of it, so do not trust these times.")
        print(f"Written to {path}")


def _spent_by_others() -> float:
    """Return the processor seconds that other programs, and other guests of the same host, have had so far."""
    machine, own = psutil.cpu_times(), psutil.Process().cpu_times()
    quiet = machine.idle + getattr(machine, "iowait", 0.0)
    # Time of guests is counted among that of users already.
    guests = getattr(machine, "guest", 0.0) + getattr(machine, "guest_nice", 0.0)
    return sum(machine) - guests - quiet - sum(own[:4])


def describe_machine() -> Results:
    """Tell what the figures depend on."""
    packages = ("numpy", "numba", "scipy", "torch", "opencv-python-headless")
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: found for name in packages if (found := _version(name))},
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
    }


def machine_in_words(results: Results) -> str:
    """Put the machine, the versions and the day into a line."""
    machine = results["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    others = f"; other programs had {machine['others']:.0%} of the processors" if "others" in machine else ""
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, Python {machine['python']}, "
        f"{packages}; {machine['date']}, commit {machine['commit']}{others}"
    )


def _processor() -> str:
    """Name the processor as the system does."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        facts = dict(
            (part.strip() for part in line.split(":", 1))
            for line in listing.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
            if ":" in line
        )
        model = f"family {facts.get('cpu family', '?')}, model {facts.get('model', '?')}"
        return f"{facts.get('model name', platform.machine())} ({model}, {float(facts.get('cpu MHz', 0)):.0f} MHz)"
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _commit() -> str:
    try:
        asked = subprocess.run(
            ["git", "describe", "--always", "--dirty"], cwd=HERE, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return asked.stdout.strip()


def run_fresh(*arguments: str) -> str:
    """Run Python in a new process and return what it prints; what it complains of goes to our stderr."""
    done = subprocess.run([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def in_ms(value: float) -> str:
    """Write milliseconds with three digits or so."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def in_figures(ratio: float) -> str:
    """Write a ratio with two digits or so."""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"


def yes_or_no(*, met: bool) -> str:
    """Write whether a target was met."""
    return "yes" if met else "no"
