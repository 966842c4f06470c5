"""Descriptions of activations, dropout and the layers that work on vectors."""

from dataclasses import dataclass
from math import inf, prod
from typing import ClassVar

from filterlab.nets.spec.base import LayerSpec
from filterlab.nets.spec.checks import Shape, check_flag, check_number, check_whole


@dataclass(frozen=True)
class ReLU(LayerSpec):
    """Keep what is positive, turn the rest into 0."""


@dataclass(frozen=True)
class LeakyReLU(LayerSpec):
    """Keep what is positive, shrink the rest by ``slope`` (0 or more)."""

    slope: float = 0.01

    def __post_init__(self) -> None:
        """Check the slope."""
        super().__post_init__()
        check_number(self.name, "slope", self.slope, least=0, below=inf)


@dataclass(frozen=True)
class Tanh(LayerSpec):
    """Squash into (-1, 1)."""


@dataclass(frozen=True)
class ScaledTanh(LayerSpec):
    """LeNet-5's squashing function ``1.7159 * tanh(2 / 3 * x)``, which takes ±1 to ±1.

    Source: LeCun et al. (1998), appendix A.
    """

    amplitude: ClassVar[float] = 1.7159
    steepness: ClassVar[float] = 2 / 3


@dataclass(frozen=True)
class Sigmoid(LayerSpec):
    """Squash into (0, 1)."""


@dataclass(frozen=True)
class Dropout(LayerSpec):
    """While training, set each value to 0 with probability ``rate``; the others grow by 1 / (1 - rate)."""

    rate: float = 0.5

    def __post_init__(self) -> None:
        """Check the rate."""
        super().__post_init__()
        check_number(self.name, "rate", self.rate, least=0, below=1)


@dataclass(frozen=True)
class Flatten(LayerSpec):
    """Write all maps of one picture in a row: ``(C, H, W)`` to ``(C * H * W,)``."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """One axis with everything."""
        return (prod(input_shape),)


@dataclass(frozen=True)
class Linear(LayerSpec):
    """Weighted sums of the whole input: ``(F,)`` to ``(out_features,)``.

    Attributes
    ----------
    out_features
        How many sums, 1 or more.
    bias
        Whether each sum adds a number of its own.
    """

    out_features: int
    bias: bool = True

    joins_everything: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Check every setting."""
        super().__post_init__()
        check_whole(self.name, "out_features", self.out_features, least=1)
        check_flag(self.name, "bias", self.bias)

    def output_shape(self, input_shape: Shape) -> Shape:
        """One number for each weighted sum."""
        if len(input_shape) != 1:
            raise self.misfit(input_shape, "it needs a vector", "put a Flatten layer before it")
        return (self.out_features,)

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """``weight`` (out_features, F) and, if wanted, ``bias`` (out_features,)."""
        weight = (self.out_features, *input_shape)
        return {"weight": weight, "bias": (self.out_features,)} if self.bias else {"weight": weight}

    def macs(self, input_shape: Shape) -> int:
        """Each weight is used once."""
        return prod(input_shape) * self.out_features

    def connections(self, input_shape: Shape) -> int:
        """Each parameter is used once."""
        return self.count_parameters(input_shape)


@dataclass(frozen=True)
class DigitRBF(LayerSpec):
    """LeNet-5's output: how near a vector of 84 comes to each of ten fixed 7 × 12 drawings of the digits.

    The score of a digit is ``-sum((x - drawing)**2) / (2 * spread**2)``, where a drawing has +1 for ink and
    -1 for paper; the nearest digit has the highest score. Nothing is learned. Source: LeCun et al. (1998),
    section II.B; the drawings are our own.

    Attributes
    ----------
    spread
        How far around each drawing the score falls slowly, above 0: the deviation of a Gaussian.
    """

    spread: float = 1.0

    in_features: ClassVar[int] = 84
    out_features: ClassVar[int] = 10
    joins_everything: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Check the spread."""
        super().__post_init__()
        check_number(self.name, "spread", self.spread, least=1e-3, below=1e3)

    def output_shape(self, input_shape: Shape) -> Shape:
        """One score for each digit."""
        if input_shape != (self.in_features,):
            raise self.misfit(
                input_shape,
                f"its drawings have 7 × 12 = {self.in_features} cells",
                f"put a Linear layer with out_features={self.in_features} before it",
            )
        return (self.out_features,)

    def macs(self, input_shape: Shape) -> int:
        """One squared difference for each cell of each drawing."""
        return prod(input_shape) * self.out_features

    def connections(self, input_shape: Shape) -> int:
        """One for each cell of each drawing."""
        return self.macs(input_shape)
