"""Arrays out of weights files of any net: safetensors, NumPy's archives, ONNX."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray
from filterlab.errors import FilterLabError
from filterlab.nets.exports.onnx_file import load_onnx_library
from filterlab.nets.reading import read_whole
from filterlab.nets.weights import load_weights

MAX_UNPACKED_BYTES = 4_000_000_000
"""More than the largest published nets of pictures have."""

# What zipfile and NumPy raise on archives that are damaged, encrypted, or hold what is no plain array.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ValueError, TypeError, LookupError, EOFError, OSError, SyntaxError,
    MemoryError, RuntimeError, ArithmeticError, UserWarning,
)  # fmt: skip


def load_arrays(path: str | PathLike[str]) -> dict[str, FloatArray]:
    """Read the arrays of numbers of a weights file, by their names, whatever net it is from.

    Parameters
    ----------
    path
        A safetensors file, an archive of NumPy's (``.npz``), or an ONNX file (``.onnx``, needs the extra ``onnx``).

    Returns
    -------
    dict
        float64 stays; everything else (float32, the half precisions, integers) becomes float32.

    Raises
    ------
    FilterLabError
        If there is no such file, it is damaged or of another kind, or what reads it is not installed.
    """
    place = Path(path)
    read: Callable[[Path], dict[str, FloatArray]] = {".npz": _read_npz, ".onnx": _read_onnx}.get(
        place.suffix.lower(), load_weights
    )
    return read(place)


def filter_banks(arrays: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Pick the arrays that are banks of filters: those of four axes (filters, channels, height, width), none empty.

    They come in the order of `layer_order`.

    Parameters
    ----------
    arrays
        As `load_arrays` or `Network.parameters` give them.
    """
    banks = {name: array for name, array in arrays.items() if array.ndim == 4 and array.size}
    return {name: banks[name] for name in sorted(banks, key=layer_order)}


def layer_name(bank: str) -> str:
    """Return what a layer can be called whose filters have this name in a file, such as ``features.0.weight``."""
    return ".".join(re.findall(r"\w+", bank.removesuffix(".weight"), re.ASCII)) or "filters"


def load_filter_banks(path: str | PathLike[str]) -> dict[str, FloatArray]:
    """Read every bank of filters of a weights file, by its name (``features.0.weight``), from the first layer on.

    Raises
    ------
    FilterLabError
        As `load_arrays`, and if no array of the file is a bank.
    """
    arrays = load_arrays(path)
    banks = filter_banks(arrays)
    if not banks:
        raise FilterLabError(
            f'"{path}" holds {len(arrays)} arrays, and none is a bank of filters (filters × channels × height × '
            "width): choose the weights of a net with two-dimensional convolutions."
        )
    return banks


def layer_order(name: str) -> list[tuple[int, str]]:
    """Order names as people count, so that conv2 comes before conv10; a key for ``sorted``."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]


def _read_npz(path: Path) -> dict[str, FloatArray]:
    data = read_whole(path, "weights file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise FilterLabError(
                    f'"{path}" unpacks to more than {MAX_UNPACKED_BYTES // 10**9} GB: choose a smaller file.'
                )
        with np.load(io.BytesIO(data), allow_pickle=False) as members:
            arrays = {name: members[name] for name in members.files}
    except _DAMAGE as error:
        raise FilterLabError(
            f'"{path}" is damaged or no archive of plain arrays: write it with numpy.savez.'
        ) from error
    return _as_floats(arrays)


def _read_onnx(path: Path) -> dict[str, FloatArray]:
    onnx = load_onnx_library()
    data = read_whole(path, "ONNX file")
    try:
        model = onnx.load_model_from_string(data)
        arrays = {
            tensor.name: onnx.numpy_helper.to_array(tensor)
            for tensor in model.graph.initializer
            # Weights kept in files beside this one are not followed: the name of a file may be any file's.
            if tensor.data_location != onnx.TensorProto.EXTERNAL
        }
    except _onnx_damage() as error:
        raise FilterLabError(f'"{path}" is damaged or no ONNX file: choose another file.') from error
    return _as_floats(arrays)


def _onnx_damage() -> tuple[type[Exception], ...]:
    from importlib import import_module

    decode_error: type[Exception] = import_module("google.protobuf.message").DecodeError
    return (decode_error, *_DAMAGE)


def _as_floats(arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, FloatArray]:
    """Leave out what holds no real numbers, such as text."""
    return {
        name: array.astype(np.float64 if array.dtype == np.float64 else np.float32)
        for name, array in arrays.items()
        if array.dtype.kind in "fiub"
    }
