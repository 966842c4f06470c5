"""Checks of the numbers in a net description: each says in one sentence what is wrong and what to write."""

import math
import re

from filterlab.engine.geometry import Pair
from filterlab.errors import FilterLabError

Shape = tuple[int, ...]

# PyTorch's own: layers within parts of a net have dots, and those of a sequence are numbers.
_NAME = re.compile(r"\w+(\.\w+)*", re.ASCII)


def format_shape(shape: Shape) -> str:
    """Write a shape as people do: ``1 × 28 × 28``."""
    return " × ".join(str(size) for size in shape)


def check_name(kind: str, name: object) -> None:
    """Raise unless a layer's name can stand before the dot in ``conv1.weight``."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise FilterLabError(
            f"A {kind} layer has the name {name!r}: use letters, digits and underscores, with single dots between "
            "them, such as 'conv1' or 'features.0'."
        )


def check_whole(layer: str, field: str, value: object, *, least: int) -> None:
    """Raise unless ``value`` is an int (not a bool) of at least ``least``."""
    if not _is_whole(value, least):
        raise FilterLabError(
            f'{field} of layer "{layer}" is {value!r}: give a whole number, {least} or more.'
        )


def check_flag(layer: str, field: str, value: object) -> None:
    """Raise unless ``value`` is True or False."""
    if not isinstance(value, bool):
        raise FilterLabError(f'{field} of layer "{layer}" is {value!r}: give true or false.')


def check_number(layer: str, field: str, value: object, *, least: float, below: float) -> None:
    """Raise unless ``value`` is a finite number with ``least <= value < below``."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value < below:
        limit = f"{least:g} or more" if math.isinf(below) else f"at least {least:g} and below {below:g}"
        raise FilterLabError(f'{field} of layer "{layer}" is {value!r}: give a number, {limit}.')


def checked_pair(layer: str, field: str, value: object, *, least: int) -> tuple[int, int]:
    """Turn ``5`` or ``(3, 5)`` into a pair (height, width) of whole numbers of at least ``least``."""
    pair = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if len(pair) != 2 or not all(_is_whole(size, least) for size in pair):
        raise FilterLabError(
            f'{field} of layer "{layer}" is {value!r}: give one whole number or a pair (height, width), '
            f"{least} or more each."
        )
    return pair


def as_pair(size: Pair) -> tuple[int, int]:
    """Give a size that has already been checked as (height, width)."""
    return size if isinstance(size, tuple) else (size, size)


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
