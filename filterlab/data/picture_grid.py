"""Many pictures side by side: which of them are shown, where each lies, and the part of them that is in sight."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filterlab.data.adjusting import fitting_size, resize_picture

Indices = npt.NDArray[np.intp]


def find_pictures(labels: npt.NDArray[np.int64], classes: Collection[int] | None = None) -> Indices:
    """Find the pictures of some classes.

    Parameters
    ----------
    labels : ndarray
        (N,), each picture's class.
    classes : collection of int, optional
        The classes wanted; all unless given.

    Returns
    -------
    ndarray
        Their indices, ascending.
    """
    if classes is None:
        return np.arange(len(labels))
    return np.flatnonzero(np.isin(labels, list(classes)))


@dataclass(frozen=True)
class PictureGrid:
    """Where each of many pictures lies in rows of equal cells, filled from left to right.

    Attributes
    ----------
    count : int
        How many pictures there are, 0 or more.
    columns : int
        Cells in a row, 1 or more.
    cell_height, cell_width : float
        Size of a cell, above 0, in any unit.
    """

    count: int
    columns: int
    cell_height: float
    cell_width: float

    @property
    def rows(self) -> int:
        """How many rows there are, the last perhaps not full."""
        return -(-self.count // self.columns)

    @property
    def height(self) -> float:
        """Of all rows together."""
        return self.rows * self.cell_height

    def place_of(self, position: int) -> tuple[float, float]:
        """Return top and left of a picture's cell, by its position among those shown."""
        row, column = divmod(position, self.columns)
        return row * self.cell_height, column * self.cell_width

    def position_at(self, y: float, x: float) -> int | None:
        """Return the position of the picture at a point; None if there is none."""
        row, column = int(y // self.cell_height), int(x // self.cell_width)
        position = row * self.columns + column
        inside = row >= 0 and 0 <= column < self.columns and position < self.count
        return position if inside else None

    def in_sight(self, top: float, height: float) -> range:
        """Return the positions of the pictures in all rows that a window from `top` on shows a part of."""
        first = min(max(int(top // self.cell_height), 0), self.rows)
        last = min(max(int(-(-(top + height) // self.cell_height)), first), self.rows)
        return range(first * self.columns, min(last * self.columns, self.count))


def draw_sheet(
    images: npt.NDArray[np.float32], chosen: Indices, columns: int, *, largest: int = 64, gap: int = 1
) -> npt.NDArray[np.uint8]:
    """Draw some pictures of a data set on one sheet, row by row; only they are touched.

    Parameters
    ----------
    images : ndarray
        (N, C, H, W), float32 in [0, 1], C = 1 or 3.
    chosen : ndarray
        Indices of the pictures to draw, one or more.
    columns : int
        Pictures in a row, 1 or more.
    largest : int
        Pixels that a picture's longer side may have; larger ones are made smaller.
    gap : int
        Pixels between pictures, left black as is what remains of the last row.

    Returns
    -------
    ndarray
        (rows * (h + gap), columns * (w + gap), 3), uint8, with a picture at the top left of each cell.
    """
    _n, _c, height, width = images.shape
    h, w = fitting_size(height, width, largest=largest)
    rows = -(-len(chosen) // columns)
    sheet = np.zeros((rows, h + gap, columns, w + gap, 3), np.uint8)
    for position, index in enumerate(chosen):
        row, column = divmod(position, columns)
        picture = resize_picture(images[index], (h, w))
        levels = np.rint(picture * 255).astype(np.uint8)
        # One channel fills all three.
        sheet[row, :h, column, :w] = levels.transpose(1, 2, 0)
    return sheet.reshape(rows * (h + gap), columns * (w + gap), 3)
