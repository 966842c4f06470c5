import numpy as np
import pytest

from filterlab.engine import softmax_cross_entropy
from filterlab.errors import FilterLabError
from filterlab.nets import network as network_module
from filterlab.nets.layers import make_layer
from filterlab.nets.network import build
from filterlab.nets.spec import Conv1d, Conv2d, Dropout, Flatten, Linear, MaxPool2d, NetSpec, ReLU
from filterlab.nets.summary import summary
from filterlab.nets.zoo import zoo


@pytest.fixture
def net(bars_spec, rng):
    return build(bars_spec, rng, dtype=np.float64)


def test_parameters_have_pytorchs_names_in_the_order_of_the_layers(rng):
    parameters = build("tiny", rng).parameters
    assert list(parameters) == [
        "conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias",
    ]  # fmt: skip
    assert parameters["conv1.weight"].shape[:2] == (8, 1)
    assert {array.dtype for array in parameters.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", ["tiny", "lenet5"])
def test_a_built_net_has_as_many_numbers_as_its_summary_says(name, rng):
    net = build(name, rng)
    assert sum(array.size for array in net.parameters.values()) == summary(zoo[name]).params


def test_the_same_generator_state_builds_the_same_net():
    first, second = (build("tiny", np.random.default_rng(4)).parameters for _ in range(2))
    for name, array in first.items():
        np.testing.assert_array_equal(array, second[name])


def test_scores_do_not_depend_on_how_a_batch_is_cut_into_blocks(net, rng, monkeypatch):
    x = rng.random((10, 1, 8, 8))
    whole = net(x)
    monkeypatch.setattr(network_module, "_BLOCK_NUMBERS", 3 * 4 * 36)
    np.testing.assert_allclose(net(x), whole, rtol=1e-12)
    np.testing.assert_allclose(np.concatenate([net(one[None]) for one in x]), whole, rtol=1e-12)


def test_an_empty_batch_gives_no_scores(net):
    assert net(np.zeros((0, 1, 8, 8))).shape == (0, 2)


def test_whole_numbers_are_taken_as_floats(net):
    x = np.arange(64, dtype=np.uint8).reshape(1, 1, 8, 8)
    np.testing.assert_array_equal(net(x), net(x.astype(np.float64)))


def test_activations_tell_the_output_of_every_layer(net, rng):
    x = rng.random((3, 1, 8, 8))
    activations = net.activations(x)
    assert {name: array.shape for name, array in activations.items()} == {
        "conv1": (3, 4, 6, 6),
        "relu1": (3, 4, 6, 6),
        "pool1": (3, 4, 3, 3),
        "flatten": (3, 36),
        "fc1": (3, 2),
    }
    assert (activations["relu1"] == np.maximum(activations["conv1"], 0)).all()
    np.testing.assert_array_equal(activations["fc1"], net(x))


def test_the_gradients_of_a_whole_net_agree_with_the_slope_of_its_loss(net, rng):
    x, labels = rng.random((5, 1, 8, 8)), np.array([0, 1, 1, 0, 1])

    def loss_of():
        return softmax_cross_entropy(net(x), labels)[0]

    logits, backward = net.forward(x, training=True, rng=rng)
    dx, gradients = backward(softmax_cross_entropy(logits, labels)[1], wants_dx=True)
    assert gradients.keys() == net.parameters.keys()
    for array, gradient in [(x, dx), *((net.parameters[name], gradients[name]) for name in gradients)]:
        direction, kept = rng.standard_normal(array.shape), array.copy()
        array[...] = kept + 1e-6 * direction
        above = loss_of()
        array[...] = kept - 1e-6 * direction
        below = loss_of()
        array[...] = kept
        assert (gradient * direction).sum() == pytest.approx((above - below) / 2e-6, rel=1e-5, abs=1e-9)


def test_pooling_before_relu_changes_neither_scores_nor_gradients_by_a_bit(bars_spec, rng):
    net = build(bars_spec, rng)
    x, dlogits = rng.random((5, 1, 8, 8), dtype=np.float32), rng.random((5, 2), dtype=np.float32)
    # The first picture is so dark that whole windows are cut to 0, and windows of equal numbers have no one winner.
    x[0] = -9
    logits, backward = net.forward(x, training=True, rng=rng)
    dx, gradients = backward(dlogits, wants_dx=True)
    y, dy, backwards = x, dlogits, []
    for layer in bars_spec.layers:
        own = {
            name.split(".")[1]: array for name, array in net.parameters.items() if name.startswith(layer.name)
        }
        y, layer_backward = make_layer(layer, own).forward(y, training=True, rng=rng)
        backwards.append((layer.name, layer_backward))
    np.testing.assert_array_equal(logits, y)
    np.testing.assert_array_equal(net(x), y)
    for name, layer_backward in reversed(backwards):
        dy, own = layer_backward(dy)
        for key, array in own.items():
            np.testing.assert_array_equal(gradients[f"{name}.{key}"], array)
    np.testing.assert_array_equal(dx, dy)


def test_without_need_the_gradient_by_the_input_is_left_out_and_the_others_are_the_same(net, rng):
    logits, backward = net.forward(rng.random((5, 1, 8, 8)), training=True, rng=rng)
    dlogits = rng.standard_normal(logits.shape)
    _, wanted = backward(dlogits, wants_dx=True)
    dx, gradients = backward(dlogits)
    assert dx is None
    for name, array in wanted.items():
        np.testing.assert_allclose(gradients[name], array, rtol=1e-12)


@pytest.mark.parametrize(
    "frozen", [{"conv1.weight", "conv1.bias"}, {"fc1.weight", "fc1.bias"}, {"conv1.bias"}]
)
def test_frozen_parameters_have_no_gradient_and_the_others_keep_theirs(net, rng, frozen):
    x = rng.random((6, 1, 8, 8))
    logits, backward = net.forward(x, training=True, rng=rng)
    dx, gradients = backward(np.ones_like(logits), wants_dx=True)
    frozen_dx, left = backward(np.ones_like(logits), wants_dx=True, frozen=frozen)
    np.testing.assert_array_equal(frozen_dx, dx)
    assert left.keys() == gradients.keys() - frozen
    for name, array in left.items():
        np.testing.assert_array_equal(array, gradients[name])


def test_below_the_first_layer_that_is_not_frozen_no_work_is_done(net, rng, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the frozen beginning of the net was gone through")

    monkeypatch.setattr("filterlab.nets.layers.pooling.max_pool2d_backward", refuse)
    monkeypatch.setattr("filterlab.nets.layers.convolutions.conv2d_weight_gradient", refuse)
    logits, backward = net.forward(rng.random((6, 1, 8, 8)), training=True, rng=rng)
    _, gradients = backward(np.ones_like(logits), frozen={"conv1.weight", "conv1.bias"})
    assert gradients.keys() == {"fc1.weight", "fc1.bias"}


def test_layers_before_the_first_that_learns_are_not_asked_for_gradients(rng):
    spec = NetSpec("net", (1, 8, 8), (MaxPool2d("pool0", 2), Flatten("flatten"), Linear("fc1", 2)))
    net = build(spec, rng)
    logits, backward = net.forward(rng.random((2, 1, 8, 8)), training=True, rng=rng)
    dx, gradients = backward(np.ones_like(logits))
    assert dx is None
    assert set(gradients) == {"fc1.weight", "fc1.bias"}
    assert backward(np.ones_like(logits), wants_dx=True)[0].shape == (2, 1, 8, 8)


def test_a_net_that_learns_nothing_still_runs(rng):
    net = build(NetSpec("net", (1, 2, 2), (ReLU("relu1"), Flatten("flatten"))), rng)
    logits, backward = net.forward(np.ones((1, 1, 2, 2)), training=True, rng=rng)
    assert backward(logits) == (None, {})


def test_dropout_drops_only_in_training(rng):
    spec = NetSpec("net", (1, 4, 4), (Flatten("flatten"), Dropout("drop", 0.5), Linear("fc1", 3)))
    net = build(spec, rng)
    x = np.ones((1, 1, 4, 4), np.float32)
    np.testing.assert_array_equal(net(x), net(x))
    in_use, _ = net.forward(x, training=False, rng=rng)
    in_training, _ = net.forward(x, training=True, rng=rng)
    np.testing.assert_array_equal(in_use, net(x))
    assert (in_training != in_use).all()


def test_signals_are_scored_too(rng):
    spec = NetSpec(
        "signal", (2, 20), (Conv1d("conv1", 4, 5), ReLU("relu1"), Flatten("flatten"), Linear("fc1", 3))
    )
    assert build(spec, rng)(rng.random((6, 2, 20))).shape == (6, 3)


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (np.zeros((2, 1, 28, 28)), ['"bars"', "1 × 8 × 8", "(2, 1, 28, 28)", "fit_images"]),
        (np.zeros((1, 8, 8)), ['"bars"', "x[None]"]),
        (np.zeros(()), ['"bars"', "1 × 8 × 8"]),
        (np.zeros((1, 1, 8, 8), np.complex64), ["complex64", "float32"]),
    ],
)
def test_inputs_of_another_shape_or_type_are_refused_with_the_remedy(net, x, words):
    with pytest.raises(FilterLabError) as refusal:
        net(x)
    for word in words:
        assert word in str(refusal.value)


