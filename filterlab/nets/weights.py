"""Weights in files: safetensors with PyTorch's names, the net's description beside them."""

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from filterlab.engine.arrays import FloatArray
from filterlab.errors import FilterLabError
from filterlab.files import write_whole
from filterlab.nets.network import Network, build
from filterlab.nets.parameters import find_owner
from filterlab.nets.reading import read_whole
from filterlab.nets.spec import NetSpec
from filterlab.nets.spec_plain import SPEC_KEY, spec_from_plain, spec_to_plain

_STORED_TYPES: dict[str, np.dtype[Any]] = {
    "F64": np.dtype("<f8"),
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "I64": np.dtype("<i8"),
    "I32": np.dtype("<i4"),
    "I16": np.dtype("<i2"),
    "I8": np.dtype("i1"),
    "U64": np.dtype("<u8"),
    "U32": np.dtype("<u4"),
    "U16": np.dtype("<u2"),
    "U8": np.dtype("u1"),
    "BOOL": np.dtype("?"),
}


def save_weights(path: str | PathLike[str], net: Network) -> None:
    """Store a net in a safetensors file, whole or not at all; `load_model` and PyTorch can read it.

    Parameters
    ----------
    path
        The file, usually ``….safetensors``; what stands there is replaced.
    net
        Its weights are stored as ``conv1.weight`` and so on, running statistics as ``bn1.running_mean``, its
        description as JSON in the file's metadata.

    Raises
    ------
    FilterLabError
        If the file cannot be written; what stood there before still does.
    """
    from safetensors.numpy import save

    # safetensors copies memory as it lies, whatever the strides say.
    arrays = {name: np.ascontiguousarray(array) for name, array in net.state.items()}
    description = json.dumps(spec_to_plain(net.spec), ensure_ascii=False)
    write_whole(Path(path), save(arrays, metadata={SPEC_KEY: description}))


def load_weights(path: str | PathLike[str]) -> dict[str, FloatArray]:
    """Read the arrays of any safetensors file, by their names.

    float64 stays; everything else (float32, the half precisions, integers) becomes float32.

    Raises
    ------
    FilterLabError
        If there is no such file, or it is damaged or no safetensors file.
    """
    return _arrays(Path(path), read_whole(Path(path), "weights file"))


def load_model(path: str | PathLike[str]) -> Network:
    """Read a net that `save_weights` stored: its description and its weights.

    Raises
    ------
    FilterLabError
        If there is no such file, it is damaged, or it holds weights without the description of a net.
    """
    place = Path(path)
    data = read_whole(place, "weights file")
    arrays = _arrays(place, data)
    spec = _stored_spec(place, data, arrays)
    dtype = np.result_type(np.float32, *(array.dtype for array in arrays.values()))
    net = build(spec, np.random.default_rng(0), dtype=dtype)
    try:
        net.set_parameters(arrays)
    except FilterLabError as error:
        raise FilterLabError(f'"{place}" is damaged: {error}') from error
    return net


def describes_net(path: str | PathLike[str]) -> bool:
    """Tell whether a safetensors file says of which net its weights are, so that `load_model` can read it.

    Raises
    ------
    FilterLabError
        If there is no such file, or it is damaged or no safetensors file.
    """
    data = read_whole(Path(path), "weights file")
    _arrays(Path(path), data)
    return _spec_text(data) is not None


def _arrays(path: Path, data: bytes) -> dict[str, FloatArray]:
    from safetensors import SafetensorError, deserialize

    try:
        tensors = deserialize(data)  # type: ignore[no-untyped-call]
    except SafetensorError as error:
        raise FilterLabError(
            f'"{path}" is damaged or no safetensors file: choose another file, or save the weights again.'
        ) from error
    return {name: _array(path, name, tensor) for name, tensor in tensors}


def _array(path: Path, name: str, tensor: Mapping[str, Any]) -> FloatArray:
    kind, shape, data = tensor["dtype"], tensor["shape"], tensor["data"]
    if kind == "BF16":
        # A bfloat16 is the upper half of a float32.
        return (np.frombuffer(data, "<u2").astype("<u4") << 16).view("<f4").reshape(shape)
    if kind not in _STORED_TYPES:
        raise FilterLabError(
            f'"{name}" in "{path}" has the element type {kind}, which is not read here: save it as float32 '
            "(F32)."
        )
    array = np.frombuffer(data, _STORED_TYPES[kind]).reshape(shape)
    return array.astype(np.float64 if kind == "F64" else np.float32)


def _spec_text(data: bytes) -> str | None:
    # deserialize() has checked the header, but does not hand out its metadata: 8 bytes of length, then JSON.
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    text: str | None = header.get("__metadata__", {}).get(SPEC_KEY)
    return text


def _stored_spec(path: Path, data: bytes, arrays: Mapping[str, FloatArray]) -> NetSpec:
    text = _spec_text(data)
    if text is None:
        owner = find_owner({name: array.shape for name, array in arrays.items()})
        guess = f' (they look like those of "{owner}")' if owner else ""
        raise FilterLabError(
            f'"{path}" holds weights but does not say of which net{guess}: choose weights that FilterLab saved, '
            f"or see the filters in these with: filterlab filters {path} -o filters.png."
        )
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FilterLabError(
            f'The description of the net in "{path}" is damaged: save the net again.'
        ) from error
    return spec_from_plain(plain, f'the description in "{path}"')
