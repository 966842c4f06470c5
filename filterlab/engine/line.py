"""What the outputs along one axis look at."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Line:
    """What the outputs along one axis look at: output m at ``first + step * m + offset`` for each offset.

    Attributes
    ----------
    size
        Length of the input.
    count
        Number of outputs.
    first, step
        Where the first output looks, and how much further the next.
    offsets
        Of the taps; the smallest is 0.
    """

    size: int
    count: int
    first: int
    step: int
    offsets: tuple[int, ...]

    @property
    def inside(self) -> bool:
        """Whether no output looks beyond the input."""
        return self.first >= 0 and self.beyond <= 0

    @property
    def beyond(self) -> int:
        """How far the outputs look beyond the input's end, if that is above 0."""
        return self.first + self.length(self.count) - self.size

    @property
    def meets(self) -> npt.NDArray[np.bool_]:
        """Whether each output looks at the input, and not beyond, with each tap: (output, tap)."""
        looks = self.first + self.step * np.arange(self.count)[:, None] + np.array(self.offsets)
        meets: npt.NDArray[np.bool_] = (looks >= 0) & (looks < self.size)
        return meets

    def length(self, outputs: int) -> int:
        """Length of what so many neighbouring outputs look at."""
        return self.step * (outputs - 1) + max(self.offsets) + 1
