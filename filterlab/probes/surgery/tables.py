"""A ranking as a table that any spreadsheet reads."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from filterlab.probes.tables import table_csv

if TYPE_CHECKING:
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


def _figure(value: float) -> str:
    return "" if isnan(value) else f"{value:.6f}"
