"""How figures are told: in one sentence each, with how sure they are, beside what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from filterlab.probes.experiments.estimates import Estimate, Quantity
    from filterlab.probes.experiments.model import Experiment, Trial

# A factor within these bounds of the published one counts as agreeing with it: other nets, other data.
CLOSE = 1.25
_NO_NEWS: Mapping[str, str] = {}


def tell_figures(
    quantities: Sequence[Quantity], trials: Sequence[Trial], notes: Mapping[str, str] = _NO_NEWS
) -> str:
    """Write the figures of all arms, those of one name in one sentence; ``notes`` stand behind an arm's name."""
    count = len({trial.seed for trial in trials})
    beginning = f"Over {count} seeds (mean ± standard deviation)" if count > 1 else "With one seed"
    by_name = [
        tell_one_kind([one for one in quantities if one.name == name], notes)
        for name in dict.fromkeys(one.name for one in quantities)
    ]
    return f"{beginning}: {'; '.join(by_name)}."


def tell_one_kind(quantities: Sequence[Quantity], notes: Mapping[str, str] = _NO_NEWS) -> str:
    """Write one figure of several arms: ``test error: plain 2.25 ± 0.50 %, overlapping 1.83 ± 0.40 %``."""
    parts = []
    for one in quantities:
        remarks = [notes[one.arm]] if one.arm in notes else []
        if one.missing and one.values:
            remarks.append(f"{one.missing} of {one.missing + len(one.values)} seeds never")
        remark = f" ({', '.join(remarks)})" if remarks else ""
        parts.append(f"{one.arm}{remark} {one}")
    return f"{quantities[0].name}: {', '.join(parts)}"


def bounds(estimate: Estimate) -> str:
    """Write the bounds of an estimate in brackets, with a space before; nothing with a single seed."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f" (95 %: {_signed(estimate.low)} to {_signed(estimate.high)})"


def fewer_or_more(more: Estimate) -> str:
    """Write an estimate of more mistakes: ``0.42 percentage points more mistakes than``, or fewer."""
    word = "more" if more.value > 0 else "fewer"
    return f"{abs(more.value):.2f} percentage points {word} mistakes than"


def at_the_beginning(name: str) -> str:
    """Write a name as the first word of a sentence."""
    return name[:1].upper() + name[1:]


def tell_claim(experiment: Experiment) -> str:
    """Write what was published, and where."""
    return f"Published: {experiment.claim.words} ({experiment.claim.source})."


def compare_factor(factor: Estimate, claimed: float | None) -> tuple[bool | None, str]:
    """Say whether a factor agrees with the published one, above 1; None where chance hides it."""
    if claimed is None:
        return None, "There is no published factor."
    if factor.high is None:
        return None, "One seed cannot tell: run more."
    if factor.may_be(1):
        if factor.high >= claimed / CLOSE:
            return None, "Ours cannot tell: chance could make more than this difference, so run more seeds."
        return False, "Ours differs: whatever difference there is here, chance could make it."
    if claimed / CLOSE <= factor.value <= claimed * CLOSE:
        return True, f"Ours agrees: it is within a factor of {CLOSE:g} of that."
    if (factor.value > 1) == (claimed > 1):
        return False, f"Ours differs: the same way, but {'less' if factor.value < claimed else 'more'} so."
    return False, "Ours differs: it goes the other way."


def compare_difference(found: Estimate, claimed: float | None) -> tuple[bool | None, str]:
    """Say whether a difference agrees with the published one, above 0; None where chance hides it."""
    if claimed is None:
        return None, "There is no published difference."
    if found.high is None:
        return None, "One seed cannot tell: run more."
    if found.may_be(claimed):
        if found.may_be(0):
            return None, f"Ours cannot tell {claimed:g} from none at all: run more seeds."
        return True, f"Ours agrees: {claimed:g} lies within these bounds."
    if found.may_be(0):
        return False, "Ours differs: whatever difference there is here, chance could make it."
    if found.value > 0:
        return False, f"Ours differs: the same way, but {'less' if found.value < claimed else 'more'} so."
    return False, "Ours differs: it goes the other way."


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
