"""Which algorithms take part in a proof: all that can, whether the choice would take them or not."""

from collections.abc import Callable
from typing import Any

import numpy as np

from filterlab.engine.algorithms import ALGORITHMS, rows
from filterlab.engine.plan import ConvPlan

FORWARD, WEIGHT_GRADIENT, INPUT_GRADIENT = "forward", "weight_gradient", "input_gradient"

# These do not add up the products they are defined by, but other numbers with the same sum: whole numbers do
# not come out exact.
TRANSFORMING = frozenset({"fourier", "separable"})

Method = Callable[..., np.ndarray]


def serving(plan: ConvPlan, dtype: np.dtype, method: str = FORWARD) -> dict[str, Method]:
    """The given method of every algorithm that has it and serves the plan, by the algorithm's name."""
    return {
        name: getattr(algorithm, method)
        for name, algorithm in ALGORITHMS.items()
        if getattr(algorithm, method) is not None and _serves(algorithm, plan, dtype, method)
    }


def _serves(algorithm: Any, plan: ConvPlan, dtype: np.dtype, method: str) -> bool:
    if algorithm.name == "rows" and method == INPUT_GRADIENT:
        # The gradient's rows are the input's, not the output's.
        return rows.serves_input_gradient(plan, dtype)
    return algorithm.serves(plan, dtype)
