"""What the trials of an experiment say: means, spreads, and a sentence beside the published claim."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt
from statistics import mean, stdev
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from filterlab.probes.experiments.model import Experiment, Trial

# A factor within these bounds of the published one counts as agreeing with it: other nets, other data.
_CLOSE = 1.5


@dataclass(frozen=True)
class Quantity:
    """A figure of one arm, over its seeds.

    Attributes
    ----------
    arm, name, unit : str
        Of which arm, what is measured ("steps to 5 % training error") and in what ("steps", "s", "%").
    values : tuple of float
        One for each seed that has one.
    missing : int
        How many seeds have none: the target was never reached.
    """

    arm: str
    name: str
    unit: str
    values: tuple[float, ...]
    missing: int = 0

    @property
    def mean(self) -> float | None:
        """The mean; None without a value."""
        return mean(self.values) if self.values else None

    @property
    def spread(self) -> float:
        """The standard deviation over the seeds; 0 with fewer than two."""
        return stdev(self.values) if len(self.values) > 1 else 0.0

    def __str__(self) -> str:
        """Write the figure as people do: ``210 ± 12 steps``."""
        if self.mean is None:
            return "never"
        digits = 0 if self.unit == "steps" else 2
        spread = f" ± {self.spread:,.{digits}f}" if len(self.values) > 1 else ""
        return f"{self.mean:,.{digits}f}{spread} {self.unit}"


@dataclass(frozen=True)
class Finding:
    """What an experiment found.

    Attributes
    ----------
    quantities : tuple of Quantity
        Every figure of every arm, to be plotted.
    measured, spread : float or None, float
        The one figure that answers the question, over the seeds, in the claim's unit; None if it could not be
        measured.
    agrees : bool or None
        Whether it agrees with the published one; None if there is none to agree with, or chance hides it.
    sentence : str
        All of it in words.
    """

    quantities: tuple[Quantity, ...]
    measured: float | None
    spread: float
    agrees: bool | None
    sentence: str


def judge_speed(experiment: Experiment, trials: Sequence[Trial]) -> Finding:
    """Say how many times as long the second arm takes to the target as the first, in steps and in seconds."""
    fast, slow = (arm.name for arm in experiment.arms[:2])
    quantities = _speeds(experiment, trials)
    ratios = _ratios(trials, fast, slow, lambda trial: trial.steps_to_target)
    clocks = _ratios(trials, fast, slow, lambda trial: trial.seconds_to_target)
    words = _compared(quantities[:4])
    if not ratios:
        sentence = f"{words} No factor can be given, since no seed had both arrive. {_published(experiment)}"
        return Finding(quantities, None, 0.0, None, sentence)
    factor = Quantity(slow, "factor", "times", tuple(ratios))
    agrees = _is_close(factor.mean, experiment.claim.value)
    sentence = (
        f"{words} {slow} takes {factor} the steps of {fast} and "
        f"{Quantity(slow, 'factor', 'times', tuple(clocks))} the seconds. {_published(experiment)} "
        f"{_agreement(factor.mean, experiment.claim.value, agrees)}"
    )
    return Finding(quantities, factor.mean, factor.spread, agrees, sentence)


def judge_dropout(experiment: Experiment, trials: Sequence[Trial]) -> Finding:
    """Say what `judge_speed` says, and how far training and test accuracy lie apart in each arm."""
    speed = judge_speed(experiment, trials)
    gaps = tuple(
        _quantity(
            trials,
            arm.name,
            "train–test gap",
            "%",
            lambda t: 100 * (t.train_accuracy - t.test_accuracy),
        )
        for arm in experiment.arms
    )
    without, with_dropout = gaps[:2]
    smaller = (with_dropout.mean or 0) < (without.mean or 0)
    gap_words = (
        f"Training and test accuracy lie {without} apart in {without.arm} and {with_dropout} in {with_dropout.arm}: "
        f"dropout {'narrows' if smaller else 'does not narrow'} the gap here."
    )
    return Finding(
        (*speed.quantities, *gaps),
        speed.measured,
        speed.spread,
        speed.agrees,
        f"{speed.sentence} {gap_words}",
    )


def judge_test_error(experiment: Experiment, trials: Sequence[Trial]) -> Finding:
    """Say by how many percentage points the first arm's test error is below the second's."""
    quantities = tuple(_test_error(trials, arm.name) for arm in experiment.arms)
    better, worse = quantities[:2]
    by_seed = _paired(trials, better.arm, worse.arm, lambda trial: trial.test_accuracy)
    gain = Quantity(better.arm, "gain", "percentage points", tuple(100 * (a - b) for a, b in by_seed))
    measured, claimed = gain.mean or 0.0, experiment.claim.value
    agrees, relation = None, ""
    if claimed is not None:
        error = _standard_error(gain)
        if error > abs(claimed) / 2:
            relation = f" Ours cannot tell: its mean is uncertain by {error:.2f}, so run more seeds."
        else:
            agrees = abs(measured - claimed) <= max(2 * error, abs(claimed) / 4)
            relation = " Ours agrees with that." if agrees else f" Ours differs: {measured:+.2f}."
    sentence = (
        f"{_compared(quantities)} {better.arm} gains {gain} over {worse.arm}. "
        f"{_published(experiment)}{relation}"
    )
    return Finding(quantities, measured, gain.spread, agrees, sentence)


def judge_parameters(experiment: Experiment, trials: Sequence[Trial]) -> Finding:
    """Say how many times the parameters of the first arm the smallest other one needs to be as accurate."""
    first, *others = (_test_error(trials, arm.name) for arm in experiment.arms)
    sizes = {trial.arm: trial.parameters for trial in trials}
    quantities = (first, *others)
    equal = [one for one in others if (one.mean or 0.0) <= (first.mean or 0.0) + first.spread]
    words = " ".join(f"{one.arm} ({sizes[one.arm]:,} parameters): {one}." for one in quantities)
    words = f"Test error: {words}"
    if not equal:
        largest = max(others, key=lambda one: sizes[one.arm])
        factor = sizes[largest.arm] / sizes[first.arm]
        sentence = (
            f"{words} None of the others is as accurate, not even with {factor:.1f} times the parameters "
            f"({largest.arm}). {_published(experiment)}"
        )
        return Finding(quantities, None, 0.0, None, sentence)
    smallest = min(equal, key=lambda one: sizes[one.arm])
    factor = sizes[smallest.arm] / sizes[first.arm]
    sentence = (
        f"{words} {smallest.arm} is as accurate as {first.arm}, with {factor:.1f} times the parameters. "
        f"{_published(experiment)}"
    )
    return Finding(quantities, factor, 0.0, None, sentence)


def judge_ranking(experiment: Experiment, trials: Sequence[Trial]) -> Finding:
    """Put the arms in order of their test error, and say how far the first arm is from the second."""
    quantities = tuple(_test_error(trials, arm.name) for arm in experiment.arms)
    ranked = sorted(quantities, key=lambda one: one.mean or 0.0)
    order = "; ".join(f"{one.arm} {one}" for one in ranked)
    by_seed = _paired(trials, quantities[0].arm, quantities[1].arm, lambda trial: trial.test_accuracy)
    gain = Quantity(quantities[0].arm, "gain", "percentage points", tuple(100 * (a - b) for a, b in by_seed))
    measured = gain.mean or 0.0
    more = "fewer" if measured > 0 else "more"
    noise = (
        ", which is within what chance does between seeds" if abs(measured) <= _standard_error(gain) else ""
    )
    sentence = (
        f"Test error, the best first: {order}. {quantities[0].arm} makes {abs(measured):.2f} percentage points "
        f"{more} mistakes than {quantities[1].arm}{noise}. {_published(experiment)}"
    )
    return Finding(quantities, measured, gain.spread, None, sentence)


def _speeds(experiment: Experiment, trials: Sequence[Trial]) -> tuple[Quantity, ...]:
    name = f"{100 * (experiment.target_error or 0):g} % training error"
    steps = (
        _quantity(trials, arm.name, f"steps to {name}", "steps", lambda t: t.steps_to_target)
        for arm in experiment.arms[:2]
    )
    seconds = (
        _quantity(trials, arm.name, f"seconds to {name}", "s", lambda t: t.seconds_to_target)
        for arm in experiment.arms[:2]
    )
    return (*steps, *seconds)


def _test_error(trials: Sequence[Trial], arm: str) -> Quantity:
    return _quantity(trials, arm, "test error", "%", lambda trial: 100 * (1 - trial.test_accuracy))


def _quantity(
    trials: Sequence[Trial],
    arm: str,
    name: str,
    unit: str,
    of: Callable[[Trial], float | None],
) -> Quantity:
    found = [of(trial) for trial in trials if trial.arm == arm]
    values = tuple(value for value in found if value is not None)
    return Quantity(arm, name, unit, values, len(found) - len(values))


def _paired(
    trials: Sequence[Trial], first: str, second: str, of: Callable[[Trial], float | None]
) -> list[tuple[float, float]]:
    """Give the figures of two arms seed by seed, where both have one."""
    by_seed = {(trial.arm, trial.seed): of(trial) for trial in trials}
    seeds = dict.fromkeys(trial.seed for trial in trials)
    pairs = ((by_seed.get((first, seed)), by_seed.get((second, seed))) for seed in seeds)
    return [(a, b) for a, b in pairs if a is not None and b is not None]


def _ratios(
    trials: Sequence[Trial], first: str, second: str, of: Callable[[Trial], float | None]
) -> list[float]:
    return [b / a for a, b in _paired(trials, first, second, of) if a > 0]


def _compared(quantities: Sequence[Quantity]) -> str:
    """Write the figures of all arms, those of one name in one sentence."""
    sentences = []
    for name in dict.fromkeys(one.name for one in quantities):
        parts = []
        for one in quantities:
            if one.name == name:
                missing = (
                    f" ({one.missing} of {one.missing + len(one.values)} seeds never)" if one.missing else ""
                )
                parts.append(f"{one.arm} {one}{missing}")
        sentences.append(f"{name[0].upper()}{name[1:]}: {', '.join(parts)}.")
    return " ".join(sentences)


def _published(experiment: Experiment) -> str:
    return f"Published: {experiment.claim.words} ({experiment.claim.source})."


def _is_close(measured: float | None, claimed: float | None) -> bool | None:
    if measured is None or claimed is None:
        return None
    return claimed / _CLOSE <= measured <= claimed * _CLOSE


def _agreement(measured: float | None, claimed: float | None, agrees: bool | None) -> str:
    if agrees is None or measured is None or claimed is None:
        return ""
    if agrees:
        return "Ours agrees with that."
    if (measured > 1) == (claimed > 1):
        return f"Ours differs: the same way, but {'less' if measured < claimed else 'more'} so."
    return "Ours differs: it goes the other way."


def _standard_error(quantity: Quantity) -> float:
    """Tell how uncertain the mean over the seeds is: of one seed alone, nothing is known."""
    return quantity.spread / sqrt(len(quantity.values)) if len(quantity.values) > 1 else inf
