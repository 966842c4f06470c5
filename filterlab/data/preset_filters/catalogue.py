"""The list of ready-made filters, in the order in which they are shown."""

from collections.abc import Iterator

from filterlab.data.preset_filters import formulas, published
from filterlab.data.preset_filters.preset import Preset


def all_presets() -> Iterator[Preset]:
    """Make every ready-made filter, group by group."""
    yield from _basics()
    yield from _edges()
    yield from _lines_and_curves()
    yield from _corners()
    yield from _spots()
    yield from _gabors()


def _basics() -> Iterator[Preset]:
    group = "Basics"
    yield Preset.of(
        "identity",
        "Identity",
        group,
        "Leaves the picture as it is: only the middle pixel counts.",
        formulas.identity(3),
    )
    yield Preset.of(
        "box",
        "Box blur",
        group,
        "Blurs: every pixel becomes the mean of the 3 × 3 pixels around it.",
        formulas.box(3),
    )
    yield Preset.of(
        "gaussian",
        "Gaussian blur",
        group,
        "Blurs softly: near pixels count more than far ones, along a bell curve.",
        formulas.gaussian(7, 1.2),
    )
    yield Preset.of(
        "motion-blur",
        "Motion blur",
        group,
        "Smears to the upper right, as if the camera had moved while taking the picture.",
        formulas.motion_blur(9, 45),
    )
    yield Preset.of(
        "sharpen",
        "Sharpen",
        group,
        "Makes each pixel differ more from its four neighbours, so edges stand out.",
        formulas.sharpen(1),
    )
    yield Preset.of(
        "emboss",
        "Emboss",
        group,
        "Makes the picture look pressed into metal, with light falling along the diagonal.",
        published.EMBOSS,
    )


def _edges() -> Iterator[Preset]:
    group = "Edges"
    right = "where the picture turns from dark to bright, going right"
    down = "where the picture turns from dark to bright, going down"
    yield Preset.of("sobel-x", "Sobel x", group, f"Answers {right}; rows in the middle count double.", published.SOBEL_X)
    yield Preset.of("sobel-y", "Sobel y", group, f"Answers {down}; columns in the middle count double.", published.SOBEL_Y)
    yield Preset.of("prewitt-x", "Prewitt x", group, f"Answers {right}; all rows count the same.", published.PREWITT_X)
    yield Preset.of("prewitt-y", "Prewitt y", group, f"Answers {down}; all columns count the same.", published.PREWITT_Y)
    yield Preset.of("scharr-x", "Scharr x", group, f"Answers {right}; tuned to judge slanted edges fairly.", published.SCHARR_X)
    yield Preset.of("scharr-y", "Scharr y", group, f"Answers {down}; tuned to judge slanted edges fairly.", published.SCHARR_Y)
    yield Preset.of(
        "laplacian-4",
        "Laplacian, 4 neighbours",
        group,
        "Answers on both sides of every edge, whatever its direction: plus on the dark side, minus on the bright one.",
        published.LAPLACIAN_4,
    )
    yield Preset.of(
        "laplacian-8",
        "Laplacian, 8 neighbours",
        group,
        "Like the Laplacian with 4 neighbours, but the diagonals count too, so it answers more strongly.",
        published.LAPLACIAN_8,
    )
    yield Preset.of(
        "log",
        "Laplacian of Gaussian",
        group,
        "Blurs first and then takes the Laplacian, so fine noise does not answer but edges and dark spots do.",
        formulas.laplacian_of_gaussian(11, 1.4),
    )
