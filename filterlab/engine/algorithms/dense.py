"""The way to compute a convolution product by product, for algorithms that cannot compute a part of theirs."""

from filterlab.engine.algorithms import direct, rows
from filterlab.engine.arrays import FloatArray
from filterlab.engine.plan import ConvPlan


def forward(plan: ConvPlan, x: FloatArray, w: FloatArray, b: FloatArray | None) -> FloatArray:
    """Cross-correlate by rows if that can be done, else directly: every product is made, and no other."""
    way = rows if rows.serves(plan, x.dtype) else direct
    y: FloatArray = way.forward(plan, x, w, b)
    return y
