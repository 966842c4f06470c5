"""All attributions by their names, with the settings they usually have."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.attribution.grad_cam import grad_cam
from filterlab.probes.attribution.gradients import (
    guided_backpropagation,
    plain_gradient,
    smooth_gradient,
)
from filterlab.probes.attribution.integrated import integrated_gradients
from filterlab.probes.attribution.model import Attribution
from filterlab.probes.attribution.occlusion import occlusion
from filterlab.probes.units import Subject

Floats = NDArray[np.floating[Any]]
Explain = Callable[[Subject, Floats, int, np.random.Generator], Iterator[Attribution]]


@dataclass(frozen=True, slots=True)
class Method:
    """One way to explain a score.

    Attributes
    ----------
    title : str
        Its usual name.
    meaning : str
        What its numbers are, in a sentence.
    explain : callable
        Takes subject, picture, label and chance, and yields attributions.
    """

    title: str
    meaning: str
    explain: Explain


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "gradient": Method(
            "Gradient",
            "How the score changes with each pixel.",
            lambda subject, picture, label, _rng: plain_gradient(subject, picture, label),
        ),
        "smoothgrad": Method(
            "SmoothGrad",
            "How the score changes with each pixel, averaged over noisy copies.",
            smooth_gradient,
        ),
        "guided": Method(
            "Guided backpropagation",
            "The gradient, through each ReLU only where it is above 0.",
            lambda subject, picture, label, _rng: guided_backpropagation(subject, picture, label),
        ),
        "integrated": Method(
            "Integrated gradients",
            "Each pixel's share of the score's difference to that of a black picture.",
            lambda subject, picture, label, _rng: integrated_gradients(subject, picture, label),
        ),
        "grad-cam": Method(
            "Grad-CAM",
            "The last maps, weighed by how much the score grows with them.",
            lambda subject, picture, label, _rng: grad_cam(subject, picture, label),
        ),
        "occlusion": Method(
            "Occlusion",
            "How far the score falls when the pixel is covered.",
            lambda subject, picture, label, _rng: occlusion(subject, picture, label),
        ),
    }
)
"""Every attribution there is, by its short name."""


def attribute(
    method: str, subject: Subject, picture: Floats, label: int, rng: np.random.Generator
) -> Iterator[Attribution]:
    """Explain a score by a method with its usual settings.

    Parameters
    ----------
    method : str
        A key of `METHODS`.
    subject : Subject
        The net.
    picture : ndarray
        (C, H, W), values in [0, 1], no larger than the net takes.
    label : int
        The class.
    rng : numpy.random.Generator
        For the methods that need chance.

    Yields
    ------
    Attribution
        With the last one, ``done`` is ``total``; who wants to stop stops asking.

    Raises
    ------
    FilterLabError
        If the method is not known, the net has no such class or cannot take the picture.
    """
    yield from find_method(method).explain(subject, picture, label, rng)


def find_method(name: str) -> Method:
    """Find a method; FilterLabError naming those there are if it is none of them."""
    if name not in METHODS:
        raise FilterLabError(f'The attribution "{name}" is not known: choose one of {", ".join(METHODS)}.')
    return METHODS[name]
