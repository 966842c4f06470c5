import numpy as np
import pytest
from numpy.typing import NDArray

from filterlab.data import presets


@pytest.fixture
def rng() -> np.random.Generator:
    """Return chance that is the same every time."""
    return np.random.default_rng(7)


@pytest.fixture
def curve_detector() -> NDArray[np.float32]:
    """The course's filter, (1, 7, 7)."""
    return presets["curve-detector"].weights


@pytest.fixture
def curve_patch() -> NDArray[np.float32]:
    """The course's patch of the mouse's back, in units of 0 to 255, (1, 7, 7)."""
    rows = [
        [0, 0, 0, 0, 0, 0, 30],
        [0, 0, 0, 0, 50, 50, 50],
        [0, 0, 0, 20, 50, 0, 0],
        [0, 0, 0, 50, 50, 0, 0],
        [0, 0, 0, 50, 50, 0, 0],
        [0, 0, 0, 50, 50, 0, 0],
        [0, 0, 0, 50, 50, 0, 0],
    ]
    return np.array(rows, np.float32)[np.newaxis]


@pytest.fixture
def head_patch() -> NDArray[np.float32]:
    """The course's patch of the mouse's head, in units of 0 to 255, (1, 7, 7)."""
    rows = [
        [0, 0, 0, 0, 0, 0, 0],
        [0, 40, 0, 0, 0, 0, 0],
        [40, 0, 40, 0, 0, 0, 0],
        [40, 20, 0, 0, 0, 0, 0],
        [0, 50, 0, 0, 0, 0, 0],
        [0, 0, 50, 0, 0, 0, 0],
        [25, 25, 0, 50, 0, 0, 0],
    ]
    return np.array(rows, np.float32)[np.newaxis]
