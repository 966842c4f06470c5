import pytest

from filterlab.errors import FilterLabError
from filterlab.nets.train_config import TrainConfig


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"epochs": 0}, ["epochs is 0", "1 or more"]),
        ({"epochs": 2.5}, ["epochs is 2.5", "whole number"]),
        ({"epochs": True}, ["epochs is True"]),
        ({"batch_size": 0}, ["batch_size is 0", "1 or more"]),
        ({"seed": -1}, ["seed is -1", "0 or more"]),
        ({"snapshot_every": 0}, ["snapshot_every is 0"]),
        ({"threads": 0}, ["threads is 0"]),
        ({"optimizer": "rmsprop"}, ['"rmsprop"', "sgd, adam"]),
        ({"schedule": "linear"}, ['"linear"', "constant, step, cosine, one-cycle"]),
        ({"drop_every": 0}, ["drop_every is 0", "1 or more"]),
        ({"drop_factor": 0}, ["drop_factor is 0", "above 0"]),
        ({"drop_factor": 1.5}, ["drop_factor is 1.5", "up to 1"]),
        ({"label_smoothing": 1}, ["label_smoothing is 1", "below 1"]),
        ({"label_smoothing": -0.1}, ["label_smoothing is -0.1"]),
        ({"patience": 0}, ["patience is 0", "1 or more"]),
        ({"frozen": "conv1"}, ["frozen is 'conv1'", "list of names"]),
        ({"frozen": [3]}, ["frozen is [3]"]),
        ({"diagnostics": 1}, ["diagnostics is 1"]),
        ({"learning_rate": 0}, ["learning_rate is 0", "above 0"]),
        ({"learning_rate": -0.1}, ["learning_rate is -0.1"]),
        ({"learning_rate": float("nan")}, ["learning_rate is nan"]),
        ({"learning_rate": float("inf")}, ["learning_rate is inf"]),
        ({"learning_rate": "fast"}, ["learning_rate is 'fast'"]),
        ({"momentum": 1.0}, ["momentum is 1.0", "below 1"]),
        ({"momentum": -0.5}, ["momentum is -0.5"]),
        ({"weight_decay": -1e-3}, ["weight_decay is -0.001"]),
        ({"nesterov": "yes"}, ["nesterov is 'yes'"]),
        ({"nesterov": True, "momentum": 0}, ["nesterov", "momentum above 0"]),
        ({"nesterov": True, "optimizer": "adam"}, ["nesterov", '"sgd"']),
    ],
)
def test_a_setting_out_of_range_is_refused_by_name_with_the_remedy(settings, words):
    with pytest.raises(FilterLabError) as refusal:
        TrainConfig(**settings)
    for word in words:
        assert word in str(refusal.value)


def test_each_optimizer_has_its_usual_learning_rate_and_a_given_one_wins():
    assert TrainConfig(3).initial_learning_rate == 0.05
    assert TrainConfig(3, optimizer="adam").initial_learning_rate == 0.004
    assert TrainConfig(3, learning_rate=1).initial_learning_rate == 1


def test_a_rate_lower_than_one_that_is_too_high_is_the_usual_one_or_a_tenth() -> None:
    assert TrainConfig(learning_rate=1e30).lower_learning_rate == 0.05
    assert TrainConfig(optimizer="adam", learning_rate=1).lower_learning_rate == 0.004
    assert TrainConfig(learning_rate=0.05).lower_learning_rate == 0.005


def test_the_cosine_starts_at_the_given_rate_and_falls_to_almost_nothing():
    config = TrainConfig(1, learning_rate=0.2, schedule="cosine")
    rates = [config.learning_rate_at(step, 100) for step in range(100)]
    assert rates[0] == 0.2
    assert rates[50] == pytest.approx(0.1)
    assert 0 < rates[99] < 0.001
    assert rates == sorted(rates, reverse=True)


def test_a_constant_schedule_keeps_the_rate():
    config = TrainConfig(1, learning_rate=0.2, schedule="constant")
    assert {config.learning_rate_at(step, 100) for step in range(100)} == {0.2}


def test_steps_lower_the_rate_at_once_every_few_epochs():
    config = TrainConfig(6, learning_rate=0.8, schedule="step", drop_every=2, drop_factor=0.5)
    rates = [config.learning_rate_at(step, 60) for step in range(60)]
    assert rates == [0.8] * 20 + [0.4] * 20 + [0.2] * 20
    kept = TrainConfig(6, learning_rate=0.8, schedule="step", drop_factor=1)
    assert {kept.learning_rate_at(step, 60) for step in range(60)} == {0.8}


def test_one_cycle_rises_to_the_given_rate_and_falls_to_almost_nothing():
    config = TrainConfig(1, learning_rate=0.5, schedule="one-cycle")
    rates = [config.learning_rate_at(step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(0.02)
    assert max(rates) == rates[29] == 0.5
    assert rates[:30] == sorted(rates[:30])
    assert rates[29:] == sorted(rates[29:], reverse=True)
    assert rates[99] == pytest.approx(0.5 / 250_000)


@pytest.mark.parametrize("total", [1, 2, 3, 4])
def test_one_cycle_of_a_few_steps_still_reaches_the_given_rate(total):
    config = TrainConfig(1, learning_rate=0.5, schedule="one-cycle")
    rates = [config.learning_rate_at(step, total) for step in range(total)]
    assert max(rates) > 0.25
    assert min(rates) > 0


def test_names_to_freeze_may_come_as_a_list():
    assert TrainConfig(frozen=["conv1"]) == TrainConfig(frozen=("conv1",))


def test_configs_are_values():
    assert TrainConfig(3, seed=1) == TrainConfig(epochs=3, seed=1)
    assert hash(TrainConfig(3)) == hash(TrainConfig(3))
