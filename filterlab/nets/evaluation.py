"""How good a net is: its loss, its share of right answers, and whether its run went astray."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.engine import softmax, softmax_cross_entropy
from filterlab.engine.arrays import FloatArray
from filterlab.nets.inputs import fit_images
from filterlab.nets.network import Network
from filterlab.nets.spec import NetSpec, count_classes
from filterlab.nets.summary import summary
from filterlab.nets.threads import thread_limiter
from filterlab.nets.training_data import Pictures, check_pictures

_LARGEST_BATCH = 250
# Multiply-accumulate operations of one batch: fractions of a second, after which whoever asks can stop.
_BATCH_MACS = 10**9
_WORST = 24


@dataclass(frozen=True)
class Misclassified:
    """A picture the net got wrong: its index, its class, the net's answer and how sure that was, in [0, 1]."""

    index: int
    given: int
    predicted: int
    probability: float


@dataclass(frozen=True)
class Report:
    """How a net did on some pictures.

    Attributes
    ----------
    loss
        Mean loss in nats.
    accuracy
        Share of right answers in [0, 1].
    confusion
        (classes, classes): how many pictures of the class of the row got the answer of the column; read-only.
    worst
        The wrong answers the net was surest of, the surest first.
    """

    loss: float
    accuracy: float
    confusion: npt.NDArray[np.int64]
    worst: tuple[Misclassified, ...]

    @property
    def class_accuracy(self) -> npt.NDArray[np.float64]:
        """The share of right answers for each class, (classes,); NaN for a class without pictures."""
        with np.errstate(invalid="ignore"):
            shares: npt.NDArray[np.float64] = self.confusion.diagonal() / self.confusion.sum(axis=1)
        return shares


class Examiner:
    """Goes through pictures batch by batch, so that whoever asks can stop in between.

    Parameters
    ----------
    net
        The net.
    pictures
        Anything with ``.images`` (N, C, H, W) and ``.labels`` (N,), which the net can take.
    worst
        How many mistakes to remember.
    watch
        Shown what the layers make of the pictures, as `Network.__call__` says.
    """

    def __init__(
        self,
        net: Network,
        pictures: Pictures,
        *,
        worst: int = _WORST,
        watch: Callable[[str, FloatArray], None] | None = None,
    ) -> None:
        self._net = net
        self._watch = watch
        self._pictures = pictures
        self._keep = worst
        classes = count_classes(net.spec)
        self._confusion = np.zeros((classes, classes), np.int64)
        self._loss = 0.0
        self._worst: list[Misclassified] = []

    def batches(self) -> Iterator[slice]:
        """Yield the batches to be taken one by one."""
        size = max(1, min(_LARGEST_BATCH, _BATCH_MACS // max(summary(self._net.spec).macs, 1)))
        for start in range(0, len(self._pictures.labels), size):
            yield slice(start, start + size)

    def take(self, batch: slice) -> None:
        """Let the net answer one batch."""
        images = fit_images(self._pictures.images[batch], self._net.spec.input_shape)
        self.note(batch, self._net(images, watch=self._watch))

    def note(self, batch: slice, logits: FloatArray) -> None:
        """Take in the scores (N, classes) of one batch that were worked out elsewhere."""
        labels = self._pictures.labels[batch]
        loss, _ = softmax_cross_entropy(logits, labels)
        self._loss += loss * len(labels)
        answers = logits.argmax(axis=1)
        classes = len(self._confusion)
        counts = np.bincount(labels.astype(np.int64) * classes + answers, minlength=classes**2)
        self._confusion += counts.reshape(classes, classes)
        if self._keep:
            self._remember_worst(batch, logits, answers)

    def _remember_worst(self, batch: slice, logits: FloatArray, answers: npt.NDArray[np.intp]) -> None:
        labels = self._pictures.labels[batch]
        wrong = np.flatnonzero(answers != labels)
        sureness = softmax(logits[wrong]).max(axis=1) if len(wrong) else ()
        mistakes = (
            Misclassified(batch.start + int(row), int(labels[row]), int(answers[row]), float(sure))
            for row, sure in zip(wrong, sureness, strict=True)
        )
        self._worst = heapq.nlargest(self._keep, (*self._worst, *mistakes), key=lambda one: one.probability)

    def report(self) -> Report:
        """Say how the net did on the batches it took; at least one."""
        count = int(self._confusion.sum())
        confusion = self._confusion.copy()
        confusion.flags.writeable = False
        right = int(confusion.trace())
        return Report(self._loss / count, right / count, confusion, tuple(self._worst))


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
    report = examine(net, pictures)
    return report.loss, report.accuracy


def examine(net: Network, pictures: Pictures, *, worst: int = _WORST) -> Report:
    """Measure a net: loss, accuracy, which classes it confuses, and its worst mistakes.

    Parameters
    ----------
    net
        The net.
    pictures
        Anything with ``.images`` (N, C, H, W) and ``.labels`` (N,).
    worst
        How many mistakes to show, 0 or more.

    Raises
    ------
    FilterLabError
        If there are no pictures, or the net cannot take them.
    """
    check_pictures(net.spec, pictures, "test")
    examiner = Examiner(net, pictures, worst=worst)
    with thread_limiter(None)():
        for batch in examiner.batches():
            examiner.take(batch)
    return examiner.report()


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
