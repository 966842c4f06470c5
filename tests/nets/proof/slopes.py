"""Gradients proved by difference quotients along random directions."""

from collections.abc import Callable, Iterator

import numpy as np

RELATIVE_ERROR = 1e-6
# Below this a change is made of nothing but rounding, and so is the gradient that claims it.
ROUNDING = 1e-10

Arrays = dict[str, np.ndarray]


def anywhere(_name: str, _moved: np.ndarray) -> bool:
    """Move any array by anything."""
    return True


def misses(
    measure: Callable[[], float],
    at: Arrays,
    gradients: Arrays,
    rng: np.random.Generator,
    *,
    step: float,
    allowed: Callable[[str, np.ndarray], bool] = anywhere,
) -> Iterator[str]:
    """Say for which arrays the gradient does not predict how the measure changes.

    Each array in turn is moved a little along a random direction, both ways; numbers that are exactly 0 stay (the
    weights a connection table leaves out). The change for each step must be
    the product of gradient and direction, to one part in a million of the larger of the two. A direction along
    which the measure happens to change hardly at all (less than a tenth of what is usual for a random one,
    which is the gradient's norm) would compare rounding with rounding; another one is drawn then.

    Parameters
    ----------
    measure
        The number that changes; it reads the arrays of ``at`` anew each time.
    at
        The arrays to move, in place; each is left as it was.
    gradients
        What is claimed, by the same names.
    allowed
        Whether an array may be moved by so much, both ways: a corner on the way has no gradient.
    """
    if at.keys() != gradients.keys():
        yield f"gradients of {sorted(gradients)} instead of {sorted(at)}"
        return
    for name, array in at.items():
        gradient = gradients[name]
        if gradient.shape != array.shape or gradient.dtype != np.float64:
            yield f"the gradient of {name} is {gradient.dtype} {gradient.shape}"
            continue
        direction = telling_direction(gradient, array != 0, rng)
        while not allowed(name, step * direction):
            direction = telling_direction(gradient, array != 0, rng)
        claimed = float(np.vdot(gradient, direction))
        change = slope(measure, array, direction, step)
        largest = max(abs(change), abs(claimed))
        if abs(change - claimed) > RELATIVE_ERROR * largest and largest > ROUNDING:
            yield f"along {name} it changes by {change!r}, the gradient says {claimed!r}"


def telling_direction(gradient: np.ndarray, movable: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random direction along which a function with this gradient changes as much as is usual."""
    usual = np.linalg.norm(gradient * movable)
    while True:
        direction = rng.standard_normal(gradient.shape) * movable
        if abs(np.vdot(gradient, direction)) >= usual / 10:
            return direction


def slope(measure: Callable[[], float], array: np.ndarray, direction: np.ndarray, step: float) -> float:
    """Move an array along a direction, both ways, and say how fast the measure grows."""
    kept = array.copy()
    array[...] = kept + step * direction
    above = measure()
    array[...] = kept - step * direction
    below = measure()
    array[...] = kept
    return (above - below) / (2 * step)
