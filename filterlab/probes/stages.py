"""The settings of the steps between a picture and a finished map."""

from dataclasses import dataclass
from typing import Literal, get_args

from filterlab.errors import FilterLabError

Pair = tuple[int, int]
Padding = Pair | Literal["same", "valid"]
Activation = Literal["none", "relu", "leaky_relu", "tanh", "sigmoid", "abs"]
Pool = Literal["none", "max", "average"]

ACTIVATIONS: tuple[Activation, ...] = get_args(Activation)
POOLS: tuple[Pool, ...] = get_args(Pool)

# The largest number of 32 bits; NaN compares as false.
_LARGEST = (2.0 - 2.0**-23) * 2.0**127


@dataclass(frozen=True, slots=True)
class Stages:
    """What happens to a picture, step by step: convolve, add a bias, activate, pool.

    Attributes
    ----------
    stride, dilation : tuple of int
        Steps in pixels, ``(height, width)``, each at least 1.
    padding : tuple of int, "same" or "valid"
        Rows of zeros above and below, columns of zeros left and right; or ``"same"`` or ``"valid"``.
    flip : bool
        True turns the filter by 180 degrees first: the mathematician's convolution. False is
        cross-correlation, which is what nets compute.
    bias : float
        Added to every response, in the units of the response.
    activation, pool : str
        One of ``ACTIVATIONS`` and one of ``POOLS``.
    pool_size, pool_stride : int
        Side of the square pooling window and the step between windows, in cells of the map; a step of None
        means windows side by side.

    Raises
    ------
    FilterLabError
        If a setting cannot work; the sentence names it.
    """

    stride: Pair = (1, 1)
    padding: Padding = (0, 0)
    dilation: Pair = (1, 1)
    flip: bool = False
    bias: float = 0.0
    activation: Activation = "none"
    pool: Pool = "none"
    pool_size: int = 2
    pool_stride: int | None = None

    def __post_init__(self) -> None:
        """Refuse settings that cannot work."""
        _check_pair("stride", self.stride, least=1)
        _check_pair("dilation", self.dilation, least=1)
        if isinstance(self.padding, str):
            _check_choice("padding", self.padding, ("same", "valid"))
        else:
            _check_pair("padding", self.padding, least=0)
        _check_choice("activation", self.activation, ACTIVATIONS)
        _check_choice("pool", self.pool, POOLS)
        _check_whole("pool size", self.pool_size, least=1)
        if self.pool_stride is not None:
            _check_whole("pool stride", self.pool_stride, least=1)
        if not abs(self.bias) <= _LARGEST:
            raise FilterLabError(f"The bias is {self.bias}; give a finite number of at most 3.4e38.")

    @property
    def is_never_negative(self) -> bool:
        """Whether the finished map cannot go below 0, so that it deserves the colours of activations."""
        return self.activation in ("relu", "sigmoid", "abs")

    @property
    def pool_step(self) -> int:
        """The step between pooling windows: the pool stride, or the window's side when none is given."""
        return self.pool_size if self.pool_stride is None else self.pool_stride


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _check_whole(name: str, value: object, least: int) -> None:
    if not _is_whole(value, least):
        raise FilterLabError(f"The {name} is {value!r}; give a whole number of at least {least}.")


def _check_pair(name: str, value: object, least: int) -> None:
    if not (isinstance(value, tuple) and len(value) == 2 and all(_is_whole(part, least) for part in value)):
        raise FilterLabError(
            f"The {name} is {value!r}; give two whole numbers (height, width), each at least {least}."
        )


def _check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise FilterLabError(f"The {name} {value!r} is not known; choose one of {', '.join(choices)}.")
