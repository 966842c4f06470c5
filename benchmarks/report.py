"""Take the figures of the last run into docs/: one JSON, the tables of performance.md, and the plots.

Nothing in performance.md between ``<!-- figures: NAME -->`` and ``<!-- end of figures -->`` is typed by hand.
Benchmarks that have not been run again keep the figures they have in docs/performance.json.

    python benchmarks/report.py [--check]
"""

import argparse
import json
import re
import shutil

from timing import HERE, RESULTS, Results, Table, machine_in_words

DOCS = HERE.parent / "docs"
FIGURES = DOCS / "performance.json"
PAGE = DOCS / "performance.md"
PICTURES = DOCS / "pictures"

NAMES = ("speed", "memory", "start", "scaling", "paint", "recording")
FIGURES_OF_LINES = (
    "ratio",
    "share",
    "beyond both, MB",
    "growth",
    "seconds",
    "our slope",
    "p99, ms",
    "together, %",
)
"""The column that a target is about."""

BLOCK = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def collect() -> dict[str, Results]:
    """Put the newest results of each benchmark into one JSON, and the plots beside the other pictures."""
    kept = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    for name in NAMES:
        newest = RESULTS / f"{name}.json"
        if newest.exists():
            kept[name] = json.loads(newest.read_text(encoding="utf-8"))
    for plot in RESULTS.glob("scaling-*.png"):
        shutil.copy(plot, PICTURES / plot.name)
    FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return kept


def fill(page: str, figures: dict[str, Results]) -> str:
    """Write the figures between the marks of the page."""

    def block(match: re.Match[str]) -> str:
        begin, name, end = match.groups()
        text = verdict(figures) if name == "verdict" else one_benchmark(figures[name])
        return f"{begin}\n{text}\n\n{end}"

    return BLOCK.sub(block, page)


def one_benchmark(results: Results) -> str:
    """Write the machine, the method and the tables of one benchmark."""
    method = ", ".join(f"{value:,} {name}" for name, value in results["method"].items())
    tables = (as_markdown(Table(**table)) for table in results["tables"])
    return "\n\n".join((f"Measured with {method}, on {machine_in_words(results)}.", *tables))


def verdict(figures: dict[str, Results]) -> str:
    """Count the targets that are met, and name those that are not."""
    missed, count = [], 0
    for results in figures.values():
        for table in results["tables"]:
            rows = [dict(zip(table["headers"], row, strict=True)) for row in table["rows"]]
            judged = [row for row in rows if row["met"]]
            count += len(judged)
            missed += [f"- {table['title']}: {_miss(row)}" for row in judged if row["met"] != "yes"]
    if not missed:
        return f"All {count} targets are met."
    return "\n".join([f"{count - len(missed)} of {count} targets are met. Not met:", "", *missed])


def _miss(row: dict[str, str]) -> str:
    """Tell a line of a table in words: what it is, beside whom, the figure and what it has to be."""
    what, *_ = row.values()
    beside = f" beside {row['peer']}" if row.get("peer") else ""
    figure = next((f" {row[name]}" for name in FIGURES_OF_LINES if name in row), "")
    return f"{what}{beside}:{figure}, to be {row['target']}"


def as_markdown(table: Table) -> str:
    """Write a table with its title as Markdown."""
    rule = ["---"] * len(table.headers)
    lines = ("| " + " | ".join(cells) + " |" for cells in (table.headers, rule, *table.rows))
    return "\n".join((f"### {table.title}", "", *lines))


def main() -> None:
    """Write the JSON, the page and the pictures; or only tell whether the page says what the JSON says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if the page is not up to date"
    )
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    if options.check:
        if fill(page, json.loads(FIGURES.read_text(encoding="utf-8"))) != page:
            raise SystemExit(f"{PAGE} does not show the figures of {FIGURES}: run benchmarks/report.py.")
        return
    PAGE.write_text(fill(page, collect()), encoding="utf-8")
    print(f"{PAGE} shows the figures of {FIGURES}")


if __name__ == "__main__":
    main()
