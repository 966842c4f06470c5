"""What was trained on, described so completely that it can be had again: the same pictures, split in the same way."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np

from filterlab.data.augmenting import Augmentation
from filterlab.data.dataset_facts import blocks_of
from filterlab.data.datasets import Dataset, load_dataset
from filterlab.data.splitting import check_test_share
from filterlab.errors import FilterLabError


@dataclass(frozen=True)
class DataChoice:
    """A data set, how it is split, how much of it is used, and how its training pictures are changed.

    Attributes
    ----------
    source : str
        A data set's name, or the path of a folder or a file, as for `load_dataset`.
    seed : int
        Of what is drawn or chosen by chance, 0 or more.
    test_share : float or None
        The share kept back, above 0 and below 1; None splits as the data come.
    train_size, test_size : int or None
        How many pictures are drawn, or taken at most; None takes what is usual.
    image_size : (int, int) or None
        Rows and columns all pictures are stretched to.
    augmentation : Augmentation
        How training pictures are changed each time they are seen.

    Raises
    ------
    FilterLabError
        If a setting is out of its range or of another kind.
    """

    source: str = "strokes"
    seed: int = 0
    test_share: float | None = None
    train_size: int | None = None
    test_size: int | None = None
    image_size: tuple[int, int] | None = None
    augmentation: Augmentation = field(default_factory=Augmentation)

    def __post_init__(self) -> None:
        """Check every setting; whether the source is there is seen when it is loaded."""
        _check_source(self.source)
        _check_whole("seed", self.seed, 0)
        if self.test_share is not None:
            _check_share(self.test_share)
        for name in ("train_size", "test_size"):
            if getattr(self, name) is not None:
                _check_whole(name, getattr(self, name), 1)
        if self.image_size is not None:
            _check_size(self.image_size)
        if not isinstance(self.augmentation, Augmentation):
            raise FilterLabError(f"augmentation is {self.augmentation!r}: give an Augmentation.")

    def load(self, *, proceed: Callable[[], bool] | None = None) -> Dataset:
        """Load the pictures, unchanged by the augmentation.

        Parameters
        ----------
        proceed : callable, optional
            Asked before every picture that is read one by one; False ends the reading.

        Raises
        ------
        FilterLabError
            As from `load_dataset`.
        """
        return load_dataset(
            self.source,
            seed=self.seed,
            train_size=self.train_size,
            test_size=self.test_size,
            image_size=self.image_size,
            test_share=self.test_share,
            proceed=proceed,
        )


def fingerprint(dataset: Dataset) -> str:
    """Return a short text that is the same for the same pictures, labels and split, and for no others.

    Whoever repeats a run sees by it whether a folder has changed meanwhile. It is BLAKE2b over the shapes, the labels
    and the pixels of both parts.

    Parameters
    ----------
    dataset : Dataset
        As loaded.

    Returns
    -------
    str
        32 hexadecimal digits.
    """
    digest = hashlib.blake2b(digest_size=16)
    for split in (dataset.train, dataset.test):
        digest.update(repr(split.images.shape).encode())
        digest.update(np.ascontiguousarray(split.labels, "<i8").tobytes())
        for images, _labels in blocks_of(split):
            digest.update(np.ascontiguousarray(images, "<f4").tobytes())
    return digest.hexdigest()


def choice_to_plain(choice: DataChoice) -> dict[str, object]:
    """Write a choice as plain values, as JSON holds them."""
    plain: dict[str, object] = asdict(choice)
    if choice.image_size is not None:
        plain["image_size"] = list(choice.image_size)
    return plain


def choice_from_plain(plain: object) -> DataChoice:
    """Read a choice from plain values; settings that are left out have their usual value.

    Parameters
    ----------
    plain : object
        What `choice_to_plain` gives, perhaps from a stranger's file.

    Raises
    ------
    FilterLabError
        A key is unknown or a value cannot be.
    """
    settings = _known(plain, DataChoice, "data")
    if "augmentation" in settings:
        settings["augmentation"] = Augmentation(
            **_known(settings["augmentation"], Augmentation, "augmentation")
        )
    size = settings.get("image_size")
    return DataChoice(**settings | ({"image_size": tuple(size)} if isinstance(size, list) else {}))


def _known(plain: object, kind: type, what: str) -> dict[str, Any]:
    if not isinstance(plain, Mapping):
        raise FilterLabError(f"The description of the {what} is {plain!r:.60}: give names and values.")
    names = [entry.name for entry in fields(kind)]
    unknown = [key for key in plain if key not in names]
    if unknown:
        raise FilterLabError(
            f"The description of the {what} has the unknown setting {unknown[0]!r:.60}: there are {', '.join(names)}."
        )
    return dict(plain)


def _check_whole(name: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise FilterLabError(f"{name} is {value!r}: give a whole number, {least} or more.")


def _check_source(value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise FilterLabError(f"source is {value!r}: give a data set's name, or the path of a folder or file.")


def _check_share(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FilterLabError(f"test_share is {value!r}: give a number above 0 and below 1.")
    check_test_share(value)


def _check_size(value: object) -> None:
    if not isinstance(value, tuple) or len(value) != 2:
        raise FilterLabError(f"image_size is {value!r}: give rows and columns.")
    for length in value:
        _check_whole("image_size", length, 1)
