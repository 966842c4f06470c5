"""Activations at their edges; their definitions and gradients are in the contract."""

import numpy as np
import pytest

NAMES = ["relu", "leaky_relu", "tanh", "sigmoid"]


@pytest.mark.parametrize("name", NAMES)
def test_nan_goes_through(engine, name):
    assert np.isnan(getattr(engine, name)(np.array([np.nan, 1.0]))[0])


def test_infinities_meet_their_limits(engine):
    ends = np.array([-np.inf, np.inf])
    np.testing.assert_array_equal(engine.relu(ends), [0, np.inf])
    np.testing.assert_array_equal(engine.leaky_relu(ends), [-np.inf, np.inf])
    np.testing.assert_array_equal(engine.tanh(ends), [-1, 1])
    np.testing.assert_array_equal(engine.sigmoid(ends), [0, 1])


def test_sigmoid_is_symmetric_about_one_half(engine):
    x = np.linspace(0, 30, 31)
    np.testing.assert_allclose(engine.sigmoid(-x), 1 - engine.sigmoid(x), atol=1e-15)
    assert engine.sigmoid(np.array([0.0])).item() == 0.5


def test_sigmoid_keeps_its_precision_far_to_the_left(engine):
    assert engine.sigmoid(np.array([-700.0])).item() == pytest.approx(np.exp(-700.0), rel=1e-12)


def test_the_gradient_of_relu_stops_where_the_output_is_zero(engine):
    dy, y = np.array([1.0, np.inf, np.nan, 2.0, 3.0]), np.array([0.0, 0.0, 0.0, 5.0, np.nan])
    np.testing.assert_array_equal(engine.relu_backward(dy, y), [0, 0, 0, 2, 3])


@pytest.mark.parametrize("name", NAMES)
def test_integers_become_float32(engine, name):
    assert getattr(engine, name)(np.arange(-3, 4)).dtype == np.float32


@pytest.mark.parametrize("name", NAMES)
def test_any_shape_and_layout_is_kept(engine, name, rng):
    x = rng.normal(size=(2, 3, 4)).transpose(2, 0, 1)[::-1]
    y = getattr(engine, name)(x)
    np.testing.assert_array_equal(y, getattr(engine, name)(x.copy()))
    assert getattr(engine, f"{name}_backward")(x, y).shape == x.shape
    assert getattr(engine, name)(np.zeros((0, 3))).shape == (0, 3)
