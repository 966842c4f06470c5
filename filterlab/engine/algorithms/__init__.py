"""The ways to compute a convolution that has been checked and planned, and the choice between them.

A further way is one more module with the functions of `Algorithm`, one more entry of `ALGORITHMS` (or
`INPUT_GRADIENTS`), and what it costs.
"""

from filterlab.engine.algorithms.choice import (
    ALGORITHMS,
    INPUT_GRADIENTS,
    Algorithm,
    Choice,
    choose,
    choose_input_gradient,
    choose_weight_gradient,
)
from filterlab.engine.algorithms.sums import channel_sums

__all__ = [
    "ALGORITHMS",
    "INPUT_GRADIENTS",
    "Algorithm",
    "Choice",
    "channel_sums",
    "choose",
    "choose_input_gradient",
    "choose_weight_gradient",
]
