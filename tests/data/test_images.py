"""Picture files and arrays become (C, H, W) float32 between 0 and 1."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from filterlab.data.images import image_from_array, load_image, match_channels
from filterlab.errors import FilterLabError

RNG = np.random.default_rng(20)
COLOURS = RNG.integers(0, 256, (5, 7, 3), dtype=np.uint8)
GREYS = RNG.integers(0, 256, (5, 7), dtype=np.uint8)


def _stored(tmp_path, picture, name, **settings_):
    path = tmp_path / name
    if isinstance(picture, np.ndarray):
        picture = Image.fromarray(picture)
    picture.save(path, **settings_)
    return path


def _as_image(colours):
    """What the loader should make of 8-bit RGB."""
    return (colours.transpose(2, 0, 1) / np.float32(255)).astype(np.float32)


def test_every_grey_comes_back_exactly(tmp_path):
    greys = np.arange(256, dtype=np.uint8).reshape(16, 16)
    image = load_image(_stored(tmp_path, greys, "grey.png"))
    assert image.shape == (1, 16, 16)
    assert image.dtype == np.float32
    assert np.array_equal(image[0] * 255, greys)
    assert image.flags.c_contiguous
    assert image.flags.writeable


def test_every_16_bit_grey_comes_back_exactly(tmp_path):
    greys = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    for name in ("grey.png", "grey.tiff"):
        image = load_image(_stored(tmp_path, greys, name))
        assert image.shape == (1, 256, 256)
        assert np.array_equal(image[0] * 65535, greys)
    swapped = Image.frombytes("I;16B", (256, 256), greys.astype(">u2").tobytes())
    assert np.array_equal(load_image(_stored(tmp_path, swapped, "big.tiff"))[0] * 65535, greys)


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.tiff", "a.ppm", "a.webp"])
def test_lossless_colour_comes_back_exactly(tmp_path, name):
    extra = {"lossless": True} if name == "a.webp" else {}
    path = _stored(tmp_path, COLOURS, name, **extra)
    assert np.array_equal(load_image(path), _as_image(COLOURS))
    assert np.array_equal(load_image(str(path)), _as_image(COLOURS))


def test_the_content_decides_the_format_and_not_the_name(tmp_path):
    path = _stored(tmp_path, COLOURS, "a.png")
    assert np.array_equal(load_image(path.rename(tmp_path / "a.jpg")), _as_image(COLOURS))


def test_a_jpeg_comes_near(tmp_path):
    smooth = np.linspace(0, 255, 64 * 64 * 3).reshape(64, 64, 3).astype(np.uint8)
    image = load_image(_stored(tmp_path, smooth, "a.jpg", quality=95))
    assert image.shape == (3, 64, 64)
    assert np.abs(image - _as_image(smooth)).max() < 0.05
    assert load_image(_stored(tmp_path, GREYS, "grey.jpg")).shape == (1, 5, 7)


def test_one_channel_in_the_file_is_one_channel_in_the_picture(tmp_path):
    grey = Image.fromarray(GREYS)
    assert load_image(_stored(tmp_path, grey, "l.png")).shape[0] == 1
    assert load_image(_stored(tmp_path, grey.convert("RGB"), "rgb.png")).shape[0] == 3
    assert load_image(_stored(tmp_path, grey.convert("P"), "p.png")).shape[0] == 3


def test_one_bit_pictures_are_black_and_white(tmp_path):
    bits = GREYS > 127
    image = load_image(_stored(tmp_path, Image.fromarray(bits), "bits.png"))
    assert np.array_equal(image[0], bits.astype(np.float32))


def test_a_palette_is_looked_up(tmp_path):
    picture = Image.fromarray(COLOURS).quantize(8)
    expected = _as_image(np.asarray(picture.convert("RGB")))
    assert np.array_equal(load_image(_stored(tmp_path, picture, "p.png")), expected)
    assert np.array_equal(load_image(_stored(tmp_path, picture, "p.gif")), expected)


def test_of_an_animation_the_first_frame_is_taken(tmp_path):
    frames = [Image.new("RGB", (4, 3), colour) for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    path = _stored(tmp_path, frames[0], "a.gif", save_all=True, append_images=frames[1:])
    assert load_image(path)[:, 0, 0].tolist() == [1, 0, 0]


def test_cmyk_becomes_rgb(tmp_path):
    picture = Image.new("CMYK", (3, 2), (0, 255, 255, 0))
    image = load_image(_stored(tmp_path, picture, "cmyk.tiff"))
    assert image.shape == (3, 2, 3)
    assert image[:, 0, 0].tolist() == [1, 0, 0]


def test_alpha_is_laid_over_white(tmp_path):
    pixels = np.zeros((1, 3, 4), dtype=np.uint8)
    pixels[0, :, 0] = 200
    pixels[0, :, 3] = (255, 0, 51)
    image = load_image(_stored(tmp_path, pixels, "a.png"))
    assert image[:, 0, 0].tolist() == [np.float32(200 / 255), 0, 0]
    assert image[:, 0, 1].tolist() == [1, 1, 1]
    np.testing.assert_allclose(image[:, 0, 2], [0.2 * 200 / 255 + 0.8, 0.8, 0.8], rtol=1e-6)


def test_grey_with_alpha_stays_one_channel(tmp_path):
    pixels = np.array([[[100, 255], [100, 0]]], dtype=np.uint8)
    image = load_image(_stored(tmp_path, Image.fromarray(pixels, "LA"), "la.png"))
    assert image.tolist() == [[[np.float32(100 / 255), 1]]]


@pytest.mark.parametrize(
    ("picture", "transparent"),
    [
        (np.array([[7, 9]], dtype=np.uint8), 7),
        (np.array([[7, 9]], dtype=np.uint16), 7),
        (np.array([[[1, 2, 3], [1, 2, 4]]], dtype=np.uint8), (1, 2, 3)),
    ],
)
def test_a_colour_named_transparent_becomes_white(tmp_path, picture, transparent):
    image = load_image(_stored(tmp_path, picture, "t.png", transparency=transparent))
    assert np.all(image[:, 0, 0] == 1)
    assert np.all(image[:, 0, 1] < 0.1)


def test_a_transparent_palette_entry_becomes_white(tmp_path):
    picture = Image.fromarray(np.array([[0, 1]], dtype=np.uint8), "P")
    picture.putpalette([255, 0, 0, 0, 255, 0])
    image = load_image(_stored(tmp_path, picture, "t.png", transparency=0))
    assert image[:, 0].T.tolist() == [[1, 1, 1], [0, 1, 0]]


# The eight ways a camera can be held (EXIF 0x0112): which corner the first pixel belongs to, seen upright.
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tiff", "a.webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_turned_upright(tmp_path, name, orientation):
    upright = np.zeros((16, 32), dtype=np.uint8)
    upright[:8, :16] = 255
    upright[8:, 16:] = 90
    undo = {
        1: lambda a: a,
        2: np.fliplr,
        3: lambda a: np.rot90(a, 2),
        4: np.flipud,
        5: np.transpose,
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.rot90(a, 2).T,
        8: lambda a: np.rot90(a, 3),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = _stored(tmp_path, np.ascontiguousarray(undo(upright)), name, exif=exif)
    image = load_image(path)
    assert image.shape[1:] == (16, 32)
    assert np.abs(image[0] * 255 - upright).max() < 8


def test_damaged_metadata_do_not_hide_the_picture(tmp_path):
    path = _stored(tmp_path, COLOURS, "a.png", exif=b"Exif\0\0 this is no TIFF header")
    assert np.array_equal(load_image(path), _as_image(COLOURS))


def test_float_tiffs_within_0_and_1_are_kept(tmp_path):
    values = RNG.random((4, 5), dtype=np.float32)
    assert np.array_equal(load_image(_stored(tmp_path, values, "f.tiff"))[0], values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.5, 255.0], [0, 0.5 / 255, 1]),
        ([0.0, 3000.0, 65535.0], [0, 3000 / 65535, 1]),
        ([-1.0, 0.0, 3.0], [0, 0.25, 1]),
        ([1000.0, 1e6, 2000.0], [0, 1, 1000 / 999000]),
        ([5e6, 5e6, 5e6], [1, 1, 1]),
        ([-5.0, -5.0, -5.0], [0, 0, 0]),
    ],
)
def test_floats_beyond_0_and_1_take_the_smallest_range_that_holds_them(tmp_path, values, expected):
    path = _stored(tmp_path, np.array([values], dtype=np.float32), "f.tiff")
    np.testing.assert_allclose(load_image(path)[0, 0], expected, rtol=1e-6)


def test_32_bit_integers_follow_the_same_rule(tmp_path):
    for values, expected in (
        ([0, 51, 255], [0, 0.2, 1]),
        ([0, 13107, 65535], [0, 0.2, 1]),
        ([-(2**31), 0, 2**31 - 1], [0, 0.5, 1]),
    ):
        path = _stored(tmp_path, np.array([values], dtype=np.int32), "i.tiff")
        np.testing.assert_allclose(load_image(path)[0, 0], expected, rtol=1e-6, atol=1e-9)


def test_a_dark_16_bit_ppm_stays_dark(tmp_path):
    path = tmp_path / "a.pgm"
    path.write_bytes(b"P5 2 1 65535\n" + np.array([100, 200], dtype=">u2").tobytes())
    assert np.array_equal(load_image(path)[0, 0] * 65535, [100, 200])


def test_one_pixel_is_a_picture(tmp_path):
    assert load_image(_stored(tmp_path, np.array([[51]], dtype=np.uint8), "a.png")).tolist() == [
        [[np.float32(0.2)]]
    ]


def test_text_in_the_file_does_no_harm(tmp_path):
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "x" * 1000)
    path = _stored(tmp_path, COLOURS, "a.png", pnginfo=text)
    assert np.array_equal(load_image(path), _as_image(COLOURS))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(
        [bool, np.uint8, np.int16, np.uint16, np.int32, np.int64, np.float16, np.float32, np.float64]
    ),
    st.sampled_from([(3, 4), (3, 4, 1), (3, 4, 2), (1, 1, 3), (3, 4, 4)]),
    st.integers(0, 2**32 - 1),
)
def test_any_array_of_numbers_becomes_a_picture(kind, shape, seed):
    values = np.random.default_rng(seed).normal(0, 100, shape).astype(kind)
    image = image_from_array(values)
    assert image.shape == (3 if len(shape) == 3 and shape[2] > 2 else 1, *shape[:2])
    assert image.dtype == np.float32
    assert image.min() >= 0
    assert image.max() <= 1
    assert not np.shares_memory(image, values)


def test_rounding_beyond_1_is_clipped_and_does_not_change_the_scale():
    assert image_from_array(np.array([[0.5, 1.0001]])).tolist() == [[[0.5, 1]]]


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros(4), r"not \(4,\)"),
        (np.zeros((2, 2, 5)), r"not \(2, 2, 5\)"),
        (np.zeros((0, 3)), "at least one pixel, not 0 rows"),
        (np.array([[np.nan]]), "1 of the picture's 1 numbers is NaN or infinite: replace them first"),
        (np.array([[0, np.inf, np.nan]]), "2 of the picture's 3 numbers are NaN or infinite"),
        (np.array([[-1e308, 1e308]]), "huge values"),
        (np.array([["a"]]), "made of numbers"),
        (np.array([[1j]]), "made of numbers"),
    ],
)
def test_an_array_that_is_no_picture_is_refused(array, words):
    with pytest.raises(FilterLabError, match=words):
        image_from_array(array)


def test_colour_becomes_grey_by_luminance():
    image = np.zeros((3, 1, 4), dtype=np.float32)
    image[0, 0, 0] = image[1, 0, 1] = image[2, 0, 2] = 1
    image[:, 0, 3] = 1
    grey = match_channels(image, 1)
    assert grey.shape == (1, 1, 4)
    assert grey.dtype == np.float32
    np.testing.assert_allclose(grey[0, 0], [0.299, 0.587, 0.114, 1], rtol=1e-6)


def test_grey_colours_keep_their_value_exactly():
    values = (np.arange(256, dtype=np.float32) / np.float32(255)).reshape(1, 16, 16)
    coloured = match_channels(values, 3)
    assert coloured.shape == (3, 16, 16)
    assert np.array_equal(match_channels(coloured, 1), values)


def test_matching_keeps_the_type_and_leaves_a_fitting_picture_alone():
    image = np.zeros((3, 2, 2))
    assert match_channels(image, 1).dtype == np.float64
    assert match_channels(image, 3) is image


def test_other_numbers_of_channels_are_refused():
    with pytest.raises(FilterLabError, match="2 channels and the filter 1"):
        match_channels(np.zeros((2, 3, 3)), 1)
    with pytest.raises(FilterLabError, match="1 channels and the filter 4"):
        match_channels(np.zeros((1, 3, 3)), 4)
    with pytest.raises(FilterLabError, match=r"not the shape \(3, 3\)"):
        match_channels(np.zeros((3, 3)), 1)
