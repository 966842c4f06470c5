"""A ranking as a table that any spreadsheet reads."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from filterlab.probes.surgery.ranking import Ranking


def ranking_csv(ranking: Ranking) -> str:
    """Write a line for each filter, the most important first; a class without pictures stays empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    by_class = ranking.class_lost
    classes = [f"lost_class_{number}" for number in range(by_class.shape[1])]
    writer.writerow(["rank", "layer", "filter", "accuracy", "lost", "added_loss_nats", *classes])
    for rank, number in enumerate(ranking.order, start=1):
        figures = (ranking.silenced[number].accuracy, ranking.lost[number], ranking.added_loss[number])
        writer.writerow(
            [rank, ranking.layer, number]
            + [f"{figure:.6f}" for figure in figures]
            + ["" if np.isnan(lost) else f"{lost:.6f}" for lost in by_class[number]]
        )
    return text.getvalue()
