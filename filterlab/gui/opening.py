"""Open any kind of file we know, and paste pictures and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication, QImage

from filterlab.data import (
    FILTER_SUFFIXES,
    PICTURE_SUFFIXES,
    load_filter,
    load_image_with_facts,
    load_kernel_picture,
    load_sample,
    samples,
)
from filterlab.errors import FilterLabError
from filterlab.figures import short_number
from filterlab.gui.commands import AddFilter
from filterlab.nets import load_weights
from filterlab.probes.chain import CHAIN_SUFFIX, load_chain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray
    from PySide6.QtGui import QUndoStack

    from filterlab.data import PictureFacts, Sample
    from filterlab.gui.workspace import Workspace
    from filterlab.project import Document

SAMPLE = "sample "
WEIGHTS = (".safetensors",)


def _patterns(suffixes: Iterable[str]) -> str:
    return " ".join(f"*{suffix}" for suffix in suffixes)


FILE_FILTER = ";;".join(
    (
        f"All that FilterLab opens ({_patterns((*PICTURE_SUFFIXES, *FILTER_SUFFIXES, CHAIN_SUFFIX, *WEIGHTS))})",
        f"Pictures ({_patterns(PICTURE_SUFFIXES)})",
        f"Filters ({_patterns(FILTER_SUFFIXES)})",
        f"Circuits ({_patterns((CHAIN_SUFFIX,))})",
        f"Weights ({_patterns(WEIGHTS)})",
        "All files (*)",
    )
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("opening", text)


def open_file(document: Document, undo_stack: QUndoStack, path: Path) -> str:
    """Open one file: a filter goes into the bank, weights become a run; what is no circuit must be a picture.

    Parameters
    ----------
    document : Document
        Where it goes.
    undo_stack : QUndoStack
        Adding a filter and opening a circuit can be undone.
    path : Path
        The file.

    Returns
    -------
    str
        A remark about what was opened.

    Raises
    ------
    FilterLabError
        The file cannot be read; the document is unchanged.
    """
    suffix = path.suffix.lower()
    if suffix in FILTER_SUFFIXES:
        weights = load_filter(path)
        item = document.make_filter(path.stem, weights, origin=f"file {path.name}")
        undo_stack.push(AddFilter(document, item, _tr("Open filter")))
        return _tr("Filter {name} opened").format(name=item.name)
    if suffix == CHAIN_SUFFIX:
        # The circuit's workspace lists pictures through this module.
        from filterlab.gui.circuit.commands import SetChain

        chain = load_chain(path)
        undo_stack.push(SetChain(document, chain, _tr("Open circuit"), name=path.stem))
        return _tr("Circuit {name} opened; see it in Circuit").format(name=path.stem)
    if suffix in WEIGHTS:
        run = document.add_imported_run(path.stem, load_weights(path))
        return _tr("Weights {name} opened; see them in Compare").format(name=run.name)
    source = str(path.resolve())
    known = next((p for p in document.pictures if p.source == source), None)
    pixels, facts = load_image_with_facts(path)
    # Nobody else holds it: the document need not copy what may be a gigabyte.
    pixels.flags.writeable = False
    if known is not None and np.array_equal(known.pixels, pixels):
        document.select_picture(known.id)
    else:
        document.add_picture(path.name, pixels, source=source)
    return ", ".join([_tr("Picture {name} opened").format(name=path.name), *_remarks(facts)])


def _remarks(facts: PictureFacts) -> list[str]:
    """Say what was done to a picture file that one might not expect."""
    remarks = []
    if facts.bits != 8:
        kind = _tr("{bits}-bit floating point") if facts.is_float else _tr("{bits} bits")
        remarks.append(kind.format(bits=facts.bits))
    usual = 1.0 if facts.is_float else 2.0**facts.bits - 1
    if (facts.black, facts.white) != (0, usual):
        remarks.append(
            _tr("{black} is black, {white} is white").format(
                black=short_number(facts.black), white=short_number(facts.white)
            )
        )
    if facts.has_alpha:
        remarks.append(_tr("transparency laid over white"))
    if facts.orientation != 1:
        remarks.append(_tr("turned as its camera says"))
    if facts.pages is None:
        remarks.append(_tr("damaged behind the first page"))
    elif facts.pages > 1:
        remarks.append(_tr("the first of {pages} pages").format(pages=facts.pages))
    return remarks


def open_as_kernel(document: Document, undo_stack: QUndoStack, path: Path, *, signed: bool) -> str:
    """Open a small picture as a filter: its values are the weights, or what they differ from mid-grey if signed."""
    weights = load_kernel_picture(path, signed=signed)
    item = document.make_filter(path.stem, weights, origin=f"picture {path.name}")
    undo_stack.push(AddFilter(document, item, _tr("Open picture as filter")))
    return _tr("Filter {name} opened").format(name=item.name)


def listed_pictures(document: Document) -> list[tuple[str, str]]:
    """List what can be looked at, as (key, title): the document's pictures, then the samples not open yet."""
    known = {picture.source for picture in document.pictures}
    entries = [(picture.id, picture.name) for picture in document.pictures]
    entries += [
        (SAMPLE + sample.name, sample.title)
        for sample in samples.values()
        if SAMPLE + sample.name not in known
    ]
    return entries


def show_listed(document: Document, key: str) -> None:
    """Look at the picture with a key of `listed_pictures`."""
    if key.startswith(SAMPLE):
        open_sample(document, samples[key.removeprefix(SAMPLE)])
    else:
        document.select_picture(key)


def open_sample(document: Document, sample: Sample) -> None:
    """Look at a sample picture, loading it the first time."""
    source = SAMPLE + sample.name
    known = next((p for p in document.pictures if p.source == source), None)
    if known is not None:
        document.select_picture(known.id)
    else:
        document.add_picture(sample.title, load_sample(sample.name), source=source)


def image_to_pixels(image: QImage) -> NDArray[np.float32]:
    """Turn a picture from the clipboard into (3, H, W) float32 in [0, 1], transparency over white."""
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    height, width = rgba.height(), rgba.width()
    raw = np.frombuffer(rgba.constBits(), dtype=np.uint8).reshape(height, rgba.bytesPerLine())
    values = raw[:, : 4 * width].reshape(height, width, 4).astype(np.float32) / np.float32(255)
    alpha = values[..., 3:]
    return np.ascontiguousarray((values[..., :3] * alpha + (1 - alpha)).transpose(2, 0, 1))


def paste_picture(document: Document, workspace: Workspace) -> None:
    """Paste the clipboard: a picture as a new picture, text into the workspace if it can use it."""
    clipboard = QGuiApplication.clipboard()
    mime = clipboard.mimeData()
    if mime.hasImage():
        document.add_picture(_tr("Pasted picture"), image_to_pixels(clipboard.image()))
    elif not (mime.hasText() and workspace.paste_text(mime.text())):
        raise FilterLabError(
            _tr(
                "The clipboard holds neither a picture nor rows of numbers; copy one of them and paste again."
            )
        )
