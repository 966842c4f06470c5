"""Integrated gradients: the score shared out among the pixels, along the way from nothing to the picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.attribution.model import STEP, Attribution, Completeness, Question
from filterlab.probes.units import Subject
from filterlab.probes.units.pictures import as_taken

Floats = NDArray[np.floating[Any]]

# Where the first gradient is taken, as a share of the first stretch.
_HAIR = 1e-3


def integrated_gradients(
    subject: Subject,
    picture: Floats,
    label: int,
    *,
    baseline: Floats | float = 0.0,
    steps: int = 64,
    tolerance: float = 0.01,
    most: int = 2048,
) -> Iterator[Attribution]:
    """Share the score out among the pixels: add up gradients on the way from a baseline to the picture.

    The shares add up to the difference of the two scores (completeness). Gradients are taken at the ends of equal
    stretches. Along a straight line the score of a net of ReLUs and maxima is made of straight pieces, so on a
    stretch with one bend in it the two scores and slopes at its ends say where that lies, and how much of the
    stretch belongs to either gradient; a stretch without a bend is exact anyway. Stretches on which no such share
    explains what the score does are halved until the sum misses the difference by no more than the tolerance.

    Parameters
    ----------
    subject : Subject
        The net.
    picture : ndarray
        (C, H, W), values in [0, 1]; no larger than the net takes, 0 is put around a smaller one.
    label : int
        The class.
    baseline : ndarray or float
        What shows nothing: a picture like the given one, or one brightness; 0 is black.
    steps : int
        How many stretches to begin with, at least 1.
    tolerance : float
        The gap that is good enough, as a share of the difference, see `Completeness`.
    most : int
        How many gradients may be taken. If these do not do, or the two scores are the same but for rounding, the
        last answer's ``completeness`` says what is missed.

    Yields
    ------
    Attribution
        After every 16 gradients, or fewer of a large net; the values are right after the last one.

    Raises
    ------
    FilterLabError
        If the net has no such class or cannot take the picture, there are no steps, or the baseline has another shape
        than the picture.

    References
    ----------
    Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks (2017).
    """
    question = Question.about(subject, picture, label)
    if steps < 1:
        raise FilterLabError(f"{steps} steps lead nowhere: take 1 or more.")
    way = _Way(question, _begin(subject, picture, baseline))
    shares = np.linspace(0, 1, steps + 1)
    # Nothing moves at the baseline itself, so there a flat part's maxima tie and a ReLU may stand on its bend.
    shares[0] = _HAIR / steps
    done, total = 0, len(shares)
    known: list[_Places] = []
    sums = np.zeros(way.shape)
    for places in way.blocks(shares):
        known.append(places)
        sums += places.gradients.sum(axis=0, dtype=np.float64)
        done += len(places.shares)
        if done < total:
            yield way.answer(sums / done, done, total)
    places = _joined(known)
    places = replace(
        places, shares=np.append(0, shares[1:]), answers=np.append(way.before, places.answers[1:])
    )
    stretches = _Stretches(places[:-1], places[1:])
    # Of those stretches that are good enough: their gradients are needed no more.
    settled, missed = np.zeros(way.shape), 0.0
    for rounds in count(1):
        found = way.answer(settled + stretches.gradient(), done, total)
        yield found
        allowed = max(tolerance * abs(way.difference), way.rounding)
        if abs(missed + stretches.missed.sum()) <= allowed:
            return
        # Together, the stretches of all rounds may miss no more than is allowed.
        is_good = np.abs(stretches.missed) <= allowed / (len(stretches.missed) * rounds * (rounds + 1))
        settled += stretches[is_good].gradient()
        missed += float(stretches.missed[is_good].sum())
        stretches = stretches[~is_good]
        total = done + len(stretches.missed)
        if done == total or total > most:
            return
        known = []
        for places in way.blocks(stretches.middles):
            known.append(places)
            done += len(places.shares)
            if done < total:
                yield replace(found, done=done, total=total)
        stretches = stretches.cut_at(_joined(known))


def _begin(subject: Subject, picture: Floats, baseline: Floats | float) -> Floats:
    """Return the baseline as the net takes it, (1, C, H, W)."""
    start = (
        np.broadcast_to(np.asarray(baseline, picture.dtype), picture.shape)
        if np.ndim(baseline) == 0
        else np.asarray(baseline)
    )
    if start.shape != picture.shape:
        raise FilterLabError(
            f"The baseline has the shape {start.shape} and the picture {picture.shape}: give one of the same shape."
        )
    return as_taken(subject, start[np.newaxis])


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Places on the way, as shares of it, with the score, its gradient, and its slope along the way."""

    shares: Floats
    answers: Floats
    gradients: Floats
    slopes: Floats

    def __getitem__(self, part: slice | NDArray[np.bool_]) -> "_Places":
        return _Places(self.shares[part], self.answers[part], self.gradients[part], self.slopes[part])


