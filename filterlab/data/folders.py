"""A folder with one sub-folder of pictures for each class."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from filterlab.data.decoding import PICTURE_SUFFIXES
from filterlab.data.idx import Labelled
from filterlab.data.picture_files import load_pictures
from filterlab.data.splitting import USUAL_TEST_SHARE, split_by_class
from filterlab.errors import FilterLabError

_TEST_FOLDERS = ("test", "val", "valid", "validation")
_LAYOUT = "put the pictures of each class into a sub-folder of their own"


def read_class_folders(
    folder: Path,
    *,
    seed: int = 0,
    image_size: tuple[int, int] | None = None,
    test_share: float | None = None,
    proceed: Callable[[], bool] | None = None,
) -> tuple[Labelled, Labelled, tuple[str, ...]]:
    """Read a folder whose sub-folders hold the pictures of one class each.

    The sub-folders' names, sorted, are the classes. If there is a sub-folder ``train`` that itself holds
    class folders, the pictures to learn from are taken from it, and those kept back from ``test`` (or
    ``val``, ``valid``, ``validation``) beside it. Otherwise the seed chooses one picture in six of
    each class to keep back, at least one wherever a class has two. Hidden files and files that are no
    pictures by their ending are passed over.

    Parameters
    ----------
    folder : Path
        The folder.
    seed : int
        Chooses which pictures are kept back.
    image_size : (int, int), optional
        Rows and columns to bring all pictures to; otherwise see `picture_files.load_pictures`.
    test_share : float, optional
        Share of each class to keep back, between 0 and 1, chosen among all pictures, also those of a test folder.
    proceed : callable, optional
        Asked before every picture; False ends the reading.

    Returns
    -------
    (train_images, train_labels), (test_images, test_labels), class_names
        Images (N, C, H, W), float32 in [0, 1]; labels (N,), int64.

    Raises
    ------
    FilterLabError
        There are no pictures, fewer than two classes, a class without pictures or too few pictures to
        split; a picture cannot be read; all together would fill more than `MAX_BYTES` of memory.
        `ReadingStoppedError` if it was not to proceed.
    """
    train_folder, test_folder = _find_parts(folder)
    classes = _list_classes(train_folder)
    names = tuple(classes)
    if len(names) < 2:
        raise FilterLabError(
            f'"{train_folder}" has pictures of one class only, "{names[0]}": add a sub-folder with pictures '
            "of a second class."
        )
    files, labels = _flattened(classes, names)
    n = len(files)
    if test_folder is not None:
        more_files, more_labels = _flattened(_list_test_classes(test_folder, train_folder, names), names)
        files, labels = files + more_files, np.concatenate((labels, more_labels))
    if test_folder is None or test_share is not None:
        share = USUAL_TEST_SHARE if test_share is None else test_share
        learned, kept = split_by_class(labels, share, np.random.default_rng(seed))
        order = np.concatenate((learned, kept))
        files, labels, n = [files[index] for index in order], labels[order], len(learned)
    images = load_pictures(folder, files, image_size, proceed=proceed)
    return (images[:n], labels[:n]), (images[n:], labels[n:]), names


def _flattened(
    classes: dict[str, list[Path]], names: tuple[str, ...]
) -> tuple[list[Path], npt.NDArray[np.int64]]:
    """Return all files, and the number of each one's class."""
    files = [file for members in classes.values() for file in members]
    numbers = [names.index(name) for name, members in classes.items() for _file in members]
    return files, np.array(numbers, np.int64)


def _list_test_classes(folder: Path, train_folder: Path, names: tuple[str, ...]) -> dict[str, list[Path]]:
    classes = _list_classes(folder)
    unknown = [name for name in classes if name not in names]
    if unknown:
        raise FilterLabError(
            f'"{folder}" has the class "{unknown[0]}", which "{train_folder}" has not: give both the same classes.'
        )
    return classes


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
