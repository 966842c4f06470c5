"""Descriptions of the layers that make pictures smaller."""

from dataclasses import dataclass
from math import prod

from filterlab.engine.geometry import Axis, Pair
from filterlab.errors import FilterLabError
from filterlab.nets.spec.base import WindowedSpec
from filterlab.nets.spec.checks import Shape, as_pair, checked_pair


@dataclass(frozen=True)
class Pool2d(WindowedSpec):
    """What max and average pooling have in common.

    Attributes
    ----------
    size
        The window, one whole number or (height, width).
    stride
        The step; None means the size, so that windows touch and do not overlap.
    padding
        Cells around the picture, at most half the window.
    """

    size: Pair
    stride: Pair | None = None
    padding: Pair = 0

    def __post_init__(self) -> None:
        """Check every setting and write pairs as pairs, so that equal layers compare equal."""
        super().__post_init__()
        object.__setattr__(self, "size", checked_pair(self.name, "size", self.size, least=1))
        stride = self.size if self.stride is None else self.stride
        object.__setattr__(self, "stride", checked_pair(self.name, "stride", stride, least=1))
        object.__setattr__(self, "padding", checked_pair(self.name, "padding", self.padding, least=0))
        for zeros, cells in zip(as_pair(self.padding), as_pair(self.size), strict=True):
            if zeros > cells // 2:
                raise FilterLabError(
                    f'padding of layer "{self.name}" is {zeros} for a window of {cells}: use at most '
                    f"{cells // 2}, half the window."
                )

    def axes(self, input_shape: Shape) -> tuple[Axis, ...]:
        """Work out where the window goes along height and width."""
        stride = self.size if self.stride is None else self.stride
        return self.slide_over_picture(input_shape, self.size, stride, self.padding)


@dataclass(frozen=True)
class MaxPool2d(Pool2d):
    """Keep the largest value of each window; cells of the padding never win."""


@dataclass(frozen=True)
class AvgPool2d(Pool2d):
    """Average each window; cells of the padding count as 0."""


@dataclass(frozen=True)
class Subsample2d(WindowedSpec):
    """LeNet-5's trainable pooling: each window's sum times the map's coefficient, plus the map's bias.

    Windows do not overlap. Source: LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to
    Document Recognition (1998), section II.B.

    Attributes
    ----------
    size
        The window, one whole number or (height, width).
    """

    size: Pair = 2

    def __post_init__(self) -> None:
        """Check the size."""
        super().__post_init__()
        object.__setattr__(self, "size", checked_pair(self.name, "size", self.size, least=1))

    def axes(self, input_shape: Shape) -> tuple[Axis, ...]:
        """Work out where the window goes along height and width."""
        return self.slide_over_picture(input_shape, self.size, self.size, 0)

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """``weight`` (C,) and ``bias`` (C,)."""
        return {"weight": (input_shape[0],), "bias": (input_shape[0],)}

    def macs(self, input_shape: Shape) -> int:
        """One product for each output; the sums within the windows are no products."""
        return prod(self.output_shape(input_shape))

    def connections(self, input_shape: Shape) -> int:
        """Each output is joined to every cell of its window and to its bias."""
        return prod(self.output_shape(input_shape)) * (prod(as_pair(self.size)) + 1)
