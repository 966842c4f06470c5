"""Run the experiments of the course, and take their figures into docs/experiments.md.

Nothing in that page between ``<!-- figures: NAME -->`` and ``<!-- end of figures -->`` is typed by hand. Experiments
that are not run again keep the figures they have in docs/experiments.json.

    python benchmarks/experiments.py [--seeds 20] [--only relu-tanh dropout] [--page]

``--page`` runs nothing and writes the page anew. 20 seeds take some minutes an experiment.
"""

import argparse
import json
import re
from dataclasses import asdict

from filterlab.figures import experiment_figure
from filterlab.probes.experiments import (
    THOROUGH_SEEDS,
    Curves,
    ExperimentFinished,
    ExperimentRequest,
    Quantity,
    TrialEnded,
    experiments,
    run_requested,
)
from report import BLOCK, DOCS, PICTURES, as_markdown
from timing import RESULTS, Results, Run, Table, machine_in_words

FIGURES = DOCS / "experiments.json"
PAGE = DOCS / "experiments.md"
THREADS = 1
"""Threads of each net: the window keeps a core for itself too, and one thread disturbs the other least."""

VERDICTS = {True: "agrees", False: "differs", None: "cannot tell"}


def measure(name: str, seeds: int) -> Results:
    """Run one experiment, draw it, and return what it found."""
    request = ExperimentRequest(name, tuple(range(seeds)), threads=THREADS)
    experiment = request.experiment
    run = Run(f"experiment {name}", {"seeds": seeds, "threads": THREADS})
    run.prepare_kernels()
    curves, last = Curves(experiment.curve), None
    for event in run_requested(request):
        curves.take_in(event)
        if isinstance(event, TrialEnded):
            print(f"\r{event.number} of {event.total}", end="", flush=True)
        last = event
    if not isinstance(last, ExperimentFinished):
        raise SystemExit(f"{name} did not finish: {last}")
    finding = last.finding
    run.results["sentences"] = [finding.answer, finding.published, finding.comparison]
    run.results["measured"] = None if finding.measured is None else asdict(finding.measured)
    run.results["agrees"] = finding.agrees
    experiment_figure(experiment, curves, finding).save(PICTURES / f"experiment-{name}.png")
    rows = [[one.name, one.arm, str(one), _range(one), str(len(one.values))] for one in finding.quantities]
    table = Table(
        experiment.title, ["figure", "of", "mean ± standard deviation", "lowest to highest", "seeds"], rows
    )
    path = RESULTS / f"experiment-{name}.json"
    run.finish([table], path)
    return run.results


def _range(quantity: Quantity) -> str:
    if not quantity.values:
        return "—"
    return f"{quantity.written(min(quantity.values))} to {quantity.written(max(quantity.values))}"


def fill(page: str, found: dict[str, Results]) -> str:
    """Write the figures between the marks of the page."""

    def block(match: re.Match[str]) -> str:
        begin, name, end = match.groups()
        text = _overview(found) if name == "overview" else _one(name.replace("_", "-"), found)
        return f"{begin}\n{text}\n\n{end}"

    return BLOCK.sub(block, page)


def _overview(found: dict[str, Results]) -> str:
    """Set our answers beside the published ones."""
    lines = [("experiment", "ours", "published", "ours beside it"), ("---",) * 4]
    for name, results in found.items():
        answer, published, _ = results["sentences"]
        claim = published.removeprefix("Published: ")
        lines.append((experiments[name].title, answer, claim, VERDICTS[results["agrees"]]))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _one(name: str, found: dict[str, Results]) -> str:
    """Write what an experiment asks, how it was measured and what came out."""
    results, experiment = found[name], experiments[name]
    (table,) = results["tables"]
    method = ", ".join(f"{value} {what}" for what, value in results["method"].items())
    return "\n\n".join(
        (
            f"**{experiment.question}** {experiment.method}",
            " ".join(results["sentences"]),
            f"![{experiment.title}](pictures/experiment-{name}.png)",
            *as_markdown(Table(**table)).split("\n\n", 1)[1:],
            f"Measured with {method}, on {machine_in_words(results)}.",
        )
    )


def main() -> None:
    """Run the experiments that are asked for, and write the JSON, the pictures and the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=THOROUGH_SEEDS, help="trials of each arm")
    parser.add_argument("--only", nargs="*", choices=list(experiments), default=list(experiments))
    parser.add_argument("--page", action="store_true", help="run nothing; write the page from the JSON")
    options = parser.parse_args()
    kept = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    for name in [] if options.page else options.only:
        kept[name] = measure(name, options.seeds)
        FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    found = {name: kept[name] for name in experiments if name in kept}
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    print(f"{PAGE} shows the figures of {FIGURES}")


if __name__ == "__main__":
    main()
