"""Arrays that do not fit are refused with the axis, what was given and what was expected."""

import subprocess
import sys

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine import DTypeError, ShapeError
from filterlab.errors import FilterLabError


def ones(*shape: int) -> np.ndarray:
    return np.ones(shape, dtype=np.float32)


CONV2D = {
    "picture without batch axis": (ones(3, 8, 8), ones(4, 3, 3, 3), {}, ["x", "3 axes", "(N, C, H, W)"]),
    "filter without channel axis": (ones(1, 1, 8, 8), ones(3, 3, 3), {}, ["w", "3 axes", "KH"]),
    "wrong channels": (ones(1, 3, 8, 8), ones(4, 2, 3, 3), {}, ["w", "2", "axis C", "expected 3"]),
    "wrong channels in groups": (ones(1, 4, 8, 8), ones(4, 4, 3, 3), {"groups": 2}, ["4", "expected 2"]),
    "groups not dividing the input": (
        ones(1, 3, 8, 8),
        ones(4, 1, 3, 3),
        {"groups": 2},
        ["3 input channels", "axis C", "multiple of 2"],
    ),
    "groups not dividing the output": (
        ones(1, 4, 8, 8),
        ones(3, 2, 3, 3),
        {"groups": 2},
        ["3 output channels", "axis O", "multiple of 2"],
    ),
    "no groups": (ones(1, 1, 8, 8), ones(1, 1, 3, 3), {"groups": 0}, ["groups", "0", "at least 1"]),
    "half a group": (ones(1, 1, 8, 8), ones(1, 1, 3, 3), {"groups": 1.5}, ["groups", "1.5", "whole number"]),
    "no channels": (ones(1, 0, 8, 8), ones(1, 0, 3, 3), {}, ["0 input channels"]),
    "kernel too high": (ones(1, 1, 2, 8), ones(1, 1, 3, 3), {}, ["height", "spans 3", "2 (0 + 2 + 0)"]),
    "kernel too wide": (
        ones(1, 1, 8, 2),
        ones(1, 1, 3, 5),
        {"padding": 1},
        ["width", "spans 5", "4 (1 + 2 + 1)"],
    ),
    "kernel too wide when dilated": (
        ones(1, 1, 8, 8),
        ones(1, 1, 3, 3),
        {"dilation": (1, 4)},
        ["width", "spans 9"],
    ),
    "stride 0": (ones(1, 1, 8, 8), ones(1, 1, 3, 3), {"stride": (1, 0)}, ["stride", "width", "is 0"]),
    "negative padding": (
        ones(1, 1, 8, 8),
        ones(1, 1, 3, 3),
        {"padding": (-1, 0)},
        ["padding", "height", "is -1"],
    ),
    "dilation 0": (ones(1, 1, 8, 8), ones(1, 1, 3, 3), {"dilation": 0}, ["dilation", "height", "is 0"]),
    "three strides": (ones(1, 1, 8, 8), ones(1, 1, 3, 3), {"stride": (1, 1, 1)}, ["stride", "3 numbers"]),
    "unknown padding": (ones(1, 1, 8, 8), ones(1, 1, 3, 3), {"padding": "full"}, ["padding", "'full'"]),
    "channels last": (
        ones(1, 8, 9, 3),
        ones(4, 3, 3, 3),
        {},
        ["8 along its axis C", "expected 8", "(N, H, W, C)", "x.transpose(0, 3, 1, 2)"],
    ),
    "channels last in groups": (
        ones(1, 7, 9, 4),
        ones(4, 2, 3, 3),
        {"groups": 2},
        ["7 input channels", "multiple of 2", "x.transpose(0, 3, 1, 2)"],
    ),
    "no pixels": (ones(1, 1, 0, 8), ones(1, 1, 1, 1), {}, ["height", "is 0"]),
}


