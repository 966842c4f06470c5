"""What a command says and writes: sentences, JSON lines, files."""

import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from filterlab.errors import FilterLabError
from filterlab.files import write_whole

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image


class Voice:
    """How a command speaks: in sentences, or in JSON with one object a line."""

    def __init__(self, *, as_json: bool) -> None:
        """Choose the language of stdout."""
        self.as_json = as_json

    def tell(self, sentence: str, record: Mapping[str, object]) -> None:
        """Report a result on stdout: the sentence to a person, the record to a program."""
        typer.echo(json.dumps(record, allow_nan=False) if self.as_json else sentence)

    def note(self, sentence: str) -> None:
        """Say on stderr what is good to know."""
        typer.echo(sentence, err=True)


def counted(number: int, noun: str) -> str:
    """Write a number of things: ``1 epoch``, ``1,200 steps``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def check_destination(path: Path, suffixes: tuple[str, ...]) -> None:
    """Find out before the work whether its result can be written there.

    Raises
    ------
    FilterLabError
        If the ending is none of ``suffixes``, or the place is a folder, lies in no folder or is not writable.
    """
    if path.suffix.lower() not in suffixes:
        raise FilterLabError(
            f'"{path}" does not say what to write; give it a name that ends in {" or ".join(suffixes)}.'
        )
    if path.is_dir():
        raise FilterLabError(f'"{path}" is a folder; give the file a name of its own.')
    if not path.parent.is_dir():
        raise FilterLabError(f'"{path}" cannot be written because the folder "{path.parent}" does not exist.')
    place = path if path.exists() else path.parent
    if not os.access(place, os.W_OK):
        raise FilterLabError(f'"{place}" may not be written; choose another place or change its permissions.')


def make_folder(folder: Path) -> None:
    """Make an output folder where there is none, or say why that does not work."""
    if folder.exists() and not folder.is_dir():
        raise FilterLabError(f'"{folder}" is a file; give the name of a folder.')
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FilterLabError(
            f'The folder "{folder}" cannot be made ({error.strerror}); choose another place.'
        ) from error
    if not os.access(folder, os.W_OK):
        raise FilterLabError(f'The folder "{folder}" may not be written; choose another place.')


def write_picture(path: Path, image: "Image") -> None:
    """Write a figure as PNG, whole or not at all."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    write_whole(path, buffer.getvalue())


def write_numbers(path: Path, values: "NDArray[Any]") -> None:
    """Write a map (H, W) exactly, as float32, in the format its ending names, whole or not at all."""
    import numpy as np

    from filterlab.data import export_map

    export_map(path, np.asarray(values, np.float32))
