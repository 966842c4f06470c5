"""Arrays for tests of what is refused."""

import numpy as np


def ones(*shape: int) -> np.ndarray:
    """Return ones of float32."""
    return np.ones(shape, dtype=np.float32)
