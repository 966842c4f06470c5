"""The same numbers in memory in many ways: every view NumPy can hand out."""

from collections.abc import Callable

import numpy as np

Layout = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def in_order(values: np.ndarray, _rng: np.random.Generator) -> np.ndarray:
    return np.ascontiguousarray(values)


def in_fortran_order(values: np.ndarray, _rng: np.random.Generator) -> np.ndarray:
    return np.asfortranarray(values)


def with_axes_swapped(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Written down in another order of the axes (channels last, say), and transposed back."""
    order = rng.permutation(values.ndim)
    return np.ascontiguousarray(values.transpose(order)).transpose(np.argsort(order))


def with_channels_last(values: np.ndarray, _rng: np.random.Generator) -> np.ndarray:
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(values, 1, -1)), -1, 1)


def backwards(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Negative strides along one axis or more."""
    turned = rng.random(values.ndim) < 0.5
    turned[rng.integers(values.ndim)] = True
    turn = tuple(slice(None, None, -1 if yes else 1) for yes in turned)
    return np.ascontiguousarray(values[turn])[turn]


def with_steps(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Every so many numbers of a larger array; those between are NaN, so whoever reads them is found out."""
    steps = rng.integers(1, 4, values.ndim)
    steps[-1] = max(steps[-1], 2)
    room = np.full([size * step for size, step in zip(values.shape, steps, strict=True)], np.nan)
    view = room.astype(values.dtype)[tuple(slice(None, None, int(step)) for step in steps)]
    view[...] = values
    return view


def in_the_middle(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A part of a larger array, NaN all round."""
    margins = rng.integers(1, 4, values.ndim)
    room = np.full([s + 2 * m for s, m in zip(values.shape, margins, strict=True)], np.nan, values.dtype)
    view = room[tuple(slice(int(m), int(m) + s) for s, m in zip(values.shape, margins, strict=True))]
    view[...] = values
    return view


def off_the_start(values: np.ndarray, _rng: np.random.Generator) -> np.ndarray:
    """In order, but beginning one number behind where memory was given out."""
    room = np.full(values.size + 1, np.nan, values.dtype)
    view = room[1:].reshape(values.shape)
    view[...] = values
    return view


def off_the_grid(values: np.ndarray, _rng: np.random.Generator) -> np.ndarray:
    """In order, at an address no compiler would choose: how a file's numbers lie behind an odd header."""
    room = b"?" + np.ascontiguousarray(values).tobytes()
    return np.frombuffer(room, values.dtype, offset=1).reshape(values.shape)


def read_only(values: np.ndarray, _rng: np.random.Generator) -> np.ndarray:
    view = np.ascontiguousarray(values).copy()
    view.flags.writeable = False
    return view


def byte_swapped(values: np.ndarray, _rng: np.random.Generator) -> np.ndarray:
    return values.astype(values.dtype.newbyteorder())


LAYOUTS: dict[str, Layout] = {
    layout.__name__.replace("_", " "): layout
    for layout in (
        in_order, in_fortran_order, with_axes_swapped, with_channels_last, backwards, with_steps, in_the_middle,
        off_the_start, off_the_grid, read_only, byte_swapped,
    )
}  # fmt: skip


def laid_out(values: np.ndarray, layout: str, rng: np.random.Generator) -> np.ndarray:
    """The same numbers in the given layout."""
    return LAYOUTS[layout](values, rng)
