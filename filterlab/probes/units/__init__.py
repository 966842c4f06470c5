"""What a unit sees: a filter of any layer of a net, a number of a layer without maps, or a hand-made filter."""

from filterlab.probes.units.effective_field import EffectiveField, measure_effective_field
from filterlab.probes.units.feeding import Feeding, find_feeding
from filterlab.probes.units.fields import Field, find_field
from filterlab.probes.units.gaussian_fit import GaussianFit, fit_gaussian
from filterlab.probes.units.hand_made import subject_of_filters
from filterlab.probes.units.pictures import (
    FITS,
    Fit,
    FittedPictures,
    PictureSource,
    PictureTooLargeError,
    fit_picture,
)
from filterlab.probes.units.reverse_correlation import NoiseProbe, correlate_noise
from filterlab.probes.units.subject import Subject, Unit, UnitScreen
from filterlab.probes.units.tables import field_csv, links_csv, noise_csv, patches_csv
from filterlab.probes.units.top_patches import PatchSearch, TopPatch, find_top_patches

__all__ = [
    "FITS",
    "EffectiveField",
    "Feeding",
    "Field",
    "Fit",
    "FittedPictures",
    "GaussianFit",
    "NoiseProbe",
    "PatchSearch",
    "PictureSource",
    "PictureTooLargeError",
    "Subject",
    "TopPatch",
    "Unit",
    "UnitScreen",
    "correlate_noise",
    "field_csv",
    "find_feeding",
    "find_field",
    "find_top_patches",
    "fit_gaussian",
    "fit_picture",
    "links_csv",
    "measure_effective_field",
    "noise_csv",
    "patches_csv",
    "subject_of_filters",
]
