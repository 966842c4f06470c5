"""Every new pixel is looked up where the maps say, on straight lines between the old ones."""

import numpy as np
import pytest
from scipy import ndimage

from filterlab.data.warping import SmoothFields, map_affine, sample_bilinear


def _rng(seed=0):
    return np.random.default_rng(seed)


def _affine(size, shift=(0, 0), degrees=0.0, factor=1.0, mirrored=(False, False)):
    return map_affine(
        size,
        np.array([shift], np.float32),
        np.deg2rad(np.array([degrees], np.float32)),
        np.array([factor], np.float32),
        np.array([mirrored]),
    )


def test_sampling_is_scipy_s_with_black_outside():
    images = _rng().random((3, 2, 9, 7), dtype=np.float32)
    rows, columns = (_rng(seed).uniform(-3, 12, (3, 5, 6)).astype(np.float32) for seed in (1, 2))
    sampled = sample_bilinear(images, rows, columns)
    for index in range(3):
        for channel in range(2):
            padded = np.pad(images[index, channel], 1)
            wanted = ndimage.map_coordinates(
                padded, [rows[index] + 1, columns[index] + 1], order=1, mode="constant"
            )
            np.testing.assert_allclose(sampled[index, channel], wanted, atol=1e-5)


def test_whole_coordinates_give_the_pixels_themselves():
    images = _rng().random((2, 3, 4, 5), dtype=np.float32)
    np.testing.assert_array_equal(
        sample_bilinear(images, *(np.repeat(m, 2, 0) for m in _affine((4, 5)))), images
    )


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"shift": (1, 0)}, lambda p: np.pad(p, ((1, 0), (0, 0)))[:-1]),
        ({"shift": (0, -2)}, lambda p: np.pad(p, ((0, 0), (0, 2)))[:, 2:]),
        ({"degrees": 90}, np.rot90),
        ({"degrees": 180}, lambda p: p[::-1, ::-1]),
        ({"mirrored": (True, False)}, lambda p: p[::-1]),
        ({"mirrored": (False, True)}, lambda p: p[:, ::-1]),
        ({"mirrored": (False, True), "degrees": 90}, lambda p: np.rot90(p[:, ::-1])),
        ({"degrees": 90, "shift": (1, 0)}, lambda p: np.pad(np.rot90(p), ((1, 0), (0, 0)))[:-1]),
    ],
)
def test_pictures_are_mirrored_then_turned_anticlockwise_then_moved(settings, wanted):
    picture = _rng().random((6, 6), dtype=np.float32)
    sampled = sample_bilinear(picture[np.newaxis, np.newaxis], *_affine((6, 6), **settings))[0, 0]
    np.testing.assert_allclose(sampled, wanted(picture), atol=1e-5)


def test_a_factor_of_two_doubles_the_size_about_the_middle():
    rows, columns = _affine((5, 9), factor=2.0)
    np.testing.assert_allclose(rows[0, :, 0], [1, 1.5, 2, 2.5, 3])
    np.testing.assert_allclose(columns[0, 0], np.linspace(2, 6, 9))


@pytest.mark.parametrize("size", [(28, 28), (12, 40), (1, 28)])
@pytest.mark.parametrize("smoothness", [1.0, 4.0])
def test_fields_are_of_strength_one_everywhere(size, smoothness):
    fields = SmoothFields(size, smoothness).draw(4000, _rng())
    assert fields.shape == (4000, *size)
    assert fields.dtype == np.float32
    np.testing.assert_allclose(fields.std(axis=0), 1, atol=0.06)
    np.testing.assert_allclose(fields.mean(axis=0), 0, atol=0.08)


def test_fields_are_white_noise_smoothed_with_a_gaussian():
    smoothness, length = 3.0, 48
    fields = SmoothFields((length, length), smoothness).draw(1500, _rng())
    smoothed = ndimage.gaussian_filter(
        _rng(1).standard_normal((1500, length, length)), smoothness, axes=(1, 2), mode="wrap"
    )
    smoothed /= smoothed.std()
    for step in (1, 3, 6, 10):
        for axis in (1, 2):
            ours, scipys = ((field * np.roll(field, step, axis)).mean() for field in (fields, smoothed))
            assert ours == pytest.approx(scipys, abs=0.03)
