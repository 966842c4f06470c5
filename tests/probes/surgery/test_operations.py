import numpy as np
import pytest
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build, zoo
from filterlab.nets.spec import Conv1d, Flatten, Linear
from filterlab.probes.surgery import Blur, Operation, Rotate, Silence, Swap, Transplant
from filterlab.probes.surgery.operations import operate

TINY = zoo["tiny"]
SIGNALS = NetSpec("signals", (2, 9), (Conv1d("conv1", 3, 5), Flatten("flatten"), Linear("fc1", 2)))


def state_of(spec: NetSpec) -> dict[str, NDArray[np.floating]]:
    rng = np.random.default_rng(0)
    return {name: rng.normal(size=array.shape) for name, array in build(spec, rng).state.items()}


@pytest.fixture(scope="module")
def state() -> dict[str, NDArray[np.floating]]:
    return state_of(TINY)


def test_only_the_filter_of_that_layer_is_changed(state):
    before = {name: array.copy() for name, array in state.items()}
    edge = np.array([[[1.0, -1.0]]])
    for operation in (
        Silence("conv2", 3),
        Transplant("conv2", 3, edge),
        Rotate("conv2", 3, 45),
        Blur("conv2", 3, 0.7),
    ):
        changed = operate(TINY, state, operation)
        assert set(changed) == {"conv2.weight", "conv2.bias"}
        assert not np.array_equal(changed["conv2.weight"][3], state["conv2.weight"][3])
        for name, array in changed.items():
            np.testing.assert_array_equal(np.delete(array, 3, axis=0), np.delete(state[name], 3, axis=0))
    for name, array in state.items():
        np.testing.assert_array_equal(array, before[name])


def test_a_silenced_filter_has_neither_weights_nor_bias(state):
    changed = operate(TINY, state, Silence("conv1", 2))
    assert not changed["conv1.weight"][2].any()
    assert changed["conv1.bias"][2] == 0


def test_swapped_filters_take_their_biases_along(state):
    changed = operate(TINY, state, Swap("conv1", 1, 6))
    for name, array in changed.items():
        np.testing.assert_array_equal(array[[1, 6]], state[name][[6, 1]])


def test_a_transplanted_filter_lies_in_the_middle_with_the_strength_of_the_old_one(state):
    edge = np.array([[[1.0, 0.0, -1.0]]])
    kernel = operate(TINY, state, Transplant("conv1", 0, 1e-200 * edge))["conv1.weight"][0, 0]
    assert np.linalg.norm(kernel) == pytest.approx(np.linalg.norm(state["conv1.weight"][0]))
    assert kernel[3, 2] == -kernel[3, 4] > 0
    assert np.count_nonzero(kernel) == 2
    kernel = operate(TINY, state, Transplant("conv2", 0, edge, keeps_strength=False))["conv2.weight"][0]
    assert kernel[:, 1, 0].tolist() == [1] * 8


def test_a_silenced_filter_is_replaced_by_one_as_strong_as_it_is(state):
    edge = np.array([[[1.0, 0.0, -1.0]]])
    silent = {**state, **operate(TINY, state, Silence("conv1", 0))}
    kernel = operate(TINY, silent, Transplant("conv1", 0, edge))["conv1.weight"][0]
    assert np.linalg.norm(kernel) == pytest.approx(np.sqrt(2))


def test_a_transplanted_filter_looks_only_at_maps_it_is_connected_with():
    spec = zoo["lenet5-1998"]
    kernel = operate(spec, state_of(spec), Transplant("c3", 0, np.ones((1, 5, 5))))["c3.weight"][0]
    assert [bool(plane.any()) for plane in kernel] == [True, True, True, False, False, False]


def test_four_quarter_turns_lead_back(state):
    turned = dict(state)
    for _ in range(4):
        turned |= operate(TINY, turned, Rotate("conv1", 5, 90))
    np.testing.assert_allclose(turned["conv1.weight"], state["conv1.weight"], rtol=1e-6)
    once = operate(TINY, state, Rotate("conv1", 5, 90))["conv1.weight"][5]
    np.testing.assert_allclose(once, np.rot90(state["conv1.weight"][5], axes=(1, 2)), rtol=1e-6)


def test_a_blur_spreads_each_weight_as_a_gaussian():
    state = state_of(TINY)
    state["conv1.weight"][0] = 0
    state["conv1.weight"][0, 0, 3, 3] = 1
    kernel = operate(TINY, state, Blur("conv1", 0, 0.8))["conv1.weight"][0, 0]
    assert kernel.sum() == pytest.approx(1, abs=1e-3)
    assert kernel[3, 4] / kernel[3, 3] == pytest.approx(np.exp(-0.5 / 0.8**2))
    np.testing.assert_allclose(kernel, kernel.T)


def test_filters_of_signals_are_one_row_high():
    state = state_of(SIGNALS)
    weight = operate(SIGNALS, state, Rotate("conv1", 1, 180))["conv1.weight"]
    np.testing.assert_allclose(weight[1], state["conv1.weight"][1, :, ::-1], rtol=1e-6)
    blurred = operate(SIGNALS, state, Blur("conv1", 0, 50.0))["conv1.weight"][0]
    assert np.ptp(blurred, axis=1).max() < 0.05
    assert operate(SIGNALS, state, Transplant("conv1", 0, np.ones((2, 1, 5))))["conv1.weight"].shape == (
        3,
        2,
        5,
    )


@pytest.mark.parametrize(
    ("spec", "operation", "words"),
    [
        (
            TINY,
            Silence("fc1", 0),
            r'Layer "fc1" \(Linear\) of net "tiny" has no filters: choose one of conv1, conv2',
        ),
        (TINY, Silence("conv9", 0), 'has no layer "conv9"'),
        (TINY, Silence("conv1", 8), "has filters 0 to 7, and none of the number 8"),
        (TINY, Swap("conv1", 0, -1), "none of the number -1"),
        (
            TINY,
            Transplant("conv1", 0, np.ones((1, 9, 9)), "sharpen"),
            r"Sharpen is 1 × 9 × 9 .* choose a smaller one",
        ),
        (
            TINY,
            Transplant("conv1", 0, np.full((1, 3, 3), np.nan)),
            "holds values that are not finite numbers",
        ),
        (TINY, Blur("conv1", 0, 0.0), "The blur is 0.0 cells: give a number above 0"),
        (TINY, Rotate("conv1", 0, np.inf), "finite"),
        (SIGNALS, Rotate("conv1", 0, 90), "have one row and cannot be turned by 90°: turn them by 180"),
        (NetSpec("flat", (4,), (Linear("fc1", 2),)), Silence("fc1", 0), "choose a net with a convolution"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(spec: NetSpec, operation: Operation, words: str):
    with pytest.raises(FilterLabError, match=words):
        operate(spec, state_of(spec), operation)


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (Silence("conv1", 2), "conv1: filter 2 silenced"),
        (Swap("conv1", 2, 3), "conv1: filters 2 and 3 swapped"),
        (Transplant("conv1", 2, np.ones((1, 1, 1)), "sobel-x"), "conv1: filter 2 replaced by sobel-x"),
        (Rotate("conv1", 2, 90.0), "conv1: filter 2 turned by 90°"),
        (Blur("conv1", 2, 0.5), "conv1: filter 2 blurred by 0.5 cells"),
    ],
)
def test_an_operation_is_put_in_words(operation: Operation, words: str):
    assert str(operation) == words
