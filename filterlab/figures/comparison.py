"""Hand-made filters beside learned ones, each with its response on the same picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from filterlab.errors import FilterLabError
from filterlab.figures.colormaps import Kind, Limits, limits_of
from filterlab.figures.grids import filter_tile
from filterlab.figures.layout import (
    TITLE_SIZE,
    in_rows,
    panel,
    sheet,
    side_by_side,
    stacked,
    text_lines,
)
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.tiles import brightness_limits, color_bar, fitted_image, fitted_map, picture_image

Floats = NDArray[np.floating[Any]]

FILTER_SIDE = 112
RESPONSE_SIDE = 168
PICTURE_SIDE = 260
BAR_WIDTH = 62


@dataclass(frozen=True, slots=True, eq=False)
class Exhibit:
    """One filter of a comparison with what it makes of the picture.

    Attributes
    ----------
    title : str
        Its name.
    weights : ndarray
        Shape (C, KH, KW).
    response : ndarray
        Shape (H, W), the finished map.
    note : str
        A line below, such as "nearest: gabor-45, 0.83"; empty for none.
    """

    title: str
    weights: Floats
    response: Floats
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Exhibits that belong together, under one headline."""

    title: str
    exhibits: Sequence[Exhibit]


def comparison_figure(
    picture: Floats,
    hand_made: Group,
    learned: Group,
    *,
    title: str,
    subtitle: str = "",
    picture_title: str = "Picture",
    shared_limits: bool = False,
    kind: Kind = "signed",
    look: Look = LIGHT,
) -> Image.Image:
    """Draw two groups of filters beside the picture they all look at.

    Parameters
    ----------
    picture : ndarray
        Shape (1 or 3, H, W).
    hand_made, learned : Group
        At least one exhibit in each.
    title, subtitle, picture_title : str
        Headlines of the sheet and of the picture.
    shared_limits : bool
        True: one scale for all filters and one for all responses; False: each its own.
    kind : {"signed", "activation"}
        The colours of the responses: those of activations for maps that cannot go below 0.
    look : Look
        The light or the dark theme.

    Returns
    -------
    PIL.Image.Image
        RGB.

    Raises
    ------
    FilterLabError
        If a group is empty.
    """
    for group in (hand_made, learned):
        if not group.exhibits:
            raise FilterLabError(
                f'There is nothing to show under "{group.title}"; choose at least one filter.'
            )
    _channels, height, width = picture.shape
    everything = [*hand_made.exhibits, *learned.exhibits]
    scales = _Scales.of(everything, kind, shared=shared_limits)
    black, white = brightness_limits(picture)
    image = fitted_image(picture_image(picture, (black, white)), width=PICTURE_SIDE, height=PICTURE_SIDE)
    columns = [
        panel(
            image,
            picture_title,
            [f"{height} × {width} pixels; black is {short_number(black, 3)}, white {short_number(white, 3)}"],
            look,
        ),
        _column(hand_made, 1 if len(hand_made.exhibits) <= 5 else 2, scales, look),
        _column(learned, 1 if len(learned.exhibits) <= 3 else 2, scales, look),
    ]
    return sheet(title, subtitle, side_by_side(columns, gap=20, ground=look.paper), look)


@dataclass(frozen=True, slots=True)
class _Scales:
    """What the colours stand for; None means that each array has limits of its own."""

    response_kind: Kind
    weights: Limits | None
    response: Limits | None

    @classmethod
    def of(cls, exhibits: Sequence[Exhibit], kind: Kind, *, shared: bool) -> "_Scales":
        if not shared:
            return cls(kind, None, None)
        weights = np.concatenate([item.weights.ravel() for item in exhibits])
        responses = np.concatenate([item.response.ravel() for item in exhibits])
        return cls(kind, limits_of(weights, "signed"), limits_of(responses, kind))


def _column(group: Group, columns: int, scales: _Scales, look: Look) -> Image.Image:
    cards = [_card(item, scales, look) for item in group.exhibits]
    headline = text_lines([group.title], size=TITLE_SIZE + 2, color=look.text, ground=look.paper)
    return stacked([headline, in_rows(cards, columns, gap=10, ground=look.paper)], gap=10, ground=look.paper)


def _card(item: Exhibit, scales: _Scales, look: Look) -> Image.Image:
    """Draw one exhibit: the filter with its bar on the left, the response with its bar on the right."""
    weight_limits = scales.weights or limits_of(item.weights, "signed")
    response_limits = scales.response or limits_of(item.response, scales.response_kind)
    channels, kernel_height, kernel_width = item.weights.shape
    cell = max(1, min(FILTER_SIDE // kernel_height, FILTER_SIDE // (channels * kernel_width)))
    tile = filter_tile(item.weights, weight_limits, cell=cell, look=look)
    response = fitted_map(
        item.response, scales.response_kind, response_limits, width=RESPONSE_SIDE, height=RESPONSE_SIDE
    )
    height, width = item.response.shape
    body = side_by_side(
        [
            _centred(tile, FILTER_SIDE, FILTER_SIDE, look),
            color_bar("signed", weight_limits, height=FILTER_SIDE, look=look, min_width=BAR_WIDTH),
            _centred(response, RESPONSE_SIDE, FILTER_SIDE, look),
            color_bar(
                scales.response_kind,
                response_limits,
                height=max(FILTER_SIDE, response.height),
                look=look,
                min_width=BAR_WIDTH,
            ),
        ],
        gap=8,
        ground=look.card,
        align="middle",
    )
    shape = f"filter {kernel_height} × {kernel_width}, response {height} × {width}"
    return panel(body, item.title, [shape, *([item.note] if item.note else [])], look)


def _centred(image: Image.Image, width: int, height: int, look: Look) -> Image.Image:
    ground = Image.new("RGB", (max(width, image.width), max(height, image.height)), look.card)
    ground.paste(image, ((ground.width - image.width) // 2, (ground.height - image.height) // 2))
    return ground
