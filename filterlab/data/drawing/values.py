"""Edits that change values and move nothing: sign, scale, sum, rounding.

All take weights of any shape, usually (C, KH, KW) or one channel (KH, KW), treat them as one, and return a
new float32 array. They calculate in float64, where no sum of weights overflows.
"""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy as np
from numpy.typing import NDArray

from filterlab.data.drawing.cells import Weights
from filterlab.data.drawing.results import as_weights, checked_number
from filterlab.errors import FilterLabError

MAX_DECIMALS = 9
"""More digits behind the decimal point than 32 bits hold of a number near 1."""

_EXACT_DIGITS = 400
"""Enough for every float32 times every float64, so that a product is rounded once."""


def total(weights: Weights) -> float:
    """Return the sum; one that is 0 but for the rounding of float32 is 0."""
    values = weights.astype(np.float64)
    return 0.0 if _sums_to_zero(values) else float(values.sum())


def negated(weights: Weights) -> Weights:
    """Change every sign; a 0 stays a plain 0."""
    return as_weights(-weights, "Negating")


def cleared(weights: Weights) -> Weights:
    """Return zeros of the same shape."""
    return np.zeros(weights.shape, dtype=np.float32)


def scaled(weights: Weights, factor: float) -> Weights:
    """Multiply every weight by a factor.

    Raises
    ------
    FilterLabError
        The factor is not finite, or a product is too large for 32 bits.
    """
    checked_number(factor, "The factor")
    with np.errstate(over="ignore"):
        return as_weights(weights.astype(np.float64) * factor, f"Scaling by {factor:g}")


def raised(weights: Weights, amount: float) -> Weights:
    """Add the same amount to every weight; a negative one lowers them.

    Raises
    ------
    FilterLabError
        The amount is not finite, or a sum is too large for 32 bits.
    """
    checked_number(amount, "The amount to add")
    return as_weights(weights.astype(np.float64) + amount, f"Adding {amount:g}")


def with_zero_sum(weights: Weights) -> Weights:
    """Subtract the mean, so that a flat patch gives no response."""
    values = weights.astype(np.float64)
    if _sums_to_zero(values):
        return as_weights(values, "Subtracting the mean")
    rest = values - values.mean()
    # Where all weights are equal, rounding would leave traces like 1e-17 instead of 0.
    rest[np.abs(rest) <= 1e-12 * np.abs(values).max()] = 0
    return as_weights(rest, "Subtracting the mean")


def with_unit_sum(weights: Weights) -> Weights:
    """Divide by the sum, so that a flat patch keeps its brightness.

    Raises
    ------
    FilterLabError
        The weights sum to 0, so no factor can make the sum 1.
    """
    whole = total(weights)
    if whole == 0:
        raise FilterLabError("The weights sum to 0, so no factor makes the sum 1; change a weight first.")
    return as_weights(weights.astype(np.float64) / whole, "Dividing by the sum")


def with_imagej_rule(weights: Weights) -> Weights:
    """Scale as ImageJ does under "Normalize Kernel": by 1 / sum, or not at all if the sum is 0.

    Unlike there, a sum that is 0 but for the rounding of float32 counts as 0: dividing a Laplacian by what
    rounding has left of its sum would blow it up a billion times. Source: ImageJ 1.x, Convolver.getScale.
    """
    return as_weights(weights.astype(np.float64) / (total(weights) or 1.0), "Dividing by the sum")


def with_unit_norm(weights: Weights) -> Weights:
    """Divide by the L2 norm, the root of the sum of squares, so that filters of any strength compare.

    Raises
    ------
    FilterLabError
        All weights are 0.
    """
    values = weights.astype(np.float64)
    _check_some_weight(values, "L2 norm")
    return as_weights(values / np.linalg.norm(values), "Dividing by the norm")


def with_unit_peak(weights: Weights) -> Weights:
    """Divide by the largest magnitude, so that the strongest weight is 1 or -1.

    Raises
    ------
    FilterLabError
        All weights are 0.
    """
    values = weights.astype(np.float64)
    _check_some_weight(values, "largest magnitude")
    return as_weights(values / np.abs(values).max(), "Dividing by the largest weight")


def rounded(weights: Weights, decimals: int) -> Weights:
    """Round every weight to some digits behind the decimal point, as one does by hand.

    A weight is rounded as it is written: 0.35 becomes 0.4, although float32 holds 0.349999994. Halves go away
    from 0.

    Parameters
    ----------
    weights : ndarray
        Any shape.
    decimals : int
        How many digits, 0 to 9.

    Raises
    ------
    FilterLabError
        The number of digits is out of range.
    """
    if not 0 <= decimals <= MAX_DECIMALS:
        raise FilterLabError(
            f"Rounding to {decimals} decimals is not possible: choose 0 to {MAX_DECIMALS} of them."
        )
    return _rounded(weights, 1.0, decimals, "Rounding")


def snapped(weights: Weights, factor: float = 1.0) -> Weights:
    """Multiply by a factor and round to whole numbers, halves away from 0.

    Parameters
    ----------
    weights : ndarray
        Any shape.
    factor : float
        16 makes a Gaussian of sixteenths a table of whole numbers.

    Raises
    ------
    FilterLabError
        The factor is not finite, or a product is too large for 32 bits.
    """
    checked_number(factor, "The factor")
    return _rounded(weights, factor, 0, f"Scaling by {factor:g}")


def _rounded(weights: Weights, factor: float, decimals: int, action: str) -> Weights:
    """Round the products with a factor as they would be written."""
    unit, times = Decimal(1).scaleb(-decimals), Decimal(repr(float(factor)))
    with localcontext() as context:
        context.prec = _EXACT_DIGITS
        products = (Decimal(str(weight)) * times for weight in weights.astype(np.float32).flat)
        digits = [float(product.quantize(unit, ROUND_HALF_UP)) for product in products]
    return as_weights(np.array(digits).reshape(weights.shape), action)


def _sums_to_zero(values: NDArray[np.float64]) -> bool:
    """Whether the sum is 0 but for the rounding of float32."""
    return bool(abs(values.sum()) <= 1e-6 * np.abs(values).sum())


def _check_some_weight(values: NDArray[np.float64], what: str) -> None:
    if not values.any():
        raise FilterLabError(f"All weights are 0, so no factor makes the {what} 1; paint a weight first.")
