"""What can be trained on what, and how time is written."""

from __future__ import annotations

from dataclasses import dataclass

from filterlab.nets import summary, zoo

MAX_PARAMS = 5_000_000


@dataclass(frozen=True)
class Nets:
    """Names of the zoo, those that can be trained in this window first.

    Attributes
    ----------
    trainable, others : tuple of str
        Small enough to be trained while one watches, and the rest.
    """

    trainable: tuple[str, ...]
    others: tuple[str, ...]


def sort_nets() -> Nets:
    """Part the nets of the zoo into those that can be trained here and those that can only be looked at."""
    small = tuple(name for name, spec in zoo.items() if summary(spec).params <= MAX_PARAMS)
    return Nets(small, tuple(name for name in zoo if name not in small))


def fits(name: str, shape: tuple[int, int, int] | None) -> bool:
    """Whether a net of the zoo takes pictures of this shape (C, H, W); an unknown shape fits all."""
    if shape is None:
        return True
    wanted = zoo[name].input_shape
    channels, height, width = shape
    return len(wanted) == 3 and wanted[0] == channels and wanted[1] >= height and wanted[2] >= width


def duration(seconds: float) -> str:
    """Write a time as minutes and seconds, such as "0:07", or with hours, "1:02:07"."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
