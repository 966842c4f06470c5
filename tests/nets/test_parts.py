import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import build, zoo
from filterlab.nets.parts import after, field_of_one, up_to
from filterlab.nets.spec import AvgPool2d, BatchNorm, Conv2d, Flatten, Linear, MaxPool2d, NetSpec, ReLU

PADDED = NetSpec(
    "padded",
    (2, 30, 31),
    (
        Conv2d("conv1", 4, (3, 5), stride=2, padding=1),
        BatchNorm("norm1"),
        ReLU("relu1"),
        MaxPool2d("pool1", 3, stride=2, padding=1),
        Conv2d("conv2", 3, 3, padding="same"),
        AvgPool2d("pool2", 2, padding=1),
        Flatten("flatten"),
        Linear("fc", 5),
    ),
)


@pytest.fixture
def net(rng):
    return build(PADDED, rng, dtype=np.float64)


@pytest.mark.parametrize("layer", [layer.name for layer in PADDED.layers])
def test_the_beginning_of_a_net_answers_with_the_outputs_of_its_last_layer(net, rng, layer):
    x = rng.random((3, 2, 30, 31))
    np.testing.assert_array_equal(up_to(net, layer)(x), net.activations(x)[layer])


def test_the_end_of_a_net_goes_on_where_its_beginning_stops(net, rng):
    x = rng.random((3, 2, 30, 31))
    np.testing.assert_allclose(after(net, "conv2")(up_to(net, "conv2")(x)), net(x), rtol=1e-12)


def test_there_is_no_net_behind_the_last_layer(net):
    with pytest.raises(FilterLabError, match='"fc" is the last layer of net "padded"'):
        after(net, "fc")


def test_a_part_of_an_unknown_layer_names_the_layers_there_are(net):
    with pytest.raises(FilterLabError, match='no layer "conv9": choose one of conv1, norm1'):
        up_to(net, "conv9")


def test_parts_share_the_weights_of_the_net(net, rng):
    x = rng.random((1, 2, 30, 31))
    part = up_to(net, "conv1")
    before = part(x)
    net.parameters["conv1.weight"][...] *= 2
    assert np.abs(part(x) - before).max() > 0.1


def test_a_net_of_one_cell_answers_as_the_whole_net_does_at_a_cell_that_meets_no_padding(net, rng):
    net.state["norm1.running_mean"][...] = 0.3
    part = up_to(net, "conv2")
    cell = field_of_one(part)
    assert cell.spec.input_shape == (2, 15, 17)
    x = rng.random((4, 2, 30, 31))
    # The first pixel that row 3 sees is 3 · 4 − 1 (padding of conv1) − 2 (of pool1) − 4 (of conv2) = 5.
    seen = x[:, :, 5 : 5 + 15, 5 : 5 + 17]
    np.testing.assert_allclose(cell(seen)[:, :, 0, 0], part(x)[:, :, 3, 3], rtol=1e-12)


def test_a_net_of_one_cell_keeps_groups_and_connection_tables(rng):
    for name, layer in (("alexnet-grouped", "conv2"), ("lenet5-1998", "c3")):
        net = up_to(build(zoo[name], rng), layer)
        cell = field_of_one(net)
        c, h, w = cell.spec.input_shape
        assert cell(rng.random((2, c, h, w))).shape == (2, net.spec.layers[-1].out_channels, 1, 1)
