"""Convolving in bands what is not floats side by side gives what convolving it whole as floats gives."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab import engine
from filterlab.engine import bands, reference
from filterlab.engine.algorithms import ALGORITHMS, Algorithm
from filterlab.engine.plan import plan_conv

from .contract import ConvCase


def off_by_one(x):
    """The same numbers, but not where the processor likes them."""
    odd = np.frombuffer(b"\0" + x.tobytes(), dtype=np.uint8)[1:].view(x.dtype).reshape(x.shape)
    assert not (x.size and odd.flags.aligned)
    return odd


LAYOUTS = {
    "bytes": lambda x: x.astype(np.uint8),
    "signed integers": lambda x: x.astype(np.int16),
    "bytes backwards": lambda x: x.astype(np.uint8)[:, :, ::-1, ::-1],
    "channels last": lambda x: np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2),
    "turned": lambda x: np.ascontiguousarray(x.swapaxes(2, 3)).swapaxes(2, 3),
    "every other row": lambda x: np.repeat(x, 2, axis=2)[:, :, ::2],
    "bytes swapped": lambda x: x.astype(x.dtype.newbyteorder()),
    "odd address": off_by_one,
}


def whole_floats(x, dtype):
    return np.require(x, dtype, ["C", "A"])


def tap_by_tap(plan, x, w, b):
    """Convolve in an order of additions that does not depend on the size of the picture."""
    rows, columns = plan.rows, plan.columns
    padded = np.pad(x, ((0, 0), (0, 0), (rows.before, rows.after), (columns.before, columns.after)))
    y = np.zeros(plan.y_shape, x.dtype)
    if b is not None:
        y += b[:, None, None]
    of_group = plan.c // plan.groups
    for o in range(plan.o):
        first = o // (plan.o // plan.groups) * of_group
        for c, i, j in np.ndindex(of_group, rows.kernel, columns.kernel):
            top, left = i * rows.dilation, j * columns.dilation
            seen = padded[
                :,
                first + c,
                top : top + (rows.out - 1) * rows.stride + 1 : rows.stride,
                left : left + (columns.out - 1) * columns.stride + 1 : columns.stride,
            ]
            y[:, o] += w[o, c, i, j] * seen
    return y


def in_bands(compute, band_bytes, x, w, b=None, **how):
    """Convolve with bands of the given size; returns the output and the plans of the bands."""
    plans = []

    def spy(plan, x, w, b):
        assert x.shape == plan.x_shape
        assert x.dtype == w.dtype
        assert x.flags.c_contiguous
        assert x.flags.aligned
        plans.append(plan)
        return compute(plan, x, w, b)

    plan = plan_conv(x.shape, w.shape, **how)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bands, "BAND_BYTES", band_bytes)
        return bands.forward(algorithm(spy), plan, x, w, b), plans


def algorithm(forward, serves=lambda *_: True):
    return Algorithm("spy", "for tests", compiled=False, serves=serves, scratch=lambda *_: 0, forward=forward)


@pytest.mark.parametrize("lay_out", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("band_bytes", [1, 100, 1500])
def test_every_case_of_the_contract_is_the_same_in_bands(
    conv2d_case: ConvCase, lay_out, band_bytes, monkeypatch
):
    arrays = conv2d_case.arrays(np.float32)
    # Small whole numbers: their sums are exact, so that any order of additions gives the same bits.
    x, w, b = (np.rint(4 * arrays[name] + 8) for name in "xwb")
    given = lay_out(x)
    expected = engine.conv2d(whole_floats(given, np.float32), w, b, **conv2d_case.settings)
    monkeypatch.setattr(bands, "BAND_BYTES", band_bytes)
    np.testing.assert_array_equal(engine.conv2d(given, w, b, **conv2d_case.settings), expected, strict=True)


@given(
    seed=st.integers(0, 2**32 - 1),
    batch=st.integers(1, 3),
    groups=st.integers(1, 2),
    channels=st.integers(1, 2),
    kernel=st.tuples(*[st.integers(1, 4)] * 2),
    stride=st.tuples(*[st.integers(1, 4)] * 2),
    padding=st.tuples(*[st.integers(0, 9)] * 2),
    dilation=st.tuples(*[st.integers(1, 3)] * 2),
    extra=st.tuples(*[st.integers(0, 12)] * 2),
    band_bytes=st.integers(1, 3000),
    lay_out=st.sampled_from(list(LAYOUTS.values())),
    dtype=st.sampled_from([np.float32, np.float64]),
)
@settings(max_examples=150, deadline=None)
def test_an_order_of_additions_that_is_fixed_gives_the_same_bits_in_bands(
    seed, batch, groups, channels, kernel, stride, padding, dilation, extra, band_bytes, lay_out, dtype
):
    rng = np.random.default_rng(seed)
    h, width = (
        max(d * (k - 1) + 1 - 2 * p, 1) + e
        for k, p, d, e in zip(kernel, padding, dilation, extra, strict=True)
    )
    x = lay_out(rng.uniform(0, 200, (batch, groups * channels, h, width)).astype(dtype))
    w, b = (rng.normal(size=s).astype(dtype) for s in ((2 * groups, channels, *kernel), 2 * groups))
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    y, _ = in_bands(tap_by_tap, band_bytes, x, w, b, **how)
    whole = tap_by_tap(plan_conv(x.shape, w.shape, **how), np.ascontiguousarray(x, dtype=dtype), w, b)
    np.testing.assert_array_equal(y, whole, strict=True)
    np.testing.assert_allclose(y, engine.conv2d(whole_floats(x, dtype), w, b, **how), rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("band_bytes", [20_000, 60_000])
def test_every_algorithm_gives_the_same_in_bands(name, band_bytes, monkeypatch, rng):
    x = rng.integers(0, 256, (3, 2, 90, 75), dtype=np.uint8)
    w, b = rng.normal(size=(4, 2, 5, 5)).astype(np.float32), rng.normal(size=4).astype(np.float32)
    plan = plan_conv(x.shape, w.shape, padding=2)
    whole = ALGORITHMS[name].forward(plan, x.astype(np.float32), w, b)
    monkeypatch.setattr(bands, "BAND_BYTES", band_bytes)
    y = bands.forward(ALGORITHMS[name], plan, x, w, b)
    if name in ("direct", "rows"):
        np.testing.assert_array_equal(y, whole, strict=True)
    else:
        # Matrix products, spectra and terms may add up in another order.
        np.testing.assert_allclose(y, whole, rtol=1e-5, atol=1e-5 * np.abs(whole).max())


def test_floats_side_by_side_are_handed_on_as_they_are():
    x, w = np.ones((2, 1, 50, 50), np.float32), np.ones((1, 1, 3, 3), np.float32)
    given = bands.forward(algorithm(lambda *arrays: arrays[1]), plan_conv(x.shape, w.shape), x, w, None)
    assert given is x


def test_a_small_picture_is_one_band():
    x, w = np.ones((2, 1, 50, 50), np.uint8), np.ones((1, 1, 3, 3), np.float32)
    _, plans = in_bands(tap_by_tap, bands.BAND_BYTES, x, w)
    assert plans == [plan_conv(x.shape, w.shape)]


def test_a_batch_is_cut_by_pictures_first():
    x, w = np.ones((40, 1, 20, 20), np.uint8), np.ones((1, 1, 3, 3), np.float32)
    _, plans = in_bands(tap_by_tap, 10 * (400 + 324) * 4, x, w)
    assert [plan.n for plan in plans] == [10] * 4
    whole = plan_conv(x.shape, w.shape)
    assert {replace(plan, n=40) for plan in plans} == {whole}


def test_a_picture_is_cut_by_rows_before_columns():
    x, w = np.ones((1, 1, 200, 100), np.uint8), np.ones((1, 1, 3, 3), np.float32)
    _, plans = in_bands(tap_by_tap, 20_000, x, w)
    assert len(plans) > 4
    assert {plan.columns.out for plan in plans} == {98}
    _, plans = in_bands(tap_by_tap, 2_000, x, w)
    assert {plan.columns.out for plan in plans} != {98}


def test_no_band_is_larger_than_it_should_be():
    x, w = np.ones((3, 2, 150, 170), np.uint8), np.ones((4, 2, 5, 5), np.float32)
    _, plans = in_bands(tap_by_tap, 30_000, x, w, padding=3, stride=(1, 2))
    for plan in plans:
        assert 4 * (np.prod(plan.x_shape) + np.prod(plan.y_shape)) <= 30_000


def test_pieces_are_about_equal():
    for count, length in ((17, 5), (1000, 16), (7, 7), (9, 1)):
        pieces = bands._pieces(count, length)
        assert [place for piece in pieces for place in piece] == list(range(count))
        lengths = {len(piece) for piece in pieces}
        assert max(lengths) <= length
        assert max(lengths) - min(lengths) <= 1


def test_a_band_the_algorithm_does_not_serve_is_computed_by_another(monkeypatch, rng):
    x = rng.integers(0, 9, (1, 2, 40, 30), dtype=np.uint8)
    w = np.rint(4 * rng.normal(size=(3, 2, 2, 3))).astype(np.float32)
    monkeypatch.setattr(bands, "BAND_BYTES", 2000)
    plan = plan_conv(x.shape, w.shape, padding=9)
    picky = algorithm(tap_by_tap, serves=lambda plan, _: plan.rows.before == 0 and plan.columns.out > 4)
    y = bands.forward(picky, plan, x, w, None)
    np.testing.assert_array_equal(y, tap_by_tap(plan, x.astype(np.float32), w, None))


def test_padding_is_at_the_edges_of_the_picture_alone():
    x, w = np.ones((1, 1, 100, 30), np.uint8), np.ones((1, 1, 5, 5), np.float32)
    _, plans = in_bands(tap_by_tap, 6_000, x, w, padding=2)
    assert len(plans) > 2
    assert [plan.rows.before for plan in plans] == [2, *[0] * (len(plans) - 1)]
    assert [plan.rows.after for plan in plans] == [*[0] * (len(plans) - 1), 2]


@pytest.mark.parametrize("band_bytes", [1, 400, 4000])
def test_windows_over_padding_alone_see_zeros_as_ieee_says(band_bytes, monkeypatch, rng):
    x = rng.integers(0, 9, (2, 2, 6, 7), dtype=np.uint8)
    w, b = np.rint(rng.normal(size=(2, 2, 2, 2)) * 4), np.array([1.5, -2.0])
    w[1, 0, 0, 0] = np.inf
    monkeypatch.setattr(bands, "BAND_BYTES", band_bytes)
    for how in ({"padding": 9}, {"padding": (20, 3), "stride": (7, 2)}, {"padding": 11, "dilation": 4}):
        y = engine.conv2d(x, w, b, **how)
        np.testing.assert_array_equal(y, reference.conv2d(x, w, b, **how))
        # Zero times infinity is no number.
        assert np.isnan(y[:, 1, 0, 0]).all()


def test_nan_and_infinity_go_through_where_they_are_seen(monkeypatch, rng):
    x = rng.normal(size=(1, 1, 30, 30))[:, :, ::-1]
    x[0, 0, 14, 15], x[0, 0, 3, 20] = np.nan, np.inf
    w = rng.normal(size=(1, 1, 3, 3))
    expected = engine.conv2d(x.copy(), w)
    monkeypatch.setattr(bands, "BAND_BYTES", 1000)
    np.testing.assert_allclose(engine.conv2d(x, w), expected, rtol=1e-12, atol=1e-12)


def test_signals_are_cut_along_their_length(monkeypatch, rng):
    x = rng.integers(-500, 500, (2, 3, 5000), dtype=np.int16)
    w = rng.integers(-5, 6, (2, 3, 7)).astype(np.float32)
    expected = engine.conv1d(x.astype(np.float32), w, padding=3)
    monkeypatch.setattr(bands, "BAND_BYTES", 4000)
    np.testing.assert_array_equal(engine.conv1d(x, w, padding=3), expected, strict=True)


@pytest.mark.parametrize("lay_out", [LAYOUTS["bytes"], LAYOUTS["turned"]], ids=["bytes", "turned"])
def test_a_large_picture_is_not_turned_into_floats_whole(lay_out):
    x = lay_out(np.ones((1, 1, 3000, 3000), np.float32))
    w = np.ones((1, 1, 7, 7), np.float32)
    tracemalloc.start()
    y = engine.conv2d(x, w)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    np.testing.assert_array_equal(y, 49)
    # As floats it would take 36 MB.
    # Two bands of 6 MB, one of which waits to be thrown away, and what threads need.
    assert peak - y.nbytes < 16 * 2**20


def test_a_picture_larger_than_memory_is_seen_where_the_windows_are():
    # 40 GB, were it not one pixel repeated.
    x = np.broadcast_to(np.float32(3), (1, 1, 10**5, 10**5))
    y = engine.conv2d(x, np.ones((1, 1, 2, 2), np.float32), stride=3 * 10**4)
    np.testing.assert_array_equal(y, np.full((1, 1, 4, 4), 12))