@pytest.mark.parametrize(("x", "w", "how", "words"), CONV2D.values(), ids=CONV2D.keys())
def test_conv2d_refuses_what_cannot_work(x, w, how, words):
    for call in (
        lambda: engine.conv2d(x, w, **how),
        lambda: engine.conv2d_backward(ones(1, 1, 1, 1), x, w, **how),
        lambda: engine.conv2d_input_gradient(ones(1, 1, 1, 1), w, x.shape, **how),
        lambda: engine.conv2d_weight_gradient(ones(1, 1, 1, 1), x, w.shape, **how),
    ):
        with pytest.raises(ShapeError) as caught:
            call()
        for word in words:
            assert word in str(caught.value)
        assert "\n" not in str(caught.value)


def test_an_array_with_too_few_axes_is_told_how_to_get_more():
    with pytest.raises(
        ShapeError, match=r"x has 3 axes.*expected 4: \(N, C, H, W\)\..*x\[None\] puts it first"
    ):
        engine.conv2d(ones(1, 8, 8), ones(1, 1, 3, 3))


def test_conv2d_refuses_a_bias_for_other_channels():
    with pytest.raises(ShapeError, match="b has 3 along its axis O, expected 4"):
        engine.conv2d(ones(1, 1, 8, 8), ones(4, 1, 3, 3), ones(3))


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((2, 4, 6, 5), "dy has 5 along its axis OW, expected 6"),
        ((2, 3, 6, 6), "dy has 3 along its axis O, expected 4"),
        ((1, 4, 6, 6), "dy has 1 along its axis N, expected 2"),
        ((4, 6, 6), "dy has 3 axes"),
    ],
)
def test_conv2d_refuses_a_gradient_of_another_shape(shape, words):
    with pytest.raises(ShapeError, match=words):
        engine.conv2d_backward(ones(*shape), ones(2, 1, 8, 8), ones(4, 1, 3, 3))


@pytest.mark.parametrize(
    ("x", "w", "how", "words"),
    [
        (ones(1, 8), ones(1, 1, 3), {}, "x has 2 axes"),
        (ones(1, 1, 8), ones(1, 3), {}, "w has 2 axes"),
        (ones(1, 1, 4), ones(1, 1, 5), {}, "length"),
        (ones(1, 1, 8), ones(1, 1, 3), {"stride": 0}, "stride along the length is 0"),
        (ones(1, 1, 8), ones(1, 1, 3), {"stride": (1, 1)}, "whole number"),
        (ones(1, 2, 8), ones(1, 1, 3), {}, "expected 2"),
    ],
)
def test_conv1d_refuses_what_cannot_work(x, w, how, words):
    with pytest.raises(ShapeError, match=words):
        engine.conv1d(x, w, **how)
    with pytest.raises(ShapeError, match=words):
        engine.conv1d_backward(ones(1, 1, 1), x, w, **how)


def test_conv1d_refuses_a_gradient_of_another_shape():
    with pytest.raises(ShapeError, match="dy has 2 axes"):
        engine.conv1d_backward(ones(1, 6), ones(1, 1, 8), ones(1, 1, 3))
    with pytest.raises(ShapeError, match="dy has 5"):
        engine.conv1d_backward(ones(1, 1, 5), ones(1, 1, 8), ones(1, 1, 3))


@pytest.mark.parametrize(
    ("shape", "size", "how", "words"),
    [
        ((1, 4, 4), 2, {}, "3 axes"),
        ((1, 1, 4, 4), 5, {}, "height"),
        ((1, 1, 4, 4), 2, {"stride": 0}, "stride"),
        ((1, 1, 4, 4), 2, {"padding": 2}, "padding along the height is 2, expected at most 1"),
        ((1, 1, 4, 4), (3, 2), {"padding": (1, 2)}, "padding along the width is 2, expected at most 1"),
        ((1, 1, 4, 4), 0, {}, "kernel size"),
    ],
)
def test_pooling_refuses_what_cannot_work(shape, size, how, words):
    for pool in (engine.max_pool2d, engine.max_pool2d_with_winners, engine.avg_pool2d):
        with pytest.raises(ShapeError, match=words):
            pool(ones(*shape), size, **how)
    with pytest.raises(ShapeError, match=words):
        engine.avg_pool2d_backward(ones(1, 1, 1, 1), shape, size, **how)


