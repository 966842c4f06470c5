"""A number of a net, taken apart: all that is shown adds up."""

from __future__ import annotations

import numpy as np
import pytest

from filterlab.data import DataChoice
from filterlab.gui.compare.decision.deciding import (
    ApartRequest,
    Decision,
    DecisionRequest,
    Shown,
    decide,
    page_shape,
    take_apart,
)
from filterlab.gui.compare.units.asked_net import AskedNet
from filterlab.nets import NetSpec, TrainConfig, build, zoo
from filterlab.nets.spec import Conv2d, Linear, MaxPool2d, ReLU
from filterlab.probes.units import Unit
from filterlab.project.runs import TrainingRequest

SUMS = {"conv1", "pool1", "conv2", "pool2", "flatten", "fc1"}


def decide_about(spec: NetSpec, picture: np.ndarray, fit: str = "pad") -> Decision:
    """Let a net with random weights and biases decide."""
    rng = np.random.default_rng(1)
    net = build(spec, rng)
    parameters = {
        name: array + 0.1 * rng.random(array.shape, np.float32) for name, array in net.parameters.items()
    }
    asked = AskedNet("run", 0, "net", spec, parameters, TrainingRequest(DataChoice(), spec, TrainConfig()))
    return decide(DecisionRequest(asked, Shown(picture, fit, "a picture", (), None)))


@pytest.fixture(scope="module")
def decision() -> Decision:
    """Return what tiny makes of noise."""
    return decide_about(zoo["tiny"], np.random.default_rng(0).random((1, 28, 28), dtype=np.float32))


@pytest.mark.parametrize("layer", [layer.name for layer in zoo["tiny"].layers])
def test_products_and_bias_of_every_layer_add_up_to_the_number(decision, layer) -> None:
    unit = decision.strongest(layer, 2)
    apart = take_apart(ApartRequest(decision, unit))
    assert apart.feeding.is_sum == (layer in SUMS)
    listed = sum(link.product for link in apart.links) + apart.rest
    assert listed == pytest.approx(apart.total)
    assert apart.map_sums.sum() == pytest.approx(apart.total)
    if apart.bias is not None:
        assert apart.total + apart.bias == pytest.approx(decision.value(unit), rel=1e-5)
        has_bias = layer in ("conv1", "conv2", "fc1")
        own = decision.request.net.parameters[f"{layer}.bias"][2] if has_bias else 0.0
        assert apart.bias == pytest.approx(own, abs=1e-5)


def test_the_window_that_hangs_over_the_edge_is_filled_with_zeros() -> None:
    layers = (Conv2d("conv", 2, (3, 3), padding=1), ReLU("relu"), MaxPool2d("pool", 2))
    padded = decide_about(NetSpec("padded", (1, 6, 6), layers), np.ones((1, 6, 6), np.float32))
    apart = take_apart(ApartRequest(padded, Unit("conv", 1, (0, 0))))
    np.testing.assert_array_equal(apart.is_padding, [[1, 1, 1], [1, 0, 0], [1, 0, 0]])
    np.testing.assert_array_equal(apart.patch[0], 1 - apart.is_padding)
    assert (apart.box.top, apart.box.left) == (-1, -1)


def test_numbers_behind_flatten_are_shown_as_the_maps_they_come_from(decision) -> None:
    apart = take_apart(ApartRequest(decision, decision.winner))
    assert apart.patch.shape == (16, 4, 4)
    np.testing.assert_allclose(apart.patch, decision.layers["pool2"], rtol=1e-6)


def test_numbers_of_a_row_are_laid_out_like_a_page() -> None:
    assert page_shape(84) == (7, 12)
    assert page_shape(13) == (1, 13)
    spec = zoo["lenet5"]
    decision = decide_about(spec, np.ones((1, 32, 32), np.float32))
    apart = take_apart(ApartRequest(decision, decision.winner))
    assert apart.patch.shape == (1, 7, 12)
    assert apart.maps == ()


def test_maps_that_a_unit_does_not_look_at_have_no_part_in_it() -> None:
    layers = (Conv2d("one", 4, (1, 1)), Conv2d("two", 4, (3, 3), groups=2))
    decision = decide_about(NetSpec("grouped", (1, 5, 5), layers), np.ones((1, 5, 5), np.float32))
    assert take_apart(ApartRequest(decision, Unit("two", 3, (1, 1)))).maps == (2, 3)


def test_a_closed_relu_is_fed_by_nothing(decision) -> None:
    closed = np.argwhere(decision.layers["relu1"] == 0)[0]
    apart = take_apart(
        ApartRequest(decision, Unit("relu1", int(closed[0]), (int(closed[1]), int(closed[2]))))
    )
    assert apart.count == 0
    assert apart.links == ()


@pytest.mark.parametrize("fit", ["resize", "crop"])
def test_a_picture_of_another_size_and_in_colour_is_made_to_fit(fit) -> None:
    picture = np.random.default_rng(0).random((3, 50, 40), dtype=np.float32)
    decision = decide_about(zoo["tiny"], picture, fit)
    assert decision.picture.shape == (1, 28, 28)
    assert decision.probabilities.sum() == pytest.approx(1)


def test_a_net_of_one_class_is_sure_of_it() -> None:
    spec = zoo["tiny"]
    one = NetSpec("one", spec.input_shape, (*spec.layers[:-1], Linear("fc1", 1)))
    decision = decide_about(one, np.ones((1, 28, 28), np.float32))
    assert decision.probabilities.tolist() == [1]
    assert decision.winner == Unit("fc1", 0, (0, 0))
