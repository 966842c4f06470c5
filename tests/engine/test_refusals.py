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


@pytest.mark.parametrize("kind", [np.float16, np.complex64, object, "U3", "datetime64[s]", np.longdouble])
def test_types_the_engine_does_not_compute_in_are_refused_by_name(kind):
    odd = np.zeros((1, 1, 3, 3)).astype(kind)
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
        engine.max_pool2d(odd, 2)
    with pytest.raises(DTypeError, match="x has the element type"):
        engine.relu(odd)


def test_the_errors_can_be_caught_as_what_they_are():
    assert issubclass(ShapeError, FilterLabError)
    assert issubclass(ShapeError, ValueError)
    assert issubclass(DTypeError, FilterLabError)
    assert issubclass(DTypeError, TypeError)


def test_every_public_name_is_there():
    for name in engine.__all__:
        assert hasattr(engine, name)


def test_importing_the_engine_brings_no_heavy_library_along():
    code = "import sys, filterlab.engine; print(*{'scipy', 'PIL', 'numba'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
