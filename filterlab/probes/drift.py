"""How far the filters of a layer have come from where they began, snapshot by snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.probes.matching import Invariances, Matching, pair_up
from filterlab.probes.tables import table_csv

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from filterlab.engine.arrays import FloatArray
    from filterlab.nets import Snapshot

    Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Drift:
    """The way of every filter of a layer. Arrays are read-only.

    Attributes
    ----------
    layer : str
        Whose filters they are.
    steps : ndarray
        Shape (T,): when they were looked at, in steps of the training, rising.
    original, latest : ndarray
        Shapes (O, C, KH, KW): the filters as they began, and as they were last.
    angles : ndarray
        Shape (T, O): degrees between each filter and its original, from 0 (the same pattern) to 180 (its negative);
        90 has nothing in common. NaN where one of the two is all zeros.
    distances : ndarray
        Shape (T, O): the length of the difference to the original, as a part of the original's; NaN for an original
        of zeros.
    strengths : ndarray
        Shape (T, O): the length of the filter as a part of the original's; NaN as for ``distances``.
    """

    layer: str
    steps: NDArray[np.int64]
    original: FloatArray
    latest: FloatArray
    angles: Doubles
    distances: Doubles
    strengths: Doubles

    def ghosts(self, invariances: Invariances | None = None) -> Matching:
        """Pair the filters as they were last with the originals: whose ghost each of them is now most like.

        Parameters
        ----------
        invariances : Invariances, optional
            What does not count; by default strength alone, since a filter that became its negative has changed.
        """
        return pair_up(self.latest, self.original, invariances or Invariances(sign=False))


def measure_drift(snapshots: Iterable[Snapshot], layer: str, original: FloatArray | None = None) -> Drift:
    """Follow the filters of a layer through the snapshots of a run.

    Parameters
    ----------
    snapshots : iterable of Snapshot
        In the order of their steps; each is looked at once, and none is kept.
    layer : str
        A layer with filters, such as ``"conv1"``.
    original : ndarray, optional
        Shape (O, C, KH, KW): where the filters began; by default those of the first snapshot.

    Returns
    -------
    Drift
        A point for each snapshot.

    Raises
    ------
    FilterLabError
        If there is no snapshot, the snapshots have no such layer, it has no filters, or the original is of another
        shape.

    Notes
    -----
    The angle is ``2 atan2(|a/|a| - b/|b||, |a/|a| + b/|b||)``, which keeps its digits near 0, where the cosine loses
    them (Kahan, How Futile are Mindless Assessments of Roundoff, 2006).
    """
    steps: list[int] = []
    rows: list[Doubles] = []
    began: FloatArray | None = original
    latest: FloatArray | None = None
    for snapshot in snapshots:
        latest = _filters(snapshot, layer)
        began = latest if began is None else began
        if began.shape != latest.shape:
            raise FilterLabError(
                f'The original filters have the shape {began.shape} and those of "{layer}" {latest.shape}: give the '
                "filters that the run began with."
            )
        steps.append(snapshot.step)
        rows.append(compare_filters(latest, began))
    if began is None or latest is None:
        raise FilterLabError(
            "The run has no snapshot yet, so nothing can be seen to drift: wait for the first."
        )
    angles, distances, strengths = np.stack(rows, axis=1)
    for array in (angles, distances, strengths):
        array.flags.writeable = False
    return Drift(layer, np.array(steps, np.int64), began, latest, angles, distances, strengths)


def compare_filters(now: FloatArray, original: FloatArray) -> Doubles:
    """Return how far filters have come from their originals.

    Parameters
    ----------
    now, original : ndarray
        (O, …): as many filters of one shape.

    Returns
    -------
    ndarray
        (3, O): angles in degrees, relative distances and relative strengths, as in `Drift`.
    """
    a, b = (array.reshape(len(array), -1).astype(np.float64) for array in (now, original))
    length, norm = np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        unit, old = a / length[:, np.newaxis], b / norm[:, np.newaxis]
        angles = 2 * np.arctan2(np.linalg.norm(unit - old, axis=1), np.linalg.norm(unit + old, axis=1))
        distances, strengths = np.linalg.norm(a - b, axis=1) / norm, length / norm
    known = np.where(norm > 0, 1.0, np.nan)
    return np.stack([np.degrees(angles), distances * known, strengths * known])


def drift_csv(drift: Drift) -> str:
    """Write a line for each filter at each moment; what is no number stays empty."""
    columns = (drift.angles, drift.distances, drift.strengths)
    rows = [
        [step, number, *(_figure(float(array[place, number])) for array in columns)]
        for place, step in enumerate(drift.steps.tolist())
        for number in range(drift.angles.shape[1])
    ]
    return table_csv(("step", "filter", "angle_degrees", "relative_distance", "relative_strength"), rows)


def _figure(value: float) -> str:
    return "" if isnan(value) else f"{value:.6g}"


def _filters(snapshot: Snapshot, layer: str) -> FloatArray:
    weight = snapshot.parameters.get(f"{layer}.weight")
    if weight is not None and weight.ndim in (3, 4):
        return weight if weight.ndim == 4 else weight[:, :, np.newaxis]
    names = [
        name.removesuffix(".weight")
        for name, array in snapshot.parameters.items()
        if name.endswith(".weight") and array.ndim in (3, 4)
    ]
    remedy = f"choose one of {', '.join(names)}" if names else "choose a run of a net with a convolution"
    raise FilterLabError(f'The run has no filters under the name "{layer}": {remedy}.')