def test_pooling_refuses_gradients_and_winners_of_another_shape():
    winners = np.zeros((1, 1, 2, 2), dtype=int)
    with pytest.raises(ShapeError, match="dy has 3"):
        engine.max_pool2d_backward(ones(1, 1, 3, 2), winners, (1, 1, 4, 4), 2)
    with pytest.raises(ShapeError, match="winners has 1"):
        engine.max_pool2d_backward(ones(1, 1, 2, 2), winners[:, :, :1], (1, 1, 4, 4), 2)
    with pytest.raises(DTypeError, match="winners"):
        engine.max_pool2d_backward(ones(1, 1, 2, 2), ones(1, 1, 2, 2), (1, 1, 4, 4), 2)
    with pytest.raises(ShapeError, match="dy has 3"):
        engine.avg_pool2d_backward(ones(1, 1, 2, 3), (1, 1, 4, 4), 2)


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


ODD_TYPES = [
    np.float16,
    np.complex64,
    np.clongdouble,
    object,
    "U3",
    "S3",
    "datetime64[s]",
    "timedelta64[s]",
    np.longdouble,
    "V2",
]


@pytest.mark.parametrize("kind", ODD_TYPES, ids=str)
def test_types_the_engine_does_not_compute_in_are_refused_by_name(kind):
    if np.dtype(kind) == np.float64:
        pytest.fail("this machine's long double is a double: expected another kind in the list")
    odd = np.zeros((1, 1, 3, 3), dtype=kind)
    good = ones(1, 1, 3, 3)
    with pytest.raises(DTypeError, match=r"x has the element type .*convert it to float32 or float64"):
        engine.conv2d(odd, good)
    with pytest.raises(DTypeError, match="w has the element type"):
        engine.conv2d(good, odd)
    with pytest.raises(DTypeError, match="b has the element type"):
        engine.conv2d(good, good, odd[0, 0, 0, :1])
    with pytest.raises(DTypeError, match="dy has the element type"):
        engine.conv2d_backward(odd[..., :1, :1], good, good)
    with pytest.raises(DTypeError, match="x has the element type"):
        engine.conv1d(odd[0], good[0])
    with pytest.raises(DTypeError, match="x has the element type"):
        engine.max_pool2d(odd, 2)
    with pytest.raises(DTypeError, match="x has the element type"):
        engine.relu(odd)


def test_the_message_says_what_to_do_with_complex_numbers_and_times():
    for kind, words in (
        (complex, r"\(\.real\)"),
        (object, "numbers alone"),
        ("datetime64[s]", "count the time"),
    ):
        with pytest.raises(DTypeError, match=words):
            engine.relu(np.zeros(3, dtype=kind))


class Sparse:
    """Like a sparse matrix of another library."""

    def toarray(self) -> np.ndarray:
        return ones(2, 2)


