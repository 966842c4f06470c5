"""How good a net is: its loss, its share of right answers, and whether its run went astray."""

from collections.abc import Iterator, Sequence
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.engine import softmax_cross_entropy
from filterlab.engine.arrays import FloatArray
from filterlab.nets.inputs import fit_images
from filterlab.nets.network import Network
from filterlab.nets.spec import NetSpec
from filterlab.nets.summary import summary
from filterlab.nets.threads import thread_limiter
from filterlab.nets.training_data import Pictures, check_pictures

_BATCH = 250


def evaluate(net: Network, pictures: Pictures) -> tuple[float, float]:
    """Measure a net: its mean loss in nats and its share of right answers in [0, 1].

    Parameters
    ----------
    net
        The net.
    pictures
        Anything with ``.images`` (N, C, H, W) and ``.labels`` (N,).

    Raises
    ------
    FilterLabError
        If there are no pictures, or the net cannot take them.
    """
    check_pictures(net.spec, pictures, "test")
    with thread_limiter(None)():
        sums = [measure(net, pictures, batch) for batch in evaluation_batches(pictures)]
    total, right = (sum(column) for column in zip(*sums, strict=True))
    return total / len(pictures.labels), right / len(pictures.labels)


def evaluation_batches(pictures: Pictures) -> Iterator[slice]:
    """Cut the pictures into batches to be measured one by one."""
    for start in range(0, len(pictures.labels), _BATCH):
        yield slice(start, start + _BATCH)


def measure(net: Network, pictures: Pictures, batch: slice) -> tuple[float, int]:
    """Give the summed loss of one batch and the number of right answers."""
    labels = pictures.labels[batch]
    logits = net(fit_images(pictures.images[batch], net.spec.input_shape))
    loss, _ = softmax_cross_entropy(logits, labels)
    return loss * len(labels), count_right(logits, labels)


def count_right(logits: FloatArray, labels: npt.NDArray[Any]) -> int:
    """Count the rows whose largest score is that of the label."""
    return int(np.count_nonzero(logits.argmax(axis=1) == labels))


def has_diverged(losses: Sequence[float], end_loss: float, spec: NetSpec) -> bool:
    """Tell whether steps too large have thrown the weights about, though all numbers stayed finite.

    A net that gives each class the same chance has the loss ln(classes). Such a run ends no better than that,
    after its loss has been three times as high as that and as the loss of the first step.

    Parameters
    ----------
    losses
        Of all steps, in nats; at least one.
    end_loss
        Of the net as the run left it.
    spec
        The net, whose last layer has one output for each class.
    """
    chance = log(summary(spec).rows[-1].output_shape[0])
    return max(*losses, end_loss) > 3 * max(losses[0], chance) and end_loss > 0.95 * chance
