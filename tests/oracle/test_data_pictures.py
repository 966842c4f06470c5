"""Pictures of many bits mean the same to OpenCV and to us, whoever wrote them."""

import cv2
import numpy as np
import pytest

from filterlab.data import (
    Levels,
    adjust_levels,
    export_map,
    load_image,
    load_image_with_facts,
    resize_picture,
)
from filterlab.data.decoding import read_stored

RNG = np.random.default_rng(30)
LZW, DEFLATE, PACKBITS = 5, 8, 32773


def _numbers(dtype, shape):
    if dtype.startswith("f"):
        return RNG.normal(0, 1000, shape).astype(dtype)
    return RNG.integers(0, 65536, shape).astype(dtype)


def _swapped(pixels):
    """OpenCV's colours stand in the order blue, green, red."""
    return pixels if pixels.ndim == 2 else pixels[:, :, [2, 1, 0, 3][: pixels.shape[2]]]


def _stored(path):
    stored = read_stored(path).stored
    return stored.rows(0, stored.height).squeeze()


@pytest.mark.parametrize("compression", [1, LZW, DEFLATE, PACKBITS])
@pytest.mark.parametrize("dtype", ["u2", "f4", "f8"])
@pytest.mark.parametrize("shape", [(33, 47), (33, 47, 3)])
def test_tiffs_that_opencv_writes_keep_every_bit(tmp_path, dtype, shape, compression):
    pixels = _numbers(dtype, shape)
    path = tmp_path / "a.tif"
    cv2.imwrite(str(path), pixels, [cv2.IMWRITE_TIFF_COMPRESSION, compression])
    read = _stored(path)
    assert read.dtype == pixels.dtype
    assert np.array_equal(read, _swapped(pixels))


@pytest.mark.parametrize("shape", [(33, 47), (33, 47, 3), (33, 47, 4)])
def test_pngs_of_16_bits_that_opencv_writes_keep_every_bit(tmp_path, shape):
    pixels = _numbers("u2", shape)
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), pixels)
    assert np.array_equal(_stored(path), _swapped(pixels))


def test_ppms_of_16_bits_that_opencv_writes_keep_every_bit(tmp_path):
    pixels = _numbers("u2", (9, 11, 3))
    path = tmp_path / "a.ppm"
    cv2.imwrite(str(path), pixels)
    assert np.array_equal(_stored(path), _swapped(pixels))


def test_opencv_reads_the_maps_we_export(tmp_path):
    values = _numbers("f4", (20, 31))
    export_map(tmp_path / "a.tiff", values)
    assert np.array_equal(cv2.imread(str(tmp_path / "a.tiff"), cv2.IMREAD_UNCHANGED), values)
    scale = export_map(tmp_path / "a.png", values).scale
    numbers = cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_UNCHANGED)
    assert numbers.dtype == np.uint16
    image, facts = load_image_with_facts(tmp_path / "a.png")
    assert np.array_equal(image[0] * facts.white, numbers)
    step = (scale[1] - scale[0]) / 65535
    np.testing.assert_allclose(scale[0] + step * numbers, values, atol=0.501 * step)


def test_eight_bit_pictures_are_what_opencv_sees(tmp_path):
    pixels = RNG.integers(0, 256, (20, 31, 3), dtype=np.uint8)
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), pixels)
    assert np.array_equal(load_image(path) * 255, _swapped(pixels).transpose(2, 0, 1))


@pytest.mark.parametrize("size", [(5, 8), (10, 20), (40, 62)])
def test_resizing_is_opencv_s_area_and_linear(size):
    image = RNG.random((1, 20, 40), dtype=np.float32)
    smaller = size[0] < 20
    method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    expected = cv2.resize(image[0], size[::-1], interpolation=method)
    np.testing.assert_allclose(resize_picture(image, size)[0], expected, atol=2e-3)


def test_levels_are_a_lookup_table():
    image = (np.arange(256, dtype=np.float32) / np.float32(255)).reshape(1, 16, 16)
    table = np.clip((np.arange(256) - 20) / 180, 0, 1) ** (1 / 1.5) * 255
    expected = cv2.LUT((image[0] * 255).astype(np.uint8), table.astype(np.float32))
    adjusted = adjust_levels(image, Levels(20 / 255, 200 / 255, 1.5))
    np.testing.assert_allclose(adjusted[0] * 255, expected, atol=1e-2)
