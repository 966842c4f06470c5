"""Description of batch normalisation."""

from dataclasses import dataclass
from math import prod

from filterlab.nets.spec.base import LayerSpec
from filterlab.nets.spec.checks import Shape, check_number


@dataclass(frozen=True)
class BatchNorm(LayerSpec):
    """Bring each channel to mean 0 and variance 1 over the batch, then scale and shift it as learned.

    In training, mean and variance are those of the batch, over its examples and all places of a map, and
    running means of both are kept; in use, those running ones serve, so that an answer does not depend on what
    else is in the batch. The numbers of a vector are channels of one place each. Settings and names are those
    of PyTorch's ``BatchNorm1d`` and ``BatchNorm2d``. Source: Ioffe and Szegedy, Batch Normalization (2015).

    Attributes
    ----------
    epsilon
        What is added to the variance so that a channel that never changes is not divided by 0; above 0.
    momentum
        How much of each batch goes into the running means, at least 0 and below 1.
    """

    epsilon: float = 1e-5
    momentum: float = 0.1

    def __post_init__(self) -> None:
        """Check every setting."""
        super().__post_init__()
        check_number(self.name, "epsilon", self.epsilon, least=1e-12, below=1)
        check_number(self.name, "momentum", self.momentum, least=0, below=1)

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """``weight`` (C,), the scales, and ``bias`` (C,), the shifts."""
        return {"weight": (input_shape[0],), "bias": (input_shape[0],)}

    def buffer_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """``running_mean`` (C,) and ``running_var`` (C,)."""
        return {"running_mean": (input_shape[0],), "running_var": (input_shape[0],)}

    def macs(self, input_shape: Shape) -> int:
        """In use, each number is multiplied once, and a number added to it."""
        return prod(input_shape)

    def connections(self, input_shape: Shape) -> int:
        """Each output is joined to its input and to its shift."""
        return 2 * prod(input_shape)
