"""From scores to probabilities, and from probabilities to a loss with its gradient."""

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, as_array, as_floats, check_axes, check_shape, quiet
from filterlab.engine.errors import DTypeError, ShapeError


@quiet
def softmax(logits: npt.ArrayLike) -> FloatArray:
    """Turn the scores along the last axis into probabilities that sum to 1: ``exp(z) / sum(exp(z))``.

    The largest score is subtracted first, which changes nothing but keeps ``exp`` from overflowing.

    Parameters
    ----------
    logits
        (..., classes), any real numbers.

    Returns
    -------
    array
        The same shape, each value in [0, 1].

    Raises
    ------
    ShapeError
        If there is no class to choose from.
    """
    (logits,) = as_floats(logits=logits)
    if logits.ndim == 0 or logits.shape[-1] == 0:
        raise ShapeError(
            f"logits have the shape {logits.shape}; expected (…, classes) with at least one class on the last axis."
        )
    grown = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probabilities: FloatArray = grown / grown.sum(axis=-1, keepdims=True)
    return probabilities


@quiet
def softmax_cross_entropy(
    logits: npt.ArrayLike, labels: npt.ArrayLike, *, label_smoothing: float = 0.0
) -> tuple[float, FloatArray]:
    """Measure how surprised the scores are by the true classes, and say how the scores should change.

    The loss of one example is ``-log(softmax(logits)[label])``; the batch's loss is their mean. Its
    gradient is ``(softmax(logits) - one_hot(labels)) / n``. With smoothing, the wanted probabilities are not 1 for
    the label and 0 elsewhere, but ``(1 - s) * one_hot(labels) + s / classes``, and the loss is the cross-entropy
    with these.

    Parameters
    ----------
    logits
        (N, classes) scores.
    labels
        (N,) whole numbers from 0 to classes - 1.
    label_smoothing
        ``s``, in [0, 1): which share of the certainty is spread over all classes.

    Returns
    -------
    loss, dlogits
        The mean loss in nats, at least 0, and its gradient (N, classes). Without any example the loss is 0.

    Raises
    ------
    ShapeError
        If the shapes do not belong together or a label is out of range.
    DTypeError
        If the labels are not whole numbers.

    References
    ----------
    Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, Rethinking the Inception Architecture (2016), section 7.
    """
    (logits,) = as_floats(logits=logits)
    check_axes(logits.shape, "logits", ("N", "classes"))
    n, classes = logits.shape
    labels = _checked_labels(labels, n, classes)
    if n == 0:
        return 0.0, np.zeros_like(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(n)
    loss = -float(log_probabilities[rows, labels].mean())
    dlogits = np.exp(log_probabilities)
    dlogits[rows, labels] -= 1 - label_smoothing
    if label_smoothing:
        loss = (1 - label_smoothing) * loss - label_smoothing * float(log_probabilities.mean())
        dlogits -= label_smoothing / classes
    dlogits /= n
    return loss, dlogits


def _checked_labels(labels: npt.ArrayLike, n: int, classes: int) -> npt.NDArray[np.intp]:
    given = as_array(labels, "labels")
    if given.dtype.kind not in "iu":
        raise DTypeError(
            f"labels have the element type {given.dtype}; expected whole numbers, the classes counted from 0 "
            f"(labels.astype(int) makes them so)."
        )
    check_shape(given.shape, "labels", (n,), ("N",))
    if classes == 0:
        raise ShapeError("logits have 0 along their axis classes; expected at least 1.")
    wrong = given[(given < 0) | (given >= classes)]
    if wrong.size:
        raise ShapeError(
            f"A label is {wrong[0]}, but the {classes} classes are numbered 0 to {classes - 1}; "
            f"check the labels or the size of the last layer."
        )
    return given.astype(np.intp)
