"""Every way to write a filter as text, and the one function that reads them all."""

import re
from typing import Literal, get_args

import numpy as np

from filterlab.data.filter_text.cells import check_length
from filterlab.data.filter_text.json_text import format_json, parse_json
from filterlab.data.filter_text.literals import format_numpy, format_pytorch, parse_literal
from filterlab.data.filter_text.rows import format_rows, parse_rows
from filterlab.data.filter_weights import checked_float32
from filterlab.errors import FilterLabError

Notation = Literal["rows", "tabs", "csv", "imagej", "numpy", "pytorch", "json"]

TEXT_NOTATIONS: tuple[Notation, ...] = get_args(Notation)
"""Every notation that `kernel_as_text` writes and `read_kernel_text` reads."""

_REMARK = re.compile(r"#[^\n]*")


def read_kernel_text(text: str, what: str) -> np.ndarray:
    """Read the weights of one filter in whatever way they are written.

    A text that begins with a brace is JSON; one with brackets is a list of Python, NumPy or PyTorch (or JSON
    again); any other is rows of numbers, separated by blanks, tabs, commas or semicolons. Remarks after a #
    count as nothing.

    Parameters
    ----------
    text : str
        The file's text, or what was pasted.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        (C, KH, KW), float32, C = 1 or 3 and 1 to 31 rows and columns, every value finite.

    Raises
    ------
    FilterLabError
        It is no filter: the sentence says where and why.
    """
    check_length(text, what)
    plain = text.lstrip("\ufeff")
    content = _REMARK.sub("", plain).lstrip()
    if content.startswith("{"):
        weights = parse_json(plain, what)
    elif "[" in content:
        weights = parse_literal(plain, what)
    else:
        weights = parse_rows(plain, what)
    return checked_float32(weights, what)


def kernel_as_text(weights: np.ndarray, notation: Notation) -> str:
    """Write the weights of one filter as text that `read_kernel_text` reads back to the last bit of float32.

    Parameters
    ----------
    weights : ndarray
        (C, KH, KW) or (KH, KW), with C = 1 or 3 and 1 to 31 rows and columns.
    notation : {"rows", "tabs", "csv", "imagej", "numpy", "pytorch", "json"}
        Rows of numbers separated by blanks, tabs (for spreadsheets) or commas; ImageJ's kernel text, which
        are rows by blanks too, but of one channel and with a middle cell, since ImageJ takes no others; an array
        of NumPy; lines that make a `torch.nn.Conv2d`; or JSON under the key "weights".

    Returns
    -------
    str
        With a newline at the end; rows of further channels follow after an empty line.

    Raises
    ------
    FilterLabError
        These are not the weights of one filter, the notation is not known, or ImageJ cannot take the filter.
    """
    checked = checked_float32(weights)
    match notation:
        case "rows":
            return format_rows(checked, " ")
        case "tabs":
            return format_rows(checked, "\t")
        case "csv":
            return format_rows(checked, ",")
        case "imagej":
            _check_imagej(checked)
            return format_rows(checked, " ")
        case "numpy":
            return format_numpy(checked)
        case "pytorch":
            return format_pytorch(checked)
        case "json":
            return format_json(checked)
        case _:
            raise FilterLabError(
                f'A filter cannot be written as "{notation}": choose {", ".join(TEXT_NOTATIONS[:-1])} or '
                f"{TEXT_NOTATIONS[-1]}."
            )


def _check_imagej(weights: np.ndarray) -> None:
    """Refuse what ImageJ's Convolver refuses (ij/plugin/filter/Convolver.java)."""
    c, kh, kw = weights.shape
    if c > 1:
        raise FilterLabError(f"ImageJ takes filters of one channel, and this one has {c}: copy it as rows.")
    if kh % 2 == 0 or kw % 2 == 0:
        raise FilterLabError(
            f"ImageJ takes filters with an odd number of rows and columns, and this one has {kh} × {kw}: make "
            f"it a row or a column larger first."
        )
