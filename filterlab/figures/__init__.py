"""The one visual language without a screen: colour maps, filter grids and captioned figures."""

from filterlab.figures.colormaps import Kind, Limits, colorize, limits_of, lookup_table, shades_of
from filterlab.figures.comparison import Exhibit, Group, comparison_figure
from filterlab.figures.experiment import experiment_figure
from filterlab.figures.grids import filter_grid
from filterlab.figures.kernel_picture import kernel_picture, save_kernel_picture
from filterlab.figures.look import DARK, LIGHT, Look
from filterlab.figures.numbers import MINUS, compact_number, exact_number, range_text, short_number
from filterlab.figures.response import MAX_TERMS, response_figure, sum_in_words, terms_in_words

__all__ = [
    "DARK",
    "LIGHT",
    "MAX_TERMS",
    "MINUS",
    "Exhibit",
    "Group",
    "Kind",
    "Limits",
    "Look",
    "colorize",
    "compact_number",
    "comparison_figure",
    "exact_number",
    "experiment_figure",
    "filter_grid",
    "kernel_picture",
    "limits_of",
    "lookup_table",
    "range_text",
    "response_figure",
    "save_kernel_picture",
    "shades_of",
    "short_number",
    "sum_in_words",
    "terms_in_words",
]
