"""Activation maximisation: a picture is changed step by step until the unit answers as strongly as it can."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.nets.spec import format_shape
from filterlab.probes.maximisation.penalties import likeness, total_variation
from filterlab.probes.maximisation.settings import ClimbSettings
from filterlab.probes.units import Subject, Unit, UnitScreen

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Climb:
    """One moment of a climb.

    Attributes
    ----------
    done, total : int
        Steps made, and how many will be.
    pictures : ndarray
        (N, C, height, width) on the unit's screen, in [0, 1], read-only.
    answers : ndarray
        (N,): what the unit answers to each, in the units of its layer; read-only.
    """

    done: int
    total: int
    pictures: Floats
    answers: Floats


def maximise(
    subject: Subject,
    unit: Unit,
    settings: ClimbSettings,
    rng: np.random.Generator,
    *,
    start: Floats | None = None,
) -> Iterator[Climb]:
    """Climb to the pictures that a unit answers to most.

    Parameters
    ----------
    subject : Subject
        The net, or the hand-made filters.
    unit : Unit
        Who shall like the pictures, on a screen as large as its receptive field (`Subject.screen`). The score of a
        class is a unit of the last layer, and its screen the whole picture.
    settings : ClimbSettings
        Steps, several answers, and what is held against pictures.
    rng : numpy.random.Generator
        Where noise and jitter come from.
    start : ndarray or None
        (C, height, width) of the screen or of whole pictures, of which the part on the screen is taken: what the
        climb begins with; noise is added. None begins with the ground.

    Yields
    ------
    Climb
        Before the first step and after each; who wants to stop stops asking.

    Raises
    ------
    FilterLabError
        If the subject has no such unit, the start has another shape, or the unit has no slope to climb: it answers
        alike to all that is near the start.

    References
    ----------
    Erhan, Bengio, Courville and Vincent, Visualizing Higher-Layer Features of a Deep Network (2009); those of each
    setting are named in `ClimbSettings`.
    """
    screen = subject.screen(unit)
    first = (
        np.full(screen.shape, settings.ground, np.float32)
        if start is None
        else _on_screen(start, subject, screen)
    )
    noise = rng.standard_normal((settings.answers, *screen.shape), np.float32)
    pictures = np.clip(first + np.float32(settings.noise) * noise, 0, 1)
    steepness = _steepness(screen.shape) if settings.fourier else None
    for step in range(settings.steps):
        down, across = rng.integers(-settings.jitter, settings.jitter + 1, 2)
        answers, gradients = screen.gradient(np.roll(pictures, (down, across), (-2, -1)))
        if step == 0 and not gradients.any():
            raise FilterLabError(
                f"The {unit.name} answers alike to everything near the start, so there is no slope to climb: begin "
                "with another picture or more noise, or choose the layer before the activation."
            )
        if down or across:
            gradients = np.roll(gradients, (-down, -across), (-2, -1))
            answers = screen.respond(pictures)
        yield _moment(step, settings.steps, pictures, answers)
        direction: Floats = _of_unit_size(gradients) - _held_against(pictures, settings)
        if steepness is not None:
            direction = _smoothed(direction, steepness)
        rate = np.float32(settings.rate * (1 + cos(pi * step / settings.steps)) / 2)
        pictures = np.clip(pictures + rate * direction.astype(np.float32), 0, 1)
        if settings.blur and (step + 1) % settings.blur_every == 0:
            pictures = _blurred(pictures, settings.blur)
    yield _moment(settings.steps, settings.steps, pictures, screen.respond(pictures))


def _moment(done: int, total: int, pictures: Floats, answers: Floats) -> Climb:
    # The next step makes new pictures, so these can be handed out as they are.
    pictures.flags.writeable = answers.flags.writeable = False
    return Climb(done, total, pictures, answers)


def _on_screen(start: Floats, subject: Subject, screen: UnitScreen) -> Floats:
    """Return the part of a picture that the unit sees."""
    if start.shape == subject.input_shape != screen.shape:
        box = screen.box
        start = start[:, box.top : box.top + box.height, box.left : box.left + box.width]
    if start.shape != screen.shape:
        raise FilterLabError(
            f"The picture to begin with has the shape {start.shape}, and the unit sees {format_shape(screen.shape)} "
            f"of {format_shape(subject.input_shape)}: give a picture of one of these sizes."
        )
    if not np.isfinite(start).all():
        raise FilterLabError("The picture to begin with holds NaN or infinite values: replace them first.")
    on_screen: Floats = start.astype(np.float32)
    return on_screen


def _of_unit_size(gradients: Floats) -> Floats:
    """Scale the gradient of each picture to a mean square of 1; one of 0 stays."""
    sizes = np.sqrt(np.mean(gradients.astype(np.float64) ** 2, axis=(1, 2, 3), keepdims=True))
    scaled: Floats = gradients / np.where(sizes > 0, sizes, 1)
    return scaled


def _held_against(pictures: Floats, settings: ClimbSettings) -> Floats:
    """Return the gradient of everything that is held against the pictures."""
    against = 2 * settings.l2 * (pictures - settings.ground)
    if settings.total_variation:
        against = against + settings.total_variation * total_variation(pictures)[1]
    if settings.diversity and len(pictures) > 1:
        # A unit vector's numbers have a mean square of 1 over their count.
        _cosines, gradients = likeness(pictures, settings.ground)
        pixels = gradients[0].size
        against = against + settings.diversity * np.sqrt(pixels) / (len(pictures) - 1) * gradients
    return against


def _steepness(shape: tuple[int, int, int]) -> Floats:
    """Return the factor of each wave's step, (H, W // 2 + 1): its length squared, in shares of the screen.

    With waves scaled by s, a picture x = Σ s z has the gradient s · ∂/∂x by z, so a step of z moves x by s² of it.
    """
    _c, height, width = shape
    frequencies = np.hypot(np.fft.fftfreq(height)[:, np.newaxis], np.fft.rfftfreq(width))
    steepness: Floats = 1 / np.maximum(frequencies, 1 / max(height, width)) ** 2
    return steepness


def _smoothed(direction: Floats, steepness: Floats) -> Floats:
    """Take a step in the Fourier basis instead of pixel by pixel, as long as the plain one."""
    _n, _c, height, width = direction.shape
    waves = np.fft.rfft2(direction) * steepness
    size = np.sqrt(np.mean(direction.astype(np.float64) ** 2, axis=(1, 2, 3), keepdims=True))
    step: Floats = _of_unit_size(np.fft.irfft2(waves, s=(height, width))) * size
    return step


def _blurred(pictures: Floats, deviation: float) -> Floats:
    from scipy.ndimage import gaussian_filter

    blurred: Floats = gaussian_filter(pictures, (0, 0, deviation, deviation), mode="nearest")
    return blurred