class Reluctant:
    """Like an array of another library that will not be read, for a reason of its own."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("it is on another machine; call fetch() first")


NO_ARRAYS = {
    "None": (None, DTypeError, "x is None (NoneType); expected an array of numbers."),
    "a dictionary": ({"a": 1}, DTypeError, "x is {'a': 1} (dict); expected an array of numbers."),
    "a sparse matrix": (
        Sparse(),
        DTypeError,
        "(Sparse); expected an array of numbers. A sparse matrix becomes one",
    ),
    "a masked array": (np.ma.masked_array(ones(2, 2)), DTypeError, "x is a masked array"),
    "an unreadable array": (
        Reluctant(),
        DTypeError,
        "x (Reluctant) cannot be read as an array: it is on another",
    ),
    "text": ("abc", DTypeError, "x has the element type <U3"),
    "holes": ([[1.0, None]], DTypeError, "x has the element type object"),
    "numbers beyond 64 bits": ([2**70], DTypeError, "x has the element type object"),
    "ragged rows": ([[1, 2], [3]], ShapeError, "rows differ in length (row 0 is 2 long, row 1 is 1 long)"),
    "ragged inner rows": ([[[1, 2], [3]]], ShapeError, "(row 0 is 2 long, row 1 is 1 long)"),
    "a row and a number": ([[1, 2], 3], ShapeError, "(row 0 is 2 long, row 1 is a single value)"),
    "rows of rows and rows": ([[1], [[2]]], ShapeError, "x is a list whose rows differ in length"),
    "arrays of two shapes": (
        [ones(2, 2), ones(2, 3)],
        ShapeError,
        "(row 0 is an array of shape (2, 2), row 1 is an array of shape (2, 3))",
    ),
}


@pytest.mark.parametrize(("given", "error", "words"), NO_ARRAYS.values(), ids=NO_ARRAYS.keys())
def test_what_is_no_array_of_numbers_is_refused_by_its_name(given, error, words):
    for call in (
        lambda: engine.conv2d(given, ones(1, 1, 1, 1)),
        lambda: engine.conv1d(given, ones(1, 1, 1)),
        lambda: engine.max_pool2d(given, 1),
        lambda: engine.relu(given),
    ):
        with pytest.raises(error) as caught:
            call()
        assert words in str(caught.value)
        assert str(caught.value).startswith("x ")
    with pytest.raises(error, match=r"^logits "):
        engine.softmax(given)


def test_winners_and_labels_are_arrays_of_whole_numbers_too():
    with pytest.raises(DTypeError, match="winners is None"):
        engine.max_pool2d_backward(ones(1, 1, 4, 4), None, (1, 1, 8, 8), 2)
    with pytest.raises(ShapeError, match="labels is a list whose rows differ"):
        engine.softmax_cross_entropy(ones(2, 3), [[1], [2, 3]])
    with pytest.raises(DTypeError, match="labels have the element type float64; expected whole numbers"):
        engine.softmax_cross_entropy(ones(2, 3), [0.0, 1.0])


@pytest.mark.parametrize(
    "backward",
    [engine.relu_backward, engine.leaky_relu_backward, engine.tanh_backward, engine.sigmoid_backward],
)
def test_a_gradient_has_the_shape_of_what_it_is_the_gradient_of(backward):
    with pytest.raises(ShapeError, match=r"dy has the shape \(2, 3\) and [xy] has \(3,\); expected the same"):
        backward(ones(2, 3), ones(3))


def test_conv1d_speaks_of_signals_not_of_pictures():
    with pytest.raises(ShapeError, match=r"dy has 5 along its axis OL, expected 6: its shape is \(1, 1, 5\)"):
        engine.conv1d_backward(ones(1, 1, 5), ones(1, 1, 8), ones(1, 1, 3))


def test_lists_are_arrays(engine):
    y = engine.conv2d([[[[1, 2], [3, 4]]]], [[[[1, 0], [0, 1]]]])
    assert y.dtype == np.float32
    assert y.item() == 5


def test_whole_numbers_computed_in_float64_are_not_rounded_to_float32_first():
    large = np.array([[[[2**40 + 1]]]])
    assert engine.conv2d(large, np.ones((1, 1, 1, 1))).item() == 2**40 + 1


def test_the_errors_can_be_caught_as_what_they_are():
    assert issubclass(ShapeError, FilterLabError)
    assert issubclass(ShapeError, ValueError)
    assert issubclass(DTypeError, FilterLabError)
    assert issubclass(DTypeError, TypeError)


def test_every_public_name_is_there():
    for name in engine.__all__:
        assert hasattr(engine, name)


def test_importing_the_engine_brings_no_heavy_library_along():
    code = "import sys, filterlab.engine; print(*{'scipy', 'PIL', 'numba', 'psutil'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
