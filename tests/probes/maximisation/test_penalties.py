import numpy as np
import pytest

from filterlab.probes.maximisation.penalties import likeness, total_variation


def slope(function, pictures, direction, step=1e-6):
    return (function(pictures + step * direction) - function(pictures - step * direction)) / (2 * step)


def test_the_gradient_of_total_variation_is_its_slope(rng):
    pictures, direction = rng.random((3, 2, 6, 5)), rng.standard_normal((3, 2, 6, 5))
    _sums, gradients = total_variation(pictures)
    np.testing.assert_allclose(
        (gradients * direction).sum(axis=(1, 2, 3)),
        slope(lambda each: total_variation(each)[0], pictures, direction),
        rtol=1e-6,
    )


def test_an_even_picture_varies_by_nothing_and_a_step_by_its_length_times_its_height():
    pictures = np.zeros((2, 1, 8, 8))
    pictures[1, 0, :, 4:] = 0.5
    sums, gradients = total_variation(pictures)
    assert sums == pytest.approx([0, 8 * 0.5], rel=0.03)
    assert not gradients[0].any()


def test_the_gradient_of_likeness_is_its_slope_times_the_distance(rng):
    pictures, direction = rng.random((3, 1, 4, 4)), rng.standard_normal((4, 4))
    _cosines, gradients = likeness(pictures, 0.5)
    for i in range(3):

        def sum_of(one, i=i):
            changed = pictures.copy()
            changed[i, 0] = one
            cosines, _ = likeness(changed, 0.5)
            return cosines[i].sum() - 1

        length = np.linalg.norm(pictures[i] - 0.5)
        expected = slope(sum_of, pictures[i, 0], direction) * length
        assert (gradients[i, 0] * direction).sum() == pytest.approx(expected, rel=1e-5)


def test_pictures_without_anything_are_like_none():
    cosines, gradients = likeness(np.full((2, 1, 3, 3), 0.5), 0.5)
    assert not cosines.any()
    assert not gradients.any()
