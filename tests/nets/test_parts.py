import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import build
from filterlab.nets.layers import Layer
from filterlab.nets.parts import after, field_of_one, up_to, with_layers
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


def test_a_layer_that_stands_in_for_a_relu_before_pooling_is_asked_itself(net, rng):
    class Doubling(Layer):
        def __call__(self, x):
            return 2 * x

        def forward(self, x, **_settings):
            return 2 * x, lambda dy, **_wanted: (3 * dy, {})

    changed = with_layers(net, {"relu1": Doubling("relu1", {})})
    x = rng.random((2, 2, 30, 31))
    np.testing.assert_allclose(changed(x), after(net, "relu1")(2 * up_to(net, "norm1")(x)), rtol=1e-12)
    _logits, backward = changed.forward(x, training=False, rng=rng)
    _logits, plain = after(net, "relu1").forward(2 * up_to(net, "norm1")(x), training=False, rng=rng)
    _logits, first = up_to(net, "norm1").forward(x, training=False, rng=rng)
    dlogits = rng.standard_normal((2, 5))
    expected = first(3 * plain(dlogits, wants_dx=True)[0], wants_dx=True)[0]
    np.testing.assert_allclose(backward(dlogits, wants_dx=True)[0], expected, rtol=1e-12, atol=1e-15)


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
    layers = (
        Conv2d("c1", 4, 3, padding=1),
        Conv2d("c2", 4, 3, padding=1, groups=2),
        Conv2d("c3", 2, 1, table=((0,), (1, 3))),
    )
    net = build(NetSpec("grouped", (1, 9, 9), layers), rng, dtype=np.float64)
    x = rng.random((2, 1, 9, 9))
    cell = field_of_one(net)
    assert cell.spec.input_shape == (1, 5, 5)
    np.testing.assert_allclose(cell(x[:, :, 2:7, 2:7])[:, :, 0, 0], net(x)[:, :, 4, 4], rtol=1e-12)
