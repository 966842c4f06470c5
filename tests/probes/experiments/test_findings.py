from dataclasses import replace

import pytest

from filterlab.nets import NetSpec, TrainConfig, zoo
from filterlab.nets.spec import Flatten, Linear
from filterlab.probes.experiments import Arm, Claim, Experiment, Trial
from filterlab.probes.experiments.findings import (
    judge_dropout,
    judge_first_layer,
    judge_parameters,
    judge_speed,
    judge_test_error,
)

JOINED = NetSpec("joined", (1, 28, 28), (Flatten("flatten"), Linear("fc1", 10)))


def experiment(judge, claimed=2.0, names=("first", "second")):
    arms = tuple(Arm(name, JOINED if "units" in name else zoo["tiny"], TrainConfig()) for name in names)
    claim = Claim("it doubles", "a paper", claimed)
    return Experiment("e", "E", "?", "!", arms, claim, judge, "training error", 100, 100, target_error=0.05)


def trial(arm, seed, *, steps=None, error=0.1, train_error=0.0, parameters=100):
    seconds = None if steps is None else steps / 10
    return Trial(arm, seed, parameters, 500, 50.0, steps, seconds, 1 - train_error, 1 - error)


def trials(first, second, key, names=("first", "second")):
    return [
        trial(arm, seed, **{key: value})
        for arm, values in zip(names, (first, second), strict=True)
        for seed, value in enumerate(values)
    ]


def judged(judge, found, claimed=2.0):
    return judge(experiment(judge, claimed), found)


@pytest.mark.parametrize(
    ("second", "claimed", "agrees", "words"),
    [
        ((210, 190, 200), 2.0, True, "Ours agrees: it is within a factor of 1.25 of that."),
        ((210, 190, 200), 6.0, False, "the same way, but less so"),
        ((800, 900, 850), 2.0, False, "the same way, but more so"),
        ((50, 60, 55), 2.0, False, "goes the other way"),
        ((110, 90, 95), 2.0, False, "whatever difference there is here, chance could make it"),
        ((20, 700, 100), 2.0, None, "Ours cannot tell"),
        ((200,), 2.0, None, "One seed cannot tell"),
    ],
)
def test_the_factor_of_speed_is_compared_with_the_published_one(second, claimed, agrees, words):
    finding = judged(judge_speed, trials((100,) * len(second), second, "steps"), claimed)
    assert finding.agrees is agrees
    assert words in finding.comparison
    assert finding.published == "Published: it doubles (a paper)."


def test_the_figures_of_both_arms_are_told_with_their_seeds_and_spreads():
    finding = judged(judge_speed, trials((100, 100), (190, 210), "steps"))
    assert finding.figures == (
        "Over 2 seeds (mean ± standard deviation): steps to 5 % training error: first 100 ± 0 steps, second 200 ± 14 "
        "steps; seconds to 5 % training error: first 10.00 ± 0.00 s, second 20.00 ± 1.41 s."
    )
    assert finding.answer.startswith("Second takes 2.00 times the steps of first (95 %: 1.06 to 3.77)")
    assert finding.sentence.startswith(finding.figures)


def test_seeds_of_which_one_arm_never_arrived_are_left_out_of_the_factor_and_told():
    finding = judged(judge_speed, trials((100, 100, 100), (200, None, 200), "steps"))
    assert finding.measured.value == pytest.approx(2)
    assert "(1 of 3 seeds never)" in finding.sentence


def test_a_race_in_which_an_arm_never_arrives_has_no_factor():
    finding = judged(judge_speed, trials((100, 100), (None, None), "steps"))
    assert finding.measured is None
    assert "second never" in finding.figures
    assert "No factor" in finding.answer


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ((0.1, 0.1, 0.11), "dropout narrows it by 9.67."),
        ((0.3, 0.3, 0.31), "dropout widens it by 10.33."),
        ((0.1, 0.3, 0.2), "chance could make"),
    ],
)
def test_dropout_is_judged_by_its_gap_too(errors, words):
    found = [trial("first", seed, steps=100, error=0.2) for seed in range(3)]
    found += [trial("second", seed, steps=200, error=error) for seed, error in enumerate(errors)]
    finding = judged(judge_dropout, found)
    gaps = [one for one in finding.quantities if "gap" in one.name]
    assert gaps[0].mean == pytest.approx(20)
    assert words in finding.answer


