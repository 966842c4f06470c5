"""A thousand layers, losses and whole nets change as their gradients say, in float64."""

from collections.abc import Callable

import numpy as np
import pytest

from filterlab.engine import softmax_cross_entropy
from filterlab.nets.network import Network
from filterlab.nets.spec import LAYER_KINDS

from .layer_cases import KINDS, LayerCase, layer_cases
from .net_cases import NETS, NetCase, corners, net_cases
from .slopes import Arrays, misses

LOSSES = 60
# Far smaller than the numbers themselves, far larger than what rounding changes.
STEP = 1e-4


def complaints_about(case: LayerCase) -> list[str]:
    """What is wrong with the gradients of a layer, by its input and by each of its parameters."""
    layer, x = case.made()
    rng = np.random.default_rng(case.number)

    def run():
        # The same seed each time, so that dropout drops the same.
        return layer.forward(x, training=True, rng=np.random.default_rng(case.number))

    y, backward = run()
    dy = rng.standard_normal(y.shape)
    dx, gradients = backward(dy)
    arrays, claimed = {"x": x, **layer.parameters}, {"x": dx, **gradients}
    found = misses(lambda: float(np.vdot(run()[0], dy)), arrays, claimed, rng, step=STEP)
    return [f"{words}: {case}" for words in found]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_layer_changes_as_its_gradients_say(kind: str) -> None:
    wrong = [words for case in layer_cases(kind) for words in complaints_about(case)]
    assert not wrong, "\n".join(wrong)


def test_the_loss_changes_as_its_gradient_says() -> None:
    for number in range(LOSSES):
        rng = np.random.default_rng((3, number))
        n, classes = rng.integers(1, 9), rng.integers(2, 13)
        logits, labels = rng.uniform(0.1, 4) * rng.standard_normal((n, classes)), rng.integers(0, classes, n)
        gradients = {"logits": softmax_cross_entropy(logits, labels)[1]}

        def measure(logits: np.ndarray = logits, labels: np.ndarray = labels) -> float:
            return softmax_cross_entropy(logits, labels)[0]

        wrong = list(misses(measure, {"logits": logits}, gradients, rng, step=STEP))
        assert not wrong, f"{wrong} for {n} examples of {classes} classes, number {number}"


def steady(net: Network, arrays: Arrays, x: np.ndarray) -> Callable[[str, np.ndarray], bool]:
    """Whether a net meets no corner of its activations when one of its arrays is moved along a direction."""

    def stays(name: str, moved: np.ndarray) -> bool:
        array = arrays[name]
        kept, sides = array.copy(), set()
        for sign in (-1, 0, 1):
            array[...] = kept + sign * moved
            sides.add(corners(net, x))
        array[...] = kept
        return len(sides) == 1

    return stays


@pytest.mark.parametrize("case", net_cases(), ids=lambda case: case.spec.name)
def test_whole_nets_change_as_their_gradients_say(case: NetCase) -> None:
    net, x, labels = case.made()
    rng = np.random.default_rng(case.number)

    def run():
        return net.forward(x, training=True, rng=np.random.default_rng(case.number))

    logits, backward = run()
    dx, gradients = backward(softmax_cross_entropy(logits, labels)[1], wants_dx=True)
    arrays, claimed = {"x": x, **net.parameters}, {"x": dx, **gradients}

    def loss() -> float:
        return softmax_cross_entropy(run()[0], labels)[0]

    wrong = list(misses(loss, arrays, claimed, rng, step=STEP / 10, allowed=steady(net, arrays, x)))
    assert not wrong, "\n".join([*wrong, str(case)])


def test_more_than_a_thousand_cases_of_every_kind_of_layer_are_proved() -> None:
    cases = [case for kind in KINDS for case in layer_cases(kind)]
    assert len({str(case) for case in cases}) + LOSSES + NETS >= 1000
    assert {case.spec.kind for case in cases} == set(LAYER_KINDS)
    inside_nets = {layer.kind for case in net_cases() for layer in case.spec.layers}
    assert inside_nets == set(LAYER_KINDS)
