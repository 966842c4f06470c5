"""What the tools of the kernel grid do to the weights of a filter: arrays in, new arrays out.

Tools that draw give masks of touched cells (`shapes`, `areas`, `symmetry`), `strokes` applies a mask to the
weights; `selection` copies and pastes; `moves`, `sampling` and `values` change a filter as a whole; `figures`
measures it.
"""

from filterlab.data.drawing.areas import flood, linear_gradient, radial_gradient
from filterlab.data.drawing.cells import Cell, Channel, Mask, Size, Weights, cells_of, everything, mask_of
from filterlab.data.drawing.figures import (
    Figures,
    figures_by_channel,
    figures_of,
    separable_terms,
    suggested_brush,
)
from filterlab.data.drawing.moves import (
    Anchor,
    flipped_sideways,
    flipped_upside_down,
    resized,
    shifted,
    transposed,
    turned,
    turned_left,
    turned_right,
)
from filterlab.data.drawing.sampling import Sampling, resampled, rotated
from filterlab.data.drawing.selection import Selection, copied, cut, moved, pasted
from filterlab.data.drawing.shapes import (
    MAX_BRUSH_SIZE,
    Brush,
    dab,
    ellipse,
    line,
    line_cells,
    rectangle,
    squared,
    straightened,
)
from filterlab.data.drawing.strokes import Mode, Paint, Stroke, painted
from filterlab.data.drawing.symmetry import MAX_TURNS, Symmetry, symmetric
from filterlab.data.drawing.values import (
    MAX_DECIMALS,
    cleared,
    negated,
    raised,
    rounded,
    scaled,
    snapped,
    with_imagej_rule,
    with_unit_norm,
    with_unit_peak,
    with_unit_sum,
    with_zero_sum,
)

__all__ = [
    "MAX_BRUSH_SIZE",
    "MAX_DECIMALS",
    "MAX_TURNS",
    "Anchor",
    "Brush",
    "Cell",
    "Channel",
    "Figures",
    "Mask",
    "Mode",
    "Paint",
    "Sampling",
    "Selection",
    "Size",
    "Stroke",
    "Symmetry",
    "Weights",
    "cells_of",
    "cleared",
    "copied",
    "cut",
    "dab",
    "ellipse",
    "everything",
    "figures_by_channel",
    "figures_of",
    "flipped_sideways",
    "flipped_upside_down",
    "flood",
    "line",
    "line_cells",
    "linear_gradient",
    "mask_of",
    "moved",
    "negated",
    "painted",
    "pasted",
    "radial_gradient",
    "raised",
    "rectangle",
    "resampled",
    "resized",
    "rotated",
    "rounded",
    "scaled",
    "separable_terms",
    "shifted",
    "snapped",
    "squared",
    "straightened",
    "suggested_brush",
    "symmetric",
    "transposed",
    "turned",
    "turned_left",
    "turned_right",
    "with_imagej_rule",
    "with_unit_norm",
    "with_unit_peak",
    "with_unit_sum",
    "with_zero_sum",
]
