"""Ready-made filters and the formulas behind them.

The package is not called `presets` because `filterlab.data.presets` is the mapping itself, and importing a
submodule of that name would put the module in its place. For the same reason the mapping `parametric` is fetched
from its own module and not from here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from filterlab.data.preset_filters.catalogue import all_presets
from filterlab.data.preset_filters.formulas import (
    MAX_KERNEL_SIZE,
    balanced,
    box,
    centre_surround,
    corner,
    difference_of_gaussians,
    gabor,
    gaussian,
    identity,
    laplacian_of_gaussian,
    motion_blur,
    sharpen,
    two_gaussians,
    unsharp,
)
from filterlab.data.preset_filters.preset import Preset

__all__ = [
    "MAX_KERNEL_SIZE",
    "Preset",
    "balanced",
    "box",
    "centre_surround",
    "corner",
    "difference_of_gaussians",
    "gabor",
    "gaussian",
    "identity",
    "laplacian_of_gaussian",
    "motion_blur",
    "presets",
    "sharpen",
    "two_gaussians",
    "unsharp",
]

presets: Mapping[str, Preset] = MappingProxyType({preset.name: preset for preset in all_presets()})
"""Every ready-made filter by its name, in the order in which they are shown."""
