"""One filter in NumPy's own files, .npy and .npz, read without trusting what they say about themselves."""

import io
import struct
import tokenize
import zipfile
import zlib
from typing import IO

import numpy as np

from filterlab.data.filter_weights import check_kind
from filterlab.errors import FilterLabError

MAX_ARRAY_BYTES = 1_000_000
"""More than the largest possible filter needs, with its header, in any type of number."""

# The header of a .npy file is a Python literal that NumPy parses, so a damaged one can raise almost anything.
NPY_DAMAGE = (
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

# What zipfile raises on archives that are damaged, encrypted or packed in a way it does not know.
ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    ValueError,
    LookupError,
    EOFError,
    OSError,
)


def array_from_npy(data: bytes, what: str) -> np.ndarray:
    """Read the one array of a .npy file.

    Parameters
    ----------
    data : bytes
        The file.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        (KH, KW) or (C, KH, KW), any type of number; an axis of length 1 in front of three others, as PyTorch
        keeps one filter, is left out.

    Raises
    ------
    FilterLabError
        The file is damaged or cut short, or its header says that it holds no filter; no memory is taken then.
    """
    stream = io.BytesIO(data)
    shape, kind = read_npy_header(stream, what)
    if len(shape) == 4 and shape[0] > 1:
        raise FilterLabError(f"{what} holds {shape[0]} filters: give one of them.")
    check_kind(shape[1:] if len(shape) == 4 else shape, kind, what)
    stream.seek(0)
    try:
        array = np.lib.format.read_array(stream, allow_pickle=False)
    except NPY_DAMAGE as error:
        raise damaged_npy(what) from error
    return array[0] if array.ndim == 4 else array


def read_npy_header(stream: IO[bytes], what: str) -> tuple[tuple[int, ...], np.dtype]:
    """Read what a .npy file says of its array, before any memory is taken for it.

    Parameters
    ----------
    stream : file
        At its beginning; left where the numbers begin.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    shape : tuple of int
        The array's.
    kind : dtype
        The type of its values, never objects: those could run a stranger's code.

    Raises
    ------
    FilterLabError
        The header is damaged, or the array holds objects.
    """
    try:
        version = np.lib.format.read_magic(stream)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, _is_fortran, kind = read_header(stream)
    except NPY_DAMAGE as error:
        raise damaged_npy(what) from error
    if kind.hasobject:
        raise damaged_npy(what)
    return tuple(shape), kind


def array_from_npz(data: bytes, what: str) -> np.ndarray:
    """Read the array called "weights" of a .npz file, or the only one in it.

    Parameters
    ----------
    data : bytes
        The file.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        As from `array_from_npy`.

    Raises
    ------
    FilterLabError
        The archive is damaged, has several arrays of which none is called "weights", or what is packed into
        it is larger than any filter; it is not unpacked further then.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = _chosen(archive.namelist(), what)
            info = archive.getinfo(member)
            if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise damaged_npy(what)
            with archive.open(info) as packed:
                content = packed.read(MAX_ARRAY_BYTES + 1)
    except ZIP_DAMAGE as error:
        raise FilterLabError(
            f"{what} is damaged or no archive of arrays: write it with numpy.savez."
        ) from error
    if len(content) > MAX_ARRAY_BYTES:
        raise FilterLabError(
            f"{what} unpacks to more than {MAX_ARRAY_BYTES // 1000} kB, and no filter does: choose another file."
        )
    return array_from_npy(content, what)


def npy_of(weights: np.ndarray) -> bytes:
    """Return a .npy file of an array."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, weights, allow_pickle=False)
    return stream.getvalue()


def npz_of(weights: np.ndarray) -> bytes:
    """Return a .npz file with an array called "weights"."""
    stream = io.BytesIO()
    np.savez(stream, weights=weights)
    return stream.getvalue()


def _chosen(names: list[str], what: str) -> str:
    """Return the member of an archive that is the filter."""
    arrays = [name for name in names if name.endswith(".npy")]
    if "weights.npy" in arrays:
        return "weights.npy"
    if len(arrays) == 1:
        return arrays[0]
    if not arrays:
        raise FilterLabError(f"{what} holds no array: write it with numpy.savez.")
    listed = ", ".join(name.removesuffix(".npy")[:20] for name in arrays[:3])
    raise FilterLabError(
        f"{what} holds {len(arrays)} arrays ({listed}{', …' if len(arrays) > 3 else ''}) and none called "
        f'"weights": save the filter alone or under that name.'
    )


def damaged_npy(what: str) -> FilterLabError:
    """Return the error of an array file that cannot be read."""
    return FilterLabError(f"{what} is damaged or holds no plain array of numbers: write it with numpy.save.")
