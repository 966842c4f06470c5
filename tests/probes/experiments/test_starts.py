import numpy as np
import pytest

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build
from filterlab.nets.spec import Conv2d, Flatten, Linear
from filterlab.probes.experiments import first_layer_start

SPEC = NetSpec("colour", (3, 9, 9), (Conv2d("conv1", 2, 5), Flatten("flatten"), Linear("fc1", 2)))


def test_filters_lie_in_the_middle_of_the_kernel_at_the_usual_norm():
    start = first_layer_start(SPEC, [presets["sobel-x"].weights, 7 * np.ones((3, 2, 5))])
    assert {name: array.shape for name, array in start.items()} == {
        "conv1.weight": (2, 3, 5, 5),
        "conv1.bias": (2,),
    }
    first, second = start["conv1.weight"]
    np.testing.assert_allclose([np.linalg.norm(first), np.linalg.norm(second)], 2**0.5, rtol=1e-6)
    assert not first[:, [0, 4]].any()
    assert not first[:, :, [0, 4]].any()
    sobel = presets["sobel-x"].weights[0]
    for channel in first:
        np.testing.assert_allclose(channel[1:4, 1:4] / channel[1, 1], sobel / sobel[0, 0], rtol=1e-6)
    assert second[:, 1:3].all()
    assert not second[:, [0, 3, 4]].any()


def test_a_net_takes_the_start_with_what_it_has_drawn_itself():
    net = build(SPEC, np.random.default_rng(0))
    start = first_layer_start(SPEC, [np.ones((1, 5, 5)), np.eye(5)[None]])
    net.set_parameters({**net.state, **start})
    np.testing.assert_array_equal(net.parameters["conv1.weight"], start["conv1.weight"])


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ([np.ones((1, 3, 3))], "has 2 filters and 1 are given"),
        ([np.ones((1, 3, 3)), np.ones((1, 7, 7))], "Filter 2 is 1 × 7 × 7"),
        ([np.ones((2, 3, 3)), np.ones((1, 3, 3))], "Filter 1 is 2 × 3 × 3"),
        ([np.ones((1, 3, 3)), np.zeros((1, 3, 3))], "Filter 2 is all zeros"),
    ],
)
def test_filters_that_do_not_fit_are_refused_by_number(filters, words):
    with pytest.raises(FilterLabError, match=words):
        first_layer_start(SPEC, filters)


def test_a_net_that_begins_otherwise_is_refused_by_name():
    with pytest.raises(FilterLabError, match='begins with "fc1"'):
        first_layer_start(NetSpec("flat", (4,), (Linear("fc1", 2),)), [np.ones((1, 3, 3))])
