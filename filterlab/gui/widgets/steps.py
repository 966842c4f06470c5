"""Steps of a handy size: 1, 2 or 5 times a power of ten."""

from __future__ import annotations

from math import floor, log10

from filterlab.gui.widgets.typed_number import LARGEST

STEPS_TO_LARGEST = 20


def handy_step(largest: float, steps: int = STEPS_TO_LARGEST) -> float:
    """Return the largest handy step that still reaches a magnitude in no fewer than this many steps.

    Parameters
    ----------
    largest : float
        The magnitude to reach; 0 counts as 1.
    steps : int
        How many steps at least.

    Returns
    -------
    float
        1, 2 or 5 times a power of ten, such as 1 for 30 or 0.05 for 1.
    """
    rough = (largest if largest > 0 else 1.0) / steps
    exponent = floor(log10(rough))
    # A power of ten is written as text because 10.0 ** -2 * 5 is not the float nearest to 0.05 everywhere.
    candidates = [float(f"{lead}e{exponent}") for lead in (5, 2, 1)]
    return next((step for step in candidates if step <= rough * (1 + 1e-9)), candidates[-1])


def stepped(value: float, count: int, step: float) -> float:
    """Return a value some steps further, on the ladder of steps where the value was on it.

    Parameters
    ----------
    value : float
        Where to start; as float32 it may be off the ladder by a rounding error, which is mended.
    count : int
        How many steps, negative for down.
    step : float
        Size of a step.

    Returns
    -------
    float
        The new value; the old one where the step would leave ±1,000,000.
    """
    target = value + count * step
    rung = round(target / step)
    if abs(target - rung * step) < 1e-3 * step:
        target = rung * step
    return value if abs(target) > max(LARGEST, abs(value)) else target
