"""Filters on pictures of a megapixel: what a hand that paints a kernel waits for."""

from collections.abc import Iterator
from functools import partial
from itertools import cycle

import numpy as np

from cases import Case
from filterlab import engine
from peers import Floats, opencv_filter, scipy_filter, torch_filter
from timing import Side

SIDE = 1000
KERNELS = (3, 7, 15, 31)

ONE_FILTER = "One filter on a grey picture of 1 megapixel"
SIXTEEN = "16 filters on a colour picture of 1 megapixel"
EDIT = "One kernel cell changed, response of 1 megapixel brought up to date"


def picture_cases() -> Iterator[Case]:
    """Yield a case for each filter and peer."""
    for k in KERNELS:
        name = f"{k} × {k}, padded"
        yield Case(ONE_FILTER, name, partial(_beside_opencv, k), 1.0)
        yield Case(ONE_FILTER, name, partial(_beside_scipy, k), 0.15)
        yield Case(ONE_FILTER, name, partial(_beside_torch, 1, 1, k, padded=True), 0.15)
        yield Case(ONE_FILTER, f"{k} × {k}, no padding", partial(_beside_torch, 1, 1, k, padded=False), 0.15)
    yield Case(SIXTEEN, "7 × 7, padded", partial(_beside_torch, 3, 16, 7, padded=True), 0.5)
    yield Case(SIXTEEN, "7 × 7, no padding", partial(_beside_torch, 3, 16, 7, padded=False), 0.5)


def edit_cases() -> Iterator[Case]:
    """Yield the edit of one cell beside OpenCV's whole filter, as soon as the engine can do it."""
    if hasattr(engine, "update_conv2d"):
        yield Case(EDIT, "7 × 7, padded; OpenCV all anew", _edit_beside_opencv, 0.35)


def _picture_and_filters(channels: int, filters: int, k: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(0)
    x = rng.random((1, channels, SIDE, SIDE), dtype=np.float32)
    return x, rng.normal(size=(filters, channels, k, k)).astype(np.float32)


def _ours(x: Floats, w: Floats, padding: int) -> Side:
    return Side("FilterLab", lambda: engine.conv2d(x, w, padding=padding))


def _beside_opencv(k: int) -> tuple[Side, Side]:
    x, w = _picture_and_filters(1, 1, k)
    return _ours(x, w, k // 2), opencv_filter(x[0, 0], w[0, 0])


def _beside_scipy(k: int) -> tuple[Side, Side]:
    x, w = _picture_and_filters(1, 1, k)
    return _ours(x, w, k // 2), scipy_filter(x[0, 0], w[0, 0])


def _beside_torch(channels: int, filters: int, k: int, *, padded: bool) -> tuple[Side, Side]:
    x, w = _picture_and_filters(channels, filters, k)
    padding = k // 2 if padded else 0
    return _ours(x, w, padding), torch_filter(x, w, padding)


def _edit_beside_opencv() -> tuple[Side, Side]:
    """Change one cell to and fro; the first change leads to the filter that OpenCV applies."""
    x, before = _picture_and_filters(1, 1, 7)
    after = before.copy()
    after[0, 0, 2, 4] += 1
    y = engine.conv2d(x, before, padding=3)
    edits = cycle([(before, after), (after, before)])

    def edit() -> object:
        nonlocal y
        y = engine.update_conv2d(y, x, *next(edits), padding=3)
        return y

    return Side("FilterLab", edit), opencv_filter(x[0, 0], after[0, 0])
