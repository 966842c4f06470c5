import gc
import weakref

import numpy as np
import pytest

from filterlab.nets.layers import make_layer
from filterlab.nets.layers.digit_drawings import digit_drawings
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    DigitRBF,
    Dropout,
    Flatten,
    LayerSpec,
    LeakyReLU,
    Linear,
    MaxPool2d,
    ReLU,
    ScaledTanh,
    Sigmoid,
    Subsample2d,
    Tanh,
)

CASES = {
    "conv2d": (Conv2d("c", 4, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2), (2, 7, 9)),
    "conv2d without bias": (Conv2d("c", 3, 3, bias=False, padding="same"), (2, 5, 6)),
    "conv2d with a table": (Conv2d("c", 3, 3, table=((0,), (0, 2), (1, 2))), (3, 6, 5)),
    "conv1d": (Conv1d("c", 4, 3, stride=2, padding=1, dilation=2, groups=2), (2, 11)),
    "conv1d without bias": (Conv1d("c", 4, 3, bias=False), (2, 8)),
    "max pool": (MaxPool2d("p", (2, 3)), (3, 6, 9)),
    "overlapping max pool": (MaxPool2d("p", 3, stride=2, padding=1), (2, 7, 8)),
    "average pool": (AvgPool2d("p", (3, 2), stride=(2, 1), padding=1), (2, 7, 8)),
    "subsample": (Subsample2d("s", (2, 3)), (3, 6, 9)),
    "relu": (ReLU("a"), (3, 4, 5)),
    "leaky relu": (LeakyReLU("a", 0.2), (3, 4, 5)),
    "tanh": (Tanh("a"), (3, 4, 5)),
    "scaled tanh": (ScaledTanh("a"), (3, 4, 5)),
    "sigmoid": (Sigmoid("a"), (3, 4, 5)),
    "dropout": (Dropout("d", 0.4), (3, 4, 5)),
    "flatten": (Flatten("f"), (3, 4, 5)),
    "linear": (Linear("l", 5), (7,)),
    "linear without bias": (Linear("l", 5, bias=False), (7,)),
    "digit rbf": (DigitRBF("o", 2), (84,)),
    "batch norm of maps": (BatchNorm("b"), (3, 4, 5)),
    "batch norm of signals": (BatchNorm("b", 1e-3, 0.5), (3, 7)),
    "batch norm of vectors": (BatchNorm("b", 0.1), (6,)),
}


def layer_and_input(name, batch=3):
    spec, shape = CASES[name]
    rng = np.random.default_rng(len(name))
    shapes = spec.parameter_shapes(shape)
    parameters = {key: rng.standard_normal(size) for key, size in shapes.items()}
    if isinstance(spec, Conv2d) and spec.table is not None:
        for own, row in zip(parameters["weight"], spec.table, strict=True):
            own[[channel for channel in range(shape[0]) if channel not in row]] = 0
    return make_layer(spec, parameters), rng.standard_normal((batch, *shape))


def run(layer, x):
    """Forward in training; the same seed each time, so that dropout drops the same."""
    return layer.forward(x, training=True, rng=np.random.default_rng(0))


def slope_along(measure, array, direction, step=1e-6):
    """Change an array along a direction, both ways, and say how fast the measure grows."""
    kept = array.copy()
    array[...] = kept + step * direction
    above = measure()
    array[...] = kept - step * direction
    below = measure()
    array[...] = kept
    return (above - below) / (2 * step)


