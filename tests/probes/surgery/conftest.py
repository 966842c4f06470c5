"""What the tests of surgery share: a small net that names all its pictures right."""

import numpy as np
import pytest

from filterlab.data import Split
from filterlab.nets import NetSpec, Network, build
from filterlab.nets.spec import BatchNorm, Conv2d, Flatten, Linear, MaxPool2d, ReLU

SPEC = NetSpec(
    "small",
    (1, 12, 12),
    (
        Conv2d("conv1", 5, 3),
        BatchNorm("bn1"),
        ReLU("relu1"),
        MaxPool2d("pool1", 2),
        Conv2d("conv2", 4, 2),
        ReLU("relu2"),
        Flatten("flatten"),
        Linear("fc1", 3),
    ),
)


@pytest.fixture
def net() -> Network:
    net = build(SPEC, np.random.default_rng(3))
    rng = np.random.default_rng(4)
    state = {name: array + rng.normal(0, 0.1, array.shape) ** 2 for name, array in net.state.items()}
    net.set_parameters(state)
    return net


@pytest.fixture
def pictures(net: Network) -> Split:
    images = np.random.default_rng(5).random((600, 1, 12, 12), np.float32)
    scores = net(images)
    # Random nets prefer one class: the others get as many pictures all the same.
    labels = (scores - scores.mean(axis=0)).argmax(axis=1)
    net.set_parameters({**net.state, "fc1.bias": net.state["fc1.bias"] - scores.mean(axis=0)})
    return Split(images, labels)
