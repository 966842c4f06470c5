"""Which algorithms take part in a proof: all that can, whether the choice would take them or not."""

from collections.abc import Callable

import numpy as np

from filterlab.engine.algorithms import ALGORITHMS, INPUT_GRADIENTS
from filterlab.engine.plan import ConvPlan

FORWARD, WEIGHT_GRADIENT, INPUT_GRADIENT = "forward", "weight_gradient", "input_gradient"

# These do not add up the products they are defined by, but other numbers with the same sum: whole numbers do
# not come out exact.
TRANSFORMING = frozenset({"fourier", "separable"})

Method = Callable[..., np.ndarray]


def serving(plan: ConvPlan, dtype: np.dtype, method: str = FORWARD) -> dict[str, Method]:
    """The given method of every algorithm that has it and serves the plan, by the algorithm's name."""
    if method == INPUT_GRADIENT:
        return dict(INPUT_GRADIENTS)
    return {
        name: getattr(algorithm, method)
        for name, algorithm in ALGORITHMS.items()
        if getattr(algorithm, method) is not None and algorithm.serves(plan, dtype)
    }
