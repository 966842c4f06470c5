"""Ties matchmaking to the banks that stand in the columns."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.errors import FilterLabError
from filterlab.figures.matching import matching_figure
from filterlab.gui.compare.matching.panel import MOST_SHIFT
from filterlab.gui.compare.matching.request import MatchedBank, MatchingAnswer, MatchingRequest, match
from filterlab.gui.compare.matching.words import MatchingWords
from filterlab.gui.compare.saving import save_figure, save_table
from filterlab.gui.jobs import NewestWins
from filterlab.gui.soon import Soon
from filterlab.probes.matching import Invariances, matching_csv
from filterlab.project import Comparison, PairingChoice

if TYPE_CHECKING:
    from filterlab.figures import Kind, Limits
    from filterlab.gui.compare.banks import Bank
    from filterlab.gui.compare.matching.panel import MatchingPanel
    from filterlab.gui.compare.presenter import ComparePresenter
    from filterlab.project import Document


class MatchingPresenter(QObject):
    """Pair two of the banks in the columns, off the UI thread, whenever they are others and the panel is seen."""

    def __init__(
        self,
        panel: MatchingPanel,
        columns: ComparePresenter,
        document: Document,
        parent: QObject | None = None,
    ) -> None:
        """Wait until the panel is seen, and ask then what was asked when the project was closed."""
        super().__init__(parent)
        self._panel, self._columns, self._document = panel, columns, document
        self._words = MatchingWords(self)
        kept = document.comparison.pairing if document.comparison is not None else PairingChoice()
        self._places = kept.first, kept.second
        panel.set_invariances(
            Invariances(kept.sign, kept.turns, kept.flips, min(kept.shift, MOST_SHIFT), kept.strength)
        )
        self._asked: object = None
        self._shown: tuple[MatchingRequest, MatchingAnswer] | None = None
        self._pairs: list[tuple[int, int]] = []
        self._jobs: NewestWins[MatchingRequest, MatchingAnswer] = NewestWins(match, lambda _request: 0, self)
        self._soon = Soon(self)
        self._soon.came.connect(self._show)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)
        for signal in (panel.seen_changed, columns.banks_changed):
            signal.connect(self._soon.start)
        panel.invariances_changed.connect(self._on_panel_invariances_changed)
        panel.banks_chosen.connect(self._on_panel_banks_chosen)
        panel.pair_chosen.connect(self._on_panel_pair_chosen)
        panel.figure_wanted.connect(self._on_panel_figure_wanted)
        panel.table_wanted.connect(self._on_panel_table_wanted)

    @property
    def is_idle(self) -> bool:
        """Whether all is shown that can be."""
        return not self._soon.is_active and self._jobs.is_idle

    def shut_down(self) -> None:
        """Stop computing."""
        self._soon.stop()
        self._jobs.shut_down()

    def _show(self) -> None:
        """Ask for the pairs of the two banks, unless they are those asked for last."""
        banks = self._columns.banks
        if not self._panel.is_seen or not banks:
            return
        last = len(banks) - 1
        first, second = (min(place, last) for place in self._places)
        self._panel.set_banks([bank.title for bank in banks], first, second)
        chosen = banks[first], banks[second]
        if len(banks) == 1:
            self._forget(
                self.tr("Only one bank is shown: add another with + Bank, and the two are paired here.")
            )
            return
        problem = next((bank.problem for bank in chosen if not bank.exhibits), "")
        if problem:
            self._forget(problem)
            return
        allowed = self._invariances()
        stamp = (allowed, *(self._stamp(bank) for bank in chosen))
        if stamp != self._asked:
            self._asked = stamp
            self._panel.set_words(self.tr("Pairing…"))
            self._jobs.submit(MatchingRequest(self._taken(chosen[0]), self._taken(chosen[1]), allowed))

    def _forget(self, sentence: str) -> None:
        self._jobs.forget()
        self._asked = self._shown = None
        self._panel.show_message(sentence)

    def _invariances(self) -> Invariances:
        panel = self._panel
        return Invariances(
            sign=panel.sign.isChecked(),
            turns=panel.turns.isChecked(),
            flips=panel.flips.isChecked(),
            shift=panel.shift.value(),
            strength=panel.strength.isChecked(),
        )

    @staticmethod
    def _stamp(bank: Bank) -> object:
        return tuple((one.item.key, one.item.stamp, one.title) for one in bank.exhibits)

    @staticmethod
    def _taken(bank: Bank) -> MatchedBank:
        return MatchedBank(
            bank.title, tuple(bank.names), tuple(bank.weights), is_learned=bank.choice.is_learned
        )

    def _on_panel_banks_chosen(self, first: int, second: int) -> None:
        self._places = first, second
        self._keep()
        self._soon.start()

    def _on_panel_invariances_changed(self) -> None:
        self._keep()
        self._soon.start()

    def _keep(self) -> None:
        """Have the document keep what is asked."""
        pairing = PairingChoice(*self._places, **asdict(self._invariances()))
        self._document.set_comparison(replace(self._document.comparison or Comparison(), pairing=pairing))

    def _on_jobs_answered(self, request: MatchingRequest, answer: MatchingAnswer, _ms: float) -> None:
        self._shown = request, answer
        panel, matching = self._panel, answer.matching
        kind: Kind = "activation" if request.invariances.sign else "signed"
        limits: Limits = (0.0, 1.0) if kind == "activation" else (-1.0, 1.0)
        panel.matrix.set_similarities(
            matching.similarities.values,
            [(pair.first, pair.second) for pair in matching.pairs],
            (kind, limits),
            lambda row, column: self._words.cell(request, answer, row, column),
        )
        chance = answer.chance.paired
        panel.pairs.set_rows(self._words.rows(request, answer), (chance.mean, chance.high))
        self._pairs = [
            *((pair.first, pair.second) for pair in matching.best_first),
            *((number, -1) for number in matching.unmatched_first),
            *((-1, number) for number in matching.unmatched_second),
        ]
        panel.set_scale(kind, limits)
        panel.set_words(self._words.summary(request, answer))
        panel.show_pairs(self._words.headline())

    def _on_jobs_failed(self, _request: MatchingRequest, error: Exception) -> None:
        self._shown = None
        self._panel.show_message(
            str(error)
            if isinstance(error, FilterLabError)
            else self.tr("The banks could not be paired; Help ▸ Open log folder has the details.")
        )

    def _on_panel_pair_chosen(self, index: int) -> None:
        """Look at the learned filter of a pair, or at the other one."""
        places = [min(place, len(self._columns.banks) - 1) for place in self._places]
        sides = sorted(
            zip(places, self._pairs[index], strict=True),
            key=lambda side: not self._columns.banks[side[0]].choice.is_learned,
        )
        for place, number in sides:
            if number >= 0:
                self._columns.look_at(place, number)
                return

    def _on_panel_figure_wanted(self) -> None:
        if self._shown is None:
            return
        request, answer = self._shown
        banks = request.first, request.second
        save_figure(
            self._panel,
            "matchmaking.png",
            lambda look: matching_figure(
                answer.matching,
                answer.chance,
                (banks[0].filters, banks[1].filters),
                (banks[0].names, banks[1].names),
                (banks[0].title, banks[1].title),
                look=look,
            ),
        )

    def _on_panel_table_wanted(self) -> None:
        if self._shown is not None:
            request, answer = self._shown
            names = request.first.names, request.second.names
            save_table(
                self._panel, "matchmaking.csv", lambda: matching_csv(answer.matching, answer.chance, names)
            )
