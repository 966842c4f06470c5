"""Activation maximisation as it is asked for in the window: where it begins, and each moment with the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.probes.maximisation import ClimbRecord, maximise
from filterlab.probes.units import fit_picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from filterlab.gui.compare.units.asked_net import AskedNet
    from filterlab.probes.maximisation import ClimbSettings
    from filterlab.probes.units import Fit, Unit

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Start:
    """A picture to begin with.

    Attributes
    ----------
    pixels : ndarray
        (C, H, W) in [0, 1].
    fit : {"pad", "resize", "crop"}
        How it is brought to the size of the net.
    """

    pixels: Floats
    fit: Fit


@dataclass(frozen=True, eq=False)
class Climbed:
    """One moment of a climb, and the way to it.

    Attributes
    ----------
    done, total : int
        Steps made, and how many will be.
    pictures : ndarray
        (N, C, height, width) in [0, 1], read-only.
    way : ndarray
        (done + 1, N): the answers from the first moment on.
    record : ClimbRecord
        What is written as a table; complete at the end.
    """

    done: int
    total: int
    pictures: Floats
    way: Floats
    record: ClimbRecord


def climb(
    net: AskedNet, unit: Unit, settings: ClimbSettings, start: Start | None, seed: int
) -> Iterator[Climbed]:
    """Climb to the pictures a unit answers to most; runs off the UI thread."""
    subject = net.subject()
    first = None if start is None else fit_picture(start.pixels, subject, start.fit)
    way = np.empty((settings.steps + 1, settings.answers))
    record = ClimbRecord()
    for moment in maximise(subject, unit, settings, np.random.default_rng(seed), start=first):
        way[moment.done] = moment.answers
        record.take_in(moment)
        yield Climbed(moment.done, moment.total, moment.pictures, way[: moment.done + 1], record)
