"""Thousands of convolutions, drawn by chance from a seed: each one can be drawn again by its two numbers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any

import numpy as np

from filterlab.engine.plan import ConvPlan, plan_conv

from .layouts import LAYOUTS, laid_out

SEED = 2026
CHUNKS = 50
CASES_A_CHUNK = 100
# A result of fewer numbers than this may cancel out as a whole.
FEW = 32

Pair = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """What a family of cases decides: all sizes and settings."""

    n: int
    groups: int
    c_of_group: int
    o_of_group: int
    size: Pair
    kernel: Pair
    stride: Any = 1
    padding: Any = 0
    dilation: Any = 1
    rank: int | None = None


@dataclass(frozen=True)
class Case:
    """One convolution to be proved: its sizes, settings and types, and how its arrays lie in memory."""

    chunk: int
    number: int
    family: str
    shape: Shape
    dtype: np.dtype
    has_bias: bool
    x_layout: str
    w_layout: str

    @cached_property
    def settings(self) -> dict[str, Any]:
        s = self.shape
        return {"stride": s.stride, "padding": s.padding, "dilation": s.dilation, "groups": s.groups}

    @cached_property
    def plan(self) -> ConvPlan:
        s = self.shape
        x_shape = (s.n, s.groups * s.c_of_group, *s.size)
        return plan_conv(x_shape, (s.groups * s.o_of_group, s.c_of_group, *s.kernel), **self.settings)

    def numbers(self, *shapes: tuple[int, ...], results: list[tuple[int, ...]]) -> list[np.ndarray]:
        """Draw numbers for arrays of these shapes.

        They are positive if one of the results made of them will have few numbers: those cannot cancel out.
        """
        rng = self._rng(1)
        positive = any(0 < np.prod(result) < FEW for result in results)
        drawn = [rng.standard_normal(shape) for shape in shapes]
        return [(np.abs(values) if positive else values).astype(self.dtype) for values in drawn]

    def given(self, *, positive_for: list[tuple[int, ...]] | None = None) -> dict[str, np.ndarray | None]:
        """The values of x, w, b and dy, in order in memory."""
        plan = self.plan
        x, w, b, dy = self.numbers(
            plan.x_shape, plan.w_shape, (plan.o,), plan.y_shape, results=positive_for or [plan.y_shape]
        )
        if self.shape.rank is not None:
            w = self._of_rank(w, self.shape.rank)
        return {"x": x, "w": w, "b": b if self.has_bias else None, "dy": dy}

    def laid_out(self, given: dict[str, np.ndarray | None]) -> dict[str, np.ndarray | None]:
        """The same numbers, in memory as this case wants them."""
        rng = self._rng(2)
        layouts = {"x": self.x_layout, "w": self.w_layout, "b": self.w_layout, "dy": self.x_layout}
        return {
            name: None if values is None else _laid_out(values, layouts[name], rng)
            for name, values in given.items()
        }

    def __str__(self) -> str:
        """Everything there is to know to draw the case again."""
        told = ", ".join(f"{field.name}={getattr(self, field.name)}" for field in fields(self))
        return f"draw({self.chunk}, {self.number}): {told}; {self.plan.x_shape} * {self.plan.w_shape}"

    def _of_rank(self, w: np.ndarray, rank: int) -> np.ndarray:
        """Replace each kernel by the sum of ``rank`` products of a column and a row."""
        rng = self._rng(3)
        o, c, kh, kw = w.shape
        tall, wide = rng.standard_normal((o, c, kh, rank)), rng.standard_normal((o, c, rank, kw))
        if (w > 0).all():
            tall, wide = np.abs(tall), np.abs(wide)
        return (tall @ wide).astype(self.dtype)

    def _rng(self, purpose: int) -> np.random.Generator:
        return np.random.default_rng((SEED, self.chunk, self.number, purpose))


def _laid_out(values: np.ndarray, layout: str, rng: np.random.Generator) -> np.ndarray:
    # A bias has one axis and no channels to put last.
    return laid_out(values, "backwards" if values.ndim == 1 and "channels" in layout else layout, rng)


@cache
def draw(chunk: int, number: int) -> Case:
    """Draw the case with these two numbers."""
    rng = np.random.default_rng((SEED, chunk, number))
    family = _family(number)
    shape = family(rng)
    layouts = list(LAYOUTS)
    return Case(
        chunk,
        number,
        family.__name__.removeprefix("_"),
        shape,
        np.dtype([np.float32, np.float64][rng.integers(2)]),
        bool(rng.integers(2)),
        layouts[rng.integers(len(layouts))],
        layouts[rng.integers(len(layouts))],
    )


def chunk_of_cases(chunk: int) -> Iterator[Case]:
    """All cases of one chunk."""
    return (draw(chunk, number) for number in range(CASES_A_CHUNK))


def _anything(rng: np.random.Generator) -> Shape:
    """Small pictures, and every setting there is."""
    groups, c, o = _parts(rng)
    kernel = _pair(rng, 1, 10) if rng.random() < 0.3 else _pair(rng, 1, 6)
    dilation = _pair(rng, 1, 4) if rng.random() < 0.4 and max(kernel) < 6 else (1, 1)
    stride = _pair(rng, 1, 5) if rng.random() < 0.5 else (1, 1)
    padding = _padding(rng, kernel)
    size = _size(rng, kernel, dilation, padding, 9)
    return Shape(
        _int(rng, 0, 5), groups, c, o, size, kernel, _short(stride), _short(padding), _short(dilation)
    )


def _pointwise(rng: np.random.Generator) -> Shape:
    """1 x 1 kernels: every pixel by itself."""
    groups = _int(rng, 1, 4)
    c, o = _int(rng, 1, 13), _int(rng, 1, 13)
    return Shape(_int(rng, 0, 5), groups, c, o, _pair(rng, 1, 14), (1, 1))


def _rows(rng: np.random.Generator) -> Shape:
    """Few filters on wide pictures, one place after the other."""
    groups, c, o = (1, _int(rng, 1, 4), _int(rng, 1, 5)) if rng.random() < 0.7 else (_int(rng, 2, 4), 1, 1)
    kernel = _pair(rng, 1, 12) if rng.random() < 0.4 else (_int(rng, 1, 12),) * 2
    padding = [0, "same", _pair(rng, 0, 6)][rng.integers(3)]
    dilation = _pair(rng, 1, 3) if rng.random() < 0.15 and max(kernel) < 8 else (1, 1)
    size = max(_int(rng, 1, 25), dilation[0] * (kernel[0] - 1) + 1), _int(rng, 32, 161)
    return Shape(_int(rng, 1, 3), groups, c, o, size, kernel, padding=padding, dilation=_short(dilation))


def _large_kernels(rng: np.random.Generator) -> Shape:
    """Kernels of 11 to 31 cells a side on larger pictures."""
    kernel = (_int(rng, 11, 32),) * 2 if rng.random() < 0.6 else _pair(rng, 11, 32)
    padding = [0, "same", _pair(rng, 0, 20)][rng.integers(3)]
    size = kernel[0] + _int(rng, 0, 22), kernel[1] + _int(rng, 0, 22)
    stride = _pair(rng, 1, 4) if rng.random() < 0.15 else 1
    groups, c, o = [(1, 1, 1), (1, 1, 2), (1, 3, 1), (2, 1, 1)][rng.integers(4)]
    return Shape(_int(rng, 1, 3), groups, c, o, size, kernel, stride, padding)


def _low_rank(rng: np.random.Generator) -> Shape:
    """Kernels that are one or two products of a column and a row: blurs, edges, Gabor patches."""
    kernel = (_int(rng, 3, 16),) * 2 if rng.random() < 0.6 else _pair(rng, 2, 16)
    padding = [0, "same", _pair(rng, 0, 8)][rng.integers(3)]
    size = kernel[0] + _int(rng, 4, 30), kernel[1] + _int(rng, 4, 60)
    groups, c, o = [(1, 1, 1), (1, 1, 1), (1, 1, 3), (1, 3, 1), (3, 1, 1)][rng.integers(5)]
    return Shape(_int(rng, 1, 3), groups, c, o, size, kernel, padding=padding, rank=_int(rng, 1, 3))


def _layers(rng: np.random.Generator) -> Shape:
    """What small nets are made of."""
    kernel = [(3, 3), (5, 5), (7, 7), (4, 4), (2, 2)][rng.integers(5)]
    stride = [1, 1, 2][rng.integers(3)]
    padding = [0, 1, 2, "same"][rng.integers(4)]
    side = _int(rng, 7, 15)
    # Filters around the number that fills the compiled kernels' vectors.
    o = [_int(rng, 1, 9), 16, 17][rng.integers(3)]
    return Shape(_int(rng, 1, 4), 1, _int(rng, 1, 6), o, (side, side), kernel, stride, padding)


def _larger_pictures(rng: np.random.Generator) -> Shape:
    """Pictures large enough to be cut into pieces, in the cache or among threads."""
    kernel = [(3, 3), (7, 7), (5, 3)][rng.integers(3)]
    size = _int(rng, 90, 201), _int(rng, 90, 201)
    stride = [1, 1, 2][rng.integers(3)]
    return Shape(
        1, 1, [1, 3][rng.integers(2)], _int(rng, 1, 4), size, kernel, stride, [0, "same"][rng.integers(2)]
    )


_SHARES: list[tuple[Callable[[np.random.Generator], Shape], int]] = [
    (_anything, 46), (_pointwise, 9), (_rows, 14), (_large_kernels, 7), (_low_rank, 10), (_layers, 12),
    (_larger_pictures, 2),
]  # fmt: skip


def _family(number: int) -> Callable[[np.random.Generator], Shape]:
    for family, share in _SHARES:
        if number < share:
            return family
        number -= share
    raise IndexError(number)


def _parts(rng: np.random.Generator) -> tuple[int, int, int]:
    """Draw groups, input channels and output channels of a group; often one channel a group (depthwise)."""
    match rng.integers(4):
        case 0:
            return _int(rng, 2, 6), 1, _int(rng, 1, 3)
        case 1:
            return _int(rng, 2, 4), _int(rng, 1, 4), _int(rng, 1, 4)
        case _:
            return 1, _int(rng, 1, 6), _int(rng, 1, 6)


def _padding(rng: np.random.Generator, kernel: Pair) -> str | Pair:
    match rng.integers(6):
        case 0:
            return "same"
        case 1:
            return "valid"
        case 2:
            return kernel[0] + _int(rng, 0, 4), kernel[1] + _int(rng, 0, 4)
        case 3:
            return _pair(rng, 0, 5)
        case _:
            return (_int(rng, 0, 3),) * 2


def _size(rng: np.random.Generator, kernel: Pair, dilation: Pair, padding: str | Pair, extra: int) -> Pair:
    """Draw a picture the kernel fits on with its padding, often just so."""
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    if padding == "same":
        least = [1, 1]
    else:
        zeros = (0, 0) if isinstance(padding, str) else padding
        least = [max(span - 2 * p, 1) for span, p in zip(spans, zeros, strict=True)]
    return least[0] + _int(rng, 0, extra + 1), least[1] + _int(rng, 0, extra + 1)


def _short(value: str | Pair) -> str | int | Pair:
    """Write a pair of equal numbers as one number: both ways are to be proved."""
    return value[0] if isinstance(value, tuple) and value[0] == value[1] else value


def _int(rng: np.random.Generator, low: int, high: int) -> int:
    return int(rng.integers(low, high))


def _pair(rng: np.random.Generator, low: int, high: int) -> Pair:
    return _int(rng, low, high), _int(rng, low, high)
