import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import build
from filterlab.probes.stages import Stages
from filterlab.probes.units import FittedPictures, Subject, fit_picture, subject_of_filters
from filterlab.probes.units.pictures import as_taken


@pytest.fixture
def tiny(rng):
    return Subject(build("tiny", rng))


def test_a_smaller_picture_is_put_in_the_middle(tiny):
    fitted = fit_picture(np.ones((1, 20, 22)), tiny)
    assert fitted.shape == (1, 28, 28)
    assert fitted.sum() == fitted[0, 4:24, 3:25].sum() == 20 * 22


def test_a_larger_picture_is_refused_and_two_ways_are_offered(tiny):
    with pytest.raises(
        FilterLabError, match=r"30 × 28 is larger .* choose to resize it, or to crop its middle"
    ):
        fit_picture(np.ones((1, 30, 28)), tiny)


def test_a_larger_picture_can_be_resized_in_its_proportion(tiny):
    fitted = fit_picture(np.ones((1, 56, 112)), tiny, "resize")
    assert fitted.shape == (1, 28, 28)
    assert fitted.sum() == fitted[0, 7:21].sum() == 14 * 28


def test_the_middle_of_a_larger_picture_can_be_cut_out(tiny):
    picture = np.zeros((1, 40, 20), np.float32)
    picture[0, 6:34] = 1
    fitted = fit_picture(picture, tiny, "crop")
    assert fitted.sum() == fitted[0, :, 4:24].sum() == 28 * 20


def test_a_colour_picture_becomes_grey_for_a_net_of_one_channel(tiny):
    red = np.zeros((3, 28, 28), np.float32)
    red[0] = 1
    assert fit_picture(red, tiny) == pytest.approx(np.full((1, 28, 28), 0.299))


def test_pictures_of_a_data_set_get_the_channels_of_the_net(tiny, rng):
    coloured = rng.random((4, 3, 28, 28), np.float32)
    grey = as_taken(tiny, coloured)
    np.testing.assert_allclose(grey[:, 0], np.tensordot([0.299, 0.587, 0.114], coloured, (0, 1)), rtol=1e-4)
    three = subject_of_filters(np.ones((3, 5, 5)), Stages(), (28, 28))
    np.testing.assert_array_equal(as_taken(three, grey), np.repeat(grey, 3, axis=1))


def test_an_unknown_way_names_those_there_are(tiny):
    with pytest.raises(FilterLabError, match="choose one of pad, resize, crop"):
        fit_picture(np.ones((1, 28, 28)), tiny, "squeeze")


@pytest.mark.parametrize("how", ["resize", "crop"])
def test_pictures_of_a_data_set_are_fitted_one_by_one_as_they_are_asked_for(tiny, rng, how):
    images = rng.random((5, 3, 40, 30), np.float32)
    fitted = FittedPictures(images, tiny, how)
    assert fitted.shape == (5, 1, 28, 28)
    np.testing.assert_array_equal(fitted[2:4], [fit_picture(image, tiny, how) for image in images[2:4]])


def test_pictures_of_a_data_set_that_have_room_are_padded_and_larger_ones_refused(tiny, rng):
    small = rng.random((5, 1, 20, 20), np.float32)
    np.testing.assert_array_equal(FittedPictures(small, tiny)[:], as_taken(tiny, small))
    with pytest.raises(FilterLabError, match="choose to resize it, or to crop its middle"):
        FittedPictures(rng.random((5, 1, 20, 30), np.float32), tiny)[:2]
