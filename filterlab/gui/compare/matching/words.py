"""What matchmaking has found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.gui.compare.matching.pair_list import PairRow
from filterlab.probes.matching import lay_out_in_words

if TYPE_CHECKING:
    from filterlab.gui.compare.matching.request import MatchingAnswer, MatchingRequest
    from filterlab.probes.matching import Match

MOST_NAMED = 12


class MatchingWords(QObject):
    """Turn pairs into sentences and lines; a QObject for its ``tr``."""

    def summary(self, request: MatchingRequest, answer: MatchingAnswer) -> str:
        """Say how many pairs there are, how alike they are, and how far chance reaches."""
        matching, chance = answer.matching, answer.chance.paired
        above = sum(pair.similarity > chance.high for pair in matching.pairs)
        parts = [
            self.tr("{count} pairs, mean similarity {mean:.2f}.").format(
                count=len(matching.pairs), mean=matching.mean_similarity
            ),
            self.tr(
                "Chance: random filters of these sizes, paired in the same way, reach {mean:.2f} on average, and "
                "95 % stay below {high:.2f}."
            ).format(mean=chance.mean, high=chance.high),
            self.tr("{above} of {count} pairs are above that.").format(
                above=above, count=len(matching.pairs)
            ),
            lay_out_in_words(matching.similarities.first, matching.similarities.second),
            *self._unmatched(request, answer),
        ]
        return " ".join(part for part in parts if part)

    def _unmatched(self, request: MatchingRequest, answer: MatchingAnswer) -> list[str]:
        matching = answer.matching
        sides = ((request.first, matching.unmatched_first), (request.second, matching.unmatched_second))
        sentences = []
        for bank, numbers in sides:
            if numbers:
                names = ", ".join(bank.names[number] for number in numbers[:MOST_NAMED])
                more = len(numbers) - MOST_NAMED
                names += self.tr(" and {more} more").format(more=more) if more > 0 else ""
                sentences.append(
                    self.tr("Without a partner in {title}: {names}.").format(title=bank.title, names=names)
                )
        return sentences

    def headline(self) -> str:
        """Say what stands where in the list."""
        return self.tr(
            "A filter; how alike, with chance as marks (mean, 95 %); its partner as it agrees best, and as it is"
        )

    def cell(self, request: MatchingRequest, answer: MatchingAnswer, row: int, column: int) -> str:
        """Say how alike two filters are, and by what."""
        similarities = answer.matching.similarities
        return self.tr("{first} and {second}: {value:.2f}, {transform}").format(
            first=request.first.names[row],
            second=request.second.names[column],
            value=similarities.values[row, column],
            transform=similarities.transform(row, column),
        )

    def rows(self, request: MatchingRequest, answer: MatchingAnswer) -> list[PairRow]:
        """Return the lines of the list: pairs, the most alike first, then those that have none."""
        matching, (first, second) = answer.matching, answer.presets
        rows = [
            PairRow(
                request.first.filters[pair.first],
                matching.similarities.laid_on(pair.first, pair.second),
                request.second.filters[pair.second],
                (request.first.names[pair.first], request.second.names[pair.second]),
                (self._preset(first, pair.first), self._preset(second, pair.second)),
                pair.similarity,
                str(pair.transform),
            )
            for pair in matching.best_first
        ]
        alone, nan = self.tr("no partner"), float("nan")
        rows += [
            PairRow(
                request.first.filters[number],
                None,
                None,
                (request.first.names[number], ""),
                (self._preset(first, number), ""),
                nan,
                alone,
            )
            for number in matching.unmatched_first
        ]
        rows += [
            PairRow(
                None,
                None,
                request.second.filters[number],
                ("", request.second.names[number]),
                ("", self._preset(second, number)),
                nan,
                alone,
            )
            for number in matching.unmatched_second
        ]
        return rows

    def _preset(self, matches: tuple[Match, ...], number: int) -> str:
        if not matches:
            return ""
        match = matches[number]
        return self.tr("like {preset} {value:.2f}").format(preset=match.name, value=match.similarity)
