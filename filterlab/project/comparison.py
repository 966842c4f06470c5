"""What stands in Compare: the banks in its columns, the picture they look at, and what was done to patients."""

from dataclasses import dataclass, field
from typing import Any, Literal

from numpy.typing import NDArray

from filterlab.probes.surgery import Operation
from filterlab.probes.units.pictures import Fit

OWN, PRESETS = "own", "presets"
TRAIN_ROOM = "train"

Order = Literal["bank", "norm", "similarity", "importance", "orientation", "frequency"]
Part = Literal["test", "train"]


@dataclass(frozen=True, slots=True)
class BankChoice:
    """Which bank stands in a column.

    Attributes
    ----------
    source : str
        "own" (the hand-made filters), "presets", or the id of a run; empty: the first run there will be.
    layer : str
        Of a run; empty: its first layer with filters.
    step : int or None
        Of a run: after which step; None: the newest.
    fit : {"resize", "crop", "pad"}
        How the picture is made as large as the net takes, for filters that answer in their net.
    in_net : bool
        Whether the first layer too answers in its net, and not to the picture as it is.
    name : str
        What the run was called, for the day it is gone.
    """

    source: str = OWN
    layer: str = ""
    step: int | None = None
    fit: Fit = "resize"
    in_net: bool = False
    name: str = field(default="", compare=False)

    @property
    def is_learned(self) -> bool:
        """Whether it belongs to a run."""
        return self.source not in (OWN, PRESETS)


@dataclass(frozen=True, slots=True)
class SampleChoice:
    """A picture of a data set that the filters look at in place of an open one.

    Attributes
    ----------
    data : str
        The id of the run that has the data, or "train": those of the Train room.
    part : {"test", "train"}
        Which part of them.
    number : int
        Which picture of the part, from 0.
    label : int or None
        The class one goes through; None: all of them.
    name : str
        What the run was called, for the day it is gone.
    """

    data: str = TRAIN_ROOM
    part: Part = "test"
    number: int = 0
    label: int | None = None
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class PairingChoice:
    """Which two banks are paired, and what does not count as a difference between their filters.

    Attributes
    ----------
    first, second : int
        Their columns, from 0.
    sign, turns, flips, strength : bool
        Whether negatives, quarter turns, mirror images, and filters that differ by a factor are the same.
    shift : int
        How many cells a filter may be moved along each axis.
    """

    first: int = 0
    second: int = 1
    sign: bool = True
    turns: bool = False
    flips: bool = False
    shift: int = 0
    strength: bool = True


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """A copy of a net on the operating table.

    Attributes
    ----------
    run_id : str
        Whose copy.
    step : int
        After which step its weights were copied.
    layer : str
        The layer that was operated on last.
    operations : tuple of Operation
        What was done and not undone, in order.
    name : str
        What the run was called, for the day it is gone.
    """

    run_id: str
    step: int
    layer: str
    operations: tuple[Operation, ...] = ()
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class RankingRecord:
    """What the filters of a layer of a patient were found to be worth.

    Attributes
    ----------
    run_id : str
        Whose copy was measured.
    step : int
        After which step its weights were copied.
    layer : str
        Whose filters.
    done : tuple of str
        What had been done to the patient, in words; empty for the net as it was learned.
    class_names : tuple of str
        What the classes are called.
    pictures : int
        How many it was tested with.
    figures : ndarray
        (1 + filters, 2), float64: loss in nats and accuracy in [0, 1], first of the whole net, then without each
        filter.
    confusions : ndarray
        (1 + filters, classes, classes), whole numbers from 0, see `filterlab.nets.Report`.
    """

    run_id: str
    step: int
    layer: str
    done: tuple[str, ...]
    class_names: tuple[str, ...]
    pictures: int
    figures: NDArray[Any]
    confusions: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that stands in Compare.

    Attributes
    ----------
    columns : tuple of BankChoice
        From left to right; one at least. None as long as nobody has chosen any.
    order : str
        By what the filters of all columns are sorted.
    same_limits, equal_strength, with_presets : bool
        Whether colours share their limits, filters their strength, and presets count as near.
    sample : SampleChoice or None
        What the filters look at; None: the open picture.
    pairing : PairingChoice
        What Matchmaking asks.
    patients : tuple of PatientRecord
        Those something was done to, and at the end the one on the table.
    rankings : tuple of RankingRecord
        What filters were found to be worth.
    """

    columns: tuple[BankChoice, ...] | None = None
    order: Order = "bank"
    same_limits: bool = False
    equal_strength: bool = False
    with_presets: bool = False
    sample: SampleChoice | None = None
    pairing: PairingChoice = PairingChoice()
    patients: tuple[PatientRecord, ...] = ()
    rankings: tuple[RankingRecord, ...] = ()

    @property
    def run_ids(self) -> set[str]:
        """The runs it speaks of, there or gone."""
        named = {one.source for one in self.columns or () if one.is_learned and one.source}
        sampled = {self.sample.data} - {TRAIN_ROOM} if self.sample is not None else set()
        operated = {one.run_id for one in self.patients} | {one.run_id for one in self.rankings}
        return named | sampled | operated
