from dataclasses import replace

import pytest

from filterlab.nets import TrainConfig, zoo
from filterlab.probes.experiments import Arm, Claim, Experiment, Trial
from filterlab.probes.experiments.findings import (
    Quantity,
    judge_dropout,
    judge_parameters,
    judge_ranking,
    judge_speed,
    judge_test_error,
)


def experiment(judge, claimed=2.0):
    arms = tuple(Arm(name, zoo["tiny"], TrainConfig()) for name in ("first", "second"))
    return Experiment("e", "E", "?", arms, Claim("it doubles", "a paper", claimed), judge, target_error=0.05)


def trial(arm, seed, *, steps=None, error=0.1, train_error=0.0, parameters=100):
    seconds = None if steps is None else steps / 10
    return Trial(arm, seed, parameters, 500, 50.0, steps, seconds, 1 - train_error, 1 - error)


def trials(first, second, key):
    return [
        trial(arm, seed, **{key: value})
        for arm, values in (("first", first), ("second", second))
        for seed, value in enumerate(values)
    ]


def judged(judge, found, claimed=2.0):
    return judge(experiment(judge, claimed), found)


def test_a_quantity_is_written_with_its_spread_over_the_seeds():
    assert str(Quantity("a", "n", "steps", (100, 120, 140))) == "120 ± 20 steps"
    assert str(Quantity("a", "n", "%", (1.234,))) == "1.23 %"
    assert str(Quantity("a", "n", "s", (), 3)) == "never"


@pytest.mark.parametrize(
    ("second", "claimed", "agrees", "words"),
    [
        ((210, 190), 2.0, True, "Ours agrees with that."),
        ((210, 190), 6.0, False, "the same way, but less so"),
        ((800, 900), 2.0, False, "the same way, but more so"),
        ((50, 60), 2.0, False, "goes the other way"),
    ],
)
def test_the_factor_of_speed_is_compared_with_the_published_one(second, claimed, agrees, words):
    finding = judged(judge_speed, trials((100, 100), second, "steps"), claimed)
    assert finding.measured == pytest.approx(sum(second) / 200)
    assert finding.agrees is agrees
    assert words in finding.sentence
    assert "Steps to 5 % training error: first 100 ± 0 steps, second" in finding.sentence
    assert "Published: it doubles (a paper)." in finding.sentence


def test_seeds_of_which_one_arm_never_arrived_are_left_out_of_the_factor_and_told():
    finding = judged(judge_speed, trials((100, 100, 100), (200, None, 300), "steps"))
    assert finding.measured == pytest.approx(2.5)
    assert "(1 of 3 seeds never)" in finding.sentence


def test_dropout_is_judged_by_its_gap_too():
    found = [
        trial("first", 0, steps=100, error=0.2),
        trial("second", 0, steps=200, error=0.1, train_error=0.05),
    ]
    finding = judged(judge_dropout, found)
    gaps = [one.mean for one in finding.quantities if "gap" in one.name]
    assert gaps == pytest.approx([20, 5])
    assert "narrows the gap" in finding.sentence
    assert (
        "does not narrow" in judged(judge_dropout, [replace(found[0], test_accuracy=1.0), found[1]]).sentence
    )


def test_a_gain_in_test_error_agrees_where_chance_allows_it():
    close = trials((0.020, 0.021, 0.019), (0.0241, 0.0250, 0.0231), "error")
    finding = judged(judge_test_error, close, claimed=0.4)
    assert finding.measured == pytest.approx(0.407, abs=0.01)
    assert finding.agrees is True
    finding = judged(judge_test_error, close, claimed=3.0)
    assert finding.agrees is False
    assert "Ours differs: +0.41" in finding.sentence


@pytest.mark.parametrize(
    "found",
    [
        trials((0.02, 0.06, 0.04), (0.03, 0.02, 0.05), "error"),
        trials((0.02,), (0.024,), "error"),
    ],
)
def test_a_gain_hidden_by_chance_is_no_agreement(found):
    finding = judged(judge_test_error, found, claimed=0.4)
    assert finding.agrees is None
    assert "Ours cannot tell" in finding.sentence


def test_the_smallest_net_that_is_as_accurate_gives_the_factor_of_parameters():
    arms = (
        [trial("first", seed, error=0.02, parameters=100) for seed in (0, 1)]
        + [trial("second", seed, error=0.03, parameters=900) for seed in (0, 1)]
    )  # fmt: skip
    finding = judged(judge_parameters, arms)
    assert finding.measured is None
    assert "not even with 9.0 times the parameters (second)" in finding.sentence
    equal = [replace(one, test_accuracy=0.98) for one in arms]
    finding = judged(judge_parameters, equal)
    assert finding.measured == 9
    assert "as accurate as first, with 9.0 times" in finding.sentence


def test_a_ranking_names_the_best_first_and_says_what_is_chance():
    finding = judged(judge_ranking, trials((0.05, 0.052), (0.02, 0.021), "error"))
    assert finding.sentence.index("second 2.05") < finding.sentence.index("first 5.10")
    assert "first makes 3.05 percentage points more mistakes than second." in finding.sentence
    chance = judged(judge_ranking, trials((0.05, 0.02), (0.02, 0.06), "error"))
    assert "chance" in chance.sentence
