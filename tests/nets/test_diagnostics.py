import numpy as np
import pytest

from filterlab.nets.diagnostics import UnitWatch, dead_units, layer_norms, unsound_array
from filterlab.nets.network import build
from filterlab.nets.spec import Conv2d, Linear, MaxPool2d, NetSpec, ReLU


@pytest.fixture
def net(bars_spec, rng):
    return build(bars_spec, rng, dtype=np.float64)


def test_a_layers_norm_is_that_of_all_its_parameters_in_a_row(net):
    net.parameters["conv1.bias"][...] = 2
    joined = np.concatenate([net.parameters["conv1.weight"].ravel(), net.parameters["conv1.bias"]])
    norms = layer_norms(net)
    assert norms["conv1"].weight == pytest.approx(np.linalg.norm(joined))
    assert norms["conv1"].gradient is None
    gradients = {name: np.ones_like(array) for name, array in net.parameters.items()}
    assert layer_norms(net, gradients)["conv1"].gradient == pytest.approx(40**0.5)


def test_a_filter_that_never_fires_is_dead(net, rng):
    images = rng.random((40, 1, 8, 8))
    assert dead_units(net, images) == {"relu1": 0}
    net.parameters["conv1.bias"][[0, 3]] = -1000
    assert dead_units(net, images) == {"relu1": 0.5}


def test_a_unit_that_fires_for_one_picture_alone_is_alive(net):
    images = np.zeros((40, 1, 8, 8))
    net.parameters["conv1.bias"][...] = -0.001
    assert dead_units(net, images) == {"relu1": 1}
    images[37] = 1
    net.parameters["conv1.weight"][...] = 1
    assert dead_units(net, images) == {"relu1": 0}


def test_a_relu_before_max_pooling_is_looked_at_behind_it(rng):
    spec = NetSpec(
        "pooled", (1, 7, 7), (Conv2d("conv1", 3, 1), ReLU("relu1"), MaxPool2d("pool1", 2), ReLU("relu2"))
    )
    net = build(spec, rng)
    net.parameters["conv1.weight"][...] = np.array([1, 1, -1]).reshape(3, 1, 1, 1)
    net.parameters["conv1.bias"][...] = [0, -2, 0]
    picture = np.ones((1, 1, 7, 7))
    assert dead_units(net, picture) == {"relu1": 2 / 3, "relu2": 2 / 3}
    # No window of the pooling sees the last row.
    picture[0, 0, -1] = 5
    assert dead_units(net, picture) == {"relu1": 2 / 3, "relu2": 2 / 3}
    picture[0, 0, 0] = 5
    assert dead_units(net, picture) == {"relu1": 1 / 3, "relu2": 1 / 3}


def test_a_unit_that_fires_in_any_of_some_batches_is_alive():
    spec = NetSpec("line", (2,), (Linear("fc1", 2), ReLU("relu1")))
    watch = UnitWatch(spec)
    for batch in ([[0, 0, 0]], [[0, 1, 0], [np.nan, 0, 0]], [[0, 0, 0]], [[0, 0, 0]]):
        watch.see("fc1", np.full((1, 3), 7.0))
        watch.see("relu1", np.array(batch, np.float32))
    assert watch.dead_units() == {"relu1": 2 / 3}


def test_smaller_pictures_are_put_in_the_middle(rng):
    assert dead_units(build("lenet5", rng), rng.random((5, 1, 28, 28))).keys() == {
        "relu1", "relu2", "relu3", "relu4",
    }  # fmt: skip


def test_the_first_array_with_a_number_that_is_none_is_named(net):
    assert unsound_array(net.state) is None
    net.parameters["fc1.weight"][1, 3] = np.nan
    assert unsound_array(net.state) == "fc1.weight"
    net.parameters["conv1.bias"][2] = -np.inf
    assert unsound_array(net.state) == "conv1.bias"


def test_numbers_too_large_for_their_squares_are_sound():
    large = np.array([3e38, -3e38, 0], np.float32)
    assert unsound_array({"w": large, "b": np.zeros(0, np.float32)}) is None
    assert unsound_array({"w": np.append(large, np.float32(np.inf))}) == "w"
