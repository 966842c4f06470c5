"""A chain of filter banks as frozen values: what a hand-wired CNN is made of."""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from filterlab.engine import ShapeError
from filterlab.errors import FilterLabError
from filterlab.probes.stages import Stages

Weights = NDArray[np.float32]

MAX_STAGES = 64
"""Stages that a chain may have; each is a column of maps in the window."""


@dataclass(frozen=True, slots=True, eq=False)
class ChainStage:
    """A bank of filters that look at the same maps, and what happens to each of their responses.

    Two stages are equal if all their numbers, names and settings are.

    Attributes
    ----------
    weights : ndarray
        Shape (O, C, KH, KW), float32, read-only: O filters with one sheet of weights for each of the C maps
        they look at; 0 where a filter does not look.
    biases : ndarray
        Shape (O,), float32, read-only: added to every number of a filter's response.
    names : tuple of str
        What each filter, and the map it makes, is called.
    settings : Stages
        Stride, padding, dilation, flip, activation and pooling, shared by all filters. Its ``bias`` is 0.

    Raises
    ------
    FilterLabError
        If a number is NaN or infinite or a name is empty; a ``ShapeError`` if weights, biases and names are not
        of one number of filters.
    """

    weights: Weights
    biases: Weights
    names: tuple[str, ...]
    settings: Stages = field(default_factory=Stages)

    def __post_init__(self) -> None:
        """Check that everything belongs together and make the arrays read-only."""
        weights, biases = as_weights(self.weights, "weights"), as_weights(self.biases, "biases")
        if weights.ndim != 4 or weights.size == 0:
            raise ShapeError(
                f"The weights of the stage have the shape {weights.shape}; give (filters, maps they look at, "
                f"kernel height, kernel width), none of them 0."
            )
        filters, _maps, _kernel_height, _kernel_width = weights.shape
        if biases.shape != (filters,):
            raise ShapeError(
                f"The biases of the stage have the shape {biases.shape} for {filters} filters; "
                f"give one number for each filter."
            )
        object.__setattr__(self, "weights", weights)
        object.__setattr__(self, "biases", biases)
        object.__setattr__(self, "names", self._checked_names(filters))
        if self.settings.bias:
            raise FilterLabError(
                f"The settings of the stage have the bias {self.settings.bias:g}; "
                f"give each filter its own among the biases instead."
            )

    def _checked_names(self, filters: int) -> tuple[str, ...]:
        names = tuple(self.names)
        if len(names) != filters:
            raise ShapeError(f"The stage has {len(names)} names for {filters} filters; name each filter.")
        for number, name in enumerate(names, start=1):
            if not name.strip():
                raise FilterLabError(f"Filter {number} of the stage has no name; give it one.")
        return names

    @property
    def filters(self) -> int:
        """How many filters there are, and how many maps they make."""
        return len(self.weights)

    @property
    def maps(self) -> int:
        """How many maps each filter looks at."""
        return len(self.weights[0])

    @property
    def kernel_size(self) -> tuple[int, int]:
        """Height and width of every filter, in cells of the maps it looks at."""
        _filters, _maps, height, width = self.weights.shape
        return height, width

    @property
    def laid(self) -> Weights:
        """The weights as they lie on the maps: turned by 180 degrees where the settings say flip."""
        return self.weights[:, :, ::-1, ::-1] if self.settings.flip else self.weights

    def looks_at(self, filter_index: int) -> tuple[int, ...]:
        """Return the maps that a filter has any weight for."""
        return tuple(int(number) for number in np.flatnonzero(self.weights[filter_index].any(axis=(1, 2))))

    def with_settings(self, settings: Stages) -> "ChainStage":
        """Return the same filters under other settings."""
        return replace(self, settings=settings)

    def __eq__(self, other: object) -> bool:
        """Whether the other stage has the same filters under the same settings, to the last bit."""
        return isinstance(other, ChainStage) and self._content() == other._content()

    def __hash__(self) -> int:
        """Return a number that equal stages share."""
        return hash(self._content())

    def _content(self) -> tuple[object, ...]:
        return self.weights.shape, self.weights.tobytes(), self.biases.tobytes(), self.names, self.settings


@dataclass(frozen=True, slots=True)
class Chain:
    """Filter banks one after the other: each looks at the finished maps of the one before.

    Attributes
    ----------
    stages : tuple of ChainStage
        At least one, the one that looks at the picture first.

    Raises
    ------
    FilterLabError
        If there is no stage, or more than 64; a ``ShapeError`` if a stage looks at another number of maps than the
        stage before it makes.
    """

    stages: tuple[ChainStage, ...]

    def __post_init__(self) -> None:
        """Check that each stage looks at as many maps as there are."""
        object.__setattr__(self, "stages", tuple(self.stages))
        if not self.stages:
            raise FilterLabError("The chain has no stages; give it at least one.")
        if len(self.stages) > MAX_STAGES:
            raise FilterLabError(
                f"The chain has {len(self.stages)} stages; leave some out, at most {MAX_STAGES} can be shown."
            )
        for number, (before, stage) in enumerate(pairwise(self.stages), start=2):
            if stage.maps != before.filters:
                raise ShapeError(
                    f"Each filter of stage {number} looks at {counted(stage.maps, 'map')} (axis 1 of its "
                    f"weights, {stage.weights.shape}), but stage {number - 1} makes "
                    f"{counted(before.filters, 'map')}; give the filters one sheet of weights for each map."
                )

    @property
    def channels(self) -> int:
        """How many channels of the picture the first stage looks at."""
        return self.stages[0].maps

    @property
    def filters(self) -> int:
        """How many maps the last stage makes."""
        return self.stages[-1].filters


def counted(number: int, what: str) -> str:
    """Write a number of things: "1 map", "4 maps"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def as_weights(values: ArrayLike, name: str) -> Weights:
    """Copy numbers into a read-only float32 array; refuse what float32 cannot hold.

    Raises
    ------
    FilterLabError
        If these are no numbers, or one is not finite in 32 bits; ``name`` is what the sentence calls them.
    """
    given: NDArray[Any] = np.asarray(values)
    if given.dtype.kind not in "fiu":
        raise FilterLabError(f"The {name} of the stage are of the type {given.dtype}; give numbers.")
    with np.errstate(over="ignore"):
        array = np.array(given, np.float32, order="C")
    if not np.isfinite(array).all():
        raise FilterLabError(
            f"The {name} of the stage hold a value that is NaN, infinite or too large for 32 bits; "
            f"give finite numbers."
        )
    array.flags.writeable = False
    return array
