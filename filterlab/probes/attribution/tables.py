"""Attributions as tables, a line for each pixel."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.probes.attribution.model import Attribution
from filterlab.probes.attribution.sanity import SanityStep
from filterlab.probes.tables import table_csv


def attribution_csv(attributions: Sequence[Attribution]) -> str:
    """Write the maps of one picture, a column for each method."""
    return _maps_csv([each.method for each in attributions], [each.map for each in attributions])


def sanity_csv(steps: Sequence[SanityStep]) -> str:
    """Write the maps of a check, a column for each step: as learned, then random from the top to a layer."""
    names = ["learned" if step.layer is None else f"random to {step.layer}" for step in steps]
    return _maps_csv(names, [step.attribution.map for step in steps])


def _maps_csv(names: Sequence[str], maps: Sequence[NDArray[np.floating[Any]]]) -> str:
    stacked = np.stack(maps, axis=-1)
    rows = ([*place, *stacked[place].tolist()] for place in np.ndindex(stacked.shape[:2]))
    return table_csv(("row", "column", *names), rows)
