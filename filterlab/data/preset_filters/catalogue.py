"""The list of ready-made filters, in the order in which they are shown."""

from collections.abc import Iterator

from filterlab.data.preset_filters import formulas, published
from filterlab.data.preset_filters.preset import Preset

Entry = tuple[str, str, str, object]
"""Name, title, explanation, numbers."""

GABOR_SIZE = 13
GABOR_WAVELENGTH = 6.0
GABOR_SIGMA = 2.4
GABOR_ASPECT = 0.8

_RISING = {0: "lying flat", 45: "rising to the right", 90: "standing upright", 135: "falling to the right"}


def all_presets() -> Iterator[Preset]:
    """Make every ready-made filter, group by group."""
    groups = {
        "Basics": _basics(),
        "Edges": _edges(),
        "Lines and curves": _lines_and_curves(),
        "Corners": _corners(),
        "Spots": _spots(),
        "Gabor": _gabors(),
    }
    for group, entries in groups.items():
        for name, title, explanation, numbers in entries:
            yield Preset.of(name, title, group, explanation, numbers)


def _basics() -> tuple[Entry, ...]:
    return (
        (
            "identity",
            "Identity",
            "Leaves the picture as it is: only the middle pixel counts.",
            formulas.identity(3),
        ),
        (
            "box",
            "Box blur",
            "Blurs: every pixel becomes the mean of itself and its eight neighbours.",
            formulas.box(3),
        ),
        (
            "gaussian",
            "Gaussian blur",
            "Blurs softly: near pixels count more than far ones, along a bell curve.",
            formulas.gaussian(7, 1.2),
        ),
        (
            "motion-blur",
            "Motion blur",
            "Smears along the diagonal, as if the camera had moved while taking the picture.",
            formulas.motion_blur(9, 45),
        ),
        (
            "sharpen",
            "Sharpen",
            "Makes each pixel differ more from its four neighbours, so edges stand out.",
            formulas.sharpen(1),
        ),
        (
            "emboss",
            "Emboss",
            "Makes the picture look pressed into metal, lit along the diagonal.",
            published.EMBOSS,
        ),
    )


def _edges() -> tuple[Entry, ...]:
    right = "Answers where dark turns to bright, going right"
    down = "Answers where dark turns to bright, going down"
    return (
        ("sobel-x", "Sobel x", f"{right}; the middle row counts double.", published.SOBEL_X),
        ("sobel-y", "Sobel y", f"{down}; the middle column counts double.", published.SOBEL_Y),
        ("prewitt-x", "Prewitt x", f"{right}; all three rows count the same.", published.PREWITT_X),
        ("prewitt-y", "Prewitt y", f"{down}; all three columns count the same.", published.PREWITT_Y),
        ("scharr-x", "Scharr x", f"{right}; tuned to be fair to slanted edges.", published.SCHARR_X),
        ("scharr-y", "Scharr y", f"{down}; tuned to be fair to slanted edges.", published.SCHARR_Y),
        (
            "laplacian-4",
            "Laplacian, 4 neighbours",
            "Answers beside every edge, whatever its direction: plus on the dark side, minus on the bright.",
            published.LAPLACIAN_4,
        ),
        (
            "laplacian-8",
            "Laplacian, 8 neighbours",
            "Like the Laplacian with 4 neighbours, but the diagonals count too, so it answers more.",
            published.LAPLACIAN_8,
        ),
        (
            "log",
            "Laplacian of Gaussian",
            "Blurs first, then takes the Laplacian, so fine noise stays silent and only clear edges answer.",
            formulas.laplacian_of_gaussian(11, 1.4),
        ),
    )


def _lines_and_curves() -> tuple[Entry, ...]:
    tables = {
        0: published.LINE_0,
        45: published.LINE_45,
        90: published.LINE_90,
        135: published.LINE_135,
    }
    lines = tuple(
        (f"line-{angle}", f"Line {angle}°", f"Answers to thin bright lines {_RISING[angle]}.", table)
        for angle, table in tables.items()
    )
    curve = (
        "curve-detector",
        "Curve detector",
        "Answers to a bright line that rises and bends to the right; having no minus, also to bright areas.",
        published.CURVE_DETECTOR,
    )
    return (*lines, curve)


def _corners() -> tuple[Entry, ...]:
    return tuple(
        (
            f"corner-{place.replace(' ', '-')}",
            f"Corner {place}",
            f"Answers most at the {place} corner of a bright shape, half as much along its two sides.",
            formulas.corner(5, right, below),
        )
        for place, right, below in (
            ("top left", True, True),
            ("top right", False, True),
            ("bottom left", True, False),
            ("bottom right", False, False),
        )
    )


def _spots() -> tuple[Entry, ...]:
    on = formulas.centre_surround(7, 1.5)
    return (
        (
            "centre-on",
            "Centre on, surround off",
            "Answers to a bright spot on a darker ground, like cells in the eye's retina.",
            on,
        ),
        (
            "centre-off",
            "Centre off, surround on",
            "Answers to a dark spot on a brighter ground, like other cells in the eye's retina.",
            -on,
        ),
        (
            "dog",
            "Difference of Gaussians",
            "Keeps detail of one size: a fine blur minus a coarse one, so bright spots answer.",
            formulas.difference_of_gaussians(11, 1.2),
        ),
    )


def _gabors() -> Iterator[Entry]:
    for angle, direction in _RISING.items():
        even, odd = (
            formulas.gabor(GABOR_SIZE, GABOR_WAVELENGTH, angle, phase, GABOR_SIGMA, GABOR_ASPECT)
            for phase in (0, 90)
        )
        yield (
            f"gabor-{angle}",
            f"Gabor {angle}°",
            f"Answers to stripes {direction}, about {GABOR_WAVELENGTH:g} pixels apart, bright in the middle.",
            even,
        )
        yield (
            f"gabor-{angle}-odd",
            f"Gabor {angle}°, odd",
            f"Answers to edges and stripes {direction}, dark on one side and bright on the other.",
            odd,
        )
