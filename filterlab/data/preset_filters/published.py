"""Filters whose numbers were published, as printed, for cross-correlation (nothing is flipped).

`*_X` answers where brightness grows from left to right, `*_Y` where it grows from top to bottom.
"""

SOBEL_X = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))
"""I. Sobel and G. Feldman, 1968."""

SOBEL_Y = ((-1, -2, -1), (0, 0, 0), (1, 2, 1))

PREWITT_X = ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1))
"""J. Prewitt, Object Enhancement and Extraction, 1970."""

PREWITT_Y = ((-1, -1, -1), (0, 0, 0), (1, 1, 1))

SCHARR_X = ((-3, 0, 3), (-10, 0, 10), (-3, 0, 3))
"""H. Scharr, Optimale Operatoren in der Digitalen Bildverarbeitung, 2000: the integer version."""

SCHARR_Y = ((-3, -10, -3), (0, 0, 0), (3, 10, 3))

LAPLACIAN_4 = ((0, 1, 0), (1, -4, 1), (0, 1, 0))
"""The second derivative down plus the one across (Gonzalez and Woods, Digital Image Processing)."""

LAPLACIAN_8 = ((1, 1, 1), (1, -8, 1), (1, 1, 1))
"""The same with the diagonals."""

EMBOSS = ((-2, -1, 0), (-1, 1, 1), (0, 1, 2))
"""A slope along the diagonal plus the pixel itself, as image editors have it."""

LINE_0 = ((-1, -1, -1), (2, 2, 2), (-1, -1, -1))
"""Line detectors (Gonzalez and Woods), named by the angle at which the line runs."""

LINE_45 = ((-1, -1, 2), (-1, 2, -1), (2, -1, -1))
LINE_90 = ((-1, 2, -1), (-1, 2, -1), (-1, 2, -1))
LINE_135 = ((2, -1, -1), (-1, 2, -1), (-1, -1, 2))

CURVE_DETECTOR = (
    (0, 0, 0, 0, 0, 30, 0),
    (0, 0, 0, 0, 30, 0, 0),
    (0, 0, 0, 30, 0, 0, 0),
    (0, 0, 0, 30, 0, 0, 0),
    (0, 0, 0, 30, 0, 0, 0),
    (0, 0, 0, 30, 0, 0, 0),
    (0, 0, 0, 0, 0, 0, 0),
)
"""A. Deshpande, A Beginner's Guide To Understanding Convolutional Neural Networks, 2016."""
