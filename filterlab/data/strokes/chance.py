"""Chance with bounds: handwriting varies, but nobody's hand slips ten times as far as usual."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def normal(rng: np.random.Generator, shape: tuple[int, ...], deviation: float) -> Floats:
    """Draw normal numbers around 0, held within two standard deviations."""
    return np.clip(rng.standard_normal(shape, dtype=np.float32), -2, 2) * np.float32(deviation)


def uniform(rng: np.random.Generator, shape: tuple[int, ...], low: float, high: float) -> Floats:
    """Draw numbers from `low` to `high`, all equally likely."""
    return rng.random(shape, dtype=np.float32) * np.float32(high - low) + np.float32(low)
