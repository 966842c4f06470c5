"""A ranking, and a patient before and after, as tables that any spreadsheet reads."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from filterlab.probes.tables import table_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.probes.surgery.patient import Examination
    from filterlab.probes.surgery.ranking import Ranking


def ranking_csv(ranking: Ranking) -> str:
    """Write a line for each filter, the most important first; a class without pictures stays empty."""
    by_class = ranking.class_lost
    classes = [f"lost_class_{number}" for number in range(by_class.shape[1])]
    rows = []
    for rank, number in enumerate(ranking.order, start=1):
        figures = (ranking.silenced[number].accuracy, ranking.lost[number], ranking.added_loss[number])
        rows.append([rank, ranking.layer, number, *map(_figure, (*figures, *by_class[number]))])
    return table_csv(("rank", "layer", "filter", "accuracy", "lost", "added_loss_nats", *classes), rows)


def examination_csv(examination: Examination, class_names: Sequence[str]) -> str:
    """Write the share of pictures named right before and after, of all and of each class; empty without pictures."""
    before, after = examination.before, examination.after
    done = "; ".join(map(str, examination.operations))
    rows = [["all", _figure(before.accuracy), _figure(after.accuracy), done]]
    rows += [
        [name, _figure(old), _figure(new), done]
        for name, old, new in zip(
            class_names, before.class_accuracy.tolist(), after.class_accuracy.tolist(), strict=True
        )
    ]
    return table_csv(("class", "before", "after", "operations"), rows)


def _figure(value: float) -> str:
    return "" if isnan(value) else f"{value:.6f}"
