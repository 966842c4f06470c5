"""Sizes and steps that are no whole numbers, or impossible ones, are refused by name."""

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine import ShapeError

from .arrays import ones

NUMBERS = {
    "nan": (float("nan"), "nan (float)"),
    "a float": (1.0, "1.0 (float)"),
    "a NumPy float": (np.float64(2), "np.float64(2.0) (float64)"),
    "text": ("1.0", "'1.0' (str)"),
    "True": (True, "True (bool)"),
    "NumPy's True": (np.True_, "np.True_ (bool)"),
    "nothing": (None, "None (NoneType)"),
    "an array": (np.ones((40, 40)), "(ndarray)"),
}


@pytest.mark.parametrize(("value", "words"), NUMBERS.values(), ids=NUMBERS.keys())
@pytest.mark.parametrize("name", ["stride", "dilation", "padding"])
def test_only_whole_numbers_are_sizes_and_steps(name, value, words):
    if name == "padding" and isinstance(value, str):
        words = "'1.0'; expected a number of zeros"
    for where, call in {
        "": lambda: engine.conv2d(ones(1, 1, 8, 8), ones(1, 1, 3, 3), **{name: value}),
        " along the length": lambda: engine.conv1d(ones(1, 1, 8), ones(1, 1, 3), **{name: value}),
    }.items():
        with pytest.raises(ShapeError) as caught:
            call()
        message = str(caught.value)
        assert message.startswith(f"The {name}{where} ")
        assert words in message
        assert "; expected a" in message
        assert "\n" not in message
        assert len(message) < 250


@pytest.mark.parametrize("name", ["stride", "dilation", "padding"])
def test_pairs_hold_two_whole_numbers(name):
    for value, words in (
        (
            (1, 1.0),
            r"is \(1, 1.0\) \(int and float\); expected a whole number \(int\), or two \(height, width\)",
        ),
        ((True, 1), r"is \(True, 1\) \(bool and int\); expected"),
        ((1, 1, 1), r"\(1, 1, 1\) has 3 numbers; expected"),
        ((), r"\(\) has 0 numbers; expected"),
    ):
        with pytest.raises(ShapeError, match=f"The {name} {words}"):
            engine.conv2d(ones(1, 1, 8, 8), ones(1, 1, 3, 3), **{name: value})
    with pytest.raises(ShapeError, match='or "same" or "valid"'):
        engine.conv2d(ones(1, 1, 8, 8), ones(1, 1, 3, 3), padding=("same", 1))


@pytest.mark.parametrize("value", [True, np.True_, 1.0, float("nan"), "1", None])
def test_groups_are_a_whole_number(value):
    with pytest.raises(ShapeError, match=r"The number of groups is .*\); expected a whole number \(int\)"):
        engine.conv2d(ones(1, 1, 8, 8), ones(1, 1, 3, 3), groups=value)
    with pytest.raises(ShapeError, match="The pooling size is"):
        engine.max_pool2d(ones(1, 1, 8, 8), (value, 2))


def test_numpys_whole_numbers_are_whole_numbers():
    how = {"stride": np.int8(2), "padding": (np.uint8(1), 0), "dilation": np.array(2), "groups": np.int64(1)}
    assert engine.conv2d(ones(1, 1, 8, 8), ones(1, 1, 3, 3), **how).shape == (1, 1, 3, 2)
    assert engine.max_pool2d(ones(1, 1, 8, 8), np.int16(2), stride=(np.uint64(3), 2)).shape == (1, 1, 3, 4)
    dy = ones(1, 1, 6, 6)
    dx = engine.conv2d_input_gradient(dy, ones(1, 1, 3, 3), np.array([1, 1, 8, 8]))
    assert dx.shape == (1, 1, 8, 8)


@pytest.mark.parametrize("value", [-1, -(10**30)])
@pytest.mark.parametrize("name", ["stride", "padding", "dilation"])
def test_negative_steps_are_refused_whatever_their_size(name, value):
    with pytest.raises(ShapeError, match=rf"The {name} along the height is {value}; expected at least [01]"):
        engine.conv2d(ones(1, 1, 8, 8), ones(1, 1, 3, 3), **{name: value})


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (None, "shape is None; expected 4 whole numbers"),
        ("abcd", "shape is 'abcd'; expected 4 whole numbers"),
        ((1, 8, 8), r"shape \(1, 8, 8\) has 3 axes; expected 4: \("),
        ((1, 1, 8.0, 8), "is 8.0 \\(float\\); expected a whole number"),
        ((-1, 1, 8, 8), "is -1; expected at least 0"),
        ((True, 1, 8, 8), "is True \\(bool\\)"),
    ],
)
def test_a_shape_that_is_none_is_refused_by_its_name(shape, words):
    for name, call in {
        "x_": lambda: engine.conv2d_input_gradient(ones(1, 1, 6, 6), ones(1, 1, 3, 3), shape),
        "w_": lambda: engine.conv2d_weight_gradient(ones(1, 1, 1, 1), ones(1, 1, 8, 8), shape),
        "input_": lambda: engine.avg_pool2d_backward(ones(1, 1, 4, 4), shape, 2),
    }.items():
        with pytest.raises(ShapeError, match=words) as caught:
            call()
        assert str(caught.value).startswith(f"{name}shape")
