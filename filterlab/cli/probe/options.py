"""What ``filterlab probe`` is told, and how its answers are written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from filterlab.cli.apply import read_picture
from filterlab.cli.output import Voice, check_destination
from filterlab.cli.probe.subject import find_subject
from filterlab.data import DataChoice
from filterlab.errors import FilterLabError
from filterlab.figures.plate import PLATE_SUFFIXES, Plate, save_plate
from filterlab.probes.attribution import check_class
from filterlab.probes.stages import Pair
from filterlab.probes.units import Fit, FittedPictures, Subject, Unit, fit_picture

SUFFIXES = (*PLATE_SUFFIXES, ".csv")


@dataclass(frozen=True, slots=True)
class ProbeOptions:
    """The options of the command that say who is asked, and with which pictures.

    Attributes
    ----------
    model, layer, units
        The file or filter, the layer's name, and the numbers of its units.
    label : int or None
        A class instead of a unit.
    place : str or None
        ``ROW,COLUMN`` of the unit's map; None takes its middle.
    data : str
        A data set's name or path.
    pictures : int or None
        How many of its training pictures to look at, at most.
    seed : int
        Of all chance.
    fit : str
        How pictures of another size are made to fit: ``pad``, ``resize`` or ``crop``, see `fit_picture`.
    """

    model: str
    layer: str | None
    units: tuple[int, ...]
    label: int | None
    place: str | None
    data: str
    pictures: int | None
    seed: int
    fit: str

    @property
    def rng(self) -> np.random.Generator:
        """Chance, the same for the same seed."""
        if self.seed < 0:
            raise FilterLabError(f"--seed is {self.seed}: give 0 or more.")
        return np.random.default_rng(self.seed)

    def images(self) -> NDArray[np.float32]:
        """Load the training pictures."""
        return (
            DataChoice(self.data, seed=self.seed, train_size=self.pictures, test_size=1).load().train.images
        )

    def subject(self, picture_size: Pair | None = None) -> tuple[Subject, Unit]:
        """Find who is asked: one unit, or the score of a class."""
        subject, layer = find_subject(self.model, self.layer, picture_size)
        if self.label is not None:
            check_class(subject, self.label)
            return subject, Unit(subject.layers[-1], self.label)
        if len(self.units) != 1:
            raise FilterLabError(
                f"{len(self.units)} units are named: give one with --unit; only tuning takes several, up to five."
            )
        unit = Unit(layer, self.units[0], self._place())
        subject.place_of(unit)
        return subject, unit

    def _place(self) -> Pair | None:
        if self.place is None:
            return None
        numbers = self.place.split(",")
        if len(numbers) != 2 or not all(number.strip().isdecimal() for number in numbers):
            raise FilterLabError(f'--place is "{self.place}": give row and column of the map, such as 4,7.')
        row, column = (int(number) for number in numbers)
        return row, column

    def subject_before(self) -> tuple[Subject, Unit, FittedPictures]:
        """Find who is asked, and load the training pictures it shall look at, as large as it takes."""
        # Whoever is not there is said to be so before the pictures are read; hand-made filters take on their size.
        self.subject()
        images = self.images()
        _n, _c, height, width = images.shape
        subject, unit = self.subject((height, width))
        return subject, unit, FittedPictures(images, subject, cast("Fit", self.fit))


@dataclass(frozen=True, slots=True)
class PatchOptions:
    """How many patches, and how many of them from one picture."""

    count: int
    per_picture: int


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """Which picture is explained, or begun with.

    Attributes
    ----------
    picture : str or None
        A picture file or the name of a sample.
    index : int
        Without it: which test picture of the data set, from 0.
    """

    picture: str | None
    index: int

    def given(self, subject: Subject, fit: str) -> NDArray[np.float32] | None:
        """Return the picture that was named, as the net takes it; None if none was."""
        if self.picture is None:
            return None
        return _fitted(read_picture(self.picture), subject, fit)

    def find(self, subject: Subject, options: ProbeOptions) -> tuple[NDArray[np.float32], str]:
        """Return the picture that was named, or one of a data set, as the net takes it, and what captions call it."""
        given = self.given(subject, options.fit)
        if given is not None and self.picture is not None:
            return given, Path(self.picture).name
        data = options.data
        images = DataChoice(data, seed=options.seed, train_size=1).load().test.images
        if not 0 <= self.index < len(images):
            raise FilterLabError(
                f"{data} has {len(images):,} test pictures and none with the number {self.index}: choose one from "
                f"0 to {len(images) - 1}."
            )
        return _fitted(images[self.index], subject, options.fit), f"test picture {self.index} of {data}"


@dataclass(frozen=True, slots=True)
class AttributionOptions:
    """How a score is explained.

    Attributes
    ----------
    methods : tuple of str
        Keys of `filterlab.probes.attribution.METHODS`; none means all.
    sanity : bool
        Whether one method is repeated while the net forgets.
    """

    methods: tuple[str, ...]
    sanity: bool


def _fitted(picture: NDArray[np.floating[Any]], subject: Subject, fit: str) -> NDArray[np.float32]:
    return fit_picture(picture, subject, cast("Fit", fit)).astype(np.float32)


def check_outputs(outputs: Sequence[Path], suffixes: tuple[str, ...]) -> None:
    """Find out before the work whether all results can be written."""
    for path in outputs:
        check_destination(path, suffixes)


def write_outputs(
    outputs: Sequence[Path], draw: Callable[[], Plate], numbers: Mapping[str, Callable[[Path], object]]
) -> None:
    """Write the figure, where it is asked for, and the numbers in the ways that endings ask for."""
    for path in outputs:
        if path.suffix.lower() in PLATE_SUFFIXES:
            save_plate(path, draw())
        else:
            numbers[path.suffix.lower()](path)


def tell_answer(
    voice: Voice,
    model: str,
    what: str,
    unit: Unit,
    outputs: Sequence[Path],
    sentence: str,
    record: dict[str, object],
) -> None:
    """Say what was found: a sentence and the files, or one record."""
    names = [str(path) for path in outputs]
    head = {"model": model, "what": what, "layer": unit.layer, "unit": unit.channel}
    voice.tell("\n".join([sentence, *names]), head | record | {"outputs": names})
