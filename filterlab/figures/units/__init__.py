"""Sheets that show what a unit sees: its patches, tuning, kernel and field, attributions, and what it likes best."""

from filterlab.figures.units.attribution import attribution_figure, overlaid, sanity_figure
from filterlab.figures.units.climb import climb_figure
from filterlab.figures.units.field import field_figure
from filterlab.figures.units.noise import noise_figure
from filterlab.figures.units.patches import patches_figure
from filterlab.figures.units.titles import (
    attribution_title,
    climb_title,
    field_title,
    noise_title,
    patches_titles,
    tuning_title,
)
from filterlab.figures.units.tuning import tuning_figure

__all__ = [
    "attribution_figure",
    "attribution_title",
    "climb_figure",
    "climb_title",
    "field_figure",
    "field_title",
    "noise_figure",
    "noise_title",
    "overlaid",
    "patches_figure",
    "patches_titles",
    "sanity_figure",
    "tuning_figure",
    "tuning_title",
]
