"""What is no array, or one of a type the engine does not compute in, is refused by name; lists are taken."""

import subprocess
import sys

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine import DTypeError, ShapeError
from filterlab.errors import FilterLabError

from .arrays import ones

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