def _joined(places: Sequence[_Places]) -> _Places:
    return _Places(
        *(
            np.concatenate([getattr(each, name) for each in places])
            for name in ("shares", "answers", "gradients", "slopes")
        )
    )


class _Way:
    """The straight line from the baseline to the picture."""

    def __init__(self, question: Question, begin: Floats) -> None:
        self._question, self._screen = question, question.screen
        self._begin, self._step = begin, question.picture - begin
        ends = self._screen.respond(np.concatenate([begin, question.picture]))
        self.before, self.score = float(ends[0]), float(ends[1])
        self.shape = self._screen.shape

    @property
    def difference(self) -> float:
        """By how much the score grows along the way."""
        return self.score - self.before

    @property
    def rounding(self) -> float:
        """What the difference of two such scores is known to, at best."""
        return 2 * float(np.finfo(self._step.dtype).eps) * max(abs(self.before), abs(self.score))

    def blocks(self, shares: Floats) -> Iterator[_Places]:
        """Ask at places of the way, some at a time."""
        pace = self._screen.pace(STEP)
        for first in range(0, len(shares), pace):
            some = shares[first : first + pace]
            factors = some[:, np.newaxis, np.newaxis, np.newaxis].astype(self._step.dtype)
            answers, gradients = self._screen.gradient(self._begin + factors * self._step)
            slopes = np.tensordot(gradients.astype(np.float64), self._step[0], axes=3)
            yield _Places(some, answers.astype(np.float64), gradients, slopes)

    def answer(self, gradient: Floats, done: int, total: int) -> Attribution:
        """Share the score out by the mean gradient (C, H, W) of the way."""
        values = gradient * self._step[0]
        completeness = Completeness(float(values.sum()), self.difference)
        return self._question.answer(
            "integrated", values, score=self.score, done=done, total=total, completeness=completeness
        )


class _Stretches:
    """Parts of the way, each between two places."""

    def __init__(self, begins: _Places, ends: _Places) -> None:
        self._begins, self._ends = begins, ends
        self._lengths = ends.shares - begins.shares
        rises = ends.answers - begins.answers
        bends = self._lengths * (begins.slopes - ends.slopes)
        wanted = rises - self._lengths * ends.slopes
        has_bend = bends != 0
        # How much of each stretch belongs to the gradient at its beginning.
        self._first = np.clip(np.where(has_bend, wanted / np.where(has_bend, bends, 1), 0.5), 0, 1)
        self.missed: Floats = wanted - self._first * bends

    def __getitem__(self, part: NDArray[np.bool_]) -> "_Stretches":
        return _Stretches(self._begins[part], self._ends[part])

    @property
    def middles(self) -> Floats:
        """Their middles, as shares of the way."""
        middles: Floats = (self._begins.shares + self._ends.shares) / 2
        return middles

    def gradient(self) -> Floats:
        """Integrate the gradient over all of them: (C, H, W)."""
        first, second = self._lengths * self._first, self._lengths * (1 - self._first)
        integral: Floats = np.tensordot(first, self._begins.gradients, axes=1) + np.tensordot(
            second, self._ends.gradients, axes=1
        )
        return integral

    def cut_at(self, places: _Places) -> "_Stretches":
        """Cut each into two at its place."""
        return _Stretches(_joined([self._begins, places]), _joined([places, self._ends]))
