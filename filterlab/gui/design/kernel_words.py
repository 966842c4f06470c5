"""What is written below the kernel: its figures, and what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from filterlab.data.drawing.cells import channel_slice
from filterlab.data.drawing.values import total
from filterlab.figures import MINUS, short_number

if TYPE_CHECKING:
    from filterlab.data.drawing import Channel, Selection, Weights


def _tr(text: str) -> str:
    return QCoreApplication.translate("kernel_words", text)


def figures_in_words(weights: Weights, channel: Channel) -> str:
    """Write sum, mean and L2 norm; of three channels together also the sum of each.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW).
    channel : int or None
        The channel that is meant, or None for all.

    Returns
    -------
    str
        Such as "sum 180 · mean 3.67 · L2 73.5", or "sum 6 = 1 + 2 + 3 · mean …".
    """
    part = weights[channel_slice(channel, len(weights))]
    whole = total(part)
    words = short_number(whole)
    if len(part) > 1:
        words += " = " + _added([total(one) for one in part])
    return _tr("sum {sum} · mean {mean} · L2 {norm}").format(
        sum=words,
        mean=short_number(whole / part.size, 3),
        norm=short_number(float(np.linalg.norm(part.astype(np.float64))), 3),
    )


def _added(numbers: list[float]) -> str:
    """Write numbers as a sum: "1 + 2 − 3"."""
    first, *rest = numbers
    signs = (f" {MINUS if number < 0 else '+'} {short_number(abs(number))}" for number in rest)
    return short_number(first) + "".join(signs)


def selection_in_brief(selection: Selection | None) -> str:
    """Write what is selected, such as "2 × 3 cells from row 1, column 4"."""
    if selection is None:
        return _tr("Drag over cells to select them")
    return _tr("{height} × {width} cells from row {row}, column {column}").format(
        height=selection.height, width=selection.width, row=selection.top, column=selection.left
    )
