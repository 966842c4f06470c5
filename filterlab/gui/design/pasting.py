"""Put pasted numbers into a filter: the whole of it, or where something is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from filterlab.data.drawing import Selection, pasted, resized
from filterlab.data.drawing.cells import channel_slice

if TYPE_CHECKING:
    from filterlab.data.drawing import Channel, Weights


def with_pasted(weights: Weights, block: Weights, channel: Channel) -> Weights:
    """Replace a filter by numbers.

    One channel pasted into a filter of three goes into the channel chosen, or into all; the other channels take
    its size around their middle. Three channels replace all.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW).
    block : ndarray
        Shape (B, height, width), B 1 or 3.
    channel : int or None
        The channel chosen, or None for all.

    Returns
    -------
    ndarray
        Shape (max(B, C), height, width), float32.
    """
    c, _, _ = weights.shape
    b, height, width = block.shape
    if b >= c:
        return block
    result = resized(weights, height, width)
    result[channel_slice(channel, c)] = block[0]
    return result


def with_pasted_at(
    weights: Weights, block: Weights, selection: Selection, channel: Channel
) -> tuple[Weights, Selection]:
    """Put numbers where something is selected; a single number fills the selection.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW).
    block : ndarray
        Shape (B, height, width), B 1 or 3: its first cell goes to the first cell selected, and what does not
        fit into the filter is cut off.
    selection : Selection
        What is selected, inside the filter.
    channel : int or None
        The channel chosen, or None for all.

    Returns
    -------
    weights : ndarray
        Shape (C, KH, KW), float32.
    selection : Selection
        The cells that have been pasted.
    """
    _, kh, kw = weights.shape
    b, height, width = block.shape
    if (height, width) == (1, 1):
        height, width = selection.height, selection.width
        block = np.broadcast_to(block, (b, height, width))
    target = Selection(selection.top, selection.left, height, width)
    result = pasted(weights, block, target.top, target.left, channel)
    return result, target.clipped((kh, kw)) or selection
