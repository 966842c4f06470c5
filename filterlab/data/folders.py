"""A folder with one sub-folder of pictures for each class."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from filterlab.data.adjusting import resize_picture
from filterlab.data.decoding import PICTURE_SUFFIXES
from filterlab.data.idx import MAX_BYTES, Labelled
from filterlab.data.images import Image, load_image, match_channels
from filterlab.errors import FilterLabError

COMMON_SIZE = (28, 28)
"""Rows and columns that pictures of different sizes are brought to: those of `strokes` and MNIST."""

KEPT_BACK = 6
"""One in this many pictures is kept back for the test, about as in MNIST (10,000 of 70,000)."""

_TEST_FOLDERS = ("test", "val", "valid", "validation")
_LAYOUT = "put the pictures of each class into a sub-folder of their own"


def read_class_folders(
    folder: Path, *, seed: int = 0, image_size: tuple[int, int] | None = None
) -> tuple[Labelled, Labelled, tuple[str, ...]]:
    """Read a folder whose sub-folders hold the pictures of one class each.

    The sub-folders' names, sorted, are the classes. If there is a sub-folder ``train`` that itself holds
    class folders, the pictures to learn from are taken from it, and those kept back from ``test`` (or
    ``val``, ``valid``, ``validation``) beside it. Otherwise the seed chooses one picture in six of
    each class to keep back, at least one wherever a class has two. Hidden files and files that are no
    pictures by their ending are passed over.

    Pictures all of one size keep it; if sizes differ, all are stretched to 28 × 28. If any picture
    has colour, all get three channels; otherwise, also when grey was stored as RGB, one.

    Parameters
    ----------
    folder : Path
        The folder.
    seed : int
        Chooses which pictures are kept back.
    image_size : (int, int), optional
        Rows and columns to bring all pictures to instead.

    Returns
    -------
    (train_images, train_labels), (test_images, test_labels), class_names
        Images (N, C, H, W), float32 in [0, 1]; labels (N,), int64.

    Raises
    ------
    FilterLabError
        There are no pictures, fewer than two classes, a class without pictures or too few pictures to
        split; a picture cannot be read; all together would fill more than `MAX_BYTES` of memory.
    """
    train_folder, test_folder = _find_parts(folder)
    classes = _list_classes(train_folder)
    names = tuple(classes)
    if len(names) < 2:
        raise FilterLabError(
            f'"{train_folder}" has pictures of one class only, "{names[0]}": add a sub-folder with pictures '
            "of a second class."
        )
    if test_folder is None:
        learned, kept = _split(classes, train_folder, seed)
    else:
        learned, kept = classes, _list_classes(test_folder)
        unknown = [name for name in kept if name not in classes]
        if unknown:
            raise FilterLabError(
                f'"{test_folder}" has the class "{unknown[0]}", which "{train_folder}" has not: give both '
                "the same classes."
            )
    train_files, test_files = (
        [file for files in part.values() for file in files] for part in (learned, kept)
    )
    images = _load_all(folder, train_files + test_files, image_size)
    train_labels, test_labels = (
        np.repeat([names.index(name) for name in part], [len(files) for files in part.values()]).astype(
            np.int64
        )
        for part in (learned, kept)
    )
    n = len(train_files)
    return (images[:n], train_labels), (images[n:], test_labels), names


def _find_parts(folder: Path) -> tuple[Path, Path | None]:
    """Find the folder to learn from, and the one kept back if there is one."""
    folders = {place.name.lower(): place for place in _sub_folders(folder)}
    train = folders.get("train")
    # A class may be called "train", too: then its pictures lie directly inside.
    if train is None or _pictures(train) or not _sub_folders(train):
        return folder, None
    return train, next((folders[name] for name in _TEST_FOLDERS if name in folders), None)


def _list_classes(folder: Path) -> dict[str, list[Path]]:
    """List the pictures of each class, both in the order of their names."""
    classes = {place.name: _pictures(place) for place in _sub_folders(folder)}
    if not classes and _pictures(folder):
        raise FilterLabError(f'The pictures in "{folder}" do not lie in class folders: {_LAYOUT}.')
    if not _entries(folder):
        raise FilterLabError(f'The data folder "{folder}" is empty: {_LAYOUT}.')
    if not any(classes.values()):
        raise FilterLabError(
            f'There are no pictures in the sub-folders of "{folder}": {_LAYOUT}, as PNG or JPEG files, or '
            "choose a folder with MNIST's four files."
        )
    for name, files in classes.items():
        if not files:
            raise FilterLabError(
                f'The class folder "{folder / name}" has no pictures directly inside: put some there or take '
                "the folder away."
            )
    return classes


def _split(
    classes: dict[str, list[Path]], folder: Path, seed: int
) -> tuple[dict[str, list[Path]], dict[str, list[Path]]]:
    """Keep back one picture in six of each class; a class of one picture is only learned from."""
    rng = np.random.default_rng(seed)
    learned: dict[str, list[Path]] = {}
    kept: dict[str, list[Path]] = {}
    for name, files in classes.items():
        count = max(1, round(len(files) / KEPT_BACK)) if len(files) > 1 else 0
        chosen = set(rng.permutation(len(files))[:count].tolist())
        kept[name] = [file for index, file in enumerate(files) if index in chosen]
        learned[name] = [file for index, file in enumerate(files) if index not in chosen]
    if not any(kept.values()):
        raise FilterLabError(
            f'Every class in "{folder}" has one picture only, too few to keep any back for the test: add a '
            "second picture to each class."
        )
    return learned, kept


def _load_all(
    folder: Path, files: Sequence[Path], image_size: tuple[int, int] | None
) -> npt.NDArray[np.float32]:
    """Load pictures into one array (N, C, H, W)."""
    if image_size is not None:
        _check_memory(folder, len(files), (1, *image_size), len(files))
    size = image_size
    pictures: list[npt.NDArray[np.float32]] = []
    channels = 1
    for file in files:
        picture = _load(file)
        if size is None and pictures and picture.shape[1:] != pictures[0].shape[1:]:
            size = COMMON_SIZE
            pictures = [resize_picture(earlier, size, "triangle") for earlier in pictures]
        pictures.append(picture if size is None else resize_picture(picture, size, "triangle"))
        c, h, w = pictures[-1].shape
        channels = max(channels, c)
        # Of one size so far, they may still turn out to be of several and be made small: count what is there.
        _check_memory(folder, len(files), (channels, h, w), len(pictures))
    _, h, w = pictures[0].shape
    images = np.empty((len(files), channels, h, w), np.float32)
    for index in reversed(range(len(files))):
        images[index] = match_channels(pictures.pop(), channels)
    return images


def _load(file: Path) -> Image:
    try:
        picture = load_image(file)
    except FilterLabError as error:
        sentence = str(error).removesuffix(".")
        raise FilterLabError(f"{sentence}, or take it out of the data folder.") from error
    if len(picture) == 3 and (picture[0] == picture[1]).all() and (picture[1] == picture[2]).all():
        return picture[:1].copy()
    return picture


def _check_memory(folder: Path, total: int, shape: tuple[int, int, int], so_far: int) -> None:
    c, h, w = shape
    if so_far * c * h * w * 4 > MAX_BYTES:
        raise FilterLabError(
            f'The {total} pictures in "{folder}" need {total * c * h * w * 4:,} bytes of memory at {h} × {w} '
            f"pixels, more than the limit of {MAX_BYTES:,}: make them smaller or use fewer."
        )


def _sub_folders(folder: Path) -> list[Path]:
    return [place for place in _entries(folder) if place.is_dir() and place.name != "__MACOSX"]


def _pictures(folder: Path) -> list[Path]:
    return [
        place for place in _entries(folder) if place.suffix.lower() in PICTURE_SUFFIXES and not place.is_dir()
    ]


def _entries(folder: Path) -> list[Path]:
    """List what is not hidden, in the order of the names, which is the same on every system."""
    try:
        return sorted(
            (place for place in folder.iterdir() if not place.name.startswith(".")),
            key=lambda place: place.name,
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise FilterLabError(
            f'The folder "{folder}" could not be read ({reason}): change its permissions or choose another.'
        ) from error
