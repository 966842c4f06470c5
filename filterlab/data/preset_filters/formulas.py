"""Filters from formulas: each function turns a few plain settings into a square of weights.

Everything here is applied as cross-correlation: a weight multiplies the pixel it lies on, and nothing is
flipped. So a filter answers most where the picture looks like the filter itself.

Angles are in degrees, counterclockwise from the horizontal, as on paper: 0 lies flat, 90 stands upright, 45
rises to the right. A line or stripe of angle 45 *runs* in that direction.
"""

import numpy as np

from filterlab.errors import FilterLabError

Weights = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""A square filter (size, size) of float64."""

MAX_KERNEL_SIZE = 31
"""The longest side of a filter, in cells."""


def identity(size: int = 3) -> Weights:
    """Leave the picture as it is: 1 in the middle, 0 elsewhere (`size` odd)."""
    check_odd(size)
    weights = np.zeros((size, size))
    weights[size // 2, size // 2] = 1
    return weights


def box(size: int) -> Weights:
    """Take the plain mean of size x size pixels. The weights sum to 1."""
    check_size(size)
    return np.full((size, size), 1 / size**2)


def gaussian(size: int, sigma: float) -> Weights:
    """Take a mean in which near pixels count more: exp(-(x² + y²) / 2 sigma²), scaled to sum to 1.

    Source: R. C. Gonzalez and R. E. Woods, Digital Image Processing, on Gaussian kernels.

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31. About 6 sigma holds nearly all of the bell.
    sigma : float
        Standard deviation in pixels, above 0.
    """
    x, y = coordinates(size)
    check_positive(sigma=sigma)
    bell = np.exp(-(x**2 + y**2) / (2 * sigma**2))
    return np.asarray(bell / bell.sum())


def motion_blur(size: int, angle: float) -> Weights:
    """Smear along a line, as if the camera had moved while the shutter was open. The weights sum to 1.

    A cell's weight falls off linearly from 1 on the line to 0 one pixel beside it.
    """
    x, y = coordinates(size)
    along, across = turned(x, y, angle)
    half = (size - 1) / 2
    # The line reaches the border of the square, so on a slant it is longer than `size`.
    reach = half / max(abs(np.cos(np.deg2rad(angle))), abs(np.sin(np.deg2rad(angle))))
    beyond = np.maximum(np.abs(along) - reach, 0)
    smear = np.maximum(1 - np.hypot(across, beyond), 0)
    # Cells that only rounding puts on the line's edge would spoil the symmetry.
    smear[smear < 1e-9] = 0
    return np.asarray(smear / smear.sum())


def sharpen(amount: float = 1.0) -> Weights:
    """Add to each pixel how much it differs from its four neighbours: identity minus amount x Laplacian.

    Source: Gonzalez and Woods, sharpening with the Laplacian.
    """
    cross = np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])
    return np.asarray(identity(3) - amount * cross)


def unsharp(size: int, sigma: float, amount: float) -> Weights:
    """Sharpen with a blur of any width: identity plus amount x (identity minus Gaussian). The weights sum to 1.

    Source: Gonzalez and Woods, unsharp masking and highboost filtering.

    Parameters
    ----------
    size : int
        Cells per side, odd, 1 to 31.
    sigma : float
        Standard deviation of the blur in pixels, above 0: coarser detail is lifted with a wider one.
    amount : float
        How much of the detail is added; 0 leaves the picture as it is.
    """
    whole = identity(size)
    return np.asarray(whole + amount * (whole - gaussian(size, sigma)))


def laplacian_of_gaussian(size: int, sigma: float) -> Weights:
    """Find where brightness bends: the Laplacian of a Gaussian, positive on dark spots and beside edges.

    (x² + y² - 2 sigma²) / sigma⁴ · exp(-(x² + y²) / 2 sigma²), corrected to sum to 0 and scaled by
    `balanced`. Source: D. Marr and E. Hildreth, Theory of Edge Detection (1980).

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31. About 8 sigma holds the whole shape.
    sigma : float
        Standard deviation in pixels, above 0: spots of radius sigma · √2 answer most.
    """
    x, y = coordinates(size)
    check_positive(sigma=sigma)
    squares = x**2 + y**2
    bell = np.exp(-squares / (2 * sigma**2))
    return balanced((squares - 2 * sigma**2) / sigma**4 * bell, bell)


def difference_of_gaussians(size: int, sigma: float, ratio: float = 1.6) -> Weights:
    """Keep detail of one size: a narrow Gaussian minus a wide one, positive on bright spots. Sums to 0.

    Source: Marr and Hildreth (1980), who found the ratio 1.6 nearest to the Laplacian of a Gaussian (turned
    in sign).

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31.
    sigma : float
        Standard deviation of the narrow bell in pixels, above 0.
    ratio : float
        How many times wider the other bell is, above 1.
    """
    if ratio <= 1:
        raise FilterLabError(f"The ratio of the two bells is {ratio}: give a number above 1.")
    return np.asarray(gaussian(size, sigma) - gaussian(size, sigma * ratio))


def two_gaussians(size: int, inner: float, outer: float, balance: float = 1.0) -> Weights:
    """Compare two blurs of any widths: the inner Gaussian minus `balance` times the outer one.

    The weights sum to 1 - balance: with 1 the filter is blind to flat brightness, with 0 the inner blur is
    left alone. Source: C. Enroth-Cugell and J. G. Robson (1966), who describe cells of the retina so.

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31.
    inner, outer : float
        Standard deviations of the two bells in pixels, above 0.
    balance : float
        The outer bell's share.
    """
    return np.asarray(gaussian(size, inner) - balance * gaussian(size, outer))


def centre_surround(size: int, radius: float) -> Weights:
    """Compare a disc with the ring around it: the disc's weights sum to 1, the ring's to -1.

    The shape of the "on" cells that S. W. Kuffler found in the retina (1953); turn the sign for "off" cells.
    Cells on the rim of a circle count by how far they lie inside it.

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31; the ring reaches to the border of the square.
    radius : float
        Radius of the disc in pixels, above 0 and below half the size.
    """
    x, y = coordinates(size)
    if not 0 < radius < size / 2:
        raise FilterLabError(f"The disc's radius is {radius}: give one above 0 and below {size / 2}.")
    distance = np.hypot(x, y)
    disc = np.clip(radius + 0.5 - distance, 0, 1)
    ring = np.clip(size / 2 + 0.5 - distance, 0, 1) - disc
    return np.asarray(disc / disc.sum() - ring / ring.sum())


def gabor(
    size: int, wavelength: float, angle: float, phase: float = 0.0, sigma: float = 2.0, aspect: float = 0.5
) -> Weights:
    """Find stripes of one width and direction: a wave under a bell, like simple cells in the visual cortex.

    exp(-(u² + aspect² v²) / 2 sigma²) · cos(2 pi u / wavelength - phase), with v along the stripes and u
    across them, to the right of v; corrected to sum to 0 and scaled by `balanced`. Source: J. G. Daugman
    (1985), in the notation of N. Petkov and P. Kruizinga (1997), whose theta points *across* the stripes, 90
    degrees from `angle`.

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31.
    wavelength : float
        From one bright stripe to the next, in pixels, above 0; below 2 the pixels cannot show it.
    angle : float
        The direction in which the stripes run, in degrees counterclockwise from the horizontal.
    phase : float
        Degrees. 0 has a bright stripe in the middle (even: a line); 90 has a step from dark to bright there,
        in the direction `angle` - 90 (odd: an edge).
    sigma : float
        Standard deviation of the bell across the stripes, in pixels, above 0.
    aspect : float
        Above 0; below 1 the bell is longer along the stripes than across them.
    """
    x, y = coordinates(size)
    check_positive(wavelength=wavelength, sigma=sigma, aspect=aspect)
    v, u = turned(x, y, angle)
    bell = np.exp(-(u**2 + (aspect * v) ** 2) / (2 * sigma**2))
    wave = np.cos(2 * np.pi * u / wavelength - np.deg2rad(phase))
    return balanced(bell * wave, bell)


def corner(size: int, right: bool, below: bool) -> Weights:
    """Find one corner of a bright shape: bright in one quarter, dark in the two quarters beside it.

    The bright quarter holds the middle row and column. The opposite quarter does not count, so a flat picture
    gives 0, a straight edge half, and the corner itself the whole.

    Parameters
    ----------
    size : int
        Cells per side, odd, 3 to 31.
    right, below : bool
        On which side of the corner the bright shape lies. `right=True, below=True` finds top left corners.
    """
    check_odd(size)
    if size < 3:
        raise FilterLabError(f"A corner detector of size {size} has no sides to compare: give 3 or more.")
    half = size // 2
    bright, beside = 1 / (half + 1) ** 2, -0.5 / (half * (half + 1))
    weights = np.zeros((size, size))
    weights[half:, half:] = bright
    weights[:half, half:] = beside
    weights[half:, :half] = beside
    if not right:
        weights = weights[:, ::-1]
    if not below:
        weights = weights[::-1]
    return weights.copy()


def balanced(weights: np.ndarray, bell: np.ndarray) -> Weights:
    """Make a filter blind to flat brightness: sum 0, by taking away a share of the bell it lies under.

    Then the positive weights are scaled to sum to 1 (and the negative ones to -1), so on pictures in 0..1 the
    response stays in -1..1. A filter without any contrast becomes all 0.
    """
    centred = weights - weights.sum() / bell.sum() * bell
    total = np.abs(centred).sum() / 2
    # Rounding alone is not contrast.
    if total <= 1e-12 * np.abs(weights).sum():
        return np.zeros_like(centred)
    return np.asarray(centred / total)


def coordinates(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Give x (to the right) and y (upwards) of each cell, in pixels from the middle of the square."""
    check_size(size)
    steps = np.arange(size) - (size - 1) / 2
    return steps[np.newaxis, :], -steps[:, np.newaxis]


def turned(x: np.ndarray, y: np.ndarray, angle: float) -> tuple[np.ndarray, np.ndarray]:
    """Give coordinates along a direction and across it (to its right)."""
    radians = np.deg2rad(angle)
    cos, sin = np.cos(radians), np.sin(radians)
    return x * cos + y * sin, x * sin - y * cos


def check_size(size: int) -> None:
    """Refuse a side that no filter can have."""
    if not 1 <= size <= MAX_KERNEL_SIZE:
        raise FilterLabError(
            f"A filter of {size} cells per side is not possible: give 1 to {MAX_KERNEL_SIZE}."
        )


def check_odd(size: int) -> None:
    """Refuse a side without a middle cell."""
    check_size(size)
    if size % 2 == 0:
        raise FilterLabError(f"This filter needs a middle cell, and size {size} has none: give an odd size.")


def check_positive(**settings: float) -> None:
    """Refuse settings that are not above 0, naming the first."""
    for name, value in settings.items():
        if not value > 0:
            raise FilterLabError(f"The {name} is {value}: give a number above 0.")
