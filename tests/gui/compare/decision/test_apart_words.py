"""What is written of a number that is taken apart is true: the parts sum to the number, in every kind of layer."""

from __future__ import annotations

import re

import numpy as np
import pytest

from filterlab.data import DataChoice
from filterlab.engine import softmax
from filterlab.gui.compare.decision.apart_words import ApartWords
from filterlab.gui.compare.decision.deciding import ApartRequest, DecisionRequest, Shown, decide, take_apart
from filterlab.gui.compare.decision.faces import faces_of
from filterlab.gui.compare.decision.words import DecisionWords
from filterlab.gui.compare.units.asked_net import AskedNet
from filterlab.nets import NetSpec, TrainConfig, build
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    MaxPool2d,
    ReLU,
    ScaledTanh,
    Sigmoid,
    Subsample2d,
    Tanh,
)
from filterlab.project.runs import TrainingRequest

LAYERS = (
    Conv2d("conv1", 4, (5, 3), padding=(2, 1), stride=(1, 2)),
    BatchNorm("norm1"),
    Tanh("tanh1"),
    AvgPool2d("average1", 2),
    Conv2d("conv2", 6, 3, groups=2),
    ScaledTanh("scaled2"),
    MaxPool2d("largest2", 2),
    LeakyReLU("leaky2"),
    Subsample2d("sub3", 2),
    Sigmoid("sigmoid3"),
    Flatten("flatten"),
    Dropout("drop", 0.5),
    Linear("fc1", 7),
    ReLU("relu4"),
    Linear("fc2", 5),
)
SUMS = ("conv1", "norm1", "conv2", "sub3", "fc1", "fc2")
HANDED_ON = ("average1", "largest2", "flatten", "drop")
FUNCTIONS = {
    "tanh1": np.tanh,
    "scaled2": lambda x: 1.7159 * np.tanh(2 * x / 3),
    "leaky2": lambda x: np.maximum(x, 0.01 * x),
    "sigmoid3": lambda x: 1 / (1 + np.exp(-x)),
    "relu4": lambda x: np.maximum(x, 0),
}


@pytest.fixture(scope="module")
def decision():
    """Return what a net of every kind of layer, none of whose parameters is 0, makes of noise."""
    spec = NetSpec("of all kinds", (1, 32, 48), LAYERS)
    rng = np.random.default_rng(1)
    net = build(spec, rng)
    state = {
        name: array + 0.1 + 0.1 * rng.random(array.shape, np.float32) for name, array in net.state.items()
    }
    asked = AskedNet("run", 0, "net", spec, state, TrainingRequest(DataChoice(), spec, TrainConfig()))
    picture = rng.random((1, 32, 48), np.float32)
    return decide(DecisionRequest(asked, Shown(picture, "pad", "noise", ("a", "b", "c", "d", "e"), 2)))


def numbers_in(text):
    """Return the numbers of a sentence in rich text."""
    plain = re.sub(r"<[^>]*>|\([^)]*\)", "", text).split("·")[0].replace("\u2212", "-").replace("&nbsp;", "")
    return [float(number.replace(",", "")) for number in re.findall(r"-?\d[\d,]*\.?\d*(?:e-?\d+)?", plain)]


@pytest.mark.parametrize("layer", [layer.name for layer in LAYERS])
def test_what_is_written_sums_to_the_number_that_is_shown(decision, layer) -> None:
    unit = decision.strongest(layer, 3)
    apart = take_apart(ApartRequest(decision, unit))
    shown = decision.value(unit)
    assert apart.feeding.answer == pytest.approx(shown, rel=1e-5)
    words = numbers_in(ApartWords().result(decision, apart))
    assert words[0] == pytest.approx(shown, rel=1e-3)
    listed = sum(link.product for link in apart.links) + apart.rest
    if layer in SUMS:
        assert listed + apart.bias == pytest.approx(shown, rel=1e-4)
        assert apart.map_sums.sum() + apart.bias == pytest.approx(shown, rel=1e-4)
        assert words[1] + words[-1] == pytest.approx(shown, rel=1e-3)
    elif layer in HANDED_ON:
        assert apart.bias == 0
        assert listed == pytest.approx(shown, rel=1e-5)
        assert apart.map_sums.sum() == pytest.approx(shown, rel=1e-5)
    else:
        assert FUNCTIONS[layer](words[1]) == pytest.approx(shown, rel=1e-3)


def test_what_is_listed_of_a_layer_are_its_own_products_and_no_others(decision) -> None:
    apart = take_apart(ApartRequest(decision, decision.strongest("conv2", 5)))
    # Of two groups it sees the second alone.
    assert apart.maps == (2, 3)
    weights = decision.request.net.parameters["conv2.weight"][5]
    np.testing.assert_allclose(apart.weights, weights, rtol=1e-6)


def test_the_shares_of_the_classes_are_what_softmax_makes_of_the_scores_that_are_shown(decision) -> None:
    scores = decision.layers["fc2"][:, 0, 0].astype(np.float64)
    shares = np.exp(scores) / np.exp(scores).sum()
    np.testing.assert_allclose(decision.probabilities, shares, rtol=1e-5)
    np.testing.assert_allclose(softmax(scores[np.newaxis])[0], shares)
    _plans, faces = faces_of(decision, DecisionWords())
    assert [float(note.removesuffix(" %")) for note in faces[-1].notes] == pytest.approx(
        100 * shares, abs=0.05
    )
    assert faces[-1].names == ("a", "b", "c", "d", "e")
    says = "abcde"[int(shares.argmax())]
    assert DecisionWords().headline(decision).startswith(f"It says {says}, {100 * shares.max():.1f} % sure: ")
    assert DecisionWords().caption(decision).startswith("net, noise. It says ")
