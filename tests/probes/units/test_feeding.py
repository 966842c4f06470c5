import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build, zoo
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    MaxPool2d,
    Subsample2d,
)
from filterlab.probes.units import Subject, Unit, find_feeding

SPEC = NetSpec(
    "all kinds",
    (2, 20, 20),
    (
        Conv2d("conv1", 4, 3, padding=1, groups=2),
        BatchNorm("norm1"),
        LeakyReLU("leaky1", 0.1),
        MaxPool2d("pool1", 2),
        Subsample2d("sub1", 2),
        AvgPool2d("pool2", 2),
        Dropout("drop1"),
        Flatten("flatten"),
        Linear("fc", 3),
    ),
)


@pytest.fixture
def subject(rng):
    net = build(SPEC, rng, dtype=np.float64)
    for name, array in net.state.items():
        if "var" not in name:
            array[...] = rng.normal(0.2, 0.5, array.shape)
    return Subject(net)


@pytest.fixture
def picture(rng):
    return rng.random((2, 20, 20))


@pytest.mark.parametrize("layer", [layer.name for layer in SPEC.layers])
def test_a_number_is_the_sum_of_its_products_and_its_bias(subject, picture, layer):
    feeding = find_feeding(subject, picture, Unit(layer, 1))
    outputs = subject.net.activations(picture[None])[layer][0, 1]
    answer = outputs if outputs.ndim == 0 else outputs[feeding.unit.place]
    assert feeding.answer == pytest.approx(answer)
    if layer == "leaky1":
        assert not feeding.is_sum
        assert feeding.bias is None
        return
    own = subject.net.parameters.get(f"{layer}.bias")
    expected = own[1] if own is not None and layer != "norm1" else 0
    if layer == "norm1":
        names = ("weight", "bias", "running_mean", "running_var")
        state = {name: subject.net.state[f"norm1.{name}"][1] for name in names}
        scale = state["weight"] / np.sqrt(state["running_var"] + 1e-5)
        expected = state["bias"] - state["running_mean"] * scale
    assert feeding.bias == pytest.approx(expected, abs=1e-9)


def test_a_filter_multiplies_what_lies_under_it_by_its_weights(subject, picture):
    feeding = find_feeding(subject, picture, Unit("conv1", 3, (5, 7)))
    assert feeding.source_layer is None
    np.testing.assert_array_equal(feeding.values, picture)
    weights = subject.net.parameters["conv1.weight"][3]
    np.testing.assert_allclose(feeding.weights[1, 4:7, 6:9], weights[0], rtol=1e-12)
    assert np.count_nonzero(feeding.weights) == 9
    links = feeding.links()
    assert len(links) == 9
    assert [abs(link.product) for link in links] == sorted(
        (abs(link.product) for link in links), reverse=True
    )
    assert all(link.product == pytest.approx(link.value * link.weight) for link in links)
    assert feeding.source(links[0]) is None


def test_the_winner_alone_feeds_a_maximum(subject, picture):
    feeding = find_feeding(subject, picture, Unit("pool1", 2, (3, 4)))
    (link,) = feeding.links()
    window = subject.net.activations(picture[None])["leaky1"][0, 2, 6:8, 8:10]
    assert (link.value, link.weight, link.map) == (pytest.approx(window.max()), 1, 2)


def test_links_lead_from_a_class_down_to_the_pixels(rng):
    subject = Subject(build(zoo["tiny"], rng))
    picture = rng.random((1, 28, 28), np.float32)
    unit, way = Unit("fc1", 4), []
    while unit is not None:
        feeding = find_feeding(subject, picture, unit)
        way.append(unit.layer)
        # Where nothing above 0 feeds the number, the way ends there.
        links = feeding.links(1)
        if not links:
            break
        answer, unit = links[0].value, feeding.source(links[0])
        if unit is not None:
            assert find_feeding(subject, picture, unit).answer == pytest.approx(answer, rel=1e-4, abs=1e-6)
    assert way == ["fc1", "flatten", "pool2", "relu2", "conv2", "pool1", "relu1", "conv1"]
    assert unit is None


def test_what_is_not_there_cannot_be_taken_apart(subject, picture):
    with pytest.raises(FilterLabError, match="choose a place on the map"):
        find_feeding(subject, picture, Unit("conv1", 0, (20, 0)))
    with pytest.raises(FilterLabError, match="these are larger"):
        find_feeding(subject, np.ones((2, 30, 30)), Unit("conv1", 0))
    with pytest.raises(FilterLabError, match="NaN"):
        find_feeding(subject, np.full((2, 20, 20), np.nan), Unit("conv1", 0))
