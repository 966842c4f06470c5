"""Filters from and to files: .npy, .npz, .csv, .txt and .json; a small .png can be read as one too."""

from pathlib import Path

import numpy as np

from filterlab.data.filter_arrays import array_from_npy, array_from_npz, npy_of, npz_of
from filterlab.data.filter_text import format_json, format_rows, parse_json, read_kernel_text
from filterlab.data.filter_weights import checked_float32, checked_weights
from filterlab.data.kernel_pictures import load_kernel_picture
from filterlab.data.naming import quoted
from filterlab.data.small_files import read_small_file
from filterlab.errors import FilterLabError
from filterlab.files import write_whole

__all__ = ["FILTER_SUFFIXES", "checked_weights", "load_filter", "save_filter"]

FILTER_SUFFIXES = (".npy", ".npz", ".csv", ".txt", ".json")
"""Files named so are filters. A .png is a filter only where one is asked for, and else a picture."""


def load_filter(path: str | Path) -> np.ndarray:
    """Read the weights of one filter.

    .csv and .txt hold one row of the filter a line, the numbers separated by commas, semicolons, tabs or
    blanks (so kernel text copied from ImageJ works); an empty line begins the next channel; what follows a #
    is skipped. A list in brackets, as NumPy and PyTorch write it, is understood there too. .json holds the
    rows as nested lists, either alone or under the key "weights". .npy is NumPy's own; so is .npz, of which
    the array called "weights" is taken, or the only one. A .png becomes a filter as `load_kernel_picture`
    says, with black as 0 and white as 1.

    Parameters
    ----------
    path : str or Path
        A .npy, .npz, .csv, .txt, .json or .png file.

    Returns
    -------
    ndarray
        (C, KH, KW) with C = 1 or 3 and 1 to 31 rows and columns, all finite; float64 if a .npy or .npz file
        holds that, else float32.

    Raises
    ------
    FilterLabError
        The file cannot be read, holds something else than one filter, or the filter has another size.
    """
    place = Path(path)
    what = quoted(place)
    suffix = _suffix_of(place, (*FILTER_SUFFIXES, ".png"))
    if suffix == ".png":
        return load_kernel_picture(place)
    data = read_small_file(place)
    if suffix == ".npy":
        return checked_weights(array_from_npy(data, what), what)
    if suffix == ".npz":
        return checked_weights(array_from_npz(data, what), what)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FilterLabError(f"{what} is not plain text: choose a file with rows of numbers.") from error
    if suffix == ".json":
        return checked_float32(parse_json(text, what), what)
    return read_kernel_text(text, what)


def save_filter(path: str | Path, weights: np.ndarray) -> None:
    """Write the weights of one filter, in the format the file's ending names; see `load_filter`.

    The file is written whole: whatever fails, an old file of that name stays as it was. Reading it back gives
    the same float32 weights to the last bit, and the same float64 ones from .npy and .npz. For a picture of the
    filter see `figures.save_kernel_picture`.

    Parameters
    ----------
    path : str or Path
        Where to write, ending in .npy, .npz, .csv, .txt or .json.
    weights : ndarray
        (C, KH, KW) or (KH, KW), with C = 1 or 3 and 1 to 31 rows and columns.

    Raises
    ------
    FilterLabError
        The ending is unknown, the weights are not those of one filter, or the file cannot be written.
    """
    place = Path(path)
    suffix = _suffix_of(place, FILTER_SUFFIXES)
    checked = checked_weights(weights)
    match suffix:
        case ".npy":
            data = npy_of(checked)
        case ".npz":
            data = npz_of(checked)
        case ".json":
            data = format_json(checked).encode()
        case _:
            data = format_rows(checked, "," if suffix == ".csv" else " ").encode()
    write_whole(place, data)


def _suffix_of(path: Path, allowed: tuple[str, ...]) -> str:
    suffix = path.suffix.lower()
    if suffix not in allowed:
        endings = f"{', '.join(allowed[:-1])} or {allowed[-1]}"
        raise FilterLabError(
            f"{quoted(path)} is not named like a filter file: use a name that ends in {endings}."
        )
    return suffix
