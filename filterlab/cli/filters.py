"""``filterlab filters``: the filters a net has learned, drawn, with the nearest hand-made one of each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.cli.output import Voice, check_destination, counted, write_picture
from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.figures import filter_grid
from filterlab.nets.tensor_files import layer_order, load_arrays
from filterlab.probes import Match, nearest_of_each

Floats = NDArray[np.floating[Any]]


def draw_filters(model: Path, layer: str | None, output: Path, voice: Voice) -> None:
    """Write one layer's filters as a PNG sheet and name the hand-made filter nearest to each.

    Raises
    ------
    FilterLabError
        If the model cannot be read, has no such layer or has weights that are no numbers, or the picture
        cannot be written.
    """
    check_destination(output, (".png",))
    name, weights = pick_layer(load_arrays(model), layer, model)
    if not np.isfinite(weights).all():
        raise FilterLabError(
            f'"{model}" holds values in {name} that are not finite numbers; train the net again with a smaller '
            "learning rate."
        )
    matches = nearest_presets(weights)
    write_picture(output, filter_grid(weights, title=f"{name} of {model.name}"))
    record = {
        "model": str(model),
        "layer": name,
        "shape": list(weights.shape),
        "min": float(weights.min()),
        "max": float(weights.max()),
        "output": str(output),
        "nearest": [
            {"filter": match.name, "similarity": round(match.similarity, 4), "sign": match.sign}
            for match in matches
        ],
    }
    filters, channels, kernel_height, kernel_width = weights.shape
    lines = [
        f"{output}: {name}, {counted(filters, 'filter')} of {channels} × {kernel_height} × {kernel_width}"
    ]
    lines += [f"  filter {i}: nearest {match_in_words(match)}" for i, match in enumerate(matches)]
    voice.tell("\n".join(lines), record)


def pick_layer(weights: Mapping[str, Floats], layer: str | None, model: Path) -> tuple[str, Floats]:
    """Return the name and the filters (O, C, KH, KW) of a layer; of the first one with filters for None.

    The filters of a one-dimensional layer, (O, C, K), become one row high.
    """
    banks = {
        name.removesuffix(".weight"): array
        for name, array in weights.items()
        if array.ndim == 4 or (array.ndim == 3 and name.endswith(".weight"))
    }
    if not banks:
        raise FilterLabError(f'"{model}" holds no convolution layer; choose the weights of another net.')
    name = layer if layer is not None else min(banks, key=layer_order)
    if name not in banks:
        choices = ", ".join(sorted(banks, key=layer_order))
        raise FilterLabError(f'"{model}" has no convolution layer "{name}"; choose one of {choices}.')
    bank = banks[name]
    return name, bank if bank.ndim == 4 else bank[:, :, np.newaxis, :]


def nearest_presets(weights: Floats) -> tuple[Match, ...]:
    """Return for each filter of (O, C, KH, KW) the preset that is most like it."""
    return nearest_of_each(weights, {name: preset.weights for name, preset in presets.items()})


def match_in_words(match: Match) -> str:
    """Name a match with its figure: ``gabor-45 0.83``, or ``minus gabor-45 0.83`` for its negative."""
    return f"{'minus ' if match.sign < 0 else ''}{match.name} {match.similarity:.2f}"
