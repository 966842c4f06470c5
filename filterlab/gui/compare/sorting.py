"""Orders of the filters in all columns: by what they are, by whom they are like, by what they are worth."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from PySide6.QtCore import QObject, Signal

from filterlab.gui.jobs import NewestWins
from filterlab.probes import filter_qualities, in_order
from filterlab.probes.ordering import Quality

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

    from filterlab.gui.compare.banks import Bank
    from filterlab.gui.compare.exhibits import Exhibit
    from filterlab.gui.compare.nearest import NearestFinder
    from filterlab.gui.compare.rankings import KnownRankings
    from filterlab.project.comparison import Order

    Floats = NDArray[np.floating[Any]]

MEASURED: tuple[Quality, ...] = get_args(Quality)
# Angles and frequencies rise; of the others the largest is the most interesting.
RISING = ("orientation", "frequency")


@dataclass(frozen=True, eq=False)
class QualityRequest:
    """A quality that is wanted of some filters.

    Attributes
    ----------
    stamp : Hashable
        Changes whenever the answer would.
    quality : {"norm", "orientation", "frequency"}
        Which.
    filters : tuple of (str, ndarray)
        Keys and weights (C, KH, KW).
    """

    stamp: Hashable
    quality: Quality
    filters: tuple[tuple[str, Floats], ...]


def compute_qualities(request: QualityRequest) -> dict[str, float]:
    """Measure a quality of each filter; one whose weights are no numbers has none."""
    return {
        key: float(filter_qualities([weights], request.quality)[0]) if np.isfinite(weights).all() else np.nan
        for key, weights in request.filters
    }


class Sorter(QObject):
    """Sort columns, and know the figures by which that is done.

    Signals
    -------
    measured()
        There are new figures.
    failed(error)
        They could not be measured.
    """

    measured = Signal()
    failed = Signal(object)

    def __init__(self, finder: NearestFinder, rankings: KnownRankings, parent: QObject | None = None) -> None:
        """Leave every bank in its own order."""
        super().__init__(parent)
        self.order: Order = "bank"
        self._finder, self._rankings = finder, rankings
        self._figures: Mapping[str, float] = {}
        self._asked: QualityRequest | None = None
        self._jobs: NewestWins[QualityRequest, dict[str, float]] = NewestWins(
            compute_qualities, lambda request: request.quality, self
        )
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)

    @property
    def is_idle(self) -> bool:
        """Whether all figures that are wanted are there."""
        return self._jobs.is_idle

    def ask(self, exhibits: list[Exhibit]) -> None:
        """Measure what the filters shown are sorted by, unless it is known."""
        quality = next((one for one in MEASURED if one == self.order), None)
        if quality is None:
            self._asked, self._figures = None, {}
            self._jobs.forget()
            return
        stamp = (self.order, *((one.item.key, one.item.stamp) for one in exhibits))
        if self._asked is not None and self._asked.stamp == stamp:
            return
        if self._asked is None or self._asked.quality != self.order:
            self._figures = {}
        named = tuple((one.item.key, one.weights) for one in exhibits)
        self._asked = QualityRequest(stamp, quality, named)
        self._jobs.submit(self._asked)

    def sorted(self, bank: Bank) -> list[tuple[Exhibit, str]]:
        """Return the filters of a bank in order, each with its figure in words; those without come last."""
        if self.order == "bank":
            return [(one, "") for one in bank.exhibits]
        values = [self.figure(bank, one) for one in bank.exhibits]
        order = in_order(values, descending=self.order not in RISING)
        is_measured = self._asked is not None and bool(self._figures)
        return [
            (bank.exhibits[index], self._in_words(values[index], is_measured=is_measured)) for index in order
        ]

    def figure(self, bank: Bank, exhibit: Exhibit) -> float:
        """Return the figure by which a filter is sorted; NaN while or where there is none."""
        if self.order == "similarity":
            return self._finder.similarity(exhibit.item.key)
        if self.order == "importance":
            return self._importance(bank, exhibit)
        return self._figures.get(exhibit.item.key, np.nan)

    def misses_importance(self, banks: list[Bank]) -> bool:
        """Whether filters shall be sorted by what they are worth and nobody has measured any of them."""
        return self.order == "importance" and all(
            isnan(self._importance(bank, one)) for bank in banks for one in bank.exhibits[:1]
        )

    def shut_down(self) -> None:
        """Measure no more."""
        self._jobs.shut_down()

    def _importance(self, bank: Bank, exhibit: Exhibit) -> float:
        if bank.moment is None:
            return np.nan
        ranking = self._rankings.ranking(bank.choice.source, bank.moment.step, bank.choice.layer)
        number = exhibit.item.number
        return (
            float(ranking.lost[number]) if ranking is not None and number < len(ranking.silenced) else np.nan
        )

    def _in_words(self, value: float, *, is_measured: bool) -> str:
        if isnan(value):
            # That a filter has none is an answer too.
            return self.tr("direction –") if is_measured and self.order == "orientation" else ""
        match self.order:
            case "norm":
                return self.tr("norm {value:.3g}").format(value=value)
            case "orientation":
                return self.tr("{value:.0f}°").format(value=value)
            case "frequency":
                return self.tr("{value:.2f} cycles/pixel").format(value=value)
            case "importance":
                return self.tr("worth {value:.1f} points").format(value=100 * value)
            case _:
                # How alike they are stands on the tile already.
                return ""

    def _on_jobs_answered(self, _request: QualityRequest, figures: dict[str, float]) -> None:
        self._figures = figures
        self.measured.emit()

    def _on_jobs_failed(self, _request: QualityRequest, error: Exception) -> None:
        self.failed.emit(error)
