"""Reverse correlation: a unit is shown noise, and the average of what it liked is what it looks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.nets.parts import layer_index
from filterlab.nets.spec import BatchNorm, Conv2d, Dropout, LeakyReLU, ReLU, ScaledTanh, Sigmoid, Tanh
from filterlab.probes.units.subject import Subject, Unit

Floats = NDArray[np.floating[Any]]

_STEP = 2000
_POINTWISE = (ReLU, LeakyReLU, Tanh, ScaledTanh, Sigmoid, Dropout, BatchNorm)


@dataclass(frozen=True, slots=True, eq=False)
class NoiseProbe:
    """What noise has shown so far.

    Attributes
    ----------
    done, total : int
        Pictures of noise shown, and how many there will be.
    kernel : ndarray
        (C, height, width) of the unit's screen: the answer-weighted average of the noise, in units of answer per unit
        of pixel value. For a linear filter it comes ever closer to the filter's weights. Read-only.
    true_kernel : ndarray or None
        The weights themselves, where the unit is a filter that looks at the picture directly, with nothing but an
        activation behind it; None in deeper layers, which have no single kernel.
    """

    done: int
    total: int
    kernel: Floats
    true_kernel: Floats | None

    @property
    def correlation(self) -> float | None:
        """How alike the two kernels are: the cosine of the angle between them, at most 1; None without a true one."""
        if self.true_kernel is None:
            return None
        lengths = float(np.linalg.norm(self.kernel) * np.linalg.norm(self.true_kernel))
        return float((self.kernel * self.true_kernel).sum()) / lengths if lengths else 0.0


def correlate_noise(
    subject: Subject,
    unit: Unit,
    rng: np.random.Generator,
    *,
    count: int = 20_000,
    ground: float = 0.5,
    deviation: float = 0.15,
) -> Iterator[NoiseProbe]:
    """Show a unit white noise and correlate its answers with each pixel.

    The kernel is ``Σ (r - r̄) (x - ground) / (n · deviation²)``. Behind an activation it is the kernel times a
    constant, because the noise is Gaussian (Bussgang's theorem).

    Parameters
    ----------
    subject : Subject
        The net, or the hand-made filters.
    unit : Unit
        Who is asked; on a screen as large as its receptive field, see `Subject.screen`.
    rng : numpy.random.Generator
        Where the noise comes from.
    count : int
        Pictures of noise, at least 2.
    ground, deviation : float
        Mean and standard deviation of each pixel; with 0.5 and 0.15 one in a thousand leaves [0, 1].

    Yields
    ------
    NoiseProbe
        After every 2,000 pictures, or fewer of a large net; who wants to stop stops asking. Memory does not grow
        with ``count``.

    Raises
    ------
    FilterLabError
        If the subject has no such unit, a number cannot work, or all answers are the same.

    References
    ----------
    E. J. Chichilnisky, A simple white noise analysis of neuronal light responses, Network 12, 199 (2001).
    """
    screen = subject.screen(unit)
    if count < 2:
        raise FilterLabError(f"{count} pictures of noise tell nothing: show 2 or more, such as 20,000.")
    if not deviation > 0:
        raise FilterLabError(
            f"The deviation of the noise is {deviation:g}: give a number above 0, such as 0.15."
        )
    true = _true_kernel(subject, unit)
    weighted, plain = np.zeros(screen.shape), np.zeros(screen.shape)
    answered = 0.0
    lowest, highest = np.inf, -np.inf
    step = screen.pace(_STEP)
    for start in range(0, count, step):
        n = min(step, count - start)
        noise = rng.standard_normal((n, *screen.shape), np.float32)
        answers = screen.respond(noise * np.float32(deviation) + np.float32(ground)).astype(np.float64)
        weighted += np.tensordot(answers.astype(np.float32), noise, axes=1)
        plain += noise.sum(axis=0, dtype=np.float64)
        answered += float(answers.sum())
        lowest, highest = min(lowest, float(answers.min())), max(highest, float(answers.max()))
        done = start + n
        if done == count and lowest == highest:
            raise FilterLabError(
                f"The {unit.name} gives the same answer to all {count:,} pictures of noise, so they tell nothing of "
                "it: choose a unit that fires, or the layer before its activation."
            )
        kernel = (weighted - answered / done * plain) / (done * deviation)
        kernel.flags.writeable = False
        yield NoiseProbe(done, count, kernel, true)


def _true_kernel(subject: Subject, unit: Unit) -> Floats | None:
    """Return the weights of a unit that looks at the picture directly, as they lie on its screen."""
    layers = subject.net.spec.layers[: layer_index(subject.net.spec, unit.layer) + 1]
    first, *others = layers
    if not isinstance(first, Conv2d) or not all(isinstance(layer, _POINTWISE) for layer in others):
        return None
    screen = subject.screen(Unit(first.name, unit.channel, unit.place))
    _answers, gradients = screen.gradient(np.zeros((1, *screen.shape), np.float32))
    kernel: Floats = gradients[0]
    return kernel
