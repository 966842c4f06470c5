"""How the learning rate changes along a run: each function gives the share of the set rate that a step goes with.

Steps are counted from 0. The formulas are those of PyTorch's ``torch.optim.lr_scheduler``.
"""

from math import cos, pi

_WARMING_SHARE = 0.3
_FIRST_SHARE = 1 / 25
_LAST_SHARE = _FIRST_SHARE / 1e4


def step_decay(step: int, period: int, factor: float) -> float:
    """Multiply by ``factor`` after every ``period`` steps: ``factor ** floor(step / period)``.

    References
    ----------
    He, Zhang, Ren and Sun, Deep Residual Learning (2015), section 3.4; PyTorch's ``StepLR``.
    """
    return float(factor ** (step // period))


def cosine(step: int, total_steps: int) -> float:
    """Fall from 1 to almost 0 along half a cosine: ``(1 + cos(pi * step / total_steps)) / 2``.

    References
    ----------
    Loshchilov and Hutter, SGDR (2017), equation 5; PyTorch's ``CosineAnnealingLR``.
    """
    return (1 + cos(pi * step / total_steps)) / 2


def one_cycle(step: int, total_steps: int) -> float:
    """Rise from 1/25 to 1 over the first three tenths of the run, then fall to 1/250,000, both along half a cosine.

    References
    ----------
    Smith and Topin, Super-Convergence (2018); PyTorch's ``OneCycleLR`` with its usual settings, which differs in also
    moving the momentum unless told not to.
    """
    peak, last = _WARMING_SHARE * total_steps - 1, total_steps - 1
    if peak <= 0 and step == 0:
        # Too few steps to warm up.
        return 1.0
    if step <= peak:
        return _between(_FIRST_SHARE, 1.0, step / peak)
    return _between(1.0, _LAST_SHARE, (step - peak) / (last - peak))


def _between(start: float, end: float, way: float) -> float:
    """Go from one share to another along half a cosine."""
    return end + (start - end) * (1 + cos(pi * way)) / 2
