"""What can be trained on what, and how time is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.nets import summary, zoo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from filterlab.nets import NetSpec
    from filterlab.project import Document

MAX_PARAMS = 5_000_000


def known_nets(document: Document) -> Mapping[str, NetSpec]:
    """List every net there is by its name: those of the zoo, then those wired by hand."""
    return {**zoo, **{name: start.spec for name, start in document.starts.items()}}


def is_small(spec: NetSpec) -> bool:
    """Whether a net is small enough to be trained while one watches."""
    return summary(spec).params <= MAX_PARAMS


def fits(spec: NetSpec, shape: tuple[int, int, int]) -> bool:
    """Whether a net takes pictures of this shape (C, H, W)."""
    wanted = spec.input_shape
    channels, height, width = shape
    # Smaller pictures get a rim of zeros.
    return len(wanted) == 3 and wanted[0] == channels and wanted[1] >= height and wanted[2] >= width


def duration(seconds: float) -> str:
    """Write a time as minutes and seconds, such as "0:07", or with hours, "1:02:07"."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
