"""What can be done to a filter as a whole: each change with its name and its explanation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from filterlab.data import drawing
from filterlab.data.drawing import Weights

Edit = Callable[[Weights], Weights]


@dataclass(frozen=True)
class Change:
    """One change.

    Attributes
    ----------
    title : str
        Translated name: of the button for screen readers, of the entry in the menu and in the history.
    tip : str
        Translated explanation.
    edit : callable
        Takes weights of shape (C, KH, KW), returns the new ones; may raise ``FilterLabError``.
    moves_cells : bool
        Whether it moves cells or channels, which all channels must do together; otherwise it acts on the
        channel shown.
    symbol : str
        What stands on its button, if it has one.
    """

    title: str
    tip: str
    edit: Edit
    moves_cells: bool = False
    symbol: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("changes", text)


def quick_changes() -> tuple[Change, ...]:
    """Return those that have a button of their own."""
    return (
        Change(
            _tr("Rotate"), _tr("turn by 90° clockwise"), drawing.turned_right, moves_cells=True, symbol="↻"
        ),
        Change(
            _tr("Flip sideways"),
            _tr("swap left and right"),
            drawing.flipped_sideways,
            moves_cells=True,
            symbol="↔",
        ),
        Change(
            _tr("Flip upside down"),
            _tr("swap top and bottom"),
            drawing.flipped_upside_down,
            moves_cells=True,
            symbol="↕",
        ),
        Change(_tr("Negate"), _tr("change every sign"), drawing.negated, symbol="±"),
        Change(
            _tr("Zero mean"),
            _tr("subtract the mean, so that a flat patch gives 0"),
            drawing.with_zero_sum,
            symbol="Σ=0",
        ),
        Change(
            _tr("Normalise"),
            _tr("divide by the sum, so that a flat patch keeps its value"),
            drawing.with_unit_sum,
            symbol="Σ=1",
        ),
        Change(_tr("Clear"), _tr("set every weight to 0"), drawing.cleared, symbol="0"),
    )


def turning_changes() -> tuple[Change, ...]:
    """Return those that turn or mirror, besides the quick ones."""
    return (
        Change(
            _tr("Rotate left"), _tr("turn by 90° counterclockwise"), drawing.turned_left, moves_cells=True
        ),
        Change(_tr("Transpose"), _tr("swap rows and columns"), drawing.transposed, moves_cells=True),
    )


def normalising_changes() -> tuple[Change, ...]:
    """Return those that make one figure of the filter 1, besides the quick ones."""
    return (
        Change(
            _tr("Length 1"),
            _tr("divide by the root of the sum of squares, so that filters of any strength compare"),
            drawing.with_unit_norm,
        ),
        Change(
            _tr("Largest 1"),
            _tr("divide by the largest magnitude, so that the strongest weight is 1 or −1"),
            drawing.with_unit_peak,
        ),
        Change(
            _tr("ImageJ's rule"),
            _tr("divide by the sum, or leave everything as it is where the sum is 0"),
            drawing.with_imagej_rule,
        ),
    )


def snapping() -> Change:
    """Return the change to whole numbers."""
    return Change(
        _tr("Snap to whole numbers"), _tr("round every weight, halves away from 0"), drawing.snapped
    )


def channel_changes() -> tuple[Change, Change]:
    """Return the changes to three channels and to one."""
    return (
        Change(
            _tr("Make three channels"),
            _tr("the same weights for red, green and blue"),
            in_three_channels,
            moves_cells=True,
        ),
        Change(
            _tr("Make one channel"), _tr("the mean of red, green and blue"), in_one_channel, moves_cells=True
        ),
    )


def in_three_channels(weights: Weights) -> Weights:
    """Repeat one channel (1, KH, KW) in three; three stay as they are."""
    c, _, _ = weights.shape
    return np.repeat(weights, 3, axis=0) if c == 1 else weights


def in_one_channel(weights: Weights) -> Weights:
    """Take the mean of the channels (C, KH, KW): shape (1, KH, KW)."""
    mean: Weights = weights.mean(axis=0, dtype=np.float64, keepdims=True).astype(np.float32)
    return mean
