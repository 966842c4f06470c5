"""The contract of the engine: one table of cases for every implementation of an operation."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class ConvCase:
    name: str
    x: tuple[int, ...]
    w: tuple[int, ...]
    settings: dict[str, Any] = field(default_factory=dict)

    def arrays(self, dtype: type = np.float64) -> Arrays:
        rng = np.random.default_rng(sum(self.x) + 100 * sum(self.w))
        return {
            "x": rng.normal(size=self.x).astype(dtype),
            "w": rng.normal(size=self.w).astype(dtype),
            "b": rng.normal(size=self.w[0]).astype(dtype),
        }


@dataclass(frozen=True)
class PoolCase:
    name: str
    x: tuple[int, int, int, int]
    size: int | tuple[int, int]
    settings: dict[str, Any] = field(default_factory=dict)

    def array(self, dtype: type = np.float64) -> np.ndarray:
        # Few different values, so that windows have ties to break.
        return np.random.default_rng(sum(self.x)).integers(-4, 5, self.x).astype(dtype)


CONV2D = [
    ConvCase("one pixel", (1, 1, 1, 1), (1, 1, 1, 1)),
    ConvCase("plain", (2, 3, 7, 6), (4, 3, 3, 2)),
    ConvCase("empty batch", (0, 3, 7, 6), (4, 3, 3, 2)),
    ConvCase("kernel as large as the picture", (2, 2, 4, 3), (3, 2, 4, 3)),
    ConvCase("one row", (2, 2, 1, 9), (3, 2, 1, 4)),
    ConvCase("one column", (2, 2, 9, 1), (3, 2, 4, 1)),
    ConvCase("even kernel", (1, 1, 6, 7), (2, 1, 4, 2)),
    ConvCase("stride", (2, 2, 8, 9), (3, 2, 3, 2), {"stride": (2, 3)}),
    ConvCase("stride that leaves pixels over", (1, 2, 8, 10), (2, 2, 3, 3), {"stride": 3}),
    ConvCase("stride beyond the kernel", (2, 1, 11, 9), (2, 1, 2, 2), {"stride": (5, 4)}),
    ConvCase("padding", (2, 2, 5, 4), (3, 2, 3, 3), {"padding": (2, 1)}),
    ConvCase("padding beyond the kernel", (1, 2, 3, 4), (2, 2, 2, 2), {"padding": (4, 3)}),
    ConvCase("padding larger than the picture", (1, 1, 1, 2), (1, 1, 5, 6), {"padding": 4}),
    ConvCase("dilation", (1, 2, 9, 10), (2, 2, 3, 3), {"dilation": (2, 3)}),
    ConvCase(
        "stride 2, dilation 3", (1, 1, 12, 11), (2, 1, 3, 2), {"stride": 2, "dilation": 3, "padding": 2}
    ),
    ConvCase(
        "stride 4, dilation 2", (1, 1, 13, 12), (2, 1, 3, 3), {"stride": 4, "dilation": 2, "padding": 1}
    ),
    ConvCase("stride 4, dilation 6", (1, 1, 20, 19), (1, 1, 3, 2), {"stride": (4, 6), "dilation": (6, 4)}),
    ConvCase("groups", (2, 4, 5, 6), (6, 2, 3, 3), {"groups": 2, "padding": 1}),
    ConvCase("one channel a group", (2, 3, 6, 5), (6, 1, 3, 2), {"groups": 3, "stride": (1, 2)}),
    ConvCase("same", (2, 2, 6, 5), (3, 2, 3, 5), {"padding": "same"}),
    ConvCase("same with an even kernel", (1, 2, 5, 6), (2, 2, 4, 2), {"padding": "same"}),
    ConvCase("same with stride", (1, 2, 7, 8), (2, 2, 3, 4), {"padding": "same", "stride": (2, 3)}),
    ConvCase("same with dilation", (1, 1, 8, 7), (2, 1, 3, 2), {"padding": "same", "dilation": (2, 3)}),
    ConvCase("valid", (1, 2, 5, 6), (2, 2, 3, 2), {"padding": "valid"}),
    ConvCase("1 x 1", (3, 4, 5, 4), (2, 4, 1, 1)),
    ConvCase("1 x 1 in groups", (2, 4, 3, 5), (6, 2, 1, 1), {"groups": 2}),
    ConvCase("1 x 1 with stride", (2, 3, 7, 6), (2, 3, 1, 1), {"stride": (2, 3)}),
    ConvCase("1 x 1 with padding", (2, 3, 3, 2), (2, 3, 1, 1), {"padding": 1}),
    ConvCase(
        "everything",
        (2, 4, 11, 13),
        (4, 2, 3, 2),
        {"stride": (2, 3), "padding": (3, 1), "dilation": (2, 4), "groups": 2},
    ),
]

CONV1D = [
    ConvCase("plain", (2, 3, 9), (4, 3, 4)),
    ConvCase("empty batch", (0, 1, 5), (2, 1, 3)),
    ConvCase("stride", (2, 2, 11), (3, 2, 3), {"stride": 4}),
    ConvCase("padding", (1, 2, 5), (2, 2, 4), {"padding": 3}),
    ConvCase("same", (2, 1, 8), (2, 1, 4), {"padding": "same"}),
    ConvCase("everything", (2, 4, 17), (6, 2, 3), {"stride": 2, "padding": 2, "dilation": 3, "groups": 2}),
]

POOL = [
    PoolCase("side by side", (2, 3, 6, 8), 2),
    PoolCase("one pixel", (1, 1, 1, 1), 1),
    PoolCase("empty batch", (0, 2, 4, 4), 2),
    PoolCase("pixels left over", (2, 1, 7, 8), (2, 3)),
    PoolCase("overlapping", (2, 2, 7, 9), 3, {"stride": 2}),
    PoolCase("gaps", (1, 2, 9, 8), 2, {"stride": (4, 3)}),
    PoolCase("padded", (2, 2, 5, 6), 3, {"stride": 2, "padding": 1}),
    PoolCase("padded on one axis", (1, 1, 4, 6), (2, 5), {"stride": (1, 2), "padding": (1, 2)}),
    PoolCase("whole picture", (2, 3, 4, 5), (4, 5)),
    PoolCase("many cells", (1, 1, 20, 21), 15, {"stride": 3, "padding": 7}),
]
