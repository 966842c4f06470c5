"""Thumbnails look like their pictures and stop being read when nobody wants them."""

import itertools
import threading
import warnings

import numpy as np
import pytest
from PIL import Image

from filterlab.data import load_image, load_image_with_facts, load_thumbnail
from filterlab.data.decoding import ReadingStoppedError
from filterlab.errors import FilterLabError


def _saved(path, pixels, **options):
    Image.fromarray(pixels).save(path, **options)
    return path


def _slopes(height, width):
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack([rows * 255 / height, columns * 255 / width, 0 * rows], axis=-1).astype(np.uint8)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif"])
def test_it_has_the_pictures_proportions_and_colours(tmp_path, name):
    path = _saved(tmp_path / name, _slopes(400, 800))
    thumbnail = load_thumbnail(path, 40)
    assert thumbnail.shape == (20, 40, 3)
    assert thumbnail.dtype == np.uint8
    expected = _slopes(20, 40).astype(int)
    assert np.abs(thumbnail.astype(int) - expected).max() < 16


def test_a_small_picture_keeps_its_pixels(tmp_path):
    path = _saved(tmp_path / "small.png", _slopes(3, 5))
    assert np.array_equal(load_thumbnail(path, 40), _slopes(3, 5))


@pytest.mark.parametrize("shape", [(1, 5000), (5000, 1), (1, 1), (2, 700)])
def test_a_strip_has_at_least_one_pixel_across(tmp_path, shape):
    path = _saved(tmp_path / "strip.png", np.full(shape, 77, np.uint8))
    thumbnail = load_thumbnail(path, 30)
    assert max(thumbnail.shape[:2]) <= 30
    assert (thumbnail == 77).all()


def test_sixteen_bits_and_floats_become_bytes_from_black_to_white(tmp_path):
    deep = np.linspace(0, 65535, 200 * 200).reshape(200, 200)
    for name, pixels in (("deep.png", deep.astype(np.uint16)), ("float.tif", deep.astype(np.float32))):
        thumbnail = load_thumbnail(_saved(tmp_path / name, pixels), 20)
        assert thumbnail[0, 0, 0] < 10
        assert thumbnail[-1, -1, 0] > 245


def test_it_is_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = _saved(tmp_path / "turned.jpg", _slopes(100, 300), exif=exif)
    assert load_thumbnail(path, 30).shape == (30, 10, 3)
    assert load_image(path).shape == (3, 300, 100)


def test_what_is_no_picture_is_named(tmp_path):
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    with pytest.raises(FilterLabError, match=r"broken\.png"):
        load_thumbnail(tmp_path / "broken.png", 30)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.bmp", "a.webp"])
def test_reading_ends_when_a_picture_is_not_wanted_any_more(tmp_path, name):
    path = _saved(tmp_path / name, _slopes(600, 600))
    with pytest.raises(ReadingStoppedError, match=name):
        load_thumbnail(path, 30, proceed=lambda: False)
    asked = iter([True, True])
    with pytest.raises(ReadingStoppedError):
        load_image_with_facts(path, proceed=lambda: next(asked, False))
    image, _facts = load_image_with_facts(path, proceed=lambda: True)
    assert np.array_equal(image, load_image(path))


def test_a_small_picture_does_not_wait_for_a_large_one_and_warnings_are_heard_again_afterwards(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (500, 500, 3), np.uint8)
    large, small = _saved(tmp_path / "large.png", noise), _saved(tmp_path / "small.png", _slopes(30, 30))
    pieces = itertools.count()
    is_decoding, may_go_on = threading.Event(), threading.Event()

    def proceed():
        if next(pieces) == 0:
            return True
        is_decoding.set()
        return may_go_on.wait(30)

    thread = threading.Thread(target=load_image_with_facts, args=(large,), kwargs={"proceed": proceed})
    filters = list(warnings.filters)
    thread.start()
    try:
        assert is_decoding.wait(30)
        assert list(warnings.filters) != filters
        assert load_thumbnail(small, 30).shape == (30, 30, 3)
        assert list(warnings.filters) != filters
    finally:
        may_go_on.set()
        thread.join()
    assert list(warnings.filters) == filters
