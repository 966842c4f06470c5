"""Open any kind of file we know, and the sample pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QCoreApplication

from filterlab.data import (
    FILTER_SUFFIXES,
    PICTURE_SUFFIXES,
    load_kernel_picture,
    load_sample,
    samples,
)
from filterlab.figures import short_number
from filterlab.gui.commands import AddFilter
from filterlab.gui.file_reading import (
    WEIGHTS,
    FileRequest,
    ReadFilter,
    ReadPicture,
    ReadWeights,
    read_file,
    source_of,
)
from filterlab.probes.chain import CHAIN_SUFFIX, Chain
from filterlab.project.store import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from PySide6.QtGui import QUndoStack

    from filterlab.data import PictureFacts, Sample
    from filterlab.gui.file_reading import Contents
    from filterlab.project import Document, Picture

SAMPLE = "sample "


def _patterns(suffixes: Iterable[str]) -> str:
    return " ".join(f"*{suffix}" for suffix in suffixes)


_ALL = (SUFFIX, *PICTURE_SUFFIXES, *FILTER_SUFFIXES, CHAIN_SUFFIX, *WEIGHTS)

FILE_FILTER = ";;".join(
    (
        f"All that FilterLab opens ({_patterns(_ALL)})",
        f"Projects ({_patterns((SUFFIX,))})",
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
    """Open one file at once, however long it takes; the window does so through its `OpenQueue`.

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
    return take_in(document, undo_stack, path, read_file(file_request(document, path)))


def file_request(document: Document, path: Path, proceed: Callable[[], bool] = lambda: True) -> FileRequest:
    """Freeze what reading a file depends on, so that it can be read in another thread."""
    source = source_of(path)
    known = next((picture for picture in document.pictures if picture.source == source), None)
    return FileRequest(path, document.new_id("picture"), known, proceed)


def take_in(
    document: Document, undo_stack: QUndoStack, path: Path, contents: Contents, *, instead_of: str = ""
) -> str:
    """Take in what was read: a filter goes into the bank, weights become a run, a picture is looked at.

    Parameters
    ----------
    document, undo_stack, path
        As for `open_file`.
    contents : Contents
        As `read_file` returns it.
    instead_of : str
        Id of a picture whose place a new picture takes.

    Returns
    -------
    str
        A remark about what was opened.

    Raises
    ------
    FilterLabError
        The document refuses it, and is unchanged.
    """
    match contents:
        case ReadFilter():
            item = document.make_filter(path.stem, contents.weights, origin=f"file {path.name}")
            undo_stack.push(AddFilter(document, item, _tr("Open filter")))
            return _tr("Filter {name} opened").format(name=item.name)
        case Chain():
            # The circuit's workspace lists pictures through this module.
            from filterlab.gui.circuit.commands import SetChain

            undo_stack.push(SetChain(document, contents, _tr("Open circuit"), name=path.stem))
            return _tr("Circuit {name} opened; see it in Circuit").format(name=path.stem)
        case ReadWeights():
            run = document.add_imported_run(path.stem, contents.parameters)
            return _tr("Weights {name} opened; see them in Compare").format(name=run.name)
        case ReadPicture():
            _look_at(document, contents.picture, instead_of)
            remarks = [_tr("Picture {name} opened").format(name=path.name), *_remarks(contents.facts)]
            if document.units == 255 and contents.facts.bits > 8 and not contents.picture.scale.is_usual:
                # For ordinary pictures this is 0 to 255 as before; who has chosen 0 to 1 keeps it.
                document.set_units("file")
                remarks.append(_tr("told in the file's own numbers, see Units"))
            return ", ".join(remarks)
        case _:
            assert_never(contents)


def is_project(path: Path) -> bool:
    """Whether a file is a project by its name, and so opens in a window of its own."""
    return path.suffix.lower() == SUFFIX


def _look_at(document: Document, picture: Picture, instead_of: str) -> None:
    held = {item.id for item in document.pictures}
    if picture.id in held:
        document.select_picture(picture.id)
    elif instead_of in held:
        document.replace_picture(instead_of, picture)
    else:
        document.insert_picture(picture)


def _remarks(facts: PictureFacts) -> list[str]:
    """Say what was done to a picture file that one might not expect."""
    remarks = []
    if facts.bits != 8:
        kind = _tr("{bits}-bit floating point") if facts.is_float else _tr("{bits} bits")
        kind = _tr("black and white, 1 bit") if facts.bits == 1 else kind
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
