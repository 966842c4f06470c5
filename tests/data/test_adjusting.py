"""Levels, cropping and resizing do what their formulas say, and leave the picture they are given alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data import (
    Levels,
    adjust_levels,
    automatic_levels,
    crop_picture,
    fitting_size,
    invert_picture,
    resize_picture,
)
from filterlab.data import adjusting as adjusting_module
from filterlab.errors import FilterLabError


def _picture(*shape, seed=0):
    return np.random.default_rng(seed).random(shape, dtype=np.float32)


@settings(max_examples=40, deadline=None)
@given(st.floats(-1, 0.9), st.floats(0.01, 2), st.floats(0.1, 10), st.sampled_from([1, 3]))
def test_levels_follow_their_formula(black, span, gamma, channels):
    image = _picture(channels, 9, 7)
    kept = image.copy()
    adjusted = adjust_levels(image, Levels(black, black + span, gamma))
    expected = np.clip((image.astype(float) - black) / span, 0, 1) ** (1 / gamma)
    # Near black a small gamma's root is steep: an error of one float32 step there grows.
    steep = (image - black) / span < 1e-3
    np.testing.assert_allclose(adjusted[~steep], expected[~steep], atol=2e-4)
    assert adjusted.dtype == np.float32
    assert 0 <= adjusted.min() <= adjusted.max() <= 1
    assert np.array_equal(image, kept)


def test_plain_levels_keep_every_value():
    image = _picture(1, 5, 5)
    assert np.array_equal(adjust_levels(image, Levels()), image)


def test_more_gamma_brightens():
    image = np.full((1, 2, 2), 0.25, np.float32)
    assert adjust_levels(image, Levels(gamma=2))[0, 0, 0] == 0.5


def test_large_pictures_are_adjusted_in_bands_without_a_seam(monkeypatch):
    image = _picture(3, 40, 11)
    levels = Levels(0.1, 0.8, 1.7)
    whole = adjust_levels(image, levels)
    monkeypatch.setattr(adjusting_module, "_BAND", 23)
    assert np.array_equal(adjust_levels(image, levels), whole)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((0.5, 0.5, 1), r"black \(0.5\) must lie below their white \(0.5\)"),
        ((0, float("nan"), 1), "must lie below"),
        ((0, float("inf"), 1), "must lie below"),
        ((0, 1, 0), "gamma is 0: choose a number from 0.1 to 10"),
        ((0, 1, float("nan")), "gamma is nan"),
    ],
)
def test_impossible_levels_are_refused(numbers, words):
    with pytest.raises(FilterLabError, match=words):
        Levels(*numbers)


def test_automatic_levels_cut_off_the_share_asked_for():
    image = np.linspace(0.2, 0.7, 10_001, dtype=np.float32).reshape(1, 73, 137)
    levels = automatic_levels(image, clipped=1)
    assert levels.black == pytest.approx(0.205)
    assert levels.white == pytest.approx(0.695)
    assert automatic_levels(image, clipped=0) == Levels(float(image.min()), float(image.max()))


def test_automatic_levels_of_a_large_picture_look_at_a_sample(monkeypatch):
    image = _picture(3, 60, 64)
    image[:, :, ::2] = 0
    exact = automatic_levels(image, clipped=10)
    monkeypatch.setattr(adjusting_module, "_SAMPLED", 1000)
    near = automatic_levels(image, clipped=10)
    assert near.black == exact.black == 0
    assert near.white == pytest.approx(exact.white, abs=0.05)


def test_automatic_levels_of_one_value_change_nothing():
    assert automatic_levels(np.full((1, 4, 4), 0.3, np.float32)) == Levels()


def test_automatic_levels_of_a_few_strokes_on_black_are_those_of_the_strokes():
    image = np.zeros((1, 100, 100), np.float32)
    image[0, 50, 50] = 0.4
    assert automatic_levels(image) == Levels(0, float(np.float32(0.4)))


@pytest.mark.parametrize("clipped", [-1, 50, float("nan")])
def test_an_impossible_share_is_refused(clipped):
    with pytest.raises(FilterLabError, match="choose less than 50"):
        automatic_levels(_picture(1, 3, 3), clipped=clipped)


def test_inverting_twice_gives_the_picture_back():
    image = _picture(3, 4, 5)
    inverted = invert_picture(image)
    np.testing.assert_allclose(inverted, 1 - image)
    assert inverted.dtype == np.float32
    np.testing.assert_allclose(invert_picture(inverted), image, atol=1e-7)


def test_a_rectangle_is_cut_out_and_owns_its_memory():
    image = _picture(3, 8, 9)
    part = crop_picture(image, 2, 3, 4, 5)
    assert np.array_equal(part, image[:, 2:6, 3:8])
    assert not np.shares_memory(part, image)


def test_what_lies_outside_is_left_out():
    image = _picture(1, 8, 9)
    assert np.array_equal(crop_picture(image, -2, 7, 5, 100), image[:, :3, 7:])


@pytest.mark.parametrize("box", [(8, 0, 2, 2), (-5, 0, 5, 2), (0, 0, 0, 3), (0, 9, 1, 1), (3, 3, -1, 2)])
def test_a_rectangle_without_a_pixel_is_refused(box):
    with pytest.raises(FilterLabError, match="no pixel of the picture of 8 × 9"):
        crop_picture(_picture(1, 8, 9), *box)


def test_shrinking_by_a_whole_number_averages_areas():
    image = _picture(3, 12, 20)
    small = resize_picture(image, (4, 5))
    expected = image.astype(float).reshape(3, 4, 3, 5, 4).mean(axis=(2, 4))
    np.testing.assert_allclose(small, expected, atol=1e-6)


def test_growing_draws_straight_lines_between_the_old_pixels():
    image = np.array([[[0.0, 1.0]]], np.float32)
    wide = resize_picture(image, (1, 8))
    np.testing.assert_allclose(wide[0, 0], [0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1], atol=1e-6)


def test_one_axis_may_shrink_while_the_other_grows():
    image = np.zeros((1, 4, 2), np.float32)
    image[0, :2, 1] = 1
    changed = resize_picture(image, (2, 4))
    np.testing.assert_allclose(changed[0, 0], [0, 0.25, 0.75, 1], atol=1e-6)
    assert np.all(changed[0, 1] == 0)


def test_nearest_invents_no_value():
    image = _picture(1, 5, 7)
    for size in ((20, 21), (2, 3), (13, 4)):
        assert np.isin(resize_picture(image, size, "nearest"), image).all()
    doubled = resize_picture(image, (10, 14), "nearest")
    assert np.array_equal(doubled, image.repeat(2, axis=1).repeat(2, axis=2))


def test_the_triangle_keeps_the_mean_and_the_range():
    image = _picture(3, 60, 90)
    small = resize_picture(image, (6, 9), "triangle")
    assert small.shape == (3, 6, 9)
    np.testing.assert_allclose(small.mean(axis=(1, 2)), image.mean(axis=(1, 2)), atol=0.01)
    assert 0 <= small.min() <= small.max() <= 1
    # Each new pixel averages about a hundred old ones, so the noise must fade.
    assert small.std() < image.std() / 4


def test_its_own_size_gives_the_picture_itself():
    image = _picture(1, 4, 5)
    assert resize_picture(image, (4, 5)) is image


@pytest.mark.parametrize(
    ("size", "words"),
    [((0, 5), "has no pixel"), ((5, -1), "has no pixel"), ((20_000, 20_000), "400 million")],
)
def test_an_impossible_size_is_refused_before_memory_is_taken(size, words):
    with pytest.raises(FilterLabError, match=words):
        resize_picture(_picture(1, 2, 2), size)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10_000), st.integers(1, 10_000), st.integers(1, 4000))
def test_a_fitting_size_fits_and_keeps_the_proportion(height, width, largest):
    rows, columns = fitting_size(height, width, largest=largest)
    assert 1 <= rows <= height
    assert 1 <= columns <= width
    assert max(rows, columns) == min(largest, max(height, width))
    assert abs(rows / height - columns / width) <= 1 / min(height, width)
