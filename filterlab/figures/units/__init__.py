"""Sheets that show what a unit sees: its patches, tuning, kernel and field, attributions, and what it likes best."""

from filterlab.figures.units.attribution import attribution_figure, overlaid, sanity_figure
from filterlab.figures.units.climb import climb_figure
from filterlab.figures.units.field import field_figure
from filterlab.figures.units.noise import noise_figure
from filterlab.figures.units.patches import patches_figure
from filterlab.figures.units.tuning import tuning_figure

__all__ = [
    "attribution_figure",
    "climb_figure",
    "field_figure",
    "noise_figure",
    "overlaid",
    "patches_figure",
    "sanity_figure",
    "tuning_figure",
]
