"""Ten small drawings of the digits, which LeNet-5's output layer compares with."""

import numpy as np
import numpy.typing as npt

# The digits 0 to 9 side by side, 12 rows of 7 cells each; # is ink. Drawn by us: any two differ in 12 cells or more.
_DRAWN = """
..###.. ...##.. .#####. .#####. ....##. ####### ..####. ####### .#####. .#####.
.##.##. ..###.. ##...## ##...## ...###. ##..... .##.... .....## ##...## ##...##
##...## .####.. .....## .....## ...###. ##..... ##..... .....## ##...## ##...##
##...## ...##.. .....## .....## ..#.##. ##..... ##..... ....##. ##...## ##...##
##...## ...##.. ....##. .....## ..#.##. ######. ##..... ....##. ##...## ##...##
##...## ...##.. ...##.. ..####. .#..##. .....## ######. ....##. .#####. ##...##
##...## ...##.. ...##.. .....## .#..##. .....## ##...## ...##.. ##...## .######
##...## ...##.. ..##... .....## #...##. .....## ##...## ...##.. ##...## .....##
##...## ...##.. .##.... .....## ####### .....## ##...## ...##.. ##...## .....##
##...## ...##.. ##..... .....## ....##. .....## ##...## ..##... ##...## .....##
.##.##. ...##.. ##..... ##...## ....##. ##...## ##...## ..##... ##...## ....##.
..###.. .###### ####### .#####. ....##. .#####. .#####. ..##... .#####. .####..
"""


def digit_drawings() -> npt.NDArray[np.float32]:
    """Give the ten drawings, (10, 84): 12 rows of 7 cells one after the other, +1 for ink and -1 for paper."""
    rows = [row.split() for row in _DRAWN.split("\n") if row]
    digits = ("".join(cells) for cells in zip(*rows, strict=True))
    return np.array([[1 if cell == "#" else -1 for cell in digit] for digit in digits], np.float32)
