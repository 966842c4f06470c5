"""Everything a training run needs to be taken up again as if it had never been interrupted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray
from filterlab.errors import FilterLabError

Plain: TypeAlias = FloatArray | int | float | str

_ARRAYS = ("parameters", "optimiser")
_BEST = "best/"
_RANDOM_STATE = re.compile(r"pcg64 ([0-9a-f]{1,32}) ([0-9a-f]{1,32}) ([01]) ([0-9a-f]{1,8})")


@dataclass(frozen=True, kw_only=True)
class Best:
    """The weights with the lowest test loss so far, as read-only copies, and when they came about.

    Attributes
    ----------
    epoch
        The epoch at whose end they were measured, from 1 on.
    test_loss, test_accuracy
        On the pictures kept back.
    parameters
        The weights by PyTorch's names.
    """

    epoch: int
    test_loss: float
    test_accuracy: float
    parameters: Mapping[str, FloatArray] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class TrainingState:
    """A run between two steps: given back to `train` with the settings it came from, the run goes on bit for bit.

    Attributes
    ----------
    step
        Steps made so far.
    epoch
        Epochs whose `EpochEnd` has been told.
    position
        Pictures of the epoch after those that have been learned from; all of them while their `EpochEnd` is still to
        come.
    parameters
        What the net learned so far, by PyTorch's names.
    optimiser
        What the optimiser remembers, by the names of `Optimiser.state`.
    order_rng, dropout_rng
        The generators, as `random_state_text` writes them: the one that shuffles as it was before it shuffled the
        pictures of this epoch, the one of dropout as it is now.
    loss_sum, right
        Summed loss in nats and right answers over the pictures of ``position``.
    test_loss, test_accuracy
        As the last `EpochEnd` told them; 0 before the first.
    seconds
        How long the run has taken so far.
    best
        The weights early stopping would go back to; None without it, and before the first epoch's end.
    """

    step: int
    epoch: int
    position: int
    parameters: Mapping[str, FloatArray] = field(repr=False)
    optimiser: Mapping[str, FloatArray] = field(repr=False)
    order_rng: str
    dropout_rng: str
    loss_sum: float
    right: int
    test_loss: float
    test_accuracy: float
    seconds: float
    best: Best | None = field(default=None, repr=False)

    def to_plain(self) -> dict[str, Plain]:
        """Write the state as arrays, numbers and text under names, such as ``parameters/conv1.weight``."""
        plain = _written(self, "")
        if self.best is not None:
            plain |= _written(self.best, _BEST)
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, object]) -> "TrainingState":
        """Read what `to_plain` wrote.

        Raises
        ------
        FilterLabError
            If something is missing, unknown, or of the wrong kind.
        """
        best = {name: value for name, value in plain.items() if name.startswith(_BEST)}
        own = {name: value for name, value in plain.items() if name not in best}
        settings = _read(cls, own, "", skip="best")
        if best:
            settings["best"] = Best(**_read(Best, best, _BEST))
        return cls(**settings)


def random_state_text(rng: np.random.Generator) -> str:
    """Write down where a PCG64 generator stands: state, increment, and the half of a number it keeps back."""
    kept = cast("dict[str, Any]", rng.bit_generator.state)
    inner = kept["state"]
    return f"pcg64 {inner['state']:x} {inner['inc']:x} {kept['has_uint32']} {kept['uinteger']:x}"


def set_random_state(rng: np.random.Generator, text: str) -> None:
    """Let a PCG64 generator go on where `random_state_text` found it; FilterLabError if that is no such text."""
    found = _RANDOM_STATE.fullmatch(text)
    if found is None:
        raise _damaged("a random generator's state")
    state, increment, has_half, half = (int(part, 16) for part in found.groups())
    rng.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": has_half,
        "uinteger": half,
    }


def read_only_copies(arrays: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Copy arrays into ones that cannot be changed."""
    copies = {name: array.copy() for name, array in arrays.items()}
    for array in copies.values():
        array.flags.writeable = False
    return copies


def _written(part: TrainingState | Best, prefix: str) -> dict[str, Plain]:
    plain: dict[str, Plain] = {}
    for entry in fields(part):
        value = getattr(part, entry.name)
        if entry.name in _ARRAYS:
            plain |= {f"{prefix}{entry.name}/{name}": array for name, array in value.items()}
        elif entry.name != "best":
            plain[prefix + entry.name] = value
    return plain


def _read(
    kind: type[TrainingState | Best], plain: Mapping[str, object], prefix: str, *, skip: str = ""
) -> dict[str, Any]:
    """Read the fields of a part; every name has to be one of them."""
    found: dict[str, Any] = {}
    unused = {name.removeprefix(prefix): value for name, value in plain.items()}
    for entry in fields(kind):
        if entry.name == skip:
            continue
        if entry.name in _ARRAYS:
            start = f"{entry.name}/"
            names = [name for name in unused if name.startswith(start)]
            found[entry.name] = {name.removeprefix(start): _array(name, unused.pop(name)) for name in names}
        else:
            found[entry.name] = _value(entry.name, cast("type", entry.type), unused.pop(entry.name, None))
    if unused:
        raise _damaged(next(iter(unused)))
    return found


def _array(name: str, value: object) -> npt.NDArray[Any]:
    if not isinstance(value, np.ndarray) or value.dtype not in (np.float32, np.float64):
        raise _damaged(name)
    return value


def _value(name: str, kind: type, value: object) -> object:
    number = float(value) if kind is float and type(value) is int else value
    sound = type(number) is kind and (
        isinstance(number, str) or (isinstance(number, int | float) and isfinite(number) and number >= 0)
    )
    if not sound:
        raise _damaged(name)
    return number


def _damaged(what: str) -> FilterLabError:
    return FilterLabError(f'The kept state of the run is damaged at "{what}": start the run again.')