def test_weights_set_are_copies_and_give_the_same_scores(bars_spec, rng):
    net, other = (build(bars_spec, np.random.default_rng(seed)) for seed in (1, 2))
    x = rng.random((3, 1, 8, 8))
    weights = other.parameters
    net.set_parameters(weights)
    np.testing.assert_array_equal(net(x), other(x))
    weights["conv1.weight"][...] = 0
    assert net.parameters["conv1.weight"].any()


def changed(net, **changes):
    weights = {name: array.copy() for name, array in net.parameters.items()}
    for name, array in changes.items():
        weights[name.replace("_", ".", 1)] = array
    return {name: array for name, array in weights.items() if array is not None}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fc1_bias": None}, ['no "fc1.bias"', '"bars"']),
        ({"fc2_bias": np.zeros(3)}, ['"fc2.bias"', '"bars" does not']),
        ({"conv1_weight": np.zeros((4, 1, 5, 5))}, ['"conv1.weight"', "4 × 1 × 5 × 5", "4 × 1 × 3 × 3"]),
        ({"fc1_bias": np.array([1, np.nan])}, ['"fc1.bias"', "finite"]),
        ({"fc1_bias": np.array(["a", "b"])}, ['"fc1.bias"', "finite"]),
    ],
)
def test_weights_that_do_not_fit_are_refused_by_name_and_none_is_changed(net, changes, words):
    before = changed(net)
    with pytest.raises(FilterLabError) as refusal:
        net.set_parameters(changed(net, conv1_bias=np.ones(4), **changes))
    for word in words:
        assert word in str(refusal.value)
    for name, array in net.parameters.items():
        np.testing.assert_array_equal(array, before[name])


def test_weights_of_another_net_are_recognised(rng):
    with pytest.raises(FilterLabError, match='look like the weights of "lenet5"'):
        build("tiny", rng).set_parameters(build("lenet5", rng).parameters)


def test_a_table_refuses_weights_where_there_is_no_connection(rng):
    net = build("lenet5-1998", rng)
    weights = changed(net)
    net.set_parameters(weights)
    weights["c3.weight"][0, 5] = 1
    with pytest.raises(FilterLabError, match=r"Filter 0 of \"c3\.weight\".*set them to 0"):
        net.set_parameters(weights)


def test_a_net_too_large_for_the_memory_is_refused_with_its_size(rng):
    spec = NetSpec("giant", (3, 4096, 4096), (Flatten("flatten"), Linear("fc1", 10**9)))
    with pytest.raises(FilterLabError, match='"giant" has 50,331,649,000,000,000 parameters'):
        build(spec, rng)


def test_a_layer_that_does_not_fit_is_named_when_building(rng):
    with pytest.raises(FilterLabError, match='"conv1"'):
        build(NetSpec("net", (1, 2, 2), (Conv2d("conv1", 4, 3),)), rng)
