"""Filters as text against PyTorch: its snippet runs and answers the same, and what it prints is read back."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from filterlab import engine
from filterlab.data.filter_text import kernel_as_text, read_kernel_text
from filterlab.errors import FilterLabError

WEIGHTS = hnp.arrays(
    np.float32,
    st.tuples(st.sampled_from([1, 3]), st.integers(1, 7), st.integers(1, 7)),
    elements=st.floats(-1e6, 1e6, width=32),
)


@settings(max_examples=40, deadline=None)
@given(WEIGHTS)
def test_the_snippet_makes_a_layer_with_just_these_weights(weights):
    names = {}
    exec(kernel_as_text(weights, "pytorch"), names)
    conv = names["conv"]
    assert isinstance(conv, torch.nn.Conv2d)
    assert conv.bias is None
    assert conv.weight.dtype == torch.float32
    assert conv.weight.requires_grad
    kept = conv.weight.detach().numpy()[0]
    assert np.array_equal(kept.view(np.uint32), weights.view(np.uint32))


def test_the_snippet_s_layer_answers_as_the_engine_does():
    rng = np.random.default_rng(1)
    weights = rng.standard_normal((3, 4, 5)).astype(np.float32)
    picture = rng.random((1, 3, 12, 13), dtype=np.float32)
    names = {}
    exec(kernel_as_text(weights, "pytorch"), names)
    theirs = names["conv"](torch.from_numpy(picture)).detach().numpy()
    np.testing.assert_allclose(engine.conv2d(picture, weights[np.newaxis]), theirs, rtol=1e-4, atol=1e-5)


def test_a_snippet_of_whole_numbers_is_still_float32():
    names = {}
    exec(kernel_as_text(np.array([[1, 2], [3, 4]]), "pytorch"), names)
    assert names["conv"].weight.dtype == torch.float32


@settings(max_examples=40, deadline=None)
@given(WEIGHTS)
def test_what_pytorch_prints_is_read_to_the_digits_it_prints(weights):
    conv = torch.nn.Conv2d(*weights.shape[:1], 1, weights.shape[1:], bias=False)
    conv.weight = torch.nn.Parameter(torch.from_numpy(weights.copy())[None])
    largest = float(np.abs(weights).max())
    for printed in (
        str(conv.weight),
        str(conv.weight * 1),
        str(conv.weight.detach()),
        str(conv.weight.detach().double()),
        str(conv.weight.detach()[0]),
        f">>> {conv.weight.detach()[0, 0]!r}" if len(weights) == 1 else repr(conv.weight[0]),
    ):
        np.testing.assert_allclose(
            read_kernel_text(printed, "it"), weights, rtol=1e-4, atol=1e-4 + 1e-4 * largest
        )


def test_a_shortened_print_is_refused_with_the_way_to_print_it_whole():
    tensor = torch.rand(3, 31, 31)
    with pytest.raises(FilterLabError, match=r'leaves numbers out .*set_printoptions\(profile="full"\)'):
        read_kernel_text(str(tensor), "it")
    torch.set_printoptions(profile="full")
    try:
        printed = str(tensor)
    finally:
        torch.set_printoptions(profile="default")
    np.testing.assert_allclose(read_kernel_text(printed, "it"), tensor.numpy(), atol=1e-4)
