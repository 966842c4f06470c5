"""Pictures bent, turned, moved and stretched, a batch at a time: every new pixel is looked up in the old picture."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

# Frequencies that a smooth field has less of than this share of its lowest ones are left out.
_LEAST_WEIGHT = 1 / 64


def sample_bilinear(images: Floats, rows: Floats, columns: Floats) -> Floats:
    """Look up pictures between their pixels, black outside.

    Parameters
    ----------
    images : ndarray
        (N, C, H, W), float32.
    rows, columns : ndarray
        (N, OH, OW), float32: for each new pixel, where in its old picture it lies, 0 being the middle of the first
        row or column. The values between pixels lie on straight lines between them, also towards the black around.

    Returns
    -------
    ndarray
        (N, C, OH, OW), float32.
    """
    n, c, h, w = images.shape
    # Black around makes every neighbour exist: one row before, and two after since the last has a neighbour, too.
    padded_w = w + 3
    padded = np.zeros((c, n, h + 3, padded_w), np.float32)
    padded[:, :, 1 : h + 1, 1 : w + 1] = images.swapaxes(0, 1)
    y, x = np.clip(rows, -1, h), np.clip(columns, -1, w)
    y += 1
    x += 1
    top, left = np.floor(y), np.floor(x)
    y -= top
    x -= left
    # Exact in float32 for pictures of up to 16 million pixels.
    top *= padded_w
    top += left
    index = top.astype(np.intp)
    index += (np.arange(n) * ((h + 3) * padded_w))[:, np.newaxis, np.newaxis]
    sampled = np.empty((n, c, *rows.shape[1:]), np.float32)
    corners = [np.empty(rows.shape, np.float32) for _ in range(4)]
    for channel, plane in enumerate(padded.reshape(c, -1)):
        for corner, step in zip(corners, (0, 1, padded_w, padded_w + 1), strict=True):
            # "clip" spares NumPy a check that all indices are inside, as they are.
            np.take(plane[step:], index, out=corner, mode="clip")
        above, above_right, below, below_right = corners
        _go_along(above, above_right, x)
        _go_along(below, below_right, x)
        _go_along(above, below, y)
        sampled[:, channel] = above
    return sampled


def _go_along(start: Floats, end: Floats, share: Floats) -> None:
    """Go a share of the way from start to end; start becomes where one is then, and end is used up."""
    end -= start
    end *= share
    start += end


def map_affine(
    size: tuple[int, int], shift: Floats, angle: Floats, factor: Floats, mirrored: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Find where the pixels of moved, turned, stretched and mirrored pictures come from.

    A picture is mirrored, then stretched and turned about its middle, then moved.

    Parameters
    ----------
    size : (int, int)
        Rows H and columns W.
    shift : ndarray
        (N, 2), float32: rows down and columns to the right.
    angle : ndarray
        (N,), float32: anticlockwise, in radians.
    factor : ndarray
        (N,), float32: how many times larger, above 0.
    mirrored : ndarray
        (N, 2), bool: whether top and bottom, and whether left and right change places.

    Returns
    -------
    rows, columns : ndarray
        (N, H, W), float32, as `sample_bilinear` takes them.
    """
    middles = [np.float32((length - 1) / 2) for length in size]
    y, x = (
        np.arange(length, dtype=np.float32) - middle - moved[:, np.newaxis]
        for length, middle, moved in zip(size, middles, shift.T, strict=True)
    )
    cosine, sine = np.cos(angle) / factor, np.sin(angle) / factor
    signs = np.where(mirrored, np.float32(-1), np.float32(1))
    maps = []
    for middle, sign, of_row, of_column in zip(
        middles, signs.T, (cosine, -sine), (sine, cosine), strict=True
    ):
        down = y * (sign * of_row)[:, np.newaxis] + middle
        across = x * (sign * of_column)[:, np.newaxis]
        maps.append(down[:, :, np.newaxis] + across[:, np.newaxis, :])
    return maps[0], maps[1]


class SmoothFields:
    """Random fields that change slowly from pixel to pixel, of mean 0 and root mean square 1.

    They are white noise smoothed with a Gaussian, as in Simard, Steinkraus and Platt, "Best practices for
    convolutional neural networks" (ICDAR 2003), drawn where that is cheap: as the few low frequencies that the
    Gaussian lets through. So a field goes on at the right edge where it ends at the left, and is as strong at the
    edges as in the middle.

    Parameters
    ----------
    size : (int, int)
        Rows H and columns W.
    smoothness : float
        The Gaussian's standard deviation in pixels, above 0.
    """

    def __init__(self, size: tuple[int, int], smoothness: float) -> None:
        self._down, self._across = (_periodic_waves(length, smoothness) for length in size)

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Draw so many fields, (count, H, W), float32."""
        strengths = rng.standard_normal((count, len(self._down), len(self._across)), dtype=np.float32)
        # Not by matrix products, whose sums depend on how many threads there are.
        halfway = np.einsum("nkl,kh->nhl", strengths, self._down)
        fields: Floats = np.einsum("nhl,lw->nhw", halfway, self._across)
        return fields


def _periodic_waves(length: int, smoothness: float) -> Floats:
    """Return the waves (K, length) of smoothed noise, such that their squares add up to 1 at every pixel."""
    frequencies = 2 * np.pi * np.arange(length // 2 + 1) / length
    weights = np.exp(-((smoothness * frequencies) ** 2) / 2)
    weights = weights[weights >= _LEAST_WEIGHT]
    angles = frequencies[: len(weights), np.newaxis] * np.arange(length)
    waves = np.concatenate(
        (weights[:, np.newaxis] * np.cos(angles), weights[1:, np.newaxis] * np.sin(angles[1:]))
    )
    # The lowest wave is one of each kind, all others are two: the squares of a cosine and a sine add up evenly.
    waves[1:] *= np.sqrt(2)
    evened: Floats = (waves / np.sqrt((waves**2).sum(axis=0))).astype(np.float32)
    return evened
