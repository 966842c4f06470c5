"""Filters from and to files: .npy, .csv, .txt (ImageJ's kernel text) and .json."""

import io
import tokenize
from pathlib import Path

import numpy as np

from filterlab.data.filter_text import format_json, format_rows, parse_json, parse_rows
from filterlab.data.preset_filters.formulas import MAX_KERNEL_SIZE
from filterlab.errors import FilterLabError
from filterlab.files import write_whole

FILTER_SUFFIXES = (".npy", ".csv", ".txt", ".json")

MAX_FILE_BYTES = 1_000_000
"""The largest possible filter, 3 x 31 x 31 with long numbers, needs less than a tenth of this."""

# The header of a .npy file is a Python literal that NumPy parses, so a damaged one can raise almost anything.
_NPY_DAMAGE = (
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    OSError,
    SyntaxError,
    MemoryError,
    RecursionError,
    ArithmeticError,
    tokenize.TokenError,
    UserWarning,
)


def load_filter(path: str | Path) -> np.ndarray:
    """Read the weights of one filter.

    .csv and .txt hold one row of the filter a line, the numbers separated by commas, semicolons, tabs or
    blanks (so kernel text copied from ImageJ works); an empty line begins the next channel; lines that begin
    with # are skipped. .json holds the rows as nested lists, either alone or under the key "weights". .npy is
    NumPy's own.

    Parameters
    ----------
    path : str or Path
        A .npy, .csv, .txt or .json file.

    Returns
    -------
    ndarray
        (C, KH, KW) with C = 1 or 3 and 1 to 31 rows and columns, all finite; float64 if a .npy file holds
        that, else float32.

    Raises
    ------
    FilterLabError
        The file cannot be read, holds something else than one filter, or the filter has another size.
    """
    place = Path(path)
    what = f'"{place}"'
    suffix = _suffix_of(place)
    data = _read(place)
    if suffix == ".npy":
        return checked_weights(_from_npy(data, what), what)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FilterLabError(f"{what} is not plain text: choose a file with rows of numbers.") from error
    read = parse_json if suffix == ".json" else parse_rows
    with np.errstate(over="ignore"):
        # What float32 cannot hold becomes infinite here and is refused there.
        weights = read(text, what).astype(np.float32)
    return checked_weights(weights, what)


def save_filter(path: str | Path, weights: np.ndarray) -> None:
    """Write the weights of one filter, in the format the file's ending names; see `load_filter`.

    The file is written whole: whatever fails, an old file of that name stays as it was. Reading it back gives
    the same float32 weights to the last bit, and the same float64 ones from .npy.

    Parameters
    ----------
    path : str or Path
        Where to write, ending in .npy, .csv, .txt or .json.
    weights : ndarray
        (C, KH, KW) or (KH, KW), with C = 1 or 3 and 1 to 31 rows and columns.

    Raises
    ------
    FilterLabError
        The ending is unknown, the weights are not those of one filter, or the file cannot be written.
    """
    place = Path(path)
    suffix = _suffix_of(place)
    checked = checked_weights(weights)
    if suffix == ".npy":
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, checked, allow_pickle=False)
        data = buffer.getvalue()
    elif suffix == ".json":
        data = format_json(checked).encode()
    else:
        data = format_rows(checked, "," if suffix == ".csv" else " ").encode()
    write_whole(place, data)


def checked_weights(weights: np.ndarray, what: str = "The filter") -> np.ndarray:
    """Bring the weights of one filter to the shape (C, KH, KW), or say what is wrong with them.

    Parameters
    ----------
    weights : ndarray
        (KH, KW) or (C, KH, KW); integers or floats.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        A copy (C, KH, KW): float64 stays float64, everything else becomes float32.

    Raises
    ------
    FilterLabError
        The shape is another one, or a weight is NaN, infinite or no number.
    """
    array = np.asarray(weights)
    if not (np.issubdtype(array.dtype, np.integer) or np.issubdtype(array.dtype, np.floating)):
        raise FilterLabError(f"{what} holds values of type {array.dtype}: only numbers can be weights.")
    if array.ndim == 2:
        array = array[np.newaxis]
    if array.ndim != 3:
        raise FilterLabError(
            f"{what} has the shape {np.shape(weights)}: give (rows, columns) or (channels, rows, columns)."
        )
    c, kh, kw = array.shape
    if not (1 <= kh <= MAX_KERNEL_SIZE and 1 <= kw <= MAX_KERNEL_SIZE):
        raise FilterLabError(
            f"{what} has {kh} rows and {kw} columns: a filter has 1 to {MAX_KERNEL_SIZE} of each."
        )
    if c not in {1, 3}:
        raise FilterLabError(f"{what} has {c} channels: a filter has 1 (grey) or 3 (red, green, blue).")
    with np.errstate(over="ignore"):
        result = np.array(array, dtype=np.float64 if array.dtype == np.float64 else np.float32, order="C")
    bad = np.argwhere(~np.isfinite(result))
    if len(bad):
        channel, row, column = bad[0]
        where = f"row {row + 1}, column {column + 1}" + (f" of channel {channel + 1}" if c > 1 else "")
        raise FilterLabError(
            f"{what} has {result[channel, row, column]} in {where}: give a number that is finite in 32 bits."
        )
    return result


def _suffix_of(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in FILTER_SUFFIXES:
        endings = f"{', '.join(FILTER_SUFFIXES[:-1])} or {FILTER_SUFFIXES[-1]}"
        raise FilterLabError(f'"{path}" is not named like a filter file: use a name that ends in {endings}.')
    return suffix


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise FilterLabError(f'"{path}" is a folder: choose a filter file inside it.')
        if path.exists() and not path.is_file():
            raise FilterLabError(f'"{path}" is not an ordinary file: choose a filter file.')
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise FilterLabError(f'There is no file "{path}": check its name and folder.') from error
    except PermissionError as error:
        raise FilterLabError(
            f'"{path}" may not be read: change its permissions or choose another file.'
        ) from error
    except (OSError, ValueError) as error:
        raise FilterLabError(f'"{path}" could not be read ({error}): choose another file.') from error
    if not data:
        raise FilterLabError(f'"{path}" is empty (0 bytes): choose another file.')
    if len(data) > MAX_FILE_BYTES:
        limit = f"{MAX_FILE_BYTES // 1000} kB"
        raise FilterLabError(f'"{path}" is larger than {limit}, and no filter is: choose another file.')
    return data


def _from_npy(data: bytes, what: str) -> np.ndarray:
    try:
        return np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    except _NPY_DAMAGE as error:
        raise FilterLabError(
            f"{what} is damaged or holds no plain array of numbers: write it with numpy.save."
        ) from error
