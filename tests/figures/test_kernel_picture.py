"""A filter drawn as a PNG: the right colours, whole squares, and its exact weights inside."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from filterlab.data import load_filter, load_image, presets
from filterlab.data.kernel_pictures import load_kernel_picture
from filterlab.errors import FilterLabError
from filterlab.figures.colormaps import colorize
from filterlab.figures.kernel_picture import MAX_CELL, kernel_picture, save_kernel_picture

WEIGHTS = hnp.arrays(
    np.float32,
    st.tuples(st.sampled_from([1, 3]), st.integers(1, 31), st.integers(1, 31)),
    elements=st.floats(width=32, allow_nan=False, allow_infinity=False),
    fill=st.floats(-1, 1, width=32),
)


@pytest.mark.parametrize("colors", ["signed", "grey"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weights=WEIGHTS, cell=st.integers(1, 9))
def test_the_weights_come_back_from_the_picture_to_the_last_bit(tmp_path, colors, weights, cell):
    path = tmp_path / "k.png"
    save_kernel_picture(path, weights, colors=colors, cell=cell)
    back = load_filter(path)
    assert back.shape == weights.shape
    assert np.array_equal(back.view(np.uint32), weights.view(np.uint32))


def test_the_largest_filter_in_the_largest_cells_comes_back(tmp_path):
    path = tmp_path / "k.png"
    weights = np.random.default_rng(1).standard_normal((3, 31, 31)).astype(np.float32)
    save_kernel_picture(path, weights, cell=MAX_CELL)
    assert np.array_equal(load_filter(path), weights)


def test_signed_colours_have_0_in_the_middle_and_channels_side_by_side():
    weights = np.array([[[-2, 0, 1]]], dtype=np.float32)
    image = np.asarray(kernel_picture(weights, cell=3))
    assert image.shape == (3, 9, 3)
    assert np.array_equal(image[::3, ::3], colorize(weights[0], "signed", (-2, 2)))
    assert np.array_equal(image[1, 2], image[0, 0])
    three = kernel_picture(np.concatenate((weights, weights, weights)), cell=3)
    assert three.size == (3 * 9 + 2 * 2, 3)


def test_grey_has_0_at_128_and_the_strongest_at_an_end():
    weights = np.array([[-127, 0, 64, 127]]) / 127
    image = kernel_picture(weights, colors="grey", cell=2)
    assert image.mode == "L"
    assert np.asarray(image)[::2, ::2].tolist() == [[1, 128, 192, 255]]
    rgb = kernel_picture(np.stack((weights, -weights, 0 * weights)), colors="grey", cell=1)
    assert np.asarray(rgb)[0, 0].tolist() == [1, 255, 128]


def test_grey_squares_of_one_pixel_are_signed_weights_for_any_program(tmp_path):
    weights = presets["gabor-45"].weights
    plain = tmp_path / "plain.png"
    # Saved by another program, the picture has lost its note.
    kernel_picture(weights, colors="grey", cell=1).save(plain)
    back = load_kernel_picture(plain, signed=True)
    np.testing.assert_allclose(back, weights / np.abs(weights).max(), atol=0.5 / 127 + 1e-6)
    assert np.array_equal(back == 0, np.abs(weights) < np.abs(weights).max() / 254)


def test_a_filter_of_zeros_is_drawn_in_the_middle_colour(tmp_path):
    zeros = np.zeros((1, 3, 3))
    assert np.all(np.asarray(kernel_picture(zeros, colors="grey", cell=1)) == 128)
    save_kernel_picture(tmp_path / "k.png", zeros)
    assert not load_filter(tmp_path / "k.png").any()


def test_a_picture_that_was_painted_over_counts_by_what_it_shows(tmp_path):
    path = tmp_path / "k.png"
    save_kernel_picture(path, presets["sobel-x"].weights, colors="grey", cell=1)
    with Image.open(path) as picture:
        picture.load()
        painted = picture.copy()
        notes = picture.text
    painted.putpixel((1, 1), 255)
    information = PngInfo()
    for key, value in notes.items():
        information.add_text(key, value)
    painted.save(path, pnginfo=information)
    assert load_kernel_picture(path, signed=True)[0, 1, 1] == 1
    assert np.array_equal(load_image(path), load_filter(path))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: save_kernel_picture(path / "k.jpg", np.ones((3, 3))), "ends in .png"),
        (
            lambda path: save_kernel_picture(path / "k.png", np.ones((3, 3)), cell=0),
            "0 pixels cannot be drawn",
        ),
        (lambda path: save_kernel_picture(path / "k.png", np.ones((3, 3)), cell=65), "give 1 to 64"),
        (lambda path: save_kernel_picture(path / "k.png", np.ones((3, 3)), colors="red"), 'in "red": choose'),
        (lambda path: save_kernel_picture(path / "k.png", np.ones((2, 3, 3))), "2 channels"),
        (lambda path: save_kernel_picture(path / "no" / "k.png", np.ones((3, 3))), "does not exist"),
    ],
)
def test_what_cannot_be_drawn_leaves_no_file(tmp_path, make, words):
    with pytest.raises(FilterLabError) as caught:
        make(tmp_path)
    assert words in str(caught.value)
    assert not list(tmp_path.iterdir())
