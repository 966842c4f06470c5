"""Pictures and labels in one .npz file, as Keras, scikit-learn, MedMNIST and NumPy's users write them."""

import zipfile
from math import isqrt, prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.data.filter_arrays import NPY_DAMAGE, ZIP_DAMAGE, damaged_npy, read_npy_header
from filterlab.data.idx import MAX_BYTES, Labelled
from filterlab.data.naming import quoted
from filterlab.data.scaling import fixed_white, range_of, scale_values
from filterlab.data.splitting import USUAL_TEST_SHARE, split_by_class
from filterlab.errors import FilterLabError
from filterlab.files import check_ordinary

ARRAYS_SUFFIX = ".npz"

_PARTED_KEYS = (
    ("x_train", "y_train", "x_test", "y_test"),
    ("X_train", "y_train", "X_test", "y_test"),
    ("train_images", "train_labels", "test_images", "test_labels"),
    ("images_train", "labels_train", "images_test", "labels_test"),
)
_WHOLE_KEYS = (
    ("images", "labels"),
    ("x", "y"),
    ("X", "y"),
    ("data", "labels"),
    ("data", "target"),
    ("images", "target"),
    ("arr_0", "arr_1"),
)
_NAME_KEYS = ("class_names", "classes", "target_names")
_MOST_CLASSES = 10_000
# Pictures scaled at a time: what lies between the file's numbers and ours shall stay small.
_BLOCK_NUMBERS = 1 << 20

_Array = npt.NDArray[Any]


def read_picture_arrays(
    path: Path, *, seed: int = 0, test_share: float | None = None
) -> tuple[Labelled, Labelled, tuple[str, ...]]:
    """Read pictures with labels from a .npz file.

    The arrays are called ``x_train``, ``y_train``, ``x_test``, ``y_test``, or ``train_images``, ``train_labels``,
    ``test_images``, ``test_labels``; or, with the seed to choose what is kept back, ``images`` and ``labels`` (also
    ``x``, ``y``; ``data``, ``target``; ``arr_0``, ``arr_1``). Pictures are (N, H, W), (N, H, W, C), (N, C, H, W) with
    C = 1 or 3, or (N, pixels) of square pictures. bytes run to 255, 16-bit numbers to 65535; for others, the smallest
    of 0..1, 0..255 and 0..65535 that holds all values counts, or else lowest to highest. Labels are whole numbers or
    text, (N,) or (N, 1); an array ``class_names`` may say what 0, 1, … stand for.

    Parameters
    ----------
    path : Path
        The file.
    seed : int
        Chooses which pictures are kept back.
    test_share : float, optional
        Share of each class to keep back, between 0 and 1, chosen among all pictures; one in six where the file has no
        test pictures of its own.

    Returns
    -------
    (train_images, train_labels), (test_images, test_labels), class_names
        Images (N, C, H, W), float32 in [0, 1]; labels (N,), int64.

    Raises
    ------
    FilterLabError
        The file is damaged or holds Python objects; arrays are missing, do not fit each other or hold what is no
        number; there is one class only; or the pictures would fill too much memory, which is said before it is taken.
    """
    check_ordinary(path, "file of pictures and labels")
    try:
        with zipfile.ZipFile(path) as archive:
            return _Reader(archive, path).read(seed, test_share)
    except FileNotFoundError as error:
        raise FilterLabError(f"There is no file {quoted(path)}: check its name and folder.") from error
    except MemoryError:
        raise
    except ZIP_DAMAGE as error:
        raise FilterLabError(
            f"{quoted(path)} is damaged or no archive of arrays: write it with numpy.savez."
        ) from error