@pytest.mark.parametrize("name", CASES)
def test_every_gradient_agrees_with_the_slope_along_a_random_direction(name, rng):
    layer, x = layer_and_input(name)
    y, backward = run(layer, x)
    dy = rng.standard_normal(y.shape)
    dx, gradients = backward(dy)

    def measure():
        return float((run(layer, x)[0] * dy).sum())

    direction = rng.standard_normal(x.shape)
    assert (dx * direction).sum() == pytest.approx(slope_along(measure, x, direction), rel=1e-6, abs=1e-7)
    assert gradients.keys() == layer.parameters.keys()
    for key, array in layer.parameters.items():
        direction = rng.standard_normal(array.shape) * (array != 0)
        expected = slope_along(measure, array, direction)
        assert (gradients[key] * direction).sum() == pytest.approx(expected, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("name", CASES)
def test_shapes_types_and_inputs_stay_what_they_were(name):
    layer, x = layer_and_input(name)
    spec, shape = CASES[name]
    kept = x.copy()
    y, backward = run(layer, x)
    assert y.shape == (3, *spec.output_shape(shape))
    dx, gradients = backward(np.ones_like(y))
    np.testing.assert_array_equal(x, kept)
    assert dx.shape == x.shape
    assert {key: array.shape for key, array in gradients.items()} == spec.parameter_shapes(shape)
    single = make_layer(spec, {key: array.astype(np.float32) for key, array in layer.parameters.items()})
    y, backward = run(single, x.astype(np.float32))
    assert y.dtype == np.float32
    dx, gradients = backward(np.ones_like(y))
    assert {array.dtype for array in (dx, *gradients.values())} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", CASES)
def test_the_gradient_by_the_input_is_left_out_when_nobody_wants_it(name):
    layer, x = layer_and_input(name)
    y, backward = run(layer, x)
    _, wanted = backward(np.ones_like(y))
    dx, gradients = backward(np.ones_like(y), wants_dx=False)
    assert dx is None
    for key, array in wanted.items():
        np.testing.assert_allclose(gradients[key], array, rtol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_in_use_a_layer_gives_what_it_gives_on_the_way_forward(name):
    layer, x = layer_and_input(name)
    y, _ = layer.forward(x, training=False, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(layer(x), y)


@pytest.mark.parametrize("name", CASES)
def test_a_layer_keeps_nothing_of_a_call_once_its_backward_is_dropped(name):
    layer, x = layer_and_input(name)
    y, backward = run(layer, x)
    seen = weakref.ref(x)
    del x, y, backward
    gc.collect()
    assert seen() is None


def test_weights_that_are_not_connected_have_no_gradient():
    layer, x = layer_and_input("conv2d with a table")
    y, backward = run(layer, x)
    _, gradients = backward(np.ones_like(y))
    np.testing.assert_array_equal(gradients["weight"] != 0, layer.parameters["weight"] != 0)


def test_dropout_drops_its_share_and_keeps_the_mean(rng):
    layer = make_layer(Dropout("d", 0.25), {})
    y, backward = layer.forward(np.ones((100, 100)), training=True, rng=rng)
    assert (y == 0).mean() == pytest.approx(0.25, abs=0.02)
    assert set(np.unique(y)) == {0, 1 / 0.75}
    dx, _ = backward(np.ones_like(y))
    np.testing.assert_array_equal(dx, y)


def test_batch_norm_brings_each_channel_to_mean_0_and_deviation_1_then_scales_and_shifts(rng):
    layer = make_layer(BatchNorm("b"), {"weight": np.array([2.0, 1.0]), "bias": np.array([0.0, 5.0])})
    x = rng.standard_normal((40, 2, 5, 6)) * 3 + 7
    y, _ = run(layer, x)
    np.testing.assert_allclose(y.mean(axis=(0, 2, 3)), [0, 5], atol=1e-12)
    np.testing.assert_allclose(y.std(axis=(0, 2, 3)), [2, 1], rtol=1e-5)


def test_batch_norm_learns_its_running_statistics_in_training_alone(rng):
    layer = make_layer(BatchNorm("b", momentum=0.25), {"weight": np.ones(3), "bias": np.zeros(3)})
    x = rng.standard_normal((20, 3)) + 4
    layer(x)
    layer.forward(x, training=False, rng=rng)
    np.testing.assert_array_equal(layer.buffers["running_mean"], 0)
    run(layer, x)
    np.testing.assert_allclose(layer.buffers["running_mean"], 0.25 * x.mean(axis=0))
    np.testing.assert_allclose(layer.buffers["running_var"], 0.75 + 0.25 * x.var(axis=0, ddof=1))


def test_batch_norm_of_a_single_vector_answers_with_its_shifts():
    layer = make_layer(BatchNorm("b"), {"weight": np.ones(3), "bias": np.arange(3.0)})
    y, backward = run(layer, np.full((1, 3), 9.0))
    np.testing.assert_array_equal(y, [[0, 1, 2]])
    np.testing.assert_array_equal(backward(np.ones((1, 3)))[0], 0)
    assert np.isfinite(layer.buffers["running_var"]).all()


def test_in_use_the_gradient_of_batch_norm_goes_by_the_running_statistics(rng):
    layer, x = layer_and_input("batch norm of maps")
    run(layer, x)
    y, backward = layer.forward(x, training=False, rng=rng)
    dy, direction = rng.standard_normal(y.shape), rng.standard_normal(x.shape)
    dx, gradients = backward(dy)
    assert (dx * direction).sum() == pytest.approx(
        slope_along(lambda: float((layer(x) * dy).sum()), x, direction)
    )
    for key, array in layer.parameters.items():
        along = rng.standard_normal(array.shape)
        expected = slope_along(lambda: float((layer(x) * dy).sum()), array, along)
        assert (gradients[key] * along).sum() == pytest.approx(expected)


@pytest.mark.parametrize("name", CASES)
def test_the_gradients_by_the_parameters_are_left_out_when_nobody_wants_them(name):
    layer, x = layer_and_input(name)
    y, backward = run(layer, x)
    wanted, _ = backward(np.ones_like(y))
    dx, gradients = backward(np.ones_like(y), wants_gradients=False)
    assert gradients == {}
    np.testing.assert_array_equal(dx, wanted)


def test_the_squashing_of_1998_takes_plus_and_minus_one_to_themselves():
    layer = make_layer(ScaledTanh("a"), {})
    np.testing.assert_allclose(layer(np.array([-1.0, 0.0, 1.0])), [-1, 0, 1], atol=1e-4)
    assert layer(np.array([1e6])) == pytest.approx(1.7159)


def test_subsampling_sums_each_window_and_then_scales_and_shifts():
    layer = make_layer(Subsample2d("s", 2), {"weight": np.array([2.0, -1.0]), "bias": np.array([0.5, 0.0])})
    x = np.stack([np.arange(8.0).reshape(2, 4), np.ones((2, 4))])[None]
    np.testing.assert_array_equal(layer(x), [[[[2 * 10 + 0.5, 2 * 18 + 0.5]], [[-4, -4]]]])


def test_each_drawing_is_nearest_to_itself_and_any_two_differ_in_many_cells():
    drawings = digit_drawings()
    assert drawings.shape == (10, 84)
    assert set(np.unique(drawings)) == {-1, 1}
    scores = make_layer(DigitRBF("o"), {})(drawings)
    np.testing.assert_array_equal(scores.argmax(axis=1), np.arange(10))
    np.testing.assert_array_equal(scores.diagonal(), np.zeros(10))
    assert scores[~np.eye(10, dtype=bool)].max() <= -24


def test_the_spread_flattens_the_scores_by_its_square(rng):
    x = rng.standard_normal((4, 84))
    near, far = (make_layer(DigitRBF("o", spread), {})(x) for spread in (1, 3))
    np.testing.assert_allclose(far, near / 9)


def test_a_kind_of_layer_nobody_can_run_is_a_type_error():
    with pytest.raises(TypeError, match="LayerSpec"):
        make_layer(LayerSpec("mystery"), {})
