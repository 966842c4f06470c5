"""The engine against PyTorch: every operation and its gradient, for any setting both know."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch
import torch.nn.functional as peer
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from filterlab import engine

seeds = st.integers(0, 2**32 - 1)
kernels = st.tuples(st.integers(1, 5), st.integers(1, 5))
steps = st.tuples(st.integers(1, 4), st.integers(1, 4))
few = st.tuples(st.integers(0, 4), st.integers(0, 4))
extras = st.tuples(st.integers(0, 9), st.integers(0, 9))
channels = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Compute on one core each: small operations gain nothing from a second, and lose much if it is busy."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with threadpool_limits(1, user_api="blas"):
        yield
    torch.set_num_threads(before)


def leaf(array: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(array.copy()).requires_grad_()


def same(ours: np.ndarray, theirs: torch.Tensor | None) -> None:
    assert theirs is not None
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-9, atol=1e-9)


def sides(kernel, padding, dilation, extra):
    return [
        max(d * (k - 1) + 1 - 2 * p, 1) + e
        for k, p, d, e in zip(kernel, padding, dilation, extra, strict=True)
    ]


@given(
    seed=seeds,
    n=st.integers(0, 3),
    parts=channels,
    kernel=kernels,
    stride=steps,
    padding=few,
    dilation=steps,
    extra=extras,
)
@settings(max_examples=150, deadline=None)
def test_conv2d_and_its_gradients_are_pytorchs(seed, n, parts, kernel, stride, padding, dilation, extra):
    rng = np.random.default_rng(seed)
    groups, c, o = parts
    x = rng.normal(size=(n, groups * c, *sides(kernel, padding, dilation, extra)))
    w, b = rng.normal(size=(groups * o, c, *kernel)), rng.normal(size=groups * o)
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    leaves = leaf(x), leaf(w), leaf(b)
    theirs = peer.conv2d(*leaves, **how)
    same(engine.conv2d(x, w, b, **how), theirs)
    dy = rng.normal(size=theirs.shape)
    theirs.backward(torch.from_numpy(dy))
    for ours, tensor in zip(engine.conv2d_backward(dy, x, w, **how), leaves, strict=True):
        same(ours, tensor.grad)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@given(seed=seeds, kernel=kernels, dilation=steps, extra=extras)
@settings(max_examples=100, deadline=None)
def test_same_padding_is_pytorchs(seed, kernel, dilation, extra):
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(2, 2, 1 + extra[0], 1 + extra[1])), rng.normal(size=(3, 2, *kernel))
    leaves = leaf(x), leaf(w)
    theirs = peer.conv2d(*leaves, padding="same", dilation=dilation)
    same(engine.conv2d(x, w, padding="same", dilation=dilation), theirs)
    dy = rng.normal(size=theirs.shape)
    theirs.backward(torch.from_numpy(dy))
    dx, dw, _ = engine.conv2d_backward(dy, x, w, padding="same", dilation=dilation)
    same(dx, leaves[0].grad)
    same(dw, leaves[1].grad)


@given(
    seed=seeds,
    parts=channels,
    kernel=st.integers(1, 6),
    stride=st.integers(1, 4),
    padding=st.integers(0, 4),
    dilation=st.integers(1, 4),
    extra=st.integers(0, 12),
)
@settings(max_examples=100, deadline=None)
def test_conv1d_and_its_gradients_are_pytorchs(seed, parts, kernel, stride, padding, dilation, extra):
    rng = np.random.default_rng(seed)
    groups, c, o = parts
    (length,) = sides([kernel], [padding], [dilation], [extra])
    x, w, b = (
        rng.normal(size=shape) for shape in ((2, groups * c, length), (groups * o, c, kernel), groups * o)
    )
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    leaves = leaf(x), leaf(w), leaf(b)
    theirs = peer.conv1d(*leaves, **how)
    same(engine.conv1d(x, w, b, **how), theirs)
    dy = rng.normal(size=theirs.shape)
    theirs.backward(torch.from_numpy(dy))
    for ours, tensor in zip(engine.conv1d_backward(dy, x, w, **how), leaves, strict=True):
        same(ours, tensor.grad)


@given(seed=seeds, size=kernels, stride=steps, halves=st.tuples(st.booleans(), st.booleans()), extra=extras)
@settings(max_examples=150, deadline=None)
def test_pooling_and_its_gradients_are_pytorchs(seed, size, stride, halves, extra):
    rng = np.random.default_rng(seed)
    padding = tuple(k // 2 if half else 0 for k, half in zip(size, halves, strict=True))
    shape = (2, 3, size[0] + extra[0], size[1] + extra[1])
    # Whole numbers from a small range: there are ties to break.
    x = rng.integers(-5, 6, size=shape).astype(float)
    y, winners = engine.max_pool2d_with_winners(x, size, stride=stride, padding=padding)
    leaf_of_max, leaf_of_mean = leaf(x), leaf(x)
    largest = peer.max_pool2d(leaf_of_max, size, stride, padding)
    mean = peer.avg_pool2d(leaf_of_mean, size, stride, padding)
    same(y, largest)
    same(engine.avg_pool2d(x, size, stride=stride, padding=padding), mean)
    dy = rng.normal(size=y.shape)
    largest.backward(torch.from_numpy(dy))
    mean.backward(torch.from_numpy(dy))
    same(
        engine.max_pool2d_backward(dy, winners, shape, size, stride=stride, padding=padding), leaf_of_max.grad
    )
    same(engine.avg_pool2d_backward(dy, shape, size, stride=stride, padding=padding), leaf_of_mean.grad)


@given(seed=seeds, scale=st.floats(0.1, 100))
@settings(max_examples=50, deadline=None)
def test_activations_and_their_gradients_are_pytorchs(seed, scale):
    rng = np.random.default_rng(seed)
    x, dy = scale * rng.normal(size=(3, 7)), rng.normal(size=(3, 7))
    pairs = [
        (engine.relu, engine.relu_backward, torch.relu, False),
        (engine.leaky_relu, engine.leaky_relu_backward, peer.leaky_relu, True),
        (engine.tanh, engine.tanh_backward, torch.tanh, False),
        (engine.sigmoid, engine.sigmoid_backward, torch.sigmoid, False),
    ]
    for ours, backward, theirs, from_input in pairs:
        tensor = leaf(x)
        expected = theirs(tensor)
        expected.backward(torch.from_numpy(dy))
        y = ours(x)
        same(y, expected)
        same(backward(dy, x if from_input else y), tensor.grad)


@given(seed=seeds, n=st.integers(1, 6), classes=st.integers(1, 12), scale=st.floats(0.1, 1000))
@settings(max_examples=50, deadline=None)
def test_the_loss_and_its_gradient_are_pytorchs(seed, n, classes, scale):
    rng = np.random.default_rng(seed)
    logits, labels = scale * rng.normal(size=(n, classes)), rng.integers(0, classes, n)
    tensor = leaf(logits)
    expected = peer.cross_entropy(tensor, torch.from_numpy(labels))
    expected.backward()
    loss, dlogits = engine.softmax_cross_entropy(logits, labels)
    same(np.array(loss), expected)
    same(dlogits, tensor.grad)
    same(engine.softmax(logits), torch.softmax(tensor, dim=-1))
