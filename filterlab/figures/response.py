"""A picture, the filter on it, its response, and one of the response's numbers taken apart."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from filterlab.figures.colormaps import Kind, Limits, limits_of
from filterlab.figures.layout import panel, sheet, side_by_side, stacked
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import MINUS, short_number
from filterlab.figures.tiles import (
    boxed,
    brightness_limits,
    color_bar,
    fitted_image,
    fitted_map,
    heat_map,
    picture_image,
)
from filterlab.probes import Box, Explanation, Response

Floats = NDArray[np.floating[Any]]

VIEW_SIDE = 448
CELL_SIDE = 40
PATCH_SIDE = 280
MAX_TERMS = 12


def response_figure(
    picture: Floats,
    response: Response,
    explanation: Explanation,
    *,
    title: str,
    subtitle: str = "",
    kind: Kind = "signed",
    look: Look = LIGHT,
) -> Image.Image:
    """Draw how a picture becomes a response, and below it where one number of the response comes from.

    Parameters
    ----------
    picture : ndarray
        Shape (C, H, W), in the units the response was computed in.
    response : Response
        The maps.
    explanation : Explanation
        The number to take apart; its place is boxed in the picture and in the map.
    title, subtitle : str
        Headlines.
    kind : {"signed", "activation"}
        The colours of the map: those of activations for maps that cannot go below 0.
    look : Look
        The light or the dark theme.

    Returns
    -------
    PIL.Image.Image
        RGB.
    """
    greys = brightness_limits(picture)
    shown = fitted_image(picture_image(picture, greys), width=VIEW_SIDE, height=VIEW_SIDE)
    panels = [
        _picture_panel(picture, shown, explanation, look),
        _map_panel(response, shown, explanation, kind, look),
    ]
    above = side_by_side(panels, gap=16, ground=look.paper)
    below = side_by_side(_sum_panels(explanation, greys, look), gap=16, ground=look.paper)
    return sheet(title, subtitle, stacked([above, below], gap=16, ground=look.paper), look)


def _picture_panel(picture: Floats, shown: Image.Image, told: Explanation, look: Look) -> Image.Image:
    _channels, height, width = picture.shape
    box = told.receptive_field
    bottom, right = box.top + box.height - 1, box.left + box.width - 1
    note = f"Boxed: rows {box.top} to {bottom}, columns {box.left} to {right}."
    return panel(
        _with_box(shown, box, shown.width / width, look), f"Picture {height} × {width}", [note], look
    )


def _map_panel(
    response: Response, picture: Image.Image, told: Explanation, kind: Kind, look: Look
) -> Image.Image:
    values = response.values
    height, width = values.shape
    limits = limits_of(values, kind)
    shown = fitted_map(values, kind, limits, width=picture.width, height=picture.height)
    marked = _with_box(shown, Box(told.row, told.column, 1, 1), shown.width / width, look)
    body = side_by_side(
        [marked, color_bar(kind, limits, height=shown.height, look=look)], gap=12, ground=look.card
    )
    note = f"Boxed: row {told.row}, column {told.column}, value {short_number(told.value)}."
    return panel(body, f"Response {height} × {width}", [note], look)


def _with_box(image: Image.Image, box: Box, scale: float, look: Look) -> Image.Image:
    left, top = box.left * scale, box.top * scale
    return boxed(image, (left, top, left + box.width * scale, top + box.height * scale), look)


def _sum_panels(told: Explanation, greys: Limits, look: Look) -> list[Image.Image]:
    """Draw the pixels, the filter and their products as numbers, the sum in words below the products."""
    channels, rows, columns = told.patch.shape
    cell = max(4, min(CELL_SIDE, PATCH_SIDE // max(rows, channels * columns)))
    pieces: tuple[tuple[str, Floats, Kind, Limits], ...] = (
        ("Pixels under the filter", told.patch, "grey", greys),
        ("times the filter", told.weights, "signed", limits_of(told.weights, "signed")),
        ("are the products", told.products, "signed", limits_of(told.products, "signed")),
    )
    notes = [[], [], sum_in_words(told)]
    return [
        panel(
            side_by_side(
                [heat_map(plane, kind, limits, cell=cell) for plane in values], gap=4, ground=look.card
            ),
            name,
            note,
            look,
        )
        for (name, values, kind, limits), note in zip(pieces, notes, strict=True)
    ]


def sum_in_words(told: Explanation) -> list[str]:
    """Write the sum of the products, what follows from it, and its share of the best possible response."""
    terms = [float(product) for product in told.products.ravel() if product != 0]
    written = terms_in_words(terms) if 0 < len(terms) <= MAX_TERMS else f"The sum of {len(terms)} products"
    lines = [f"{written} = {short_number(told.sum)}"]
    if told.bias:
        lines.append(f"with the bias {short_number(told.bias)}: {short_number(told.linear)}")
    if told.share is not None:
        lines.append(f"{told.share * 100:.1f} % of the best possible {short_number(told.best_possible)}")
    return lines


def terms_in_words(terms: Sequence[float]) -> str:
    """Write at least one product as a sum, such as "1500 + 600" and so on, with true minus signs."""
    rest = "".join(f" {MINUS if term < 0 else '+'} {short_number(abs(term))}" for term in terms[1:])
    return short_number(terms[0]) + rest
