"""What can be trained on what, and how time is written."""

from __future__ import annotations

from filterlab.nets import summary, zoo

MAX_PARAMS = 5_000_000


def small_nets() -> tuple[str, ...]:
    """Name the nets of the zoo that are small enough to be trained while one watches."""
    return tuple(name for name, spec in zoo.items() if summary(spec).params <= MAX_PARAMS)


def fits(name: str, shape: tuple[int, int, int] | None) -> bool:
    """Whether a net of the zoo takes pictures of this shape (C, H, W); an unknown shape fits all."""
    if shape is None:
        return True
    wanted = zoo[name].input_shape
    channels, height, width = shape
    # Smaller pictures get a rim of zeros.
    return len(wanted) == 3 and wanted[0] == channels and wanted[1] >= height and wanted[2] >= width


def duration(seconds: float) -> str:
    """Write a time as minutes and seconds, such as "0:07", or with hours, "1:02:07"."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
