import numpy as np
import pytest

from filterlab.nets.initialisers import glorot_uniform, he_normal, initial_parameters
from filterlab.nets.spec import (
    Conv1d,
    Conv2d,
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    MaxPool2d,
    NetSpec,
    ReLU,
    Subsample2d,
    Tanh,
    trace,
)


def drawn(layers, index, input_shape=(16, 12, 12), dtype=np.float64):
    stages = trace(NetSpec("net", input_shape, layers))
    return initial_parameters(stages, index, np.random.default_rng(3), dtype)


def he_deviation(fan_in, slope=0.0):
    return (2 / ((1 + slope**2) * fan_in)) ** 0.5


def glorot_limit(fan_in, fan_out):
    return (6 / (fan_in + fan_out)) ** 0.5


def test_he_draws_a_normal_distribution_with_twice_the_inverse_of_the_inputs_as_variance(rng):
    weights = he_normal((200, 50, 4), 200, rng, np.float64)
    assert weights.std() == pytest.approx(0.1, rel=0.02)
    assert weights.mean() == pytest.approx(0, abs=0.002)
    assert he_normal((200, 50, 4), 200, rng, np.float64, slope=1).std() == pytest.approx(
        0.5**0.5 / 10, rel=0.02
    )


def test_glorot_draws_evenly_up_to_its_limit(rng):
    weights = glorot_uniform((200, 200), 100, 200, rng, np.float64)
    limit = glorot_limit(100, 200)
    assert np.abs(weights).max() <= limit
    assert np.abs(weights).max() == pytest.approx(limit, rel=0.01)
    assert weights.std() == pytest.approx(limit / 3**0.5, rel=0.02)


@pytest.mark.parametrize(
    "initialise", [lambda *a: he_normal((3, 4), 4, *a), lambda *a: glorot_uniform((3, 4), 4, 3, *a)]
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_same_generator_state_gives_the_same_weights_in_the_wanted_type(initialise, dtype):
    first, second = (initialise(np.random.default_rng(5), dtype) for _ in range(2))
    assert first.dtype == dtype
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("between", [(), (MaxPool2d("pool", 2),), (MaxPool2d("pool", 2), Dropout("drop"))])
def test_a_layer_before_relu_is_drawn_by_he_also_with_pooling_between(between):
    weight = drawn((Conv2d("conv1", 64, 3), *between, ReLU("relu1"), Flatten("f"), Linear("fc", 2)), 0)[
        "weight"
    ]
    assert weight.std() == pytest.approx(he_deviation(16 * 9), rel=0.03)


def test_a_layer_before_leaky_relu_minds_the_slope():
    weight = drawn((Conv2d("conv1", 64, 3), LeakyReLU("relu1", 1.0)), 0)["weight"]
    assert weight.std() == pytest.approx(he_deviation(16 * 9, slope=1.0), rel=0.03)


@pytest.mark.parametrize("following", [(Tanh("tanh1"),), (), (Conv2d("conv2", 4, 3), ReLU("relu2"))])
def test_a_layer_before_squashing_or_before_nothing_is_drawn_by_glorot(following):
    weight = drawn((Conv2d("conv1", 64, 3), *following), 0)["weight"]
    limit = glorot_limit(16 * 9, 64 * 9)
    assert np.abs(weight).max() <= limit
    assert weight.std() == pytest.approx(limit / 3**0.5, rel=0.03)


def test_groups_and_signals_count_the_inputs_each_output_really_adds_up():
    grouped = drawn((Conv2d("conv1", 256, 3, groups=4), ReLU("relu1")), 0)["weight"]
    assert grouped.std() == pytest.approx(he_deviation(4 * 9), rel=0.03)
    signal = drawn((Conv1d("conv1", 256, 5), ReLU("relu1")), 0, input_shape=(8, 40))["weight"]
    assert signal.std() == pytest.approx(he_deviation(8 * 5), rel=0.03)


def test_a_table_leaves_what_is_not_connected_at_zero():
    table = ((0,), (1, 2), (0, 3, 5))
    weight = drawn((Conv2d("c3", 3, 5, table=table), ReLU("r")), 0, input_shape=(6, 12, 12))["weight"]
    for own, row in zip(weight, table, strict=True):
        assert own[list(row)].all()
        assert not np.delete(own, row, axis=0).any()
    assert weight[0, 0].std() == pytest.approx(he_deviation(25), rel=0.3)


def test_biases_start_at_zero_and_subsampling_as_plain_averaging():
    assert not drawn((Conv2d("conv1", 4, 3),), 0)["bias"].any()
    parameters = drawn((Subsample2d("s2", (2, 4)),), 0)
    np.testing.assert_array_equal(parameters["weight"], np.full(16, 1 / 8))
    assert not parameters["bias"].any()


def test_layers_that_learn_nothing_get_no_parameters():
    assert drawn((ReLU("relu1"),), 0) == {}
    assert set(drawn((Conv2d("conv1", 4, 3, bias=False),), 0)) == {"weight"}
