"""Arrays that do not fit are refused with the axis, what was given and what was expected."""

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine import DTypeError, ShapeError

from .arrays import ones

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
