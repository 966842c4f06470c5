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


def softmax_cross_entropy(logits: npt.ArrayLike, labels: npt.ArrayLike) -> tuple[float, FloatArray]:
    """Return the mean of ``-log(probability of the true class)``, and its gradient."""
    (logits,) = as_floats(logits=logits)
    labels = np.asarray(labels)
    n, classes = logits.shape
    loss, dlogits = 0.0, np.zeros_like(logits)
    for row in range(n):
        label = int(labels[row])
        largest = max(float(score) for score in logits[row])
        log_sum = log(sum(exp(float(score) - largest) for score in logits[row]))
        loss -= (float(logits[row, label]) - largest - log_sum) / n
        for k in range(classes):
            probability = exp(float(logits[row, k]) - largest - log_sum)
            dlogits[row, k] = (probability - (1 if k == label else 0)) / n
    return loss, dlogits
