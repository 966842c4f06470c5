"""Convolution against SciPy, and the properties every convolution has."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal

from filterlab import engine
from filterlab.engine import reference

seeds = st.integers(0, 2**32 - 1)


@given(
    seed=seeds,
    n=st.integers(1, 3),
    channels=st.integers(1, 3),
    filters=st.integers(1, 3),
    kernel=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    extra=st.tuples(st.integers(0, 9), st.integers(0, 9)),
)
@settings(max_examples=60, deadline=None)
def test_conv2d_is_the_sum_of_scipys_correlations(seed, n, channels, filters, kernel, extra):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, channels, kernel[0] + extra[0], kernel[1] + extra[1]))
    w = rng.normal(size=(filters, channels, *kernel))
    y = engine.conv2d(x, w)
    for image in range(n):
        for o in range(filters):
            expected = sum(signal.correlate2d(x[image, c], w[o, c], mode="valid") for c in range(channels))
            np.testing.assert_allclose(y[image, o], expected, rtol=1e-10, atol=1e-10)


@given(
    seed=seeds,
    size=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    half=st.tuples(*[st.integers(0, 3)] * 2),
)
@settings(max_examples=40, deadline=None)
def test_same_padding_with_an_odd_kernel_is_scipys_filter_with_zeros_around(seed, size, half):
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=size), rng.normal(size=(2 * half[0] + 1, 2 * half[1] + 1))
    y = engine.conv2d(x[None, None], w[None, None], padding="same")[0, 0]
    np.testing.assert_allclose(y, ndimage.correlate(x, w, mode="constant"), rtol=1e-10, atol=1e-10)


@given(seed=seeds, length=st.integers(1, 30), kernel=st.integers(1, 6), padding=st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_conv1d_is_numpys_correlation(seed, length, kernel, padding):
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=max(length, kernel)), rng.normal(size=kernel)
    y = engine.conv1d(x[None, None], w[None, None], padding=padding)[0, 0]
    np.testing.assert_allclose(y, np.correlate(np.pad(x, padding), w, mode="valid"), rtol=1e-10, atol=1e-10)


@given(
    seed=seeds,
    groups=st.integers(1, 3),
    shape=st.tuples(*[st.integers(1, 3)] * 3),
    kernel=st.tuples(*[st.integers(1, 4)] * 2),
    stride=st.tuples(*[st.integers(1, 4)] * 2),
    padding=st.tuples(*[st.integers(0, 3)] * 2),
    dilation=st.tuples(*[st.integers(1, 4)] * 2),
    extra=st.tuples(*[st.integers(0, 5)] * 2),
)
@settings(max_examples=60, deadline=None)
def test_any_setting_gives_what_the_definition_gives(
    seed, groups, shape, kernel, stride, padding, dilation, extra
):
    rng = np.random.default_rng(seed)
    n, c, o = shape
    h, w = (
        max(d * (k - 1) + 1 - 2 * p, 1) + e
        for k, p, d, e in zip(kernel, padding, dilation, extra, strict=True)
    )
    x, weights = rng.normal(size=(n, groups * c, h, w)), rng.normal(size=(groups * o, c, *kernel))
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    y = engine.conv2d(x, weights, **how)
    np.testing.assert_allclose(y, reference.conv2d(x, weights, **how), rtol=1e-10, atol=1e-10)
    dy = rng.normal(size=y.shape)
    ours = engine.conv2d_backward(dy, x, weights, **how)
    for our, defined in zip(ours, reference.conv2d_backward(dy, x, weights, **how), strict=True):
        np.testing.assert_allclose(our, defined, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("kernel", [(3, 4), (1, 1)])
def test_a_batch_gives_what_its_pictures_give_one_by_one(kernel, rng):
    x, w, b = rng.normal(size=(70, 3, 8, 9)), rng.normal(size=(5, 3, *kernel)), rng.normal(size=5)
    batch = engine.conv2d(x, w, b)
    alone = np.concatenate([engine.conv2d(picture[None], w, b) for picture in x])
    np.testing.assert_allclose(batch, alone, rtol=1e-12, atol=1e-12)
    dx, dw, db = engine.conv2d_backward(batch, x, w)
    parts = [engine.conv2d_backward(y[None], picture[None], w) for y, picture in zip(batch, x, strict=True)]
    np.testing.assert_allclose(dx, np.concatenate([part[0] for part in parts]), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(dw, sum(part[1] for part in parts), rtol=1e-10, atol=1e-9)
    np.testing.assert_allclose(db, sum(part[2] for part in parts), rtol=1e-10, atol=1e-9)


def test_a_group_sees_only_its_own_channels(rng):
    x, w = rng.normal(size=(2, 6, 7, 8)), rng.normal(size=(9, 2, 3, 3))
    y = engine.conv2d(x, w, groups=3)
    for k in range(3):
        part = engine.conv2d(x[:, 2 * k : 2 * k + 2], w[3 * k : 3 * k + 3])
        np.testing.assert_allclose(y[:, 3 * k : 3 * k + 3], part, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kernel", [(3, 2), (1, 1)])
@pytest.mark.parametrize(
    "lay_out",
    [
        np.asfortranarray,
        lambda a: a[:, :, ::-1, ::-1].copy()[:, :, ::-1, ::-1],
        lambda a: np.repeat(np.repeat(a, 2, axis=2), 3, axis=3)[:, :, ::2, ::3],
        lambda a: np.ascontiguousarray(a.transpose(3, 2, 1, 0)).transpose(3, 2, 1, 0),
        lambda a: a.astype(a.dtype.newbyteorder()),
    ],
    ids=["fortran", "negative strides", "every other pixel", "axes reversed", "bytes swapped"],
)
def test_how_the_numbers_lie_in_memory_changes_nothing(lay_out, kernel, rng):
    x, w = rng.normal(size=(3, 4, 9, 7)), rng.normal(size=(4, 4, *kernel))
    dy = rng.normal(size=engine.conv2d(x, w).shape)
    np.testing.assert_allclose(
        engine.conv2d(lay_out(x), lay_out(w)), engine.conv2d(x, w), rtol=1e-12, atol=1e-12
    )
    moved = engine.conv2d_backward(lay_out(dy), lay_out(x), lay_out(w))
    for ours, plain in zip(moved, engine.conv2d_backward(dy, x, w), strict=True):
        np.testing.assert_allclose(ours, plain, rtol=1e-12, atol=1e-11)


def test_read_only_arrays_are_read_and_no_argument_is_written_to(rng):
    x, w, b = rng.normal(size=(2, 3, 6, 5)), rng.normal(size=(4, 3, 3, 3)), rng.normal(size=4)
    dy = rng.normal(size=(2, 4, 4, 3))
    y, gradients = engine.conv2d(x, w, b), engine.conv2d_backward(dy, x, w)
    for array in (x, w, b, dy):
        array.setflags(write=False)
    np.testing.assert_array_equal(engine.conv2d(x, w, b), y)
    for again, first in zip(engine.conv2d_backward(dy, x, w), gradients, strict=True):
        np.testing.assert_array_equal(again, first)


def test_the_same_arrays_give_the_same_bits(rng):
    x, w = (
        rng.normal(size=(16, 3, 40, 41)).astype(np.float32),
        rng.normal(size=(8, 3, 5, 5)).astype(np.float32),
    )
    y = engine.conv2d(x, w)
    first = (y, *engine.conv2d_backward(y, x, w))
    again = (engine.conv2d(x.copy(), w.copy()), *engine.conv2d_backward(y.copy(), x.copy(), w.copy()))
    for one, other in zip(first, again, strict=True):
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int16, np.uint16, np.int64, bool])
def test_integers_become_float32_and_never_wrap_around(engine, kind):
    largest = 1 if kind is bool else min(np.iinfo(kind).max, 2**12)
    x, w = np.full((1, 2, 3, 3), largest, dtype=kind), np.full((1, 2, 3, 3), -128, dtype=np.int8)
    y = engine.conv2d(x, w)
    assert y.dtype == np.float32
    assert y.item() == -128 * 18 * int(largest)
    dx, dw, _ = engine.conv2d_backward(np.full((1, 1, 1, 1), 200, dtype=np.uint8), x, w)
    assert dx.dtype == dw.dtype == np.float32
    assert dx[0, 0, 0, 0] == -128 * 200
    assert dw[0, 0, 0, 0] == 200 * int(largest)


def test_the_larger_of_two_types_is_computed_in(engine):
    single, double = np.ones((1, 1, 2, 2), dtype=np.float32), np.ones((1, 1, 2, 2))
    assert engine.conv2d(single, single).dtype == np.float32
    assert engine.conv2d(single, double).dtype == np.float64
    assert engine.conv2d(double, single).dtype == np.float64
    assert engine.conv2d(np.ones((1, 1, 2, 2), dtype=int), double).dtype == np.float64
    assert engine.conv2d(single, single, np.zeros(1)).dtype == np.float64


def test_nan_spoils_the_outputs_that_see_it_and_no_other(engine, rng):
    x, w = rng.normal(size=(2, 2, 6, 7)), rng.normal(size=(3, 2, 3, 2))
    clean = engine.conv2d(x, w)
    x[1, 0, 2, 3] = np.nan
    y = engine.conv2d(x, w)
    spoiled = np.zeros(y.shape, dtype=bool)
    spoiled[1, :, 0:3, 2:4] = True
    np.testing.assert_array_equal(np.isnan(y), spoiled)
    np.testing.assert_allclose(y[~spoiled], clean[~spoiled])


def test_infinity_goes_through_with_the_sign_of_its_weight(engine, rng):
    x = rng.normal(size=(1, 1, 5, 5))
    x[0, 0, 2, 2] = np.inf
    y = engine.conv2d(x, np.array([[[[1.0, -2.0], [3.0, 4.0]]]]))[0, 0]
    np.testing.assert_array_equal(y[1:3, 1:3], [[np.inf, np.inf], [-np.inf, np.inf]])
    assert np.isfinite(np.delete(y.ravel(), [5, 6, 9, 10])).all()


def test_an_infinite_weight_reaches_only_the_pixels_it_lay_on(engine, rng):
    w = rng.normal(size=(1, 1, 3, 3))
    w[0, 0, 2, 2] = np.inf
    dx = engine.conv2d_input_gradient(np.ones((1, 1, 2, 2)), w, (1, 1, 4, 4))[0, 0]
    np.testing.assert_array_equal(np.isinf(dx), np.pad(np.ones((2, 2), dtype=bool), ((2, 0), (2, 0))))


def test_an_empty_batch_has_gradients_of_zero(engine):
    dx, dw, db = engine.conv2d_backward(np.ones((0, 2, 3, 3)), np.ones((0, 1, 4, 4)), np.ones((2, 1, 2, 2)))
    assert dx.shape == (0, 1, 4, 4)
    assert not dw.any()
    assert not db.any()


@pytest.mark.parametrize(
    ("x_shape", "w_shape", "how"),
    [
        ((1, 1, 1600, 1600), (1, 1, 7, 7), {}),
        ((1, 1, 1600, 1600), (1, 1, 7, 7), {"padding": "same", "dilation": 3, "stride": 2}),
        ((1, 3, 900, 900), (4, 3, 5, 5), {"padding": 2}),
        ((3, 2, 900, 900), (2, 2, 1, 1), {}),
        ((1, 1, 1, 2_000_000), (2, 1, 1, 9), {}),
        ((1, 1, 200_000, 1), (2, 1, 9, 1), {}),
        ((300, 8, 24, 24), (8, 8, 5, 5), {}),
    ],
)
def test_the_scratch_stays_small_however_large_the_picture(x_shape, w_shape, how):
    x, w = np.ones(x_shape, dtype=np.float32), np.ones(w_shape, dtype=np.float32)
    dy = engine.conv2d(x, w, **how)
    # A view whose pixels do not lie side by side, so that nothing can be had without copying.
    view = x[:, :, ::-1]
    for call in (
        lambda: engine.conv2d(x, w, **how),
        lambda: engine.conv2d(view, w, **how),
        lambda: engine.conv2d_weight_gradient(dy, x, w_shape, **how),
        lambda: engine.conv2d_input_gradient(dy, w, x_shape, **how),
    ):
        tracemalloc.start()
        result = call()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak - result.nbytes < 8 * 2**20


def test_many_channels_take_more_scratch_but_not_without_limit():
    x, w = np.ones((2, 256, 40, 40), dtype=np.float32), np.ones((64, 256, 3, 3), dtype=np.float32)
    dy = engine.conv2d(x, w)
    for call in (
        lambda: engine.conv2d(x, w),
        lambda: engine.conv2d_weight_gradient(dy, x, w.shape),
        lambda: engine.conv2d_input_gradient(dy, w, x.shape),
    ):
        tracemalloc.start()
        result = call()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        # Lowered whole, the pictures would take 61 MB.
        assert peak - result.nbytes - w.nbytes < 24 * 2**20
