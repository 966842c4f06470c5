"""The sample pictures that come with FilterLab, drawn by `scripts/make_samples.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from filterlab.data.assets import asset_path
from filterlab.data.images import Image, load_image
from filterlab.errors import FilterLabError

MOUSE_BACK = (41, 87)
"""Top left (row, column) of the 7 x 7 patch on the mouse's back that gives the course's 6600."""

MOUSE_HEAD = (42, 153)
"""Top left (row, column) of the 7 x 7 patch on the mouse's head that gives the course's 0."""

_NO_MARKS: Mapping[str, tuple[int, int]] = MappingProxyType({})


@dataclass(frozen=True)
class Sample:
    """A picture that comes with FilterLab.

    Attributes
    ----------
    name : str
        The short name, such as `"mouse"`.
    title : str
        The name shown to people.
    explanation : str
        One line: what there is to see, and for which filters.
    file : str
        The file's name in the folder `assets/samples`.
    marks : mapping of str to (int, int)
        Places worth pointing at: the top left (row, column) of a patch.
    """

    name: str
    title: str
    explanation: str
    file: str
    marks: Mapping[str, tuple[int, int]] = field(default_factory=lambda: _NO_MARKS, hash=False)

    @property
    def path(self) -> Path:
        """Where the file is on this machine; raises FilterLabError if it is missing."""
        return asset_path(f"samples/{self.file}")


def load_sample(name: str) -> Image:
    """Read one of the sample pictures.

    Parameters
    ----------
    name : str
        A key of `samples`.

    Returns
    -------
    ndarray
        (C, H, W), float32 in [0, 1], C = 1 or 3.

    Raises
    ------
    FilterLabError
        There is no sample of that name, or its file is missing.
    """
    if name not in samples:
        raise FilterLabError(f'There is no sample picture "{name}": choose one of {", ".join(samples)}.')
    return load_image(samples[name].path)


_ALL = (
    Sample(
        "mouse",
        "Mouse",
        "A line drawing for the curve detector: its back bends as the detector likes, its head does not.",
        "mouse.png",
        MappingProxyType({"back": MOUSE_BACK, "head": MOUSE_HEAD}),
    ),
    Sample(
        "landscape",
        "Landscape",
        "A painted evening by a lake, in colour: edges, textures and soft slopes, as in a photo.",
        "landscape.jpg",
    ),
    Sample(
        "gratings",
        "Gratings",
        "Stripes in four directions and four widths: each Gabor filter finds its own.",
        "gratings.png",
    ),
    Sample(
        "zone-plate",
        "Zone plate",
        "Rings that grow finer outwards: every direction and every width of stripes in one picture.",
        "zone-plate.png",
    ),
    Sample(
        "text",
        "Text",
        "Printed letters in several sizes: strokes, corners and curves.",
        "text.png",
    ),
    Sample(
        "test-card",
        "Test card",
        "Plain shapes whose edges, corners, lines and spots are easy to check by eye.",
        "test-card.png",
    ),
)

samples: Mapping[str, Sample] = MappingProxyType({sample.name: sample for sample in _ALL})
"""Every sample picture by its name, in the order in which they are shown."""
