"""A table that names pictures and says what is on each: a CSV file beside the pictures."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np

from filterlab.data.browsing import natural_key
from filterlab.data.idx import Labelled
from filterlab.data.naming import quoted
from filterlab.data.picture_files import load_pictures
from filterlab.data.splitting import USUAL_TEST_SHARE, split_by_class
from filterlab.errors import FilterLabError
from filterlab.files import check_ordinary

TABLE_SUFFIXES = (".csv", ".tsv")

MAX_TABLE_BYTES = 50_000_000
"""Enough for half a million lines with long names."""

_PATH_COLUMNS = (
    "path",
    "file",
    "filename",
    "file_name",
    "filepath",
    "image",
    "image_path",
    "picture",
    "name",
)
_LABEL_COLUMNS = ("label", "labels", "class", "class_name", "category", "target", "y")
_PART_COLUMNS = ("split", "set", "subset", "part")
_TRAIN_PARTS = ("train", "training")
_TEST_PARTS = ("test", "testing", "val", "valid", "validation")

_Row = tuple[int, list[str]]


def read_label_table(
    table: Path,
    *,
    seed: int = 0,
    image_size: tuple[int, int] | None = None,
    test_share: float | None = None,
    proceed: Callable[[], bool] | None = None,
) -> tuple[Labelled, Labelled, tuple[str, ...]]:
    """Read the pictures that a table names.

    The first line names the columns: one called ``path`` (or ``file``, ``filename``, ``image``, …) and one called
    ``label`` (or ``class``, ``category``, ``target``, …), in any order and among others; commas, semicolons or tabs
    lie between them. Paths start at the table's folder. The classes are the labels in natural order. A column
    ``split`` with ``train`` and ``test`` (or ``val``) says what is learned from; without one the seed chooses.

    Parameters
    ----------
    table : Path
        The .csv or .tsv file, in UTF-8.
    seed : int
        Chooses which pictures are kept back.
    image_size : (int, int), optional
        Rows and columns to bring all pictures to; otherwise see `picture_files.load_pictures`.
    test_share : float, optional
        Share of each class to keep back, between 0 and 1, whatever a column ``split`` says; one in six without one.
    proceed : callable, optional
        Asked before every picture; False ends the reading.

    Returns
    -------
    (train_images, train_labels), (test_images, test_labels), class_names
        Images (N, C, H, W), float32 in [0, 1]; labels (N,), int64.

    Raises
    ------
    FilterLabError
        A column, a label or a picture is missing, a picture is named twice, there is one class only, a picture
        cannot be read, or all together would fill too much memory; the sentence names the line.
        `ReadingStoppedError` if it was not to proceed.
    """
    columns, rows = _read_rows(table)
    path_column, label_column = (_column(table, columns, names) for names in (_PATH_COLUMNS, _LABEL_COLUMNS))
    part_column = next((columns.index(name) for name in _PART_COLUMNS if name in columns), None)
    files = _files(table, rows, path_column)
    texts = [_cell(table, row, label_column, "label") for row in rows]
    names = tuple(sorted(set(texts), key=natural_key))
    if len(names) < 2:
        raise FilterLabError(
            f"All {len(rows)} pictures in {quoted(table)} are of one class, {quoted(names[0])}: add pictures of a "
            "second class."
        )
    numbers = {name: number for number, name in enumerate(names)}
    labels = np.array([numbers[text] for text in texts], np.int64)
    if part_column is None or test_share is not None:
        share = USUAL_TEST_SHARE if test_share is None else test_share
        learned, kept = split_by_class(labels, share, np.random.default_rng(seed))
    else:
        is_test = np.array([_is_test(table, row, part_column) for row in rows])
        learned, kept = np.flatnonzero(~is_test), np.flatnonzero(is_test)
        if not len(learned) or not len(kept):
            raise FilterLabError(
                f"The column {quoted(columns[part_column])} in {quoted(table)} never says "
                f"{'test' if len(learned) else 'train'}: write it for some pictures, or take the column away."
            )
    order = np.concatenate((learned, kept))
    images, labels, n = (
        load_pictures(table, [files[index] for index in order], image_size, proceed=proceed),
        labels[order],
        len(learned),
    )
    return (images[:n], labels[:n]), (images[n:], labels[n:]), names


def _read_rows(table: Path) -> tuple[list[str], list[_Row]]:
    """Return the columns' names in small letters, and each further line that is not empty with its number."""
    check_ordinary(table, "table of labels", MAX_TABLE_BYTES)
    try:
        text = table.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FilterLabError(f"{quoted(table)} is not text in UTF-8: save it as CSV in UTF-8.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FilterLabError(f"{quoted(table)} could not be read ({reason}): check the file.") from error
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        rows = [
            (reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise FilterLabError(
            f"Line {reader.line_num} of {quoted(table)} cannot be read as a table ({error}): mend it."
        ) from error
    if len(rows) < 2:
        raise FilterLabError(
            f"{quoted(table)} names no pictures: give a line path,label and then one line for each picture."
        )
    return [cell.lower() for cell in rows[0][1]], rows[1:]


def _column(table: Path, columns: list[str], names: tuple[str, ...]) -> int:
    """Find the column that is called by one of some names."""
    found = next((columns.index(name) for name in names if name in columns), None)
    if found is None:
        there = ", ".join(column[:30] for column in columns[:8])
        raise FilterLabError(
            f'{quoted(table)} has no column "{names[0]}" (its first line is {there}): begin it with the '
            "line path,label."
        )
    return found


def _cell(table: Path, row: _Row, column: int, what: str) -> str:
    line, cells = row
    if column >= len(cells) or not cells[column]:
        raise FilterLabError(
            f"Line {line} of {quoted(table)} has no {what}: write one, or take the line away."
        )
    return cells[column]


def _files(table: Path, rows: list[_Row], column: int) -> list[Path]:
    """Return the pictures, all of them there and none twice: it might be learned from and then tested with."""
    lines: dict[Path, int] = {}
    for row in rows:
        text = _cell(table, row, column, "path")
        place = table.parent / text
        if not place.is_file():
            # Tables from Windows.
            place = table.parent / text.replace("\\", "/")
        if not place.is_file():
            raise FilterLabError(
                f"Line {row[0]} of {quoted(table)} names {quoted(text)}, which does not lie in "
                f"{quoted(table.parent)}: put the picture there or mend the path."
            )
        if place in lines:
            raise FilterLabError(
                f"Lines {lines[place]} and {row[0]} of {quoted(table)} name the same picture, {quoted(text)}: take "
                "one away."
            )
        lines[place] = row[0]
    return list(lines)


def _is_test(table: Path, row: _Row, column: int) -> bool:
    part = _cell(table, row, column, "split").lower()
    if part not in (*_TRAIN_PARTS, *_TEST_PARTS):
        raise FilterLabError(
            f'Line {row[0]} of {quoted(table)} has the split "{part[:30]}": write train or test.'
        )
    return part in _TEST_PARTS
