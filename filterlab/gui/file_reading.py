"""Read any kind of file we know into what the document will take in; runs in any thread."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from filterlab.data import FILTER_SUFFIXES, load_filter, load_image_with_facts
from filterlab.data.decoders.npy import is_picture_array
from filterlab.data.filter_weights import checked_float32
from filterlab.data.naming import quoted
from filterlab.files import check_ordinary
from filterlab.nets import load_weights
from filterlab.probes.chain import CHAIN_SUFFIX, Chain, load_chain
from filterlab.project import Picture, Scale

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from filterlab.data import PictureFacts

WEIGHTS = (".safetensors",)


@dataclass(frozen=True, eq=False)
class FileRequest:
    """One file to be read.

    Attributes
    ----------
    path : Path
        The file.
    picture_id : str
        A fresh id of the document, in case it is a picture.
    known : Picture or None
        The document's picture from the same file, if there is one.
    proceed : callable
        False ends the reading of a picture.
    """

    path: Path
    picture_id: str
    known: Picture | None
    proceed: Callable[[], bool]


@dataclass(frozen=True, eq=False)
class ReadFilter:
    """The weights (C, KH, KW) of a filter file."""

    weights: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ReadWeights:
    """The parameters of a net, by PyTorch's names."""

    parameters: Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class ReadPicture:
    """A picture as the document will hold it, and how the file stores it.

    Attributes
    ----------
    picture : Picture
        The one the document holds already, if the file has not changed since.
    facts : PictureFacts
        What was done to it.
    """

    picture: Picture
    facts: PictureFacts


Contents = ReadFilter | ReadWeights | ReadPicture | Chain


def read_file(request: FileRequest) -> Contents:
    """Read one file: a filter, a circuit, weights; what is none of them must be a picture.

    An array of NumPy's that is too large for a filter is a picture.

    Parameters
    ----------
    request : FileRequest
        What to read. The file's ending says which kind it is.

    Returns
    -------
    ReadFilter, ReadWeights, ReadPicture or Chain
        A picture has been looked through, so that the window need not do it.

    Raises
    ------
    FilterLabError
        The file cannot be read, or was not to be read on.
    """
    path = request.path
    suffix = path.suffix.lower()
    if suffix in FILTER_SUFFIXES and not (suffix == ".npy" and is_picture_array(path)):
        return ReadFilter(checked_float32(load_filter(path), quoted(path)))
    if suffix == CHAIN_SUFFIX:
        return load_chain(path)
    if suffix in WEIGHTS:
        check_ordinary(path, "weights file")
        return ReadWeights(load_weights(path))
    pixels, facts = load_image_with_facts(path, proceed=request.proceed)
    # Nobody else holds it: the document need not copy what may be a gigabyte.
    pixels.flags.writeable = False
    known = request.known
    scale = Scale.of_file(facts.black, facts.white)
    if known is not None and known.scale == scale and np.array_equal(known.pixels, pixels):
        return ReadPicture(known, facts)
    picture = Picture(request.picture_id, path.name, pixels, source=source_of(path), scale=scale)
    # Kept by the picture: the view asks for it, and a hundred million pixels take a while.
    _kept = picture.value_range, picture.file_numbers
    return ReadPicture(picture, facts)


def source_of(path: Path) -> str:
    """Return what a picture of this file has as its source; also where links go in a circle."""
    return os.path.realpath(path)
