"""Every gradient is proved: against a difference quotient along a random direction, in float64."""

from collections.abc import Callable

import numpy as np
import pytest

from filterlab import engine

from .contract import ConvCase, PoolCase

RELATIVE_ERROR = 1e-6


def check_direction(
    function: Callable[[np.ndarray], np.ndarray],
    gradient: Callable[[np.ndarray], np.ndarray],
    at: np.ndarray,
    *,
    step: float = 1e-5,
) -> None:
    """Compare <gradient, direction> with the change of <weights, function> along that direction."""
    rng = np.random.default_rng(7)
    direction = rng.normal(size=at.shape)
    weights = rng.normal(size=function(at).shape)
    change = np.vdot(weights, function(at + step * direction) - function(at - step * direction)) / (2 * step)
    claimed = np.vdot(gradient(weights), direction)
    assert abs(change - claimed) <= RELATIVE_ERROR * max(abs(change), abs(claimed), 1e-3)


@pytest.mark.usefixtures("tiling")
def test_the_gradients_of_conv2d_predict_how_it_changes(conv2d_case: ConvCase) -> None:
    given, how = conv2d_case.arrays(), conv2d_case.settings
    x, w, b = given["x"], given["w"], given["b"]
    check_direction(
        lambda x: engine.conv2d(x, w, b, **how), lambda dy: engine.conv2d_backward(dy, x, w, **how)[0], x
    )
    check_direction(
        lambda w: engine.conv2d(x, w, b, **how), lambda dy: engine.conv2d_backward(dy, x, w, **how)[1], w
    )
    check_direction(
        lambda b: engine.conv2d(x, w, b, **how), lambda dy: engine.conv2d_backward(dy, x, w, **how)[2], b
    )


def test_the_gradients_of_conv1d_predict_how_it_changes(conv1d_case: ConvCase) -> None:
    given, how = conv1d_case.arrays(), conv1d_case.settings
    x, w, b = given["x"], given["w"], given["b"]
    check_direction(
        lambda x: engine.conv1d(x, w, b, **how), lambda dy: engine.conv1d_backward(dy, x, w, **how)[0], x
    )
    check_direction(
        lambda w: engine.conv1d(x, w, b, **how), lambda dy: engine.conv1d_backward(dy, x, w, **how)[1], w
    )
    check_direction(
        lambda b: engine.conv1d(x, w, b, **how), lambda dy: engine.conv1d_backward(dy, x, w, **how)[2], b
    )


@pytest.mark.usefixtures("tiling")
def test_the_input_gradient_is_the_transpose_of_conv2d(conv2d_case: ConvCase) -> None:
    given, how = conv2d_case.arrays(), conv2d_case.settings
    x, w = given["x"], given["w"]
    y = engine.conv2d(x, w, **how)
    other = np.random.default_rng(3).normal(size=y.shape)
    there = np.vdot(y, other)
    back = np.vdot(x, engine.conv2d_input_gradient(other, w, x.shape, **how))
    assert there == pytest.approx(back, rel=1e-10, abs=1e-10)


@pytest.mark.usefixtures("tiling")
def test_the_weight_gradient_is_the_transpose_of_conv2d(conv2d_case: ConvCase) -> None:
    given, how = conv2d_case.arrays(), conv2d_case.settings
    x, w = given["x"], given["w"]
    y = engine.conv2d(x, w, **how)
    other = np.random.default_rng(3).normal(size=y.shape)
    there = np.vdot(y, other)
    back = np.vdot(w, engine.conv2d_weight_gradient(other, x, w.shape, **how))
    assert there == pytest.approx(back, rel=1e-10, abs=1e-10)


def test_the_gradient_of_average_pooling_predicts_how_it_changes(pool_case: PoolCase) -> None:
    x, size, how = pool_case.array(), pool_case.size, pool_case.settings
    check_direction(
        lambda x: engine.avg_pool2d(x, size, **how),
        lambda dy: engine.avg_pool2d_backward(dy, x.shape, size, **how),
        x,
    )


def test_the_gradient_of_max_pooling_predicts_how_it_changes(pool_case: PoolCase) -> None:
    # Values far enough apart that a small step changes no winner.
    x = np.random.default_rng(5).permutation(np.prod(pool_case.x)).reshape(pool_case.x).astype(float)
    size, how = pool_case.size, pool_case.settings
    _, winners = engine.max_pool2d_with_winners(x, size, **how)
    check_direction(
        lambda x: engine.max_pool2d(x, size, **how),
        lambda dy: engine.max_pool2d_backward(dy, winners, x.shape, size, **how),
        x,
    )


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "tanh", "sigmoid"])
def test_the_gradients_of_the_activations_predict_how_they_change(
    name: str, rng: np.random.Generator
) -> None:
    # No value near 0, where relu has a corner.
    x = rng.uniform(0.1, 3, size=(3, 4, 5)) * rng.choice([-1, 1], size=(3, 4, 5))
    function, backward = getattr(engine, name), getattr(engine, f"{name}_backward")
    check_direction(function, lambda dy: backward(dy, x if name == "leaky_relu" else function(x)), x)


def test_the_slope_of_leaky_relu_is_used_in_both_directions(rng: np.random.Generator) -> None:
    x = -rng.uniform(0.1, 3, size=(4, 5))
    np.testing.assert_allclose(engine.leaky_relu(x, 0.3), 0.3 * x)
    check_direction(lambda x: engine.leaky_relu(x, 0.3), lambda dy: engine.leaky_relu_backward(dy, x, 0.3), x)


def test_the_gradient_of_the_loss_predicts_how_it_changes(rng: np.random.Generator) -> None:
    logits, labels = 3 * rng.normal(size=(5, 7)), rng.integers(0, 7, 5)
    check_direction(
        lambda z: np.array(engine.softmax_cross_entropy(z, labels)[0]),
        lambda weight: weight * engine.softmax_cross_entropy(logits, labels)[1],
        logits,
    )
    check_direction(
        lambda z: np.array(engine.softmax_cross_entropy(z, labels, label_smoothing=0.2)[0]),
        lambda weight: weight * engine.softmax_cross_entropy(logits, labels, label_smoothing=0.2)[1],
        logits,
    )
