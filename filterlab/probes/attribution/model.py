"""What an attribution is: how much each pixel of a picture speaks for a class."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.nets.spec import count_classes
from filterlab.probes.units import Subject, Unit, UnitScreen
from filterlab.probes.units.pictures import as_taken

Floats = NDArray[np.floating[Any]]

# Pictures that go through the net between two signs of life, at most.
STEP = 16


@dataclass(frozen=True, slots=True)
class Completeness:
    """Whether the parts of a score add up.

    Attributes
    ----------
    total : float
        The sum of all pixels' shares.
    difference : float
        The score of the picture minus that of the baseline: what it should be.
    """

    total: float
    difference: float

    @property
    def gap(self) -> float:
        """How far the two are apart, as a share of the difference; infinite if that is 0 and the sum is not."""
        missed = abs(self.total - self.difference)
        if self.difference == 0:
            return 0.0 if missed == 0 else np.inf
        return missed / abs(self.difference)


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """How far an attribution is, and what it says so far.

    Attributes
    ----------
    method : str
        A key of `filterlab.probes.attribution.METHODS`.
    label : int
        The class whose score is explained.
    score : float
        Its score for the picture, before any softmax.
    values : ndarray
        (C, H, W), or (1, H, W) from methods that do not look at channels; read-only. What they are differs: slope
        of the score by the pixel (gradients), its share of the score (integrated gradients), the fall of the score
        when it is covered (occlusion), the weighted maps above 0 (Grad-CAM).
    done, total : int
        Pictures that went through the net, and how many will.
    completeness : Completeness or None
        Of integrated gradients.
    """

    method: str
    label: int
    score: float
    values: Floats
    done: int
    total: int
    completeness: Completeness | None = None

    @property
    def map(self) -> Floats:
        """The values summed over the channels, (H, W)."""
        summed: Floats = self.values.sum(axis=0)
        return summed

    @property
    def is_never_negative(self) -> bool:
        """Whether the method gives nothing below 0, so that its map deserves the colours of activations."""
        return self.method == "grad-cam"


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A picture and a class, checked: ready to be asked about.

    Attributes
    ----------
    subject : Subject
        The net.
    picture : ndarray
        (1, C, H, W), as the net takes it.
    label : int
        The class.
    """

    subject: Subject
    picture: Floats
    label: int

    @classmethod
    def about(cls, subject: Subject, picture: Floats, label: int) -> "Question":
        """Check a picture (C, H, W) and a class.

        Raises
        ------
        FilterLabError
            If the net does not end with a row of scores or has no such class, or the picture does not fit it.
        """
        check_class(subject, label)
        if not np.isfinite(picture).all():
            raise FilterLabError("The picture holds NaN or infinite values: replace them with numbers first.")
        return cls(subject, as_taken(subject, picture[np.newaxis]), label)

    @property
    def unit(self) -> Unit:
        """The score of the class, as a unit of the last layer."""
        return Unit(self.subject.layers[-1], self.label)

    @property
    def screen(self) -> UnitScreen:
        """The score before whole pictures."""
        return self.subject.whole(self.unit)

    def answer(
        self,
        method: str,
        values: Floats,
        *,
        score: float,
        done: int = 1,
        total: int = 1,
        completeness: Completeness | None = None,
    ) -> Attribution:
        """Write down what a method has found, with the values (C, H, W) locked."""
        values.flags.writeable = False
        return Attribution(method, self.label, score, values, done, total, completeness)


def check_class(subject: Subject, label: int) -> int:
    """Return how many classes a net tells apart.

    Raises
    ------
    FilterLabError
        If it does not end with a row of scores, or has no class with that number.
    """
    classes = count_classes(subject.net.spec)
    if not 0 <= label < classes:
        raise FilterLabError(
            f'Net "{subject.title}" has {classes} classes and none with the number {label}: choose one from 0 to '
            f"{classes - 1}."
        )
    return classes
