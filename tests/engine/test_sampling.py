"""A convolution at some of its places is the whole convolution, picked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab import engine
from filterlab.engine import ShapeError, conv2d_at


@st.composite
def picks(draw: st.DrawFn, count: int) -> range:
    """Some of ``count`` places, in steps."""
    start = draw(st.integers(0, count - 1))
    return range(start, draw(st.integers(start, count)), draw(st.integers(1, 9)))


@st.composite
def convolutions(draw: st.DrawFn) -> dict[str, object]:
    """A picture, filters and settings."""
    groups, channels, filters = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 5))
    kernel = draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    dilation = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    size = [d * (k - 1) + 1 + draw(st.integers(0, 60)) for d, k in zip(dilation, kernel, strict=True)]
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    return {
        "x": rng.random((draw(st.integers(1, 2)), groups * channels, *size)).astype(dtype),
        "w": rng.random((groups * filters, channels, *kernel)).astype(dtype),
        "b": rng.random(groups * filters).astype(dtype),
        "stride": draw(st.tuples(st.integers(1, 3), st.integers(1, 3))),
        "padding": draw(st.tuples(st.integers(0, 9), st.integers(0, 9)) | st.just("same")),
        "dilation": dilation,
        "groups": groups,
    }


def close(y: np.ndarray, exact: np.ndarray) -> bool:
    """Whether two results differ by rounding alone."""
    tolerance = {np.dtype(np.float32): 1e-5, np.dtype(np.float64): 1e-12}[y.dtype]
    return y.shape == exact.shape and bool(
        np.abs(y - exact).max(initial=0) <= tolerance * np.abs(exact).max(initial=1)
    )


@settings(max_examples=150, deadline=None)
@given(convolutions(), st.data())
def test_some_places_are_what_the_whole_has_there(given_: dict[str, object], data: st.DataObject) -> None:
    whole = engine.conv2d(**given_)  # type: ignore[arg-type]
    rows, columns = data.draw(picks(whole.shape[2])), data.draw(picks(whole.shape[3]))
    y = conv2d_at(**given_, rows=rows, columns=columns)  # type: ignore[arg-type]
    assert y.flags.c_contiguous
    assert close(
        y, whole[:, :, rows.start : rows.stop : rows.step, columns.start : columns.stop : columns.step]
    )


@settings(max_examples=100, deadline=None)
@given(convolutions(), st.data())
def test_a_changed_cell_changes_some_places_as_it_changes_the_whole(
    given_: dict[str, object], data: st.DataObject
) -> None:
    whole = engine.conv2d(**given_)  # type: ignore[arg-type]
    rows, columns = data.draw(picks(whole.shape[2])), data.draw(picks(whole.shape[3]))
    y = conv2d_at(**given_, rows=rows, columns=columns)  # type: ignore[arg-type]
    before = given_.pop("w")
    after = np.array(before)
    after[..., -1, 0] += 3
    changed = engine.update_conv2d(y, before=before, after=after, rows=rows, columns=columns, **given_)  # type: ignore[arg-type]
    assert close(changed, conv2d_at(w=after, rows=rows, columns=columns, **given_))  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", ["every other row", "turned", "integers"])
def test_pictures_that_do_not_lie_as_floats_side_by_side_give_the_same(layout: str) -> None:
    rng = np.random.default_rng(1)
    base = rng.integers(0, 255, (1, 1, 300, 280))
    x = {
        "every other row": base.astype(np.float32)[:, :, ::2],
        "turned": base.astype(np.float32).swapaxes(2, 3),
        "integers": base.astype(np.uint8),
    }[layout]
    w = rng.random((1, 1, 7, 7)).astype(np.float32)
    y = conv2d_at(x, w, rows=range(2, 140, 11), columns=range(0, 200, 13), padding=3)
    whole = engine.conv2d(x.astype(np.float32), w, padding=3)
    assert close(y, whole[:, :, 2:140:11, 0:200:13])


def test_no_places_are_an_empty_result() -> None:
    x, w = np.ones((2, 1, 9, 9), np.float32), np.ones((3, 1, 3, 3), np.float32)
    assert conv2d_at(x, w, rows=range(0), columns=range(4)).shape == (2, 3, 0, 4)


@pytest.mark.parametrize("rows", [range(-1, 3), range(8), range(5, 0, -1)])
def test_places_that_are_not_in_the_output_are_refused_by_name(rows: range) -> None:
    x, w = np.ones((1, 1, 9, 9), np.float32), np.ones((1, 1, 3, 3), np.float32)
    with pytest.raises(ShapeError, match=r"rows asked for.*has 7.*rows from 0 to 6"):
        conv2d_at(x, w, rows=rows, columns=range(4))
