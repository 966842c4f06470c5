"""What a ready-made filter consists of."""

from dataclasses import dataclass
from typing import Self

import numpy as np


@dataclass(frozen=True, eq=False)
class Preset:
    """A ready-made filter with the words that explain it.

    Attributes
    ----------
    name : str
        The short name used on the command line, such as `"sobel-x"`.
    title : str
        The name shown to people, such as "Sobel x".
    group : str
        The heading it is listed under, such as "Edges".
    explanation : str
        One line a beginner understands.
    weights : ndarray
        (C, KH, KW), float32, read-only.
    """

    name: str
    title: str
    group: str
    explanation: str
    weights: np.ndarray

    @classmethod
    def of(cls, name: str, title: str, group: str, explanation: str, numbers: object) -> Self:
        """Make a one-channel preset of a table of numbers (KH, KW)."""
        weights = np.array(numbers, dtype=np.float32)[np.newaxis]
        weights.setflags(write=False)
        return cls(name, title, group, explanation, weights)
