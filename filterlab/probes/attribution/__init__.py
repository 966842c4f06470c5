"""Which pixels of a picture speak for a class, by several methods, and whether these look at the net at all."""

from filterlab.probes.attribution.grad_cam import grad_cam
from filterlab.probes.attribution.gradients import (
    guided_backpropagation,
    plain_gradient,
    smooth_gradient,
)
from filterlab.probes.attribution.integrated import integrated_gradients
from filterlab.probes.attribution.methods import METHODS, Method, attribute, find_method
from filterlab.probes.attribution.model import Attribution, Completeness, check_class
from filterlab.probes.attribution.occlusion import occlusion
from filterlab.probes.attribution.sanity import SanityStep, check_sanity
from filterlab.probes.attribution.tables import attribution_csv, sanity_csv

__all__ = [
    "METHODS",
    "Attribution",
    "Completeness",
    "Method",
    "SanityStep",
    "attribute",
    "attribution_csv",
    "check_class",
    "check_sanity",
    "find_method",
    "grad_cam",
    "guided_backpropagation",
    "integrated_gradients",
    "occlusion",
    "plain_gradient",
    "sanity_csv",
    "smooth_gradient",
]
