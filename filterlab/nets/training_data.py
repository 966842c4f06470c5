"""What a data set has to look like for a net to learn from it."""

from collections.abc import Sequence
from math import prod
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from filterlab.errors import FilterLabError
from filterlab.nets.inputs import fit_images
from filterlab.nets.spec import NetSpec, count_classes, format_shape
from filterlab.nets.zoo import zoo

# MNIST's 28 × 28 fill three quarters of LeNet-5's input; in AlexNet's they would be a speck in the dark.
LEAST_SHARE = 0.25


class Pictures(Protocol):
    """Pictures with their classes."""

    @property
    def images(self) -> npt.NDArray[Any]:
        """(N, C, H, W), values in [0, 1]."""
        ...

    @property
    def labels(self) -> npt.NDArray[Any]:
        """(N,), whole numbers from 0 on."""
        ...


class TrainingData(Protocol):
    """Pictures to learn from, and pictures kept back to test with."""

    @property
    def train(self) -> Pictures:
        """The pictures to learn from."""
        ...

    @property
    def test(self) -> Pictures:
        """The pictures kept back."""
        ...


def check_training_data(spec: NetSpec, data: TrainingData) -> None:
    """Raise FilterLabError, saying what is wrong and what to do, unless the net can learn from the data."""
    check_pictures(spec, data.train, "training")
    check_pictures(spec, data.test, "test")
    _check_share(spec, data.train)
    classes = np.unique(data.train.labels)
    if len(classes) < 2:
        raise FilterLabError(
            f"All {len(data.train.labels)} training pictures are of class {classes[0]}: there is nothing to "
            "tell apart, so add pictures of a second class."
        )


def check_pictures(spec: NetSpec, pictures: Pictures, what: str) -> None:
    """Raise FilterLabError unless the net can take these pictures and has a score for each class."""
    images, labels = pictures.images, pictures.labels
    if len(images) == 0:
        raise FilterLabError(f"There are no {what} pictures: choose a data set that has some.")
    if labels.shape != (len(images),) or labels.dtype.kind not in "iu":
        raise FilterLabError(
            f"There are {len(images)} {what} pictures, and their labels are an array of shape {labels.shape} "
            f"and type {labels.dtype}: give each picture one whole number."
        )
    if images.dtype.kind not in "fbiu" or not np.isfinite(images).all():
        raise FilterLabError(
            f"Some {what} pictures have pixels that are not finite numbers: take those pictures out."
        )
    fit_images(images[:0], spec.input_shape)
    classes = count_classes(spec)
    if labels.min() < 0 or labels.max() >= classes:
        wrong = int(labels.max()) if labels.max() >= classes else int(labels.min())
        raise FilterLabError(
            f'A {what} picture is of class {wrong} and net "{spec.name}" has scores for classes 0 to '
            f"{classes - 1}: change the size of its last layer, or choose another data set."
        )


def _check_share(spec: NetSpec, pictures: Pictures) -> None:
    """Raise FilterLabError if nearly all the net would see is the empty edge around the pictures."""
    _, *size = pictures.images.shape[1:]
    if _share(size, spec) >= LEAST_SHARE:
        return
    fitting = [name for name, other in zoo.items() if LEAST_SHARE <= _share(size, other) <= 1]
    nets = f"choose {', '.join(fitting)}" if fitting else "choose a net for smaller pictures"
    raise FilterLabError(
        f'"{spec.name}" looks at {format_shape(spec.input_shape)} pixels and the pictures have only '
        f"{format_shape(tuple(size))}: {nets}, or a folder of larger pictures."
    )


def _share(size: Sequence[int], spec: NetSpec) -> float:
    """Tell which part of a net's input pictures of a size fill."""
    return prod(size) / prod(spec.input_shape[1:])
