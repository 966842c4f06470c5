"""What the trials of an experiment say: figures, an answer, and how it stands beside the published claim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from filterlab.nets.spec import Conv2d
from filterlab.probes.experiments.estimates import Estimate, Quantity, estimate_factor
from filterlab.probes.experiments.measures import (
    arm_drifts,
    arm_test_errors,
    difference,
    error_in_percent,
    gap,
    over_seeds,
    ratios,
    speeds,
)
from filterlab.probes.experiments.wording import (
    at_the_beginning,
    bounds,
    compare_difference,
    compare_factor,
    fewer_or_more,
    tell_claim,
    tell_figures,
    tell_one_kind,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from filterlab.probes.experiments.model import Experiment, Trial


@dataclass(frozen=True)
class Finding:
    """What an experiment found.

    Attributes
    ----------
    quantities : tuple of Quantity
        Every figure of every arm.
    measured : Estimate or None
        The one figure that answers the question, in the claim's unit; None if it could not be measured.
    agrees : bool or None
        Whether it agrees with the published one; None if there is none to agree with, or chance hides it.
    figures, answer, published, comparison : str
        In words: the figures of the arms, what follows from them, what was published, and how the two go together.
    """

    quantities: tuple[Quantity, ...]
    measured: Estimate | None
    agrees: bool | None
    figures: str
    answer: str
    published: str
    comparison: str

    @property
    def sentence(self) -> str:
        """All of it in words."""
        return f"{self.figures} {self.answer} {self.published} {self.comparison}"


def judge_speed(experiment: Experiment, trials: Sequence[Trial]) -> Finding:
    """Say how many times as long the second arm takes to the target as the first, in steps and in seconds."""
    fast, slow = (arm.name for arm in experiment.arms[:2])
    quantities = speeds(experiment, trials)
    by_steps = ratios(trials, fast, slow, lambda trial: trial.steps_to_target)
    by_seconds = ratios(trials, fast, slow, lambda trial: trial.seconds_to_target)
    figures, published = tell_figures(quantities, trials), tell_claim(experiment)
    if not by_steps or not by_seconds:
        answer = "No factor can be given, since with no seed both arrived."
        return Finding(quantities, None, None, figures, answer, published, "So ours cannot tell.")
    factor, clock = estimate_factor(by_steps), estimate_factor(by_seconds)
    answer = (
        f"{at_the_beginning(slow)} takes {factor.value:.2f} times the steps of {fast}{bounds(factor)} and "
        f"{clock.value:.2f} times the seconds{bounds(clock)}."
    )
    agrees, comparison = compare_factor(factor, experiment.claim.value)
    return Finding(quantities, factor, agrees, figures, answer, published, comparison)


def judge_dropout(experiment: Experiment, trials: Sequence[Trial]) -> Finding:
    """Say what `judge_speed` says, and how far training and test error lie apart in each arm."""
    speed = judge_speed(experiment, trials)
    without, with_dropout = (arm.name for arm in experiment.arms[:2])
    gaps = tuple(
        over_seeds(trials, arm, "gap between test and training error", "percentage points", gap)
        for arm in (without, with_dropout)
    )
    narrowing = difference(trials, without, with_dropout, gap)
    change = f"dropout {'narrows' if narrowing.value > 0 else 'widens'} it by {abs(narrowing.value):.2f}"
    told = f"{change}{_if_chance(narrowing)}"
    answer = f"{speed.answer} {at_the_beginning(tell_one_kind(gaps))}: {told}."
    quantities = (*speed.quantities, *gaps)
    return replace(speed, quantities=quantities, answer=answer)


def judge_test_error(experiment: Experiment, trials: Sequence[Trial]) -> Finding:
    """Say by how many percentage points the first arm's test error is below the second's."""
    quantities = arm_test_errors(experiment, trials)
    better, worse = (one.arm for one in quantities[:2])
    gain = difference(trials, worse, better, error_in_percent)
    answer = f"{at_the_beginning(worse)} makes {fewer_or_more(gain)} {better}{bounds(gain)}."
    agrees, comparison = compare_difference(gain, experiment.claim.value)
    figures = tell_figures(quantities, trials)
    return Finding(quantities, gain, agrees, figures, answer, tell_claim(experiment), comparison)


def judge_parameters(experiment: Experiment, trials: Sequence[Trial]) -> Finding:
    """Say how many times the parameters of a net with convolutions one without needs to be as accurate.

    The most accurate net without convolutions is set beside the smallest with them that makes no more mistakes.
    """
    quantities = arm_test_errors(experiment, trials)
    sizes = {trial.arm: trial.parameters for trial in trials}
    sharing = {
        arm.name for arm in experiment.arms if any(isinstance(layer, Conv2d) for layer in arm.net.layers)
    }
    errors = {one.arm: sum(one.values) / len(one.values) for one in quantities}
    best = min((arm for arm in errors if arm not in sharing), key=errors.__getitem__)
    equals = [arm for arm in errors if arm in sharing and errors[arm] <= errors[best]]
    figures = tell_figures(quantities, trials, {arm: f"{size:,} parameters" for arm, size in sizes.items()})
    published = tell_claim(experiment)
    if not equals:
        answer = f"No net with convolutions is as accurate as the one with {best}."
        comparison = "Ours differs: it goes the other way."
        return Finding(quantities, None, False, figures, answer, published, comparison)
    smallest, sharpest = min(equals, key=sizes.__getitem__), min(equals, key=errors.__getitem__)
    factor = sizes[best] / sizes[smallest]
    answer = " ".join([_beside(best, arm, sizes, trials) for arm in dict.fromkeys((smallest, sharpest))])
    if difference(trials, best, sharpest, error_in_percent).may_be(0):
        agrees, comparison = None, "Ours cannot tell which are more accurate: run more seeds."
    else:
        agrees, comparison = True, "Ours agrees: fewer parameters, and fewer mistakes all the same."
    measured = Estimate(factor, factor, factor)
    return Finding(quantities, measured, agrees, figures, answer, published, comparison)


def _beside(joined: str, sharing: str, sizes: Mapping[str, int], trials: Sequence[Trial]) -> str:
    """Say how much larger one net is than another, and how many more mistakes it makes."""
    more = difference(trials, joined, sharing, error_in_percent)
    return (
        f"The net with {joined} has {sizes[joined] / sizes[sharing]:,.0f} times the parameters of the one with "
        f"{sharing} and makes {fewer_or_more(more)} it{bounds(more)}{_if_chance(more)}."
    )


def judge_first_layer(experiment: Experiment, trials: Sequence[Trial]) -> Finding:
    """Say how many more mistakes the arms that learn no first layer make than the second, which learns all.

    The first arm answers the question; the last, frozen as it was drawn, is set beside the published figure. How far
    the first filters turned is told as well.
    """
    made, learned, *_, drawn = (arm.name for arm in experiment.arms)
    quantities = (*arm_test_errors(experiment, trials), *arm_drifts(experiment, trials))
    losses = {arm: difference(trials, arm, learned, error_in_percent) for arm in (made, drawn)}
    answer = " ".join(
        f"With {arm} filters the net makes {fewer_or_more(loss)} with learned ones{bounds(loss)}{_if_chance(loss)}."
        for arm, loss in losses.items()
    )
    agrees, comparison = compare_difference(losses[drawn], experiment.claim.value)
    figures = tell_figures(quantities, trials)
    return Finding(quantities, losses[made], agrees, figures, answer, tell_claim(experiment), comparison)


def _if_chance(found: Estimate) -> str:
    return ", which chance could make" if found.may_be(0) else ""
