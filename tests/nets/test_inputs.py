import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets.inputs import fit_images


def test_pictures_that_fit_are_handed_back_as_they_are():
    images = np.ones((2, 1, 28, 28), np.float32)
    assert fit_images(images, (1, 28, 28)) is images


def test_a_digit_of_28_lies_in_the_middle_of_32_with_nothing_around_it():
    images = np.ones((2, 1, 28, 28), np.float32)
    fitted = fit_images(images, (1, 32, 32))
    assert fitted.shape == (2, 1, 32, 32)
    assert fitted.dtype == np.float32
    assert fitted[:, :, 2:30, 2:30].all()
    assert fitted.sum() == images.sum()


def test_an_odd_rest_goes_behind_and_height_and_width_are_kept_apart():
    fitted = fit_images(np.ones((1, 1, 2, 4)), (1, 5, 6))
    np.testing.assert_array_equal(np.flatnonzero(fitted[0, 0].any(axis=1)), [1, 2])
    np.testing.assert_array_equal(np.flatnonzero(fitted[0, 0].any(axis=0)), [1, 2, 3, 4])


def test_signals_are_padded_along_their_length():
    np.testing.assert_array_equal(fit_images(np.ones((1, 2, 3)), (2, 5)), [[[0, 1, 1, 1, 0]] * 2])


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((2, 3, 28, 28), ["1 channel (", "3", "convert"]),
        ((2, 1, 40, 28), ["larger", "1 × 40 × 28", "1 × 32 × 32"]),
        ((2, 784), ["784", "1 × 32 × 32"]),
    ],
)
def test_pictures_that_cannot_fit_are_refused_with_both_sizes(shape, words):
    with pytest.raises(FilterLabError) as refusal:
        fit_images(np.ones(shape), (1, 32, 32))
    for word in words:
        assert word in str(refusal.value)
