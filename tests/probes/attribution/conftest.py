import numpy as np
import pytest

from filterlab.nets import NetSpec, build
from filterlab.nets.spec import Conv2d, Flatten, Linear, MaxPool2d, ReLU
from filterlab.probes.units import Subject

SPEC = NetSpec(
    "small",
    (2, 14, 13),
    (
        Conv2d("conv1", 5, 3),
        ReLU("relu1"),
        MaxPool2d("pool1", 2),
        Conv2d("conv2", 4, 3, padding=1),
        ReLU("relu2"),
        Flatten("flatten"),
        Linear("fc", 3),
    ),
)


@pytest.fixture
def subject(rng):
    """Return a small net of three classes, in float64."""
    net = build(SPEC, rng, dtype=np.float64)
    net.parameters["conv2.bias"][...] = 0.3
    return Subject(net)


@pytest.fixture
def picture(rng):
    """Return a picture for that net."""
    return rng.random((2, 14, 13))


@pytest.fixture
def last():
    """Go to the end of an iterator and return what it gave last."""

    def go(states):
        *_others, state = states
        return state

    return go
