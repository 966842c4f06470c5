"""Pictures, preset filters, sample pictures and data sets.

Each name below is fetched from its module when first used, so importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filterlab.data.adjusting import (
        Levels,
        adjust_levels,
        automatic_levels,
        crop_picture,
        fitting_size,
        invert_picture,
        resize_picture,
    )
    from filterlab.data.assets import asset_path
    from filterlab.data.augmenting import Augmentation, augment, batch_change, preview_augmentation
    from filterlab.data.browsing import list_pictures, neighbour_picture
    from filterlab.data.choices import DataChoice, choice_from_plain, choice_to_plain, fingerprint
    from filterlab.data.dataset_facts import PicturesFacts, blocks_of, measure_pictures
    from filterlab.data.datasets import Dataset, Split, load_dataset, resize_dataset
    from filterlab.data.decoding import PICTURE_SUFFIXES
    from filterlab.data.downloading import DownloadStoppedError
    from filterlab.data.exporting import EXACT_SUFFIXES, MAP_SUFFIXES, Exported, export_map
    from filterlab.data.filter_files import FILTER_SUFFIXES, load_filter, save_filter
    from filterlab.data.filter_text import TEXT_NOTATIONS, kernel_as_text, read_kernel_text
    from filterlab.data.filter_weights import checked_weights
    from filterlab.data.idx import find_idx_files
    from filterlab.data.images import image_from_array, load_image, load_image_with_facts, match_channels
    from filterlab.data.kernel_crops import crop_as_kernel
    from filterlab.data.kernel_pictures import load_kernel_picture, weights_from_picture
    from filterlab.data.pad import Pen, PenStroke, blank_pad, check_pad_size
    from filterlab.data.pad_files import save_drawing
    from filterlab.data.picture_facts import PictureFacts
    from filterlab.data.picture_grid import PictureGrid, draw_sheet, find_pictures
    from filterlab.data.preset_filters import MAX_KERNEL_SIZE, Preset, presets
    from filterlab.data.preset_filters.parameters import Parameter, ParametricPreset
    from filterlab.data.preset_filters.parametric import parametric
    from filterlab.data.published import dataset_is_there, download_dataset, how_to_get, published_folder
    from filterlab.data.published_files import PUBLISHED, PublishedSet
    from filterlab.data.sample_pictures import Sample, load_sample, samples
    from filterlab.data.sources import DATASET_NAMES, keeps_its_size, source_is_there
    from filterlab.data.strokes import make_strokes
    from filterlab.data.thumbnails import load_thumbnail

__all__ = [
    "DATASET_NAMES",
    "EXACT_SUFFIXES",
    "FILTER_SUFFIXES",
    "MAP_SUFFIXES",
    "MAX_KERNEL_SIZE",
    "PICTURE_SUFFIXES",
    "PUBLISHED",
    "TEXT_NOTATIONS",
    "Augmentation",
    "DataChoice",
    "Dataset",
    "DownloadStoppedError",
    "Exported",
    "Levels",
    "Parameter",
    "ParametricPreset",
    "Pen",
    "PenStroke",
    "PictureFacts",
    "PictureGrid",
    "PicturesFacts",
    "Preset",
    "PublishedSet",
    "Sample",
    "Split",
    "adjust_levels",
    "asset_path",
    "augment",
    "automatic_levels",
    "batch_change",
    "blank_pad",
    "blocks_of",
    "check_pad_size",
    "checked_weights",
    "choice_from_plain",
    "choice_to_plain",
    "crop_as_kernel",
    "crop_picture",
    "dataset_is_there",
    "download_dataset",
    "draw_sheet",
    "export_map",
    "find_idx_files",
    "find_pictures",
    "fingerprint",
    "fitting_size",
    "how_to_get",
    "image_from_array",
    "invert_picture",
    "keeps_its_size",
    "kernel_as_text",
    "list_pictures",
    "load_dataset",
    "load_filter",
    "load_image",
    "load_image_with_facts",
    "load_kernel_picture",
    "load_sample",
    "load_thumbnail",
    "make_strokes",
    "match_channels",
    "measure_pictures",
    "neighbour_picture",
    "parametric",
    "presets",
    "preview_augmentation",
    "published_folder",
    "read_kernel_text",
    "resize_dataset",
    "resize_picture",
    "samples",
    "save_drawing",
    "save_filter",
    "source_is_there",
    "weights_from_picture",
]

_HOMES = {
    "Augmentation": "augmenting",
    "DATASET_NAMES": "sources",
    "DataChoice": "choices",
    "Dataset": "datasets",
    "DownloadStoppedError": "downloading",
    "EXACT_SUFFIXES": "exporting",
    "Exported": "exporting",
    "FILTER_SUFFIXES": "filter_files",
    "Levels": "adjusting",
    "MAP_SUFFIXES": "exporting",
    "MAX_KERNEL_SIZE": "preset_filters",
    "PICTURE_SUFFIXES": "decoding",
    "PUBLISHED": "published_files",
    "Parameter": "preset_filters.parameters",
    "ParametricPreset": "preset_filters.parameters",
    "Pen": "pad",
    "PenStroke": "pad",
    "PictureFacts": "picture_facts",
    "PictureGrid": "picture_grid",
    "PicturesFacts": "dataset_facts",
    "Preset": "preset_filters",
    "PublishedSet": "published_files",
    "Sample": "sample_pictures",
    "Split": "datasets",
    "TEXT_NOTATIONS": "filter_text",
    "adjust_levels": "adjusting",
    "asset_path": "assets",
    "augment": "augmenting",
    "automatic_levels": "adjusting",
    "batch_change": "augmenting",
    "blank_pad": "pad",
    "blocks_of": "dataset_facts",
    "check_pad_size": "pad",
    "checked_weights": "filter_weights",
    "choice_from_plain": "choices",
    "choice_to_plain": "choices",
    "crop_as_kernel": "kernel_crops",
    "crop_picture": "adjusting",
    "dataset_is_there": "published",
    "download_dataset": "published",
    "draw_sheet": "picture_grid",
    "export_map": "exporting",
    "find_idx_files": "idx",
    "find_pictures": "picture_grid",
    "fingerprint": "choices",
    "fitting_size": "adjusting",
    "how_to_get": "published",
    "image_from_array": "images",
    "invert_picture": "adjusting",
    "keeps_its_size": "sources",
    "source_is_there": "sources",
    "kernel_as_text": "filter_text",
    "list_pictures": "browsing",
    "load_dataset": "datasets",
    "load_filter": "filter_files",
    "load_image": "images",
    "load_image_with_facts": "images",
    "load_kernel_picture": "kernel_pictures",
    "load_sample": "sample_pictures",
    "load_thumbnail": "thumbnails",
    "make_strokes": "strokes",
    "match_channels": "images",
    "measure_pictures": "dataset_facts",
    "neighbour_picture": "browsing",
    "parametric": "preset_filters.parametric",
    "presets": "preset_filters",
    "preview_augmentation": "augmenting",
    "published_folder": "published",
    "read_kernel_text": "filter_text",
    "resize_dataset": "datasets",
    "resize_picture": "adjusting",
    "samples": "sample_pictures",
    "save_drawing": "pad_files",
    "save_filter": "filter_files",
    "weights_from_picture": "kernel_pictures",
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
