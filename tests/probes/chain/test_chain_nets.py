from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.engine import ShapeError
from filterlab.errors import FilterLabError
from filterlab.nets import (
    Finished,
    NetSpec,
    Step,
    TrainConfig,
    build,
    load_model,
    save_weights,
    summary,
    train,
    zoo,
)
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    MaxPool2d,
    ReLU,
    Sigmoid,
    Subsample2d,
    Tanh,
)
from filterlab.probes import ACTIVATIONS, Stages
from filterlab.probes.chain import (
    Chain,
    chain_as_net,
    chain_sizes,
    example_chains,
    net_as_chain,
    respond_through,
    with_even_strength,
)

SEEDS = st.integers(0, 2**32 - 1)
OF_NETS = tuple(name for name in ACTIVATIONS if name != "abs")


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_net_computes_the_maps_of_the_chain_it_was_made_from(random_chain: Any, seed: int):
    picture, chain = random_chain(seed, OF_NETS)
    response = respond_through(picture, chain)
    spec, parameters = chain_as_net(chain, response.seen.shape)
    net = build(spec, np.random.default_rng(0), dtype=np.float64)
    net.set_parameters(parameters)
    outputs = net.activations(response.seen[np.newaxis])
    for number, (stage, maps) in enumerate(zip(chain.stages, response.stages, strict=True), start=1):
        np.testing.assert_allclose(outputs[f"conv{number}"][0], maps.linear, rtol=1e-6, atol=1e-6)
        if stage.settings.pool != "none":
            np.testing.assert_allclose(outputs[f"pool{number}"][0], maps.values, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(net(response.seen[np.newaxis])[0], response.values, rtol=1e-6, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_chain_is_the_same_after_having_been_a_net(random_chain: Any, seed: int):
    _picture, chain = random_chain(seed, OF_NETS)
    spec, parameters = chain_as_net(chain, (chain.channels, 22, 22))
    back = net_as_chain(spec, parameters)
    assert back.next_layer is None
    assert back.last_layer == spec.layers[-1].name
    for old, new in zip(chain.stages, back.chain.stages, strict=True):
        np.testing.assert_array_equal(new.weights, old.laid)
        np.testing.assert_array_equal(new.biases, old.biases)
        plain = replace(old.settings, flip=False, pool_stride=new.settings.pool_stride)
        if plain.pool == "none":
            plain = replace(plain, pool_size=2)
        assert new.settings == plain
        assert new.settings.pool_step == plain.pool_step or new.settings.pool == "none"


def test_the_layers_are_named_by_their_stage():
    spec, parameters = chain_as_net(
        example_chains["corners"].chain, (1, 28, 28), 10, np.random.default_rng(0), name="corners"
    )
    assert spec.name == "corners"
    assert [layer.name for layer in spec.layers] == [
        "conv1", "relu1", "pool1", "conv2", "relu2", "flatten", "fc",
    ]  # fmt: skip
    assert {name: array.shape for name, array in parameters.items()} == {
        "conv1.weight": (4, 1, 3, 3),
        "conv1.bias": (4,),
        "conv2.weight": (4, 4, 3, 3),
        "conv2.bias": (4,),
        "fc.weight": (10, 4 * 11 * 11),
        "fc.bias": (10,),
    }
    assert {array.dtype for array in parameters.values()} == {np.dtype(np.float32)}


def test_only_the_last_layer_depends_on_chance():
    chain = example_chains["ring"].chain
    (_, one), (_, same), (_, other) = (
        chain_as_net(chain, (1, 28, 28), 10, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    for name in one:
        np.testing.assert_array_equal(one[name], same[name])
        assert np.array_equal(one[name], other[name]) == (name != "fc.weight")
    with pytest.raises(ValueError, match="give rng"):
        chain_as_net(chain, (1, 28, 28), 10)


def test_the_arrays_of_the_net_can_be_trained_without_changing_the_chain():
    chain = example_chains["corners"].chain
    before = chain.stages[0].weights.copy()
    _, parameters = chain_as_net(chain, (1, 28, 28))
    for array in parameters.values():
        array[:] = 1
    np.testing.assert_array_equal(chain.stages[0].weights, before)


@dataclass(frozen=True)
class Split:
    images: Any
    labels: Any


@dataclass(frozen=True)
class Dataset:
    train: Split
    test: Split


def bright_quarters(count: int, rng: np.random.Generator) -> Split:
    """Noisy pictures, bright in the upper left (class 0) or the lower right (class 1)."""
    images, labels = rng.random((count, 1, 16, 16), np.float32), rng.integers(0, 2, count)
    for image, label in zip(images, labels, strict=True):
        half = slice(8) if label == 0 else slice(8, None)
        image[0, half, half] += 1
    return Split(images, labels)


def test_training_starts_from_the_hand_wired_filters(tmp_path: Any):
    rng = np.random.default_rng(4)
    chain = with_even_strength(example_chains["corners"].chain)
    spec, parameters = chain_as_net(chain, (1, 16, 16), 2, rng)
    net = build(spec, rng)
    net.set_parameters(parameters)
    path = tmp_path / "start.safetensors"
    save_weights(path, net)
    again = load_model(path)
    assert again.spec == spec
    np.testing.assert_array_equal(again.parameters["conv1.weight"], chain.stages[0].weights)
    data = Dataset(bright_quarters(200, rng), bright_quarters(50, rng))
    events = list(train(again, data, TrainConfig(epochs=2, batch_size=20, threads=1)))
    losses = [event.loss for event in events if isinstance(event, Step)]
    assert isinstance(events[-1], Finished)
    assert np.mean(losses[-5:]) < np.mean(losses[:5]) / 2


def test_absolute_values_are_refused_with_a_way_out():
    stage = example_chains["stripes"].chain.stages[0]
    chain = Chain((stage.with_settings(Stages(activation="abs")),))
    with pytest.raises(FilterLabError) as caught:
        chain_as_net(chain, (1, 28, 28))
    assert "Stage 1 takes absolute values" in str(caught.value)
    assert "a second time with its signs turned" in str(caught.value)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((3, 28, 28), "take pictures of 3 channels, but stage 1 looks at 1 channel"),
        ((28, 28), "The net shall take inputs of 28 × 28"),
        ((1, 6, 6), "Stage 2: The filter of 3 × 3 does not fit on the map of 2 × 2"),
        ((1, 2, 28), "Stage 1: The filter of 3 × 3 does not fit on the picture of 2 × 28"),
    ],
)
def test_pictures_that_the_chain_cannot_look_at_are_refused(shape: Any, words: str):
    with pytest.raises(ShapeError) as caught:
        chain_as_net(example_chains["corners"].chain, shape)
    assert words in str(caught.value)


def random_net(spec: NetSpec) -> tuple[NetSpec, dict[str, Any], Any]:
    """Return a net's description, its weights (with biases), and the function that gives all layers' outputs."""
    rng = np.random.default_rng(9)
    net = build(spec, rng)
    for name, array in net.state.items():
        if name.endswith(("bias", "running_mean")):
            array[:] = rng.normal(size=array.shape)
        elif name.endswith("running_var"):
            array[:] = rng.uniform(0.3, 3, size=array.shape)
    return spec, net.state, net.activations


def assert_same_maps(spec: NetSpec, last_layer: str, next_layer: str | None, stages: int) -> Chain:
    spec, parameters, activations = random_net(spec)
    found = net_as_chain(spec, parameters)
    assert (found.last_layer, found.next_layer, len(found.chain.stages)) == (last_layer, next_layer, stages)
    picture = np.random.default_rng(1).random(spec.input_shape, np.float32)
    expected = activations(picture[np.newaxis])[last_layer][0]
    np.testing.assert_allclose(respond_through(picture, found.chain).values, expected, rtol=1e-4, atol=1e-5)
    return found.chain


def test_the_convolutions_of_a_trained_net_are_a_chain():
    chain = assert_same_maps(zoo["tiny"], "pool2", "flatten", 2)
    assert chain.stages[0].names[:2] == ("conv1 filter 0", "conv1 filter 1")
    assert chain.stages[1].settings == Stages(activation="relu", pool="max")
    assert_same_maps(zoo["lenet5"], "pool2", "flatten", 2)


def test_a_chain_ends_where_it_cannot_follow_the_net():
    assert_same_maps(zoo["lenet5-1998"], "c1", "squash1", 1)
    first = Conv2d("conv1", 2, 3)
    for layer, stop in (
        (LeakyReLU("x", 0.2), "x"),
        (MaxPool2d("x", (2, 3)), "x"),
        (MaxPool2d("x", 2, stride=(1, 2)), "x"),
        (AvgPool2d("x", 3, padding=1), "x"),
        (Subsample2d("x"), "x"),
    ):
        assert_same_maps(NetSpec("n", (1, 12, 12), (first, layer)), "conv1", stop, 1)
    twice = (first, ReLU("relu"), Tanh("tanh"))
    assert_same_maps(NetSpec("n", (1, 12, 12), twice), "relu", "tanh", 1)
    late = (first, AvgPool2d("pool", 2), ReLU("relu"))
    assert_same_maps(NetSpec("n", (1, 12, 12), late), "pool", "relu", 1)
    pools = (first, MaxPool2d("pool", 2), MaxPool2d("again", 2))
    assert_same_maps(NetSpec("n", (1, 12, 12), pools), "pool", "again", 1)


def test_batch_norm_behind_a_convolution_goes_into_its_filters():
    first, second = Conv2d("conv1", 3, 3, bias=False), Conv2d("conv2", 2, 2)
    layers = (first, BatchNorm("bn1", 0.01), ReLU("relu1"), second, BatchNorm("bn2"), MaxPool2d("pool2", 2))
    assert_same_maps(NetSpec("n", (1, 12, 12), layers), "pool2", None, 2)
    late = (first, ReLU("relu1"), BatchNorm("bn1"))
    assert_same_maps(NetSpec("n", (1, 12, 12), late), "relu1", "bn1", 1)


def test_pooling_before_the_activation_is_the_same_as_after_it_for_the_largest():
    for activation in (ReLU("a"), LeakyReLU("a"), Tanh("a"), Sigmoid("a")):
        layers = (Conv2d("conv1", 3, 3), MaxPool2d("pool", 3, stride=2), activation)
        assert_same_maps(NetSpec("n", (1, 12, 12), layers), "a", None, 1)


def test_groups_and_tables_leave_weights_of_0():
    grouped = (Conv2d("conv1", 4, 3), Conv2d("conv2", 6, 2, groups=2), Dropout("drop"), Conv2d("conv3", 1, 1))
    chain = assert_same_maps(NetSpec("n", (2, 10, 10), grouped), "conv3", None, 3)
    assert chain.stages[1].looks_at(0) == (0, 1)
    assert chain.stages[1].looks_at(5) == (2, 3)
    sparse = (Conv2d("conv1", 3, 3, bias=False), Conv2d("conv2", 2, 2, table=((0, 2), (1,))))
    chain = assert_same_maps(NetSpec("n", (1, 10, 10), sparse), "conv2", None, 2)
    assert chain.stages[1].looks_at(0) == (0, 2)
    assert not chain.stages[0].biases.any()


def test_a_net_without_filters_on_pictures_is_refused():
    for layers, shape in (
        ((Flatten("flatten"), Linear("fc", 2)), (1, 4, 4)),
        ((Conv1d("conv1", 2, 3), Flatten("flatten")), (1, 9)),
    ):
        spec, parameters, _ = random_net(NetSpec("odd", shape, layers))
        with pytest.raises(FilterLabError, match=f'Net "odd" begins with "{layers[0].name}"'):
            net_as_chain(spec, parameters)


def test_weights_of_another_net_are_refused():
    _, parameters, _ = random_net(zoo["tiny"])
    with pytest.raises(FilterLabError, match='net "lenet5"'):
        net_as_chain(zoo["lenet5"], parameters)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_sizes_are_those_of_the_maps_and_counts_those_of_the_net(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    response = respond_through(picture, chain)
    sizes = chain_sizes(chain, picture.shape[1:])
    for size, maps, stage in zip(sizes, response.stages, chain.stages, strict=True):
        assert (size.map_shape, size.final_shape) == (maps.linear.shape, maps.values.shape)
        assert size.parameters == stage.weights.size + stage.biases.size
        assert size.multiplications == stage.weights[0].size * maps.linear.size


def test_sizes_tell_how_far_each_stage_sees():
    first, second = chain_sizes(example_chains["ring"].chain, (100, 80))
    # 7, then one more for pooling two; then four and six steps of 2 for the ring's 5 × 7.
    assert (first.receptive_field, first.jump) == ((8, 8), (2, 2))
    assert (second.receptive_field, second.jump) == ((16, 20), (2, 2))
    assert first.final_shape == (4, 47, 37)
    assert second.multiplications == 4 * 5 * 7 * 43 * 31


def test_sizes_agree_with_the_summary_of_the_net():
    chain = example_chains["corners"].chain
    spec, _ = chain_as_net(chain, (1, 28, 28))
    assert sum(size.parameters for size in chain_sizes(chain, (28, 28))) == summary(spec).params
    with pytest.raises(ShapeError, match="Stage 2"):
        chain_sizes(chain, (6, 6))
