from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets.events import Finished
from filterlab.nets.network import build
from filterlab.nets.rate_finder import (
    RateFound,
    RateTried,
    find_learning_rate,
    loss_of_guessing,
    steepest_descent,
)
from filterlab.nets.spec import BatchNorm
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training import train

CONFIG = TrainConfig(epochs=4, batch_size=20, seed=2, threads=1)


@pytest.fixture
def net(bars_spec):
    layers = (bars_spec.layers[0], BatchNorm("bn1"), *bars_spec.layers[1:])
    return build(replace(bars_spec, layers=layers), np.random.default_rng(11))


def test_rates_grow_by_the_same_factor_and_the_net_stays_as_it_is(net, bars):
    kept = {name: array.copy() for name, array in net.state.items()}
    *tried, found = find_learning_rate(net, bars, CONFIG, lowest=1e-4, highest=1e-1, steps=31)
    assert isinstance(found, RateFound)
    assert [one.step for one in tried] == list(range(1, 32))
    rates = [one.learning_rate for one in tried]
    assert (rates[0], rates[-1]) == (pytest.approx(1e-4), pytest.approx(1e-1))
    np.testing.assert_allclose(np.diff(np.log(rates)), np.log(1e3) / 30)
    for name, array in net.state.items():
        np.testing.assert_array_equal(array, kept[name])


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_suggested_rate_trains_the_net(net, bars, optimizer):
    config = replace(CONFIG, optimizer=optimizer, epochs=20)
    *tried, found = find_learning_rate(net, bars, config)
    assert tried[0].learning_rate < found.suggestion < tried[-1].learning_rate
    assert "most steeply" in found.reason
    finished = list(train(net, bars, replace(config, learning_rate=found.suggestion)))[-1]
    assert isinstance(finished, Finished)
    assert finished.test_accuracy > 0.8


def test_the_same_search_gives_the_same_losses(net, bars):
    first, second = (list(find_learning_rate(net, bars, CONFIG)) for _ in range(2))
    assert first == second


def test_a_search_ends_early_once_the_loss_is_lost(bars_spec, bars):
    net = build(bars_spec, np.random.default_rng(11))
    *tried, found = find_learning_rate(net, bars, CONFIG, highest=1e6, steps=200)
    assert len(tried) < 200
    assert found.suggestion < 10


def test_rates_that_are_all_too_high_are_told_so(bars_spec, bars):
    net = build(bars_spec, np.random.default_rng(11))
    found = list(find_learning_rate(net, bars, CONFIG, lowest=1e3, highest=1e30))[-1]
    assert found.suggestion is None
    assert "lower than 1000" in found.reason


def test_a_search_asked_to_stop_ends_without_a_suggestion(net, bars):
    asked = count()
    *tried, found = find_learning_rate(net, bars, CONFIG, should_stop=lambda: next(asked) >= 3)
    assert len(tried) == 3
    assert all(isinstance(one, RateTried) for one in tried)
    assert found.suggestion is None
    assert "stopped" in found.reason


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"lowest": 0}, "from 0 to 10"),
        ({"lowest": 1, "highest": 1}, "lower one first"),
        ({"highest": float("inf")}, "inf"),
        ({"steps": 5}, "too few"),
    ],
)
def test_rates_that_cannot_be_tried_are_refused(net, bars, settings, words):
    with pytest.raises(FilterLabError, match=words):
        next(find_learning_rate(net, bars, CONFIG, **settings))


def test_steepness_is_measured_against_the_logarithm_of_the_rate():
    rates = [0.001, 0.01, 0.1, 1.0, 10.0]
    assert steepest_descent(rates, [2.0, 1.9, 1.2, 0.9, 3.0]) == 0.1
    assert steepest_descent(rates, [1.0, 1.1, 1.2, 1.3, 1.4]) is None


def test_a_single_lucky_batch_is_not_taken_for_a_steep_fall(rng):
    rates = np.geomspace(1e-4, 1, 100)
    losses = 2 - 1.5 / (1 + np.exp(-(np.arange(100) - 60) / 5)) + 0.05 * rng.standard_normal(100)
    losses[20] = 1.5
    assert rates[52] < steepest_descent(rates.tolist(), losses) < rates[68]


def falling(rng, noise=0.05):
    """Make the losses of a hundred steps that fall around the 60th from 2.3 to 0.8."""
    return 2.3 - 1.5 / (1 + np.exp(-(np.arange(100) - 60) / 5)) + noise * rng.standard_normal(100)


RATES = np.geomspace(1e-5, 10, 100)


@pytest.mark.parametrize("seed", range(10))
def test_a_loss_that_leaps_up_and_falls_back_is_not_taken_for_a_steep_fall(seed):
    rng = np.random.default_rng(seed)
    losses = falling(rng)
    losses[75:] = 2.4 + 12 * rng.random(25)
    losses[78] = 90
    assert RATES[52] < steepest_descent(RATES.tolist(), losses, guessing=np.log(10)) < RATES[68]


@pytest.mark.parametrize("seed", range(10))
def test_unlearning_wrong_answers_is_not_taken_for_learning(seed):
    rng = np.random.default_rng(seed)
    unlearning = 3 / (1 + np.exp((np.arange(100) - 15) / 2))
    losses = falling(rng) + unlearning
    assert steepest_descent(RATES.tolist(), losses) < RATES[30]
    assert RATES[52] < steepest_descent(RATES.tolist(), losses, guessing=np.log(10)) < RATES[68]
    hopeless = 2.3 + unlearning + 0.05 * rng.standard_normal(100)
    assert steepest_descent(RATES.tolist(), hopeless, guessing=np.log(10)) is None


def test_the_loss_of_guessing_is_the_entropy_of_the_targets():
    assert loss_of_guessing(np.arange(10).repeat(3), 10) == pytest.approx(np.log(10))
    uneven = np.array([0, 0, 0, 1])
    assert loss_of_guessing(uneven, 10) == pytest.approx(-(0.75 * np.log(0.75) + 0.25 * np.log(0.25)))
    smoothed = -(0.65 * np.log(0.65) + 0.35 * np.log(0.35))
    assert loss_of_guessing(uneven, 2, 0.4) == pytest.approx(smoothed)
    assert loss_of_guessing(np.zeros(5, np.int64), 2) == 0


def test_pictures_that_tell_nothing_get_no_suggestion_but_a_reason(net, bars, rng):
    labels = rng.permutation(bars.train.labels)
    noise = rng.random(bars.train.images.shape, np.float32)
    hopeless = replace(bars, train=replace(bars.train, images=noise, labels=labels))
    config = replace(CONFIG, batch_size=len(labels))
    found = list(find_learning_rate(net, hopeless, config, highest=0.01, steps=20))[-1]
    assert found.suggestion is None
    assert "that of guessing" in found.reason
