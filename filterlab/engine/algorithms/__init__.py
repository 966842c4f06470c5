"""The fast ways to compute a convolution that has been checked and planned, and the choice between them.

A further way (a compiled kernel, say) is one more module with the three functions of `Algorithm`, and one
more line in `algorithm_for`.
"""

from typing import Protocol

from filterlab.engine.algorithms import lowering, pointwise
from filterlab.engine.arrays import FloatArray
from filterlab.engine.plan import ConvPlan


class Algorithm(Protocol):
    """A way to compute a convolution and its gradients; its arrays share one type and fit the plan."""

    def forward(self, plan: ConvPlan, x: FloatArray, w: FloatArray, b: FloatArray | None) -> FloatArray:
        """Return the output (N, O, OH, OW)."""

    def weight_gradient(self, plan: ConvPlan, dy: FloatArray, x: FloatArray) -> FloatArray:
        """Return the gradient (O, C // groups, KH, KW) of the weights from that of the output."""

    def input_gradient(self, plan: ConvPlan, dy: FloatArray, w: FloatArray) -> FloatArray:
        """Return the gradient (N, C, H, W) of the input from that of the output."""


def algorithm_for(plan: ConvPlan) -> Algorithm:
    """Choose the fastest way to compute the given convolution."""
    if pointwise.serves(plan):
        return pointwise
    return lowering
