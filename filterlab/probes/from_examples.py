"""A filter worked out from patches of a picture that are marked as "this" and "not this"."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, Literal, assert_never, get_args

import numpy as np
from numpy.typing import NDArray

from filterlab.data import MAX_KERNEL_SIZE
from filterlab.errors import FilterLabError
from filterlab.probes.places import Box
from filterlab.probes.response import as_floating, check_finite, check_shape

Floats = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]
Method = Literal["matched", "ridge", "lda"]

METHODS: tuple[Method, ...] = get_args(Method)

# Patches that differ by less than this part of their brightest pixel differ by rounding.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class MarkedPatches:
    """Patches of one size, cut out of one picture. Arrays are read-only float64.

    Attributes
    ----------
    this : ndarray
        Shape (P, C, KH, KW), P at least 1: what the filter shall answer.
    not_this : ndarray
        Shape (N, C, KH, KW), N at least 0: what it shall not answer.
    """

    this: Doubles
    not_this: Doubles


@dataclass(frozen=True, slots=True, eq=False)
class FittedFilter:
    """A filter from examples. Arrays are read-only.

    Attributes
    ----------
    weights : ndarray
        Shape (C, KH, KW), float32, for cross-correlation: nothing is flipped.
    threshold : float
        Responses above it mean "this": of all thresholds that separate the examples best, the middle of the widest
        gap. Without any "not this" a response of 0, that of nothing, stands for them.
    this_responses, not_this_responses : ndarray
        Shapes (P,) and (N,), float64: the responses of the examples, in the order they were given.
    accuracy : float
        The part of the examples on the right side of the threshold, 0 to 1. They are the ones the filter was made
        from, so other patches may fare worse.
    """

    weights: NDArray[np.float32]
    threshold: float
    this_responses: Doubles
    not_this_responses: Doubles
    accuracy: float

    @property
    def bias(self) -> float:
        """The bias with which responses above 0 mean "this"."""
        return -self.threshold


def cut_marked(
    image: Floats, this: Sequence[Box], not_this: Sequence[Box], *, scale: float = 1.0
) -> MarkedPatches:
    """Cut marked patches out of a picture.

    Parameters
    ----------
    image : ndarray
        Shape (C, H, W). The filter will have as many channels.
    this, not_this : sequence of Box
        The marks, all of one size, none of them over the picture's edge.
    scale : float
        What a pixel value of 1 counts as.

    Returns
    -------
    MarkedPatches
        The patches, in the same order.

    Raises
    ------
    FilterLabError
        If nothing is marked as "this", the marks differ in size or are larger than a filter may be, one is over the
        edge, or there is NaN or infinity in one.
    """
    check_shape(image)
    if not this:
        raise FilterLabError('No patch is marked as "this"; mark at least one.')
    _channels, height, width = image.shape
    size = this[0].height, this[0].width
    if not (1 <= size[0] <= MAX_KERNEL_SIZE and 1 <= size[1] <= MAX_KERNEL_SIZE):
        raise FilterLabError(
            f"The marked patch has {size[0]} × {size[1]} pixels; "
            f"a filter has 1 to {MAX_KERNEL_SIZE} rows and columns."
        )
    for box in (*this, *not_this):
        if (box.height, box.width) != size:
            raise FilterLabError(
                f"The patch at row {box.top}, column {box.left} has {box.height} × {box.width} pixels, the first one "
                f"{size[0]} × {size[1]}; mark patches of one size."
            )
        if box.within((height, width)) != box:
            raise FilterLabError(
                f"The patch at row {box.top}, column {box.left} hangs over the edge of the picture of "
                f"{height} × {width}; move it inside."
            )
    return MarkedPatches(_stack(image, this, size, scale), _stack(image, not_this, size, scale))


def fit_filter(
    patches: MarkedPatches, method: Method = "matched", *, ridge: float = 0.1, shrinkage: float = 0.1
) -> FittedFilter:
    """Work out a filter that answers "this" and not "not this", by a formula, without any training.

    - ``"matched"``: the mean of "this" minus the mean of "not this" (if there is any), minus its own mean, of length
      1. It asks only where the two differ.
    - ``"ridge"``: the filter and bias whose responses come closest to +1 and -1 in the sum of squares, plus
      ``ridge`` times the filter's own sum of squares. ``w = (X'X + r I)^-1 X'y`` with X and y minus their means.
    - ``"lda"``: ``w = S^-1 (mean of "this" - mean of "not this")`` of length 1, with S the covariance within the two
      groups, shrunk: ``(1 - s) S + s (trace S / D) I``. Where examples vary a lot anyway, a difference counts less.

    With fewer examples than cells the same systems are solved in the space of the examples.

    Parameters
    ----------
    patches : MarkedPatches
        The patches.
    method : {"matched", "ridge", "lda"}
        The formula.
    ridge : float
        Above 0; r in units of the mean square length of an example minus their mean, so that it means the same in
        any units of brightness.
    shrinkage : float
        s, above 0 and at most 1: 1 takes all directions to vary alike.

    Returns
    -------
    FittedFilter
        The filter, the threshold, and how well they separate the examples.

    Raises
    ------
    FilterLabError
        If ridge or lda is asked for without any "not this", the examples give no filter because they do not
        differ, or a number is out of its range.

    References
    ----------
    Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), 3.4.1, 4.3, 18.3.5.
    """
    this, not_this = _as_rows(patches.this), _as_rows(patches.not_this)
    if method != "matched" and not len(not_this):
        raise FilterLabError(
            f'The method {method} needs patches marked as "not this"; mark at least one, or choose matched.'
        )
    match method:
        case "matched":
            found = _matched(this, not_this)
        case "ridge":
            _check("ridge", ridge, inf)
            found = _ridge(this, not_this, ridge)
        case "lda":
            _check("shrinkage", shrinkage, 1)
            found = _lda(this, not_this, shrinkage)
        case _:
            assert_never(method)
    weights = found.astype(np.float32)
    yes, no = this @ weights.astype(np.float64), not_this @ weights.astype(np.float64)
    threshold = _threshold(yes, no if len(no) else np.zeros(1))
    right = int((yes > threshold).sum()) + int((no <= threshold).sum())
    shaped = weights.reshape(patches.this.shape[1:])
    for array in (shaped, yes, no):
        array.flags.writeable = False
    return FittedFilter(shaped, threshold, yes, no, right / (len(yes) + len(no)))


def _stack(image: Floats, boxes: Sequence[Box], size: tuple[int, int], scale: float) -> Doubles:
    channels = image.shape[0]
    stack = np.empty((len(boxes), channels, *size))
    for patch, box in zip(stack, boxes, strict=True):
        part = image[:, box.top : box.top + box.height, box.left : box.left + box.width]
        check_finite(part, "marked patch")
        floating = as_floating(part)
        patch[...] = np.multiply(floating, floating.dtype.type(scale))
    stack.flags.writeable = False
    return stack


def _as_rows(patches: Doubles) -> Doubles:
    count, channels, height, width = patches.shape
    return patches.reshape(count, channels * height * width)


def _check(name: str, value: float, most: float) -> None:
    if not (isfinite(value) and 0 < value <= most):
        limit = f" and at most {most:g}" if isfinite(most) else ""
        raise FilterLabError(f"The {name} is {value}; give a number above 0{limit}.")


def _matched(this: Doubles, not_this: Doubles) -> Doubles:
    difference = this.mean(axis=0) - (not_this.mean(axis=0) if len(not_this) else 0.0)
    difference -= difference.mean()
    what = "differ in nothing but brightness" if len(not_this) else "have no pattern, only brightness"
    _refuse_nothing(difference, this, not_this, what)
    return np.asarray(difference / np.linalg.norm(difference))


def _ridge(this: Doubles, not_this: Doubles, ridge: float) -> Doubles:
    x = np.concatenate([this, not_this])
    y = np.concatenate([np.ones(len(this)), -np.ones(len(not_this))])
    _refuse_nothing(x - x[0], this, not_this, "are all the same")
    x, y = x - x.mean(axis=0), y - y.mean()
    count, cells = x.shape
    penalty = ridge * float((x**2).sum()) / count
    if count < cells:
        return np.asarray(x.T @ np.linalg.solve(x @ x.T + penalty * np.eye(count), y))
    return _solve(x, penalty, x.T @ y)


def _lda(this: Doubles, not_this: Doubles, shrinkage: float) -> Doubles:
    first, second = this.mean(axis=0), not_this.mean(axis=0)
    difference = first - second
    _refuse_nothing(difference, this, not_this, "are on the average the same")
    within = np.concatenate([this - first, not_this - second])
    _count, cells = within.shape
    energy = float((within**2).sum())
    if energy > 0 and shrinkage < 1:
        # The covariance is needed up to a factor only, for the filter gets the length 1.
        difference = _solve(within, shrinkage / (1 - shrinkage) * energy / cells, difference)
    return np.asarray(difference / np.linalg.norm(difference))


def _solve(x: Doubles, level: float, target: Doubles) -> Doubles:
    """Solve ``(x'x + level I) w = target``, in the space of the rows of x where they are fewer than its columns."""
    count, cells = x.shape
    if count >= cells:
        return np.asarray(np.linalg.solve(x.T @ x + level * np.eye(cells), target))
    inner = np.linalg.solve(x @ x.T + level * np.eye(count), x @ target)
    return np.asarray((target - x.T @ inner) / level)


def _refuse_nothing(difference: Doubles, this: Doubles, not_this: Doubles, what: str) -> None:
    """Raise FilterLabError where a difference of patches is no more than their rounding."""
    largest = max(float(np.abs(this).max()), float(np.abs(not_this).max(initial=0)))
    if float(np.abs(difference).max()) <= _NOTHING * largest:
        marked = 'marked as "this" and "not this"' if len(not_this) else 'marked as "this"'
        raise FilterLabError(f"The patches {marked} {what}; mark others, which differ.")


def _threshold(yes: Doubles, no: Doubles) -> float:
    """Return the threshold with the fewest of ``yes`` at or below it and of ``no`` above it."""
    levels = np.unique(np.concatenate([yes, no]))
    below, above = levels[:-1], levels[1:]
    middles = below + (above - below) / 2
    thresholds = np.concatenate(
        [[np.nextafter(levels[0], -np.inf)], np.where(middles < above, middles, below), levels[-1:]]
    )
    gaps = np.concatenate([[0.0], above - below, [0.0]])
    right = (
        len(yes)
        - np.searchsorted(np.sort(yes), thresholds, side="right")
        + np.searchsorted(np.sort(no), thresholds, side="right")
    )
    best = np.flatnonzero(right == right.max())
    return float(thresholds[best[np.argmax(gaps[best])]])
