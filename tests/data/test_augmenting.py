"""Training pictures are changed as the settings say, the same for the same state of chance."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filterlab.data import augmenting
from filterlab.data.augmenting import Augmentation, augment, batch_change, preview_augmentation
from filterlab.errors import FilterLabError

EVERYTHING = Augmentation(
    shift=2, rotate=10, scale=0.1, elastic=1.4, noise=0.05, horizontal_flip=True, vertical_flip=True
)


def _rng(seed=0):
    return np.random.default_rng(seed)


def _pictures(count=20, channels=1, size=(28, 28)):
    return _rng(9).random((count, channels, *size), dtype=np.float32)


def _dot(size=(21, 31)):
    """Draw one soft dot in the middle."""
    y, x = (np.arange(length) - (length - 1) / 2 for length in size)
    return np.exp(-(y[:, None] ** 2 + x**2) / 4).astype(np.float32)[np.newaxis]


def _middle(picture):
    """Find the centre of mass of a picture (1, H, W), in pixels from its middle: rows, columns."""
    (plane,) = picture
    h, w = plane.shape
    y, x = np.arange(h) - (h - 1) / 2, np.arange(w) - (w - 1) / 2
    return (plane.sum(1) @ y) / plane.sum(), (plane.sum(0) @ x) / plane.sum()


def test_settings_that_change_nothing_give_the_pictures_themselves():
    images = _pictures()
    rng = _rng()
    before = rng.bit_generator.state
    assert augment(images, Augmentation(smoothness=9), rng) is images
    assert rng.bit_generator.state == before


def test_the_same_state_of_chance_gives_the_same_bits():
    images = _pictures()
    first, again, other = (augment(images, EVERYTHING, _rng(seed)).tobytes() for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    "settings",
    [
        EVERYTHING,
        Augmentation(shift=3),
        Augmentation(rotate=180),
        Augmentation(scale=2),
        Augmentation(elastic=3, smoothness=1),
        Augmentation(noise=0.5),
        Augmentation(vertical_flip=True),
    ],
)
@pytest.mark.parametrize(
    "shape", [(20, 1, 28, 28), (3, 3, 32, 30), (2, 1, 150, 200), (1, 1, 1, 1), (0, 1, 28, 28)]
)
def test_pictures_keep_their_shape_type_and_range_and_the_given_ones_stay(settings, shape):
    images = _rng(9).random(shape, dtype=np.float32)
    given_ones = images.copy()
    changed = augment(images, settings, _rng())
    assert changed.shape == shape
    assert changed.dtype == np.float32
    assert changed is not images
    np.testing.assert_array_equal(images, given_ones)
    if changed.size:
        assert 0 <= changed.min() <= changed.max() <= 1


def test_every_picture_is_changed_in_its_own_way():
    changed = augment(np.broadcast_to(_dot(), (30, 1, 21, 31)), EVERYTHING, _rng())
    assert len({picture.tobytes() for picture in changed}) == 30


def test_shifts_reach_as_far_as_asked_for_along_both_axes():
    changed = augment(np.broadcast_to(_dot(), (400, 1, 21, 31)), Augmentation(shift=3), _rng())
    middles = np.array([_middle(picture) for picture in changed])
    assert np.abs(middles).max() <= 3.01
    assert (middles.max(axis=0) > 2.8).all()
    assert (middles.min(axis=0) < -2.8).all()
    np.testing.assert_allclose(middles.mean(axis=0), 0, atol=0.3)


def test_turning_leaves_the_middle_where_it_is_and_moves_what_is_outside():
    y, x = np.mgrid[-10:11, -15:16]
    bar = np.exp(-(y**2) / 2 - (x / 6.0) ** 2).astype(np.float32)[np.newaxis]
    changed = augment(np.broadcast_to(bar, (300, 1, 21, 31)), Augmentation(rotate=30), _rng())
    angles = []
    for (plane,) in changed:
        weights = plane / plane.sum()
        covariance, across, down = (weights * x * y).sum(), (weights * x * x).sum(), (weights * y * y).sum()
        angles.append(np.rad2deg(np.arctan2(2 * covariance, across - down) / 2))
    np.testing.assert_allclose([_middle(picture) for picture in changed], 0, atol=0.02)
    assert 27 < max(angles) < 31
    assert -31 < min(angles) < -27


def test_scaling_makes_pictures_larger_and_smaller_by_up_to_the_share():
    disc = _dot()
    changed = augment(np.broadcast_to(disc, (300, 1, 21, 31)), Augmentation(scale=0.5), _rng())
    sides = np.sqrt(changed.sum(axis=(1, 2, 3)) / disc.sum())
    assert 1.4 < sides.max() < 1.6
    assert 1 / 1.6 < sides.min() < 1 / 1.4


@pytest.mark.parametrize(("setting", "axis"), [("vertical_flip", 1), ("horizontal_flip", 2)])
@pytest.mark.parametrize("moving", [{}, {"shift": 1e-30}])
def test_half_of_the_pictures_change_sides_exactly(setting, axis, moving):
    images = _pictures(200, 2, (5, 6))
    changed = augment(images, Augmentation(**{setting: True}, **moving), _rng())
    flipped = [np.array_equal(new, np.flip(old, axis)) for new, old in zip(changed, images, strict=True)]
    kept = [np.array_equal(new, old) for new, old in zip(changed, images, strict=True)]
    assert all(one != other for one, other in zip(flipped, kept, strict=True))
    assert 70 < sum(flipped) < 130


def test_noise_has_the_deviation_asked_for():
    grey = np.full((50, 1, 28, 28), 0.5, np.float32)
    noise = augment(grey, Augmentation(noise=0.1), _rng()) - 0.5
    assert noise.std() == pytest.approx(0.1, rel=0.02)
    assert noise.mean() == pytest.approx(0, abs=0.002)


def test_all_channels_move_together():
    grey = np.repeat(_pictures(10), 3, axis=1)
    changed = augment(grey, Augmentation(shift=2, rotate=20, elastic=2), _rng())
    np.testing.assert_array_equal(changed[:, 0], changed[:, 1])
    np.testing.assert_array_equal(changed[:, 0], changed[:, 2])


def test_black_comes_in_from_outside():
    changed = augment(np.ones((100, 1, 28, 28), np.float32), Augmentation(shift=5), _rng())
    assert (changed[:, :, 7:21, 7:21] == 1).all()
    assert (changed.min(axis=(1, 2, 3)) == 0).mean() > 0.5


def test_what_a_training_run_takes_augments_with_the_settings_also_in_another_process():
    images = _pictures()
    change = pickle.loads(pickle.dumps(batch_change(EVERYTHING)))
    np.testing.assert_array_equal(change(images, rng=_rng(3)), augment(images, EVERYTHING, _rng(3)))
    assert batch_change(Augmentation()) is None


def test_a_preview_shows_variants_of_one_picture():
    variants = preview_augmentation(_dot(), EVERYTHING, _rng(), 7)
    assert variants.shape == (7, 1, 21, 31)
    assert len({variant.tobytes() for variant in variants}) == 7
    plain = preview_augmentation(_dot(), Augmentation(), _rng(), 2)
    np.testing.assert_array_equal(plain, [_dot(), _dot()])


def test_a_batch_larger_than_a_block_is_changed_whole(monkeypatch):
    monkeypatch.setattr(augmenting, "_BLOCK_PIXELS", 28 * 28 * 3)
    images = _pictures(10)
    changed = augment(images, Augmentation(shift=2, noise=0.1), _rng())
    monkeypatch.setattr(augmenting, "_BLOCK_PIXELS", 28 * 28 * 100)
    np.testing.assert_array_equal(changed, augment(images, Augmentation(shift=2, noise=0.1), _rng()))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("shift", -1),
        ("rotate", 181),
        ("scale", float("nan")),
        ("elastic", float("inf")),
        ("smoothness", 0.5),
        ("noise", 1.5),
        ("noise", "much"),
        ("shift", True),
        ("horizontal_flip", 1),
        ("vertical_flip", None),
    ],
)
def test_a_setting_out_of_range_is_told(setting, value):
    with pytest.raises(FilterLabError, match=f"^{setting} is .*: give "):
        Augmentation(**{setting: value})


@given(
    st.builds(
        Augmentation,
        shift=st.floats(0, 1000),
        rotate=st.floats(0, 180),
        scale=st.floats(0, 3),
        elastic=st.floats(0, 100),
        smoothness=st.floats(1, 1000),
        noise=st.floats(0, 1),
        horizontal_flip=st.booleans(),
    )
)
def test_the_wildest_settings_stay_in_range(settings):
    changed = augment(_pictures(3, 1, (9, 7)), settings, _rng())
    assert np.isfinite(changed).all()
    assert 0 <= changed.min() <= changed.max() <= 1
