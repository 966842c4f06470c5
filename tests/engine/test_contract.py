"""Every case of the table gives the same by the fast way, however it is cut into tiles, as by definition."""

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine import reference

from .contract import ConvCase, PoolCase

# float32 is good for about seven digits; the cases add up to some two hundred products of size 1.
TOLERANCE = {np.float64: {"rtol": 1e-12, "atol": 1e-12}, np.float32: {"rtol": 1e-4, "atol": 1e-4}}


@pytest.fixture(params=[np.float64, np.float32])
def dtype(request: pytest.FixtureRequest) -> type:
    return request.param


@pytest.mark.usefixtures("tiling")
def test_conv2d_is_what_it_is_defined_as(conv2d_case: ConvCase, dtype: type) -> None:
    given = conv2d_case.arrays(dtype)
    fast = engine.conv2d(**given, **conv2d_case.settings)
    defined = reference.conv2d(**given, **conv2d_case.settings)
    assert fast.dtype == defined.dtype == dtype
    np.testing.assert_allclose(fast, defined, **TOLERANCE[dtype])


@pytest.mark.usefixtures("tiling")
def test_the_gradients_of_conv2d_are_what_they_are_defined_as(conv2d_case: ConvCase, dtype: type) -> None:
    given = conv2d_case.arrays(dtype)
    x, w = given["x"], given["w"]
    dy = np.random.default_rng(1).normal(size=engine.conv2d(x, w, **conv2d_case.settings).shape).astype(dtype)
    fast = engine.conv2d_backward(dy, x, w, **conv2d_case.settings)
    defined = reference.conv2d_backward(dy, x, w, **conv2d_case.settings)
    for ours, theirs, like in zip(fast, defined, (x, w, given["b"]), strict=True):
        assert ours.shape == theirs.shape == like.shape
        assert ours.dtype == theirs.dtype == dtype
        np.testing.assert_allclose(ours, theirs, **TOLERANCE[dtype])
    np.testing.assert_array_equal(
        fast[0], engine.conv2d_input_gradient(dy, w, x.shape, **conv2d_case.settings)
    )
    np.testing.assert_array_equal(
        fast[1], engine.conv2d_weight_gradient(dy, x, w.shape, **conv2d_case.settings)
    )


@pytest.mark.usefixtures("tiling")
def test_conv1d_and_its_gradients_are_what_they_are_defined_as(conv1d_case: ConvCase) -> None:
    given = conv1d_case.arrays()
    fast = engine.conv1d(**given, **conv1d_case.settings)
    np.testing.assert_allclose(
        fast, reference.conv1d(**given, **conv1d_case.settings), rtol=1e-12, atol=1e-12
    )
    dy = np.random.default_rng(1).normal(size=fast.shape)
    ours = engine.conv1d_backward(dy, given["x"], given["w"], **conv1d_case.settings)
    defined = reference.conv1d_backward(dy, given["x"], given["w"], **conv1d_case.settings)
    for our, their in zip(ours, defined, strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-12, atol=1e-12)


@pytest.mark.usefixtures("tiling")
def test_max_pooling_is_what_it_is_defined_as(pool_case: PoolCase, dtype: type) -> None:
    x = pool_case.array(dtype)
    y, winners = engine.max_pool2d_with_winners(x, pool_case.size, **pool_case.settings)
    defined, first_winners = reference.max_pool2d_with_winners(x, pool_case.size, **pool_case.settings)
    assert y.dtype == dtype
    np.testing.assert_array_equal(y, defined)
    np.testing.assert_array_equal(winners, first_winners)
    np.testing.assert_array_equal(engine.max_pool2d(x, pool_case.size, **pool_case.settings), y)
    dy = np.random.default_rng(1).normal(size=y.shape).astype(dtype)
    there = (dy, winners, x.shape, pool_case.size)
    np.testing.assert_allclose(
        engine.max_pool2d_backward(*there, **pool_case.settings),
        reference.max_pool2d_backward(*there, **pool_case.settings),
        **TOLERANCE[dtype],
    )


@pytest.mark.usefixtures("tiling")
def test_average_pooling_is_what_it_is_defined_as(pool_case: PoolCase, dtype: type) -> None:
    x = pool_case.array(dtype)
    y = engine.avg_pool2d(x, pool_case.size, **pool_case.settings)
    assert y.dtype == dtype
    defined = reference.avg_pool2d(x, pool_case.size, **pool_case.settings)
    np.testing.assert_allclose(y, defined, **TOLERANCE[dtype])
    dy = np.random.default_rng(1).normal(size=y.shape).astype(dtype)
    np.testing.assert_allclose(
        engine.avg_pool2d_backward(dy, x.shape, pool_case.size, **pool_case.settings),
        reference.avg_pool2d_backward(dy, x.shape, pool_case.size, **pool_case.settings),
        **TOLERANCE[dtype],
    )


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "tanh", "sigmoid"])
def test_activations_are_what_they_are_defined_as(name: str, dtype: type) -> None:
    x = np.array([-np.inf, -800, -30, -2, -1e-3, -0.0, 0, 1e-3, 0.5, 3, 40, 900, np.inf, np.nan], dtype=dtype)
    fast = getattr(engine, name)(x)
    assert fast.dtype == dtype
    np.testing.assert_allclose(fast, getattr(reference, name)(x), rtol=1e-6)
    dy = np.linspace(-2, 3, x.size).astype(dtype)
    seen = x if name == "leaky_relu" else fast
    ours = getattr(engine, f"{name}_backward")(dy, seen)
    assert ours.dtype == dtype
    np.testing.assert_allclose(ours, getattr(reference, f"{name}_backward")(dy, seen), rtol=1e-5, atol=1e-30)


@pytest.mark.parametrize("smoothing", [0.0, 0.3])
def test_the_loss_is_what_it_is_defined_as(dtype: type, smoothing: float, rng: np.random.Generator) -> None:
    logits = (10 * rng.normal(size=(6, 4))).astype(dtype)
    labels = rng.integers(0, 4, 6)
    loss, dlogits = engine.softmax_cross_entropy(logits, labels, label_smoothing=smoothing)
    defined_loss, defined_dlogits = reference.softmax_cross_entropy(logits, labels, label_smoothing=smoothing)
    assert dlogits.dtype == dtype
    assert loss == pytest.approx(defined_loss, rel=1e-5)
    np.testing.assert_allclose(dlogits, defined_dlogits, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(engine.softmax(logits), reference.softmax(logits), rtol=1e-5)
