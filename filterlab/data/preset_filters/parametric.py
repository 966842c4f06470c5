"""Ready-made filters with settings: the list, in the order in which they are shown.

Wherever `presets` has the same filter, the defaults are its settings.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from filterlab.data.preset_filters import formulas, painted
from filterlab.data.preset_filters.catalogue import (
    GABOR_ASPECT,
    GABOR_SIGMA,
    GABOR_SIZE,
    GABOR_WAVELENGTH,
)
from filterlab.data.preset_filters.formulas import MAX_KERNEL_SIZE
from filterlab.data.preset_filters.parameters import Parameter, ParametricPreset

_WEIGHT = Parameter("weight", "Weight of what is painted", "", -50, 50, 0.5, 1, "number")
_ZERO_MEAN = Parameter("zero_mean", "Sum 0, blind to flat brightness", "", 0, 1, 1, 0, "switch")


def _all_parametric() -> Iterator[ParametricPreset]:
    yield from _basics()
    yield from _edges()
    yield from _lines_and_curves()
    yield from _spots()
    yield _gabor()
    yield _checker()


def _basics() -> tuple[ParametricPreset, ...]:
    group = "Basics"
    return (
        ParametricPreset(
            "box",
            "Box blur",
            group,
            "Blurs: every pixel becomes the plain mean of its neighbourhood.",
            (_size(3),),
            formulas.box,
        ),
        ParametricPreset(
            "gaussian",
            "Gaussian blur",
            group,
            "Blurs softly: near pixels count more than far ones, along a bell curve.",
            (_size(7), _pixels("sigma", "Width of the bell (sigma)", 0.3, 10, 1.2)),
            formulas.gaussian,
        ),
        ParametricPreset(
            "motion-blur",
            "Motion blur",
            group,
            "Smears along a line, as if the camera had moved while taking the picture.",
            (_size(9), _angle("Direction", 45)),
            formulas.motion_blur,
        ),
        ParametricPreset(
            "sharpen",
            "Sharpen",
            group,
            "Makes each pixel differ more from its four neighbours, so edges stand out.",
            (_number("amount", "Amount", 0, 5, 1),),
            formulas.sharpen,
        ),
        ParametricPreset(
            "unsharp",
            "Unsharp mask",
            group,
            "Sharpens detail of one size: adds what a Gaussian blur of that width takes away.",
            (
                _odd_size(7),
                _pixels("sigma", "Width of the blur (sigma)", 0.3, 10, 1.2),
                _number("amount", "Amount", 0, 5, 1),
            ),
            formulas.unsharp,
        ),
    )


def _edges() -> tuple[ParametricPreset, ...]:
    group = "Edges"
    return (
        ParametricPreset(
            "edge",
            "Edge",
            group,
            "Answers where dark turns to bright across a straight edge, bright on the right of its direction.",
            (_size(7), _angle("Direction", 90, high=360), _pixels("softness", "Softness", 0.5, 15, 1)),
            painted.edge,
        ),
        ParametricPreset(
            "log",
            "Laplacian of Gaussian",
            group,
            "Blurs first, then takes the Laplacian, so fine noise stays silent and only clear edges answer.",
            (_size(11), _pixels("sigma", "Width of the blur (sigma)", 0.5, 6, 1.4)),
            formulas.laplacian_of_gaussian,
        ),
    )


def _lines_and_curves() -> tuple[ParametricPreset, ...]:
    group = "Lines and curves"
    return (
        ParametricPreset(
            "line",
            "Line",
            group,
            "Answers to bright lines of one direction, thickness and length.",
            (
                _size(7),
                _angle("Direction", 45),
                _pixels("thickness", "Thickness", 0.1, 15, 1),
                _pixels("length", "Length", 1, 45, 7),
                _WEIGHT,
                replace(_ZERO_MEAN, default=1),
            ),
            _painted(painted.line),
        ),
        ParametricPreset(
            "curve",
            "Curve",
            group,
            "Answers to a bright arc; as it stands, it is the course's curve detector.",
            (
                _size(7),
                _angle("Direction in the middle", 70, high=360),
                _pixels("radius", "Radius of the bend", 1, 60, 4.5),
                _pixels("thickness", "Thickness", 0.1, 15, 0.1),
                _pixels("length", "Length of the arc", 1, 90, 7),
                _pixels("right", "Shift to the right", -15, 15, 0.3),
                _pixels("up", "Shift upwards", -15, 15, 0.9),
                replace(_WEIGHT, default=30),
                _ZERO_MEAN,
            ),
            _painted(painted.curve),
        ),
        ParametricPreset(
            "ring",
            "Ring",
            group,
            "Answers to bright circles of one size.",
            (
                _size(13),
                _pixels("radius", "Radius", 0.5, 20, 4.5),
                _pixels("thickness", "Thickness", 0.1, 15, 1.5),
                _WEIGHT,
                replace(_ZERO_MEAN, default=1),
            ),
            _painted(painted.ring),
        ),
    )


def _spots() -> tuple[ParametricPreset, ...]:
    group = "Spots"
    return (
        ParametricPreset(
            "spot",
            "Spot",
            group,
            "Answers to bright discs of one size.",
            (_size(7), _pixels("radius", "Radius", 0.5, 20, 1.5), _WEIGHT, replace(_ZERO_MEAN, default=1)),
            _painted(painted.disc),
        ),
        ParametricPreset(
            "dog",
            "Difference of Gaussians",
            group,
            "Keeps detail of one size: a fine blur minus a coarse one, so bright spots answer.",
            (
                _size(11),
                _pixels("inner", "Width of the inner bell (sigma)", 0.3, 10, 1.2, step=0.02),
                _pixels("outer", "Width of the outer bell (sigma)", 0.3, 10, 1.92, step=0.02),
                _number("balance", "Share of the outer bell", 0, 2, 1, step=0.05),
            ),
            formulas.two_gaussians,
        ),
    )


def _gabor() -> ParametricPreset:
    return ParametricPreset(
        "gabor",
        "Gabor",
        "Gabor",
        "Answers to stripes of one direction and width, as cells in the brain's visual cortex do.",
        (
            _size(GABOR_SIZE),
            _pixels("wavelength", "Wavelength", 2, 40, GABOR_WAVELENGTH),
            _angle("Direction of the stripes", 0),
            Parameter("phase", "Phase", "°", 0, 360, 1, 0, "angle"),
            _number("aspect", "Aspect of the bell", 0.1, 3, GABOR_ASPECT, step=0.05),
            _pixels("sigma", "Width of the bell (sigma)", 0.3, 10, GABOR_SIGMA),
        ),
        formulas.gabor,
    )


def _checker() -> ParametricPreset:
    longest = MAX_KERNEL_SIZE // 2
    return ParametricPreset(
        "checker",
        "Checker",
        "Patterns",
        "Answers to a chessboard of squares of one size.",
        (
            _size(8),
            Parameter("cell", "Side of a square", "cells", 1, longest, 1, 2, "whole"),
            Parameter("phase", "Shift to the right", "cells", 0, 2 * longest - 1, 1, 0, "whole"),
            _WEIGHT,
            replace(_ZERO_MEAN, default=1),
        ),
        _painted(painted.checker),
    )


def _painted(shape: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Give a painted shape the two settings they all have."""

    def formula(*, weight: float, zero_mean: bool, **settings: float) -> np.ndarray:
        table = weight * shape(**settings)
        return painted.without_mean(table) if zero_mean else table

    return formula


def _size(default: int) -> Parameter:
    return Parameter("size", "Size", "cells", 1, MAX_KERNEL_SIZE, 1, default, "size")


def _odd_size(default: int) -> Parameter:
    """Make the setting of a filter that needs a middle cell."""
    return Parameter("size", "Size", "cells", 1, MAX_KERNEL_SIZE, 2, default, "size")


def _angle(title: str, default: float, high: float = 180) -> Parameter:
    return Parameter("angle", title, "°", 0, high, 1, default, "angle")


def _pixels(
    name: str, title: str, low: float, high: float, default: float, *, step: float = 0.1
) -> Parameter:
    return Parameter(name, title, "px", low, high, step, default, "number")


def _number(
    name: str, title: str, low: float, high: float, default: float, *, step: float = 0.1
) -> Parameter:
    return Parameter(name, title, "", low, high, step, default, "number")


parametric: Mapping[str, ParametricPreset] = MappingProxyType(
    {preset.name: preset for preset in _all_parametric()}
)
"""Every ready-made filter with settings by its name."""