def test_a_gain_in_test_error_agrees_where_chance_allows_it():
    close = trials((0.020, 0.021, 0.019), (0.0241, 0.0250, 0.0231), "error")
    finding = judged(judge_test_error, close, claimed=0.4)
    assert finding.measured.value == pytest.approx(0.407, abs=0.01)
    assert finding.agrees is True
    finding = judged(judge_test_error, close, claimed=3.0)
    assert finding.agrees is False
    assert "the same way, but less so" in finding.comparison
    assert judged(judge_test_error, close, claimed=-1.0).agrees is False


@pytest.mark.parametrize(
    ("first", "second", "agrees", "words"),
    [
        ((0.02, 0.06, 0.04), (0.03, 0.02, 0.05), None, "cannot tell 0.4 from none"),
        ((0.02,), (0.024,), None, "One seed cannot tell"),
        ((0.0201, 0.0199, 0.02), (0.02, 0.0201, 0.02), False, "chance could make it"),
        ((0.03, 0.031, 0.03), (0.02, 0.021, 0.0201), False, "the other way"),
    ],
)
def test_a_gain_hidden_by_chance_is_no_agreement(first, second, agrees, words):
    finding = judged(judge_test_error, trials(first, second, "error"), claimed=0.4)
    assert finding.agrees is agrees
    assert words in finding.comparison


def sized(errors, sizes):
    return [
        trial(arm, seed, error=error + 0.001 * seed * (seed + len(arm) % 3), parameters=sizes[arm])
        for arm, error in errors.items()
        for seed in (0, 1, 2)
    ]


def test_the_smallest_net_with_convolutions_gives_the_factor_of_parameters():
    names = ("8 filters", "2 filters", "16 units", "64 units")
    sizes = dict(zip(names, (5000, 500, 10_000, 50_000), strict=True))
    asked = experiment(judge_parameters, None, names)
    finding = judge_parameters(asked, sized(dict(zip(names, (0.02, 0.05, 0.09, 0.07), strict=True)), sizes))
    assert finding.measured.value == 100
    assert "The net with 64 units has 100 times the parameters of the one with 2 filters" in finding.answer
    assert "10 times the parameters of the one with 8 filters" in finding.answer
    assert "8 filters (5,000 parameters)" in finding.figures
    assert finding.agrees is True
    same = judge_parameters(asked, sized(dict(zip(names, (0.07, 0.08, 0.09, 0.07), strict=True)), sizes))
    assert same.agrees is None
    worse = judge_parameters(asked, sized(dict(zip(names, (0.2, 0.3, 0.09, 0.07), strict=True)), sizes))
    assert worse.agrees is False
    assert worse.measured is None


def test_filters_that_are_not_learned_are_set_beside_those_that_are():
    names = ("hand-made", "learned", "drawn")
    asked = experiment(judge_first_layer, 1.2, names)
    found = [
        trial(arm, seed, error=error + jitter * seed)
        for arm, error, jitter in (("hand-made", 0.021, 0.002), ("learned", 0.022, 0), ("drawn", 0.05, 0))
        for seed in (0, 1, 2)
    ]
    finding = judge_first_layer(asked, found)
    assert (
        "With hand-made filters the net makes 0.10 percentage points more mistakes than with learned ones"
        in finding.answer
    )
    assert "chance could make" in finding.answer
    assert "With drawn filters the net makes 2.80 percentage points more" in finding.answer
    assert finding.agrees is False
    assert "more so" in finding.comparison
    close = [
        replace(one, test_accuracy=0.966 + 0.001 * one.seed) if one.arm == "drawn" else one for one in found
    ]
    assert judge_first_layer(asked, close).agrees is True
