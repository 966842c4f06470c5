"""The definitions of softmax and of the cross-entropy with its gradient."""

from math import exp, log

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, as_floats


def softmax(logits: npt.ArrayLike) -> FloatArray:
    """Return ``exp(z) / sum(exp(z))`` for each row, after taking the row's largest score off every score."""
    (logits,) = as_floats(logits=logits)
    probabilities = np.zeros_like(logits)
    for row in np.ndindex(logits.shape[:-1]):
        largest = max(float(score) for score in logits[row])
        grown = [exp(float(score) - largest) for score in logits[row]]
        for k, value in enumerate(grown):
            probabilities[(*row, k)] = value / sum(grown)
    return probabilities


def softmax_cross_entropy(
    logits: npt.ArrayLike, labels: npt.ArrayLike, *, label_smoothing: float = 0.0
) -> tuple[float, FloatArray]:
    """Return the mean of ``-log(probability)``, weighted by how much each class is wanted, and its gradient."""
    (logits,) = as_floats(logits=logits)
    labels = np.asarray(labels)
    n, classes = logits.shape
    loss, dlogits = 0.0, np.zeros_like(logits)
    for row in range(n):
        label = int(labels[row])
        largest = max(float(score) for score in logits[row])
        log_sum = log(sum(exp(float(score) - largest) for score in logits[row]))
        for k in range(classes):
            log_probability = float(logits[row, k]) - largest - log_sum
            wanted = label_smoothing / classes + (1 - label_smoothing if k == label else 0)
            if wanted:
                loss -= wanted * log_probability / n
            dlogits[row, k] = (exp(log_probability) - wanted) / n
    return loss, dlogits
