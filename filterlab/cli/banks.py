"""How a bank of filters is named on the command line: presets, filter files, a layer of a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filterlab.cli.apply import read_filter
from filterlab.cli.filters import pick_layer
from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.nets import load_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

ALL_PRESETS = "presets"


@dataclass(frozen=True, eq=False)
class NamedBank:
    """Filters with their names.

    Attributes
    ----------
    title : str
        What the bank is called.
    names : tuple of str
        What each filter is called.
    filters : tuple of ndarray
        Shapes (C, KH, KW).
    """

    title: str
    names: tuple[str, ...]
    filters: tuple[Floats, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """What each filter is called in errors."""
        return tuple(f"{name} of {self.title}" for name in self.names)


def read_bank(source: str, layer: str | None) -> NamedBank:
    """Read a bank of filters.

    Parameters
    ----------
    source : str
        ``presets`` for all of them; a model (.safetensors, .onnx, or .npz with arrays of four axes), of which one
        layer is taken; or presets and filter files with commas between them.
    layer : str or None
        The layer of a model, None for the first one; of other banks nothing is asked.

    Raises
    ------
    FilterLabError
        If something is not there or cannot be read, or the model has no such layer.
    """
    if source == ALL_PRESETS:
        return NamedBank("the presets", tuple(presets), tuple(one.weights for one in presets.values()))
    path = Path(source)
    arrays = _model_arrays(path)
    if arrays is not None:
        name, weights = pick_layer(arrays, layer, path)
        names = tuple(f"filter {number}" for number in range(len(weights)))
        return NamedBank(f"{name} of {path.name}", names, tuple(weights))
    parts = [source] if path.is_file() else [part.strip() for part in source.split(",") if part.strip()]
    if not parts:
        raise FilterLabError('A bank has no name; give "presets", a filter, or a model.')
    title = parts[0] if len(parts) == 1 else f"{parts[0]} and {len(parts) - 1} more"
    names = tuple(Path(part).stem if Path(part).is_file() else part for part in parts)
    return NamedBank(title, names, tuple(read_filter(part) for part in parts))


def _model_arrays(path: Path) -> Mapping[str, Floats] | None:
    """Return the arrays of a model; None for what is none, such as one filter in an archive."""
    match path.suffix.lower():
        case ".safetensors" | ".onnx":
            return load_arrays(path)
        case ".npz" if path.is_file():
            arrays = load_arrays(path)
            return arrays if any(array.ndim == 4 for array in arrays.values()) else None
    return None
