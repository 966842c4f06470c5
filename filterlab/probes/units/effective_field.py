"""Which pixels a unit really listens to: its gradients, averaged over many pictures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.units.fields import Field
from filterlab.probes.units.gaussian_fit import GaussianFit, fit_gaussian
from filterlab.probes.units.pictures import PictureSource, as_taken
from filterlab.probes.units.subject import Subject, Unit

Floats = NDArray[np.floating[Any]]

_STEP = 64
# One minus the share of a bell within two deviations: what Luo et al. count as inside.
_INSIDE = 1 - 0.9545


@dataclass(frozen=True, slots=True, eq=False)
class EffectiveField:
    """The effective receptive field of a unit.

    Attributes
    ----------
    done, total : int
        Pictures that were looked at, and how many there are.
    field : Field
        The theoretical field, on the pictures as the net takes them.
    strength : ndarray
        (H, W) of the whole picture: how much the unit's answer changes with each pixel, the mean size of its gradient
        summed over the channels, in answer per unit of pixel value. Read-only.
    bell : GaussianFit or None
        The bell that fits it, in pixels of the picture; once all pictures were looked at, if the field is at least
        3 × 3.
    """

    done: int
    total: int
    field: Field
    strength: Floats
    bell: GaussianFit | None

    @property
    def share(self) -> float:
        """The share of the theoretical field's pixels with more than 4.55 % of the strongest one's influence."""
        box = self.field.box.within((self.strength.shape[0], self.strength.shape[1]))
        inside = int(np.count_nonzero(self.strength > _INSIDE * self.strength.max()))
        return inside / (box.height * box.width)


def measure_effective_field(
    subject: Subject, unit: Unit, pictures: PictureSource
) -> Iterator[EffectiveField]:
    """Average the gradients of a unit by the pixels over many pictures.

    Parameters
    ----------
    subject : Subject
        The net, or the hand-made filters.
    unit : Unit
        Who is asked.
    pictures : array-like
        (N, C, H, W), no larger than the net takes; smaller ones get 0 around them.

    Yields
    ------
    EffectiveField
        After every 64 pictures, or fewer of a large net; the last one has the bell. Who wants to stop stops asking.

    Raises
    ------
    FilterLabError
        If the subject has no such unit or cannot take the pictures, there are none, or the unit changes with no pixel
        of any of them.

    References
    ----------
    Luo, Li, Urtasun and Zemel, Understanding the Effective Receptive Field in Deep CNNs (2016).
    """
    screen, field = subject.whole(unit), subject.field(unit)
    _c, height, width = subject.input_shape
    total = pictures.shape[0]
    if not total:
        raise FilterLabError("There are no pictures to average over: choose a data set with some.")
    sums = np.zeros((height, width))
    step = screen.pace(_STEP)
    for start in range(0, total, step):
        _answers, gradients = screen.gradient(as_taken(subject, pictures[start : start + step]))
        sums += np.abs(gradients).sum(axis=(0, 1), dtype=np.float64)
        done = min(start + step, total)
        strength = sums / done
        strength.flags.writeable = False
        if done == total and not sums.any():
            raise FilterLabError(
                f"The {unit.name} changes with no pixel of any of the {total:,} pictures, as a unit that never "
                "fires: choose another unit or other pictures."
            )
        yield EffectiveField(done, total, field, strength, _bell(strength, field) if done == total else None)


def _bell(strength: Floats, field: Field) -> GaussianFit | None:
    """Fit a bell to what lies in the theoretical field, in pixels of the picture."""
    height, width = strength.shape
    box = field.box.within((height, width))
    if min(box.height, box.width) < 3:
        return None
    bell = fit_gaussian(strength[box.top : box.top + box.height, box.left : box.left + box.width])
    return replace(bell, row=bell.row + box.top, column=bell.column + box.left)
