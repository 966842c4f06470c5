"""Pictures, preset filters, sample pictures and data sets.

Each name below is fetched from its module when first used, so importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filterlab.data.assets import asset_path
    from filterlab.data.datasets import DATASET_NAMES, Dataset, Split, load_dataset
    from filterlab.data.decoding import PICTURE_SUFFIXES
    from filterlab.data.filter_files import FILTER_SUFFIXES, checked_weights, load_filter, save_filter
    from filterlab.data.idx import find_idx_files
    from filterlab.data.images import image_from_array, load_image, match_channels
    from filterlab.data.preset_filters import MAX_KERNEL_SIZE, Preset, presets
    from filterlab.data.sample_pictures import Sample, load_sample, samples
    from filterlab.data.strokes import make_strokes

__all__ = [
    "DATASET_NAMES",
    "FILTER_SUFFIXES",
    "MAX_KERNEL_SIZE",
    "PICTURE_SUFFIXES",
    "Dataset",
    "Preset",
    "Sample",
    "Split",
    "asset_path",
    "checked_weights",
    "find_idx_files",
    "image_from_array",
    "load_dataset",
    "load_filter",
    "load_image",
    "load_sample",
    "make_strokes",
    "match_channels",
    "presets",
    "samples",
    "save_filter",
]

_HOMES = {
    "FILTER_SUFFIXES": "filter_files",
    "DATASET_NAMES": "datasets",
    "MAX_KERNEL_SIZE": "preset_filters",
    "PICTURE_SUFFIXES": "decoding",
    "Dataset": "datasets",
    "Preset": "preset_filters",
    "Sample": "sample_pictures",
    "Split": "datasets",
    "asset_path": "assets",
    "checked_weights": "filter_files",
    "find_idx_files": "idx",
    "image_from_array": "images",
    "load_dataset": "datasets",
    "load_filter": "filter_files",
    "load_image": "images",
    "load_sample": "sample_pictures",
    "make_strokes": "strokes",
    "match_channels": "images",
    "presets": "preset_filters",
    "samples": "sample_pictures",
    "save_filter": "filter_files",
}


def __getattr__(name: str) -> object:
    """Fetch a public name from the module it lives in."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
