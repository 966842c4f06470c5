import numpy as np
import pytest

from filterlab.nets.diagnostics import dead_units, layer_norms, unsound_array
from filterlab.nets.network import build


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


def test_smaller_pictures_are_put_in_the_middle(rng):
    assert dead_units(build("lenet5", rng), rng.random((5, 1, 28, 28))).keys() == {
        "relu1", "relu2", "relu3", "relu4",
    }  # fmt: skip


def test_the_first_array_with_a_number_that_is_none_is_named(net):
    assert unsound_array(net) is None
    net.parameters["fc1.weight"][1, 3] = np.nan
    assert unsound_array(net) == "fc1.weight"
