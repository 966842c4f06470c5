import numpy as np
import pytest

from filterlab.nets.optimisers import SGD, Adam


def run(optimiser, weights, gradients, rate=0.1):
    values = []
    for gradient in gradients:
        optimiser.step({"w": np.array([gradient])}, rate)
        values.append(float(weights[0]))
    return values


def test_plain_descent_goes_against_the_gradient():
    w = np.array([1.0])
    assert run(SGD({"w": w}), w, [2.0, -1.0]) == pytest.approx([0.8, 0.9])


def test_momentum_adds_what_is_left_of_the_last_velocity():
    w = np.array([1.0])
    # v: 2, 0.5 * 2 + 1 = 2, 0.5 * 2 - 1 = 0
    assert run(SGD({"w": w}, momentum=0.5), w, [2.0, 1.0, -1.0]) == pytest.approx([0.8, 0.6, 0.6])


def test_nesterov_looks_ahead_along_the_velocity():
    w = np.array([1.0])
    # v: 2, 2; steps: 2 + 0.5 * 2 = 3, 1 + 0.5 * 2 = 2
    assert run(SGD({"w": w}, momentum=0.5, nesterov=True), w, [2.0, 1.0]) == pytest.approx([0.7, 0.5])


def test_weight_decay_pulls_to_zero_even_without_a_gradient():
    w = np.array([1.0])
    assert run(SGD({"w": w}, weight_decay=0.5), w, [0.0, 0.0]) == pytest.approx([0.95, 0.9025])


def test_weight_decay_goes_into_the_velocity():
    w = np.array([1.0])
    # g: 0.5 * 1, then 0.5 * 0.95; v: 0.5, 0.5 * 0.5 + 0.475
    assert run(SGD({"w": w}, momentum=0.5, weight_decay=0.5), w, [0.0, 0.0]) == pytest.approx([0.95, 0.8775])


def test_adams_first_step_is_the_learning_rate_whatever_the_gradient():
    for gradient in (1e-3, 7.0, -400.0):
        w = np.array([1.0])
        assert run(Adam({"w": w}), w, [gradient])[0] == pytest.approx(1 - 0.1 * np.sign(gradient), rel=1e-5)


def test_adams_second_step_follows_its_running_means():
    w = np.array([1.0])
    # m = (0.9 * 0.1 * 2 + 0.1 * 1) / (1 - 0.81), v = (0.999 * 0.001 * 4 + 0.001) / (1 - 0.998001)
    mean, square = 0.28 / 0.19, 0.004996 / 0.001999
    assert run(Adam({"w": w}), w, [2.0, 1.0]) == pytest.approx([0.9, 0.9 - 0.1 * mean / square**0.5])


def test_adam_adds_weight_decay_to_the_gradient():
    w = np.array([1.0])
    assert run(Adam({"w": w}, weight_decay=0.5), w, [0.0])[0] == pytest.approx(0.9, rel=1e-6)


@pytest.mark.parametrize(
    "make",
    [
        lambda parameters: SGD(parameters, momentum=0.9, nesterov=True, weight_decay=1e-3),
        lambda parameters: Adam(parameters, weight_decay=1e-3),
    ],
)
def test_parameters_are_changed_in_place_and_gradients_are_left_alone(make, rng):
    weights = rng.random((3, 4), dtype=np.float32)
    gradient = rng.random((3, 4), dtype=np.float32)
    before, given = weights.copy(), gradient.copy()
    optimiser = make({"conv1.weight": weights})
    for _ in range(3):
        optimiser.step({"conv1.weight": gradient}, 0.1)
    assert (weights < before).all()
    assert weights.dtype == np.float32
    np.testing.assert_array_equal(gradient, given)


def test_the_state_is_told_by_the_parameters_names():
    weights = {"conv1.weight": np.zeros(2), "conv1.bias": np.zeros(1)}
    sgd = SGD(weights, momentum=0.9)
    sgd.step({name: np.ones_like(array) for name, array in weights.items()}, 0.1)
    assert {name: array.tolist() for name, array in sgd.state.items()} == {
        "momentum.conv1.weight": [1, 1],
        "momentum.conv1.bias": [1],
    }
    assert SGD(weights).state == {}
    adam = Adam(weights)
    adam.step({name: np.ones_like(array) for name, array in weights.items()}, 0.1)
    assert set(adam.state) == {
        "mean.conv1.weight", "mean.conv1.bias", "square.conv1.weight", "square.conv1.bias", "step",
    }  # fmt: skip
    assert adam.state["step"] == 1