class _Reader:
    """One open .npz file."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        self._named = quoted(path)
        self._keys = {name.removesuffix(".npy"): name for name in archive.namelist() if name.endswith(".npy")}

    def read(self, seed: int, test_share: float | None) -> tuple[Labelled, Labelled, tuple[str, ...]]:
        """Read pictures, labels and names of classes; what is small, and tells whether the rest fits, comes first."""
        parts = self._find_parts()
        self._check_memory([images for images, _labels in parts])
        labels = [self._labels(key) for _images, key in parts]
        sizes = [len(part) for part in labels]
        numbers, names = self._classes(np.concatenate(labels))
        pictures = [self._pictures(images) for images, _labels in parts]
        for (images, key), part, size in zip(parts, pictures, sizes, strict=True):
            if len(part) != size:
                raise FilterLabError(
                    f'"{images}" in {self._named} holds {len(part)} pictures and "{key}" {size} labels: give each '
                    "picture one label."
                )
        if len({part.shape[1:] for part in pictures}) > 1:
            raise FilterLabError(
                f"The training pictures in {self._named} are of another size than the test pictures: give both "
                "the same."
            )
        if len(parts) == 2 and test_share is None:
            learned, kept = np.arange(sizes[0]), np.arange(sizes[0], sum(sizes))
        else:
            share = USUAL_TEST_SHARE if test_share is None else test_share
            learned, kept = split_by_class(numbers, share, np.random.default_rng(seed))
        limits = self._range(pictures)
        train, test = (_scaled(pictures, chosen, limits) for chosen in (learned, kept))
        return (train, numbers[learned]), (test, numbers[kept]), names

    def _find_parts(self) -> list[tuple[str, str]]:
        """Return the names of the arrays of pictures and labels: of one part, or of training and test."""
        for x_train, y_train, x_test, y_test in _PARTED_KEYS:
            if {x_train, y_train, x_test, y_test} <= self._keys.keys():
                return [(x_train, y_train), (x_test, y_test)]
        for images, labels in _WHOLE_KEYS:
            if {images, labels} <= self._keys.keys():
                return [(images, labels)]
        there = ", ".join(name[:30] for name in list(self._keys)[:6]) or "no arrays"
        raise FilterLabError(
            f'{self._named} holds {there}: call the arrays "images" and "labels", or "x_train", "y_train", '
            '"x_test" and "y_test".'
        )

    def _header(self, key: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
        """Return an array's shape and type, unless it says that it holds more than is there."""
        what = f'"{key}" in {self._named}'
        with self._archive.open(self._keys[key]) as file:
            shape, kind = read_npy_header(file, what)
        if prod(shape) * kind.itemsize > self._archive.getinfo(self._keys[key]).file_size:
            raise damaged_npy(what)
        return shape, kind

    def _array(self, key: str) -> _Array:
        try:
            with self._archive.open(self._keys[key]) as file:
                array: _Array = np.lib.format.read_array(file, allow_pickle=False)
        except MemoryError:
            raise
        except NPY_DAMAGE as error:
            raise damaged_npy(f'"{key}" in {self._named}') from error
        return array

    def _check_memory(self, keys: list[str]) -> None:
        headers = [self._header(key) for key in keys]
        needed = sum(prod(shape) * max(4, kind.itemsize) for shape, kind in headers)
        if needed > MAX_BYTES:
            raise FilterLabError(
                f"The pictures in {self._named} need {needed:,} bytes of memory, more than the limit of "
                f"{MAX_BYTES:,}: use fewer or smaller ones."
            )

    def _labels(self, key: str) -> _Array:
        what = f'"{key}" in {self._named}'
        shape, kind = self._header(key)
        if prod(shape) * kind.itemsize > MAX_BYTES // 10 or len(shape) not in {1, 2} or prod(shape[1:]) != 1:
            raise FilterLabError(f"{what} has the shape {shape}: give one label for each picture, (N,).")
        if kind.kind not in "iubfU":
            raise FilterLabError(f"{what} holds values of type {kind}: give whole numbers or text as labels.")
        array = self._array(key).reshape(-1)
        if array.size == 0:
            raise FilterLabError(f"{what} is empty: give one label for each picture.")
        if kind.kind == "f":
            wrong = np.flatnonzero(
                ~(np.isfinite(array) & (np.abs(array) < 2**53) & (array == np.floor(array)))
            )
            if wrong.size:
                raise FilterLabError(
                    f"Label {wrong[0]} of {what} is {array[wrong[0]]}: give whole numbers, one for each class."
                )
            array = array.astype(np.int64)
        return array

    def _classes(self, labels: _Array) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
        """Give each class a number, from 0 on, and a name."""
        values, numbers = np.unique(labels, return_inverse=True)
        if not 2 <= len(values) <= _MOST_CLASSES:
            few = f"one class only, {values[0]}" if len(values) == 1 else f"{len(values):,} classes"
            raise FilterLabError(
                f"The labels in {self._named} are of {few}: give 2 to {_MOST_CLASSES:,} classes."
            )
        names = self._names()
        if names is not None and labels.dtype.kind in "iub" and values[0] >= 0 and values[-1] < len(names):
            return labels.astype(np.int64), names
        return numbers.astype(np.int64), tuple(str(value) for value in values)

    def _names(self) -> tuple[str, ...] | None:
        """Return the names of the classes if the file has them as plain text."""
        key = next((key for key in _NAME_KEYS if key in self._keys), None)
        if key is None:
            return None
        shape, kind = self._header(key)
        if len(shape) != 1 or shape[0] > _MOST_CLASSES or kind.kind != "U" or kind.itemsize > 4000:
            return None
        return tuple(str(name) for name in self._array(key))

    def _pictures(self, key: str) -> _Array:
        """Return pictures as (N, C, H, W), in the file's own type."""
        what = f'"{key}" in {self._named}'
        shape, kind = self._header(key)
        if kind.kind not in "iubf" or kind.itemsize > 8:
            raise FilterLabError(f"{what} holds values of type {kind}: give numbers.")
        if 0 in shape or len(shape) not in {2, 3, 4}:
            raise FilterLabError(f"{what} has the shape {shape}: give pictures as (N, H, W) or (N, H, W, C).")
        if len(shape) == 2:
            side = isqrt(shape[1])
            if side * side != shape[1]:
                raise FilterLabError(
                    f"{what} has rows of {shape[1]} numbers, which make no square picture: give the shape (N, H, W)."
                )
            return self._array(key).reshape(-1, 1, side, side)
        if len(shape) == 3:
            return self._array(key)[:, np.newaxis]
        if shape[3] in {1, 3}:
            return self._array(key).transpose(0, 3, 1, 2)
        if shape[1] in {1, 3}:
            return self._array(key)
        raise FilterLabError(
            f"{what} has the shape {shape}: pictures have 1 channel (grey) or 3 (red, green, blue)."
        )

    def _range(self, parts: list[_Array]) -> tuple[float, float]:
        """Find the numbers that mean black and white, the same for all parts."""
        kind = np.result_type(*parts)
        white = fixed_white(kind)
        if white is not None:
            return 0.0, white
        lows, highs = [float(part.min()) for part in parts], [float(part.max()) for part in parts]
        low, high = min(lows), max(highs)
        if not np.isfinite([*lows, *highs]).all() or not np.isfinite(high - low):
            for part in parts:
                for index, picture in enumerate(part):
                    if not np.isfinite(picture).all():
                        raise FilterLabError(
                            f"Picture {index} in {self._named} has pixels that are NaN or infinite: take it out."
                        )
            raise FilterLabError(f"The pictures in {self._named} hold huge values: scale them down first.")
        return range_of(low, high)


def _scaled(
    parts: list[_Array], chosen: npt.NDArray[np.intp], limits: tuple[float, float]
) -> npt.NDArray[np.float32]:
    """Copy some pictures out of the parts laid one behind the other, black as 0 and white as 1."""
    images = np.empty((len(chosen), *parts[0].shape[1:]), np.float32)
    step = max(1, _BLOCK_NUMBERS // prod(parts[0].shape[1:]))
    start, done = 0, 0
    for part in parts:
        mine = chosen[(chosen >= start) & (chosen < start + len(part))] - start
        for first in range(0, len(mine), step):
            block = part[mine[first : first + step]]
            scale_values(block, limits, images[done : done + len(block)])
            done += len(block)
        start += len(part)
    return images
