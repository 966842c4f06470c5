"""Ready-made chains: small circuits whose every weight can be explained.

The module is not called like the mapping in it, since importing a submodule of that name would put the module in
the mapping's place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from filterlab.data import presets
from filterlab.probes.chain.model import Chain, Weights
from filterlab.probes.chain.wiring import DrawnFilter, stage_of, stage_on_picture
from filterlab.probes.stages import Stages

Doubles = NDArray[np.float64]

_POOLED = Stages(activation="relu", pool="max")
_PLAIN = Stages(activation="relu")


@dataclass(frozen=True, slots=True)
class ExampleChain:
    """A ready-made chain with the words that explain it.

    Attributes
    ----------
    name : str
        A short name, such as ``"corners"``.
    title : str
        The name shown to people, such as "Corners from edges".
    explanation : str
        A sentence a beginner understands.
    chain : Chain
        The filters and settings; no bias, so it works in any units of the picture.
    """

    name: str
    title: str
    explanation: str
    chain: Chain


def _corners() -> Chain:
    """Build corners where two borders of a bright shape begin, and run away from each other."""
    across, down = presets["sobel-x"].weights, presets["sobel-y"].weights
    edges = {"brighter right": across, "brighter left": -across, "brighter down": down, "brighter up": -down}
    corners = [
        DrawnFilter(f"corner {vertical} {horizontal}", _corner(vertical == "top", horizontal == "left"))
        for vertical in ("top", "bottom")
        for horizontal in ("left", "right")
    ]
    return Chain((stage_on_picture(edges, _POOLED), stage_of(corners, len(edges), _PLAIN)))


def _corner(is_top: bool, is_left: bool) -> Doubles:
    """Lay out a corner (4, 3, 3) on maps of edges that get brighter to the right, left, down and up.

    From a top left corner the left border goes down and the top border goes right. What else would be there if
    this were no corner counts against it: the same border going on the other way, and along the other border.
    """
    down, right = np.zeros((3, 3)), np.zeros((3, 3))
    down[2, 1] = right[1, 2] = 1
    along_side = down if is_top else down[::-1]
    along_end = right if is_left else right[:, ::-1]
    sheets = np.zeros((4, 3, 3))
    sheets[0 if is_left else 1] = along_side - along_side[::-1] - along_end
    sheets[2 if is_top else 3] = along_end - along_end[:, ::-1] - along_side
    return sheets


def _ring() -> Chain:
    """Build a ring of four curves, each where it belongs, its mirror image where the ring bends the other way."""
    curve = _blind_to_even_areas(presets["curve-detector"].weights)
    curves = {
        "curve top left": curve,
        "curve top right": curve[:, :, ::-1],
        "curve bottom left": curve[:, ::-1],
        "curve bottom right": curve[:, ::-1, ::-1],
    }
    top = np.zeros((5, 7))
    top[:2, :2] = 1
    top_left = top - top[::-1]
    sheets = np.stack([top_left, top_left[:, ::-1], -top_left, -top_left[:, ::-1]])
    ring = stage_of([DrawnFilter("ring", sheets)], len(curves), _PLAIN)
    return Chain((stage_on_picture(curves, _POOLED), ring))


def _stripes() -> Chain:
    """Compare how striped every neighbourhood is in one direction and in the one across it."""
    directions = {"lying": 0, "rising": 1, "standing": 2, "falling": 3}
    gabors = {name: presets[f"gabor-{45 * turns}"].weights for name, turns in directions.items()}
    one = np.ones((1, 1, 1))
    contests = [
        DrawnFilter(f"more {name} than {across}", one, {directions[name]: 1, directions[across]: -1})
        for name, across in (
            ("lying", "standing"),
            ("rising", "falling"),
            ("standing", "lying"),
            ("falling", "rising"),
        )
    ]
    # One stripe and one gap after the other are 6 pixels, so an average over 6 does not depend on where it begins.
    averaged = Stages(activation="relu", pool="average", pool_size=6, pool_stride=3)
    return Chain((stage_on_picture(gabors, averaged), stage_of(contests, len(directions), _PLAIN)))


def _blind_to_even_areas(weights: Weights) -> Weights:
    """Take the mean away from every weight, so that they sum to 0."""
    centred: Weights = weights - weights.mean()
    return centred


def _examples() -> tuple[ExampleChain, ...]:
    return (
        ExampleChain(
            "corners",
            "Corners from edges",
            "Four filters find edges, the strongest answers are kept, and four more look at these maps for places "
            "where two borders of a bright shape meet.",
            _corners(),
        ),
        ExampleChain(
            "ring",
            "A ring from curves",
            "The curve detector, turned four ways, finds pieces of curves, and one filter looks at all four maps "
            "for pieces that together make a ring of about 12 pixels across.",
            _ring(),
        ),
        ExampleChain(
            "stripes",
            "Directions of stripes",
            "Four Gabor filters answer to stripes, averaging tells how striped each neighbourhood is, and four "
            "filters of a single cell let each direction compete with the one across it.",
            _stripes(),
        ),
    )


example_chains: Mapping[str, ExampleChain] = MappingProxyType({each.name: each for each in _examples()})
"""Every ready-made chain by its name, in the order in which they are shown."""
