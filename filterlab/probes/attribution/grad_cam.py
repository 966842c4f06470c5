"""Grad-CAM: which maps of a layer speak for a class, laid over the picture."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.engine import ReceptiveField
from filterlab.errors import FilterLabError
from filterlab.nets.parts import after, layer_index, up_to
from filterlab.nets.spec import BatchNorm, Conv2d, LeakyReLU, NetSpec, ReLU, ScaledTanh, Sigmoid, Tanh
from filterlab.nets.summary import receptive_fields
from filterlab.probes.attribution.model import Attribution, Question
from filterlab.probes.units import Subject, Unit

Floats = NDArray[np.floating[Any]]

_FOLLOWING = (BatchNorm, ReLU, LeakyReLU, Tanh, ScaledTanh, Sigmoid)


def grad_cam(
    subject: Subject, picture: Floats, label: int, *, layer: str | None = None
) -> Iterator[Attribution]:
    """Weigh the maps of a layer by how much the score grows with them, and lay the sum over the picture.

    The cells of the map are put where the middles of their receptive fields lie, and what is between them is
    interpolated; beyond the outer cells the map falls to 0 where their fields end. (Often the map is stretched over
    the whole picture instead, which moves it by the padding that is missing.)

    Parameters
    ----------
    subject : Subject
        The net.
    picture : ndarray
        (C, H, W), values in [0, 1]; no larger than the net takes, 0 is put around a smaller one.
    label : int
        The class.
    layer : str or None
        Whose maps; None takes the last convolution with the activation behind it.

    Yields
    ------
    Attribution
        One, with values (1, H, W) of 0 or above.

    Raises
    ------
    FilterLabError
        If the net has no such class or cannot take the picture, or the layer has no maps or none behind it.

    References
    ----------
    Selvaraju et al., Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization (2017).
    """
    question = Question.about(subject, picture, label)
    name = last_maps(subject.net.spec) if layer is None else layer
    cells, score = cam_cells(question, name)
    rows, columns = receptive_fields(subject.net.spec)[layer_index(subject.net.spec, name)]
    _c, height, width = subject.input_shape
    values = _laid(_laid(cells, rows, height).T, columns, width).T
    yield question.answer("grad-cam", values[np.newaxis], score=score)


def cam_cells(question: Question, layer: str) -> tuple[Floats, float]:
    """Return Grad-CAM's map (height, width) of a layer before it is laid over the picture, and the score."""
    net = question.subject.net
    maps = up_to(net, layer)(question.picture)
    if maps.ndim != 4:
        raise FilterLabError(
            f'Layer "{layer}" of net "{question.subject.title}" has no maps to lay over the picture: choose one '
            "before Flatten."
        )
    end = Subject(after(net, layer), title=question.subject.title)
    scores, gradients = end.whole(Unit(question.unit.layer, question.label)).gradient(maps)
    weights = gradients[0].mean(axis=(1, 2))
    cells: Floats = np.maximum(np.tensordot(weights, maps[0], axes=1), 0)
    return cells, float(scores[0])


def last_maps(spec: NetSpec) -> str:
    """Find the last convolution of a net, or the activation behind it; FilterLabError if it has none."""
    indices = [index for index, layer in enumerate(spec.layers) if isinstance(layer, Conv2d)]
    if not indices:
        raise FilterLabError(f'Net "{spec.name}" has no layer of filters: Grad-CAM needs their maps.')
    behind = takewhile(lambda layer: isinstance(layer, _FOLLOWING), spec.layers[indices[-1] + 1 :])
    return [spec.layers[indices[-1]], *behind][-1].name


def _laid(values: Floats, field: ReceptiveField, size: int) -> Floats:
    """Lay values (N, …) along a line of so many pixels: each in the middle of its field, with slopes between them.

    Beyond the outer ones they fall to 0 where nothing sees the pixels any more.
    """
    centres = field.start + field.jump * np.arange(len(values)) + (field.size - 1) / 2
    reach = (field.size + 1) / 2
    places = np.concatenate([centres[:1] - reach, centres, centres[-1:] + reach])
    heights = np.concatenate([np.zeros_like(values[:1]), values, np.zeros_like(values[:1])])
    pixels = np.arange(size)
    right = np.clip(np.searchsorted(places, pixels), 1, len(places) - 1)
    share = np.clip((pixels - places[right - 1]) / (places[right] - places[right - 1]), 0, 1)[:, np.newaxis]
    laid: Floats = heights[right - 1] * (1 - share) + heights[right] * share
    return laid
