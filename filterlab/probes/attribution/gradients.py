"""Attributions that follow the gradient of a score at the picture: plain, smoothed, and guided."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.engine.arrays import FloatArray
from filterlab.errors import FilterLabError
from filterlab.nets.layers import Backward, Gradients, Layer
from filterlab.nets.parts import with_layers
from filterlab.nets.spec import ReLU
from filterlab.probes.attribution.model import STEP, Attribution, Question
from filterlab.probes.units import Subject

Floats = NDArray[np.floating[Any]]


def plain_gradient(subject: Subject, picture: Floats, label: int) -> Iterator[Attribution]:
    """Tell how a score changes with each pixel: its gradient.

    Parameters
    ----------
    subject : Subject
        The net.
    picture : ndarray
        (C, H, W), values in [0, 1]; no larger than the net takes, 0 is put around a smaller one.
    label : int
        The class.

    Yields
    ------
    Attribution
        One.

    Raises
    ------
    FilterLabError
        If the net has no such class or cannot take the picture.

    References
    ----------
    Simonyan, Vedaldi and Zisserman, Deep Inside Convolutional Networks (2014).
    """
    question = Question.about(subject, picture, label)
    scores, gradients = question.screen.gradient(question.picture)
    yield question.answer("gradient", gradients[0], score=float(scores[0]))


def smooth_gradient(
    subject: Subject,
    picture: Floats,
    label: int,
    rng: np.random.Generator,
    *,
    count: int = 50,
    noise: float = 0.15,
) -> Iterator[Attribution]:
    """Average the gradient over noisy copies of the picture, which washes out what changes from pixel to pixel.

    Parameters
    ----------
    subject, picture, label
        As for `plain_gradient`.
    rng : numpy.random.Generator
        Where the noise comes from.
    count : int
        How many copies, at least 1.
    noise : float
        Standard deviation of the noise, as a share of the picture's range from darkest to brightest; 0 or more.

    Yields
    ------
    Attribution
        After every 16 copies, or fewer of a large net, the average so far.

    Raises
    ------
    FilterLabError
        As `plain_gradient`, and if a number cannot work.

    References
    ----------
    Smilkov, Thorat, Kim, Viégas and Wattenberg, SmoothGrad (2017).
    """
    question = Question.about(subject, picture, label)
    if count < 1 or not noise >= 0:
        raise FilterLabError(
            f"SmoothGrad cannot average {count} copies with noise of {noise:g}: give at least 1 copy, and noise of 0 "
            "or more."
        )
    screen, shown = question.screen, question.picture
    score = float(screen.respond(shown)[0])
    deviation = np.float32(noise * float(np.ptp(shown)))
    sums = np.zeros(screen.shape)
    step = screen.pace(STEP)
    for start in range(0, count, step):
        n = min(step, count - start)
        copies = shown + deviation * rng.standard_normal((n, *screen.shape), np.float32)
        sums += screen.gradient(copies)[1].sum(axis=0, dtype=np.float64)
        done = start + n
        yield question.answer("smoothgrad", sums / done, score=score, done=done, total=count)


def guided_backpropagation(subject: Subject, picture: Floats, label: int) -> Iterator[Attribution]:
    """Follow the gradient back, but through each ReLU only where it is above 0: all that speaks for the class.

    It shows sharp outlines, and it hardly depends on the class or on the upper layers' weights: the sanity check
    (`check_sanity`) shows that.

    Parameters
    ----------
    subject, picture, label
        As for `plain_gradient`.

    Yields
    ------
    Attribution
        One.

    Raises
    ------
    FilterLabError
        As `plain_gradient`, and if the net has no ReLU.

    References
    ----------
    Springenberg, Dosovitskiy, Brox and Riedmiller, Striving for Simplicity (2015).
    """
    net = subject.net
    guided = {
        layer.name: _Guided(layer)
        for layer, spec in zip(net.layers, net.spec.layers, strict=True)
        if isinstance(spec, ReLU)
    }
    if not guided:
        raise FilterLabError(
            f'Guided backpropagation changes what happens at ReLUs, and net "{subject.title}" has none: choose '
            "another method."
        )
    question = Question.about(Subject(with_layers(net, guided), title=subject.title), picture, label)
    scores, gradients = question.screen.gradient(question.picture)
    yield question.answer("guided", gradients[0], score=float(scores[0]))


class _Guided(Layer):
    """A layer through which only what is above 0 goes back."""

    def __init__(self, inner: Layer) -> None:
        super().__init__(inner.name, inner.parameters)
        self._inner = inner

    def __call__(self, x: FloatArray) -> FloatArray:
        """Do what the layer does."""
        return self._inner(x)

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Do what the layer does; going back, cut off what is below 0 first."""
        y, inner_backward = self._inner.forward(x, training=training, rng=rng)

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            return inner_backward(np.maximum(dy, 0), wants_dx=wants_dx, wants_gradients=wants_gradients)

        return y, backward
