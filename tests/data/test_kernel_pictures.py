"""Small pictures become filters; everything larger is refused before it is decoded."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from filterlab.data import load_filter
from filterlab.data.kernel_pictures import (
    NOTE_KEYWORD,
    kernel_note,
    load_kernel_picture,
    weights_from_picture,
)
from filterlab.errors import FilterLabError

SIDES = st.tuples(st.integers(1, 31), st.integers(1, 31))


def _refusal(path, **options):
    with pytest.raises(FilterLabError) as caught:
        load_kernel_picture(path, **options)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert sentence.endswith(".")
    return sentence


def _header_claiming(width, height):
    """A PNG file that ends after its first part."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


@pytest.mark.parametrize(("signed", "expected"), [(False, [0, 128 / 255, 1]), (True, [-1, 0, 1])])
def test_grey_values_become_weights(tmp_path, signed, expected):
    path = tmp_path / "k.png"
    Image.fromarray(np.array([[0, 128, 255]], dtype=np.uint8)).save(path)
    weights = load_kernel_picture(path, signed=signed)
    assert weights.dtype == np.float32
    np.testing.assert_allclose(weights, [[expected]], rtol=1e-7)
    if not signed:
        assert np.array_equal(load_filter(path), weights)


def test_colours_become_three_channels_and_transparency_is_white(tmp_path):
    path = tmp_path / "k.png"
    Image.new("RGB", (2, 3), (255, 0, 128)).save(path)
    assert load_kernel_picture(path, signed=True)[:, 0, 0].tolist() == [1, -1, 0]
    assert load_kernel_picture(path).shape == (3, 3, 2)
    Image.new("RGBA", (2, 3), (255, 0, 0, 0)).save(path)
    assert np.all(load_kernel_picture(path) == 1)


@settings(max_examples=30, deadline=None)
@given(hnp.arrays(np.uint8, SIDES))
def test_signed_grey_is_exact_in_steps_of_a_127th(pixels):
    weights = weights_from_picture(pixels, "it", signed=True)
    steps = np.maximum(pixels.astype(int) - 128, -127)
    assert np.array_equal(weights[0], (steps / 127).astype(np.float32))


@settings(max_examples=30, deadline=None)
@given(hnp.arrays(np.uint16, SIDES))
def test_signed_grey_of_16_bits_is_exact_too(pixels):
    weights = weights_from_picture(pixels, "it", signed=True)
    steps = np.maximum(pixels.astype(int) - 32768, -32767)
    assert np.array_equal(weights[0], (steps / 32767).astype(np.float32))


def test_floats_have_their_middle_between_black_and_white():
    pixels = np.array([[0.0, 0.5, 1.0]])
    assert weights_from_picture(pixels, "it", signed=True).tolist() == [[[-1, 0, 1]]]


def test_a_picture_too_large_is_refused_by_its_first_bytes(tmp_path):
    path = tmp_path / "k.png"
    Image.new("L", (32, 5)).save(path)
    words = "has 32 by 5 pixels, and a filter 1 to 31 each way: cut a piece out of it or make it smaller"
    assert words in _refusal(path)
    path.write_bytes(_header_claiming(30_000, 30_000))
    assert "has 30000 by 30000 pixels" in _refusal(path)
    with pytest.raises(FilterLabError, match="has 40 by 3 pixels"):
        weights_from_picture(np.zeros((3, 40)), "it", signed=False)
    with pytest.raises(FilterLabError, match="has 0 by 0 pixels"):
        weights_from_picture(np.zeros(3), "it", signed=False)


def test_a_note_does_not_open_the_door_to_huge_pictures(tmp_path):
    path = tmp_path / "k.png"
    body = b"tEXt" + NOTE_KEYWORD.encode() + b"\0" + b"00000000 {}"
    part = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    path.write_bytes(_header_claiming(30_000, 30_000) + part)
    assert "has 30000 by 30000 pixels" in _refusal(path)


def test_what_is_no_whole_png_is_refused(tmp_path):
    path = tmp_path / "k.png"
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert "is not a whole PNG picture" in _refusal(path)
    Image.new("RGB", (5, 5)).save(tmp_path / "k.jpg")
    path.write_bytes((tmp_path / "k.jpg").read_bytes())
    assert "is not a whole PNG picture" in _refusal(path)
    path.write_bytes(b"")
    assert "is empty" in _refusal(path)
    path.write_bytes(bytes(2_000_000))
    assert "larger than 1000 kB" in _refusal(path)
    with pytest.raises(FilterLabError, match="There is no file"):
        load_kernel_picture(tmp_path / "missing.png")


def test_a_png_cut_short_anywhere_is_refused(tmp_path):
    path = tmp_path / "k.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (9, 9), dtype=np.uint8)).save(path)
    # The last bytes are checksums and an end mark: without them all pixels are still there.
    whole = path.read_bytes()
    for length in range(1, len(whole) - 24, 7):
        path.write_bytes(whole[:length])
        assert "PNG" in _refusal(path) or "damaged" in _refusal(path)


def _save_with_note(path, pixels, note):
    information = PngInfo()
    information.add_text("Comment", "something else")
    information.add_text(NOTE_KEYWORD, note)
    Image.fromarray(pixels).save(path, pnginfo=information)


def test_a_note_gives_the_weights_back_unless_the_picture_was_painted_over(tmp_path):
    path = tmp_path / "k.png"
    weights = np.random.default_rng(1).standard_normal((3, 4, 5)).astype(np.float32)
    pixels = np.random.default_rng(2).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    note = kernel_note(weights, pixels)
    _save_with_note(path, pixels, note)
    assert np.array_equal(load_kernel_picture(path), weights)
    assert np.array_equal(load_kernel_picture(path, signed=True), weights)
    pixels[0, 0, 0] ^= 1
    _save_with_note(path, pixels, note)
    assert load_kernel_picture(path).shape == (3, 9, 9)


@pytest.mark.parametrize("numbers", ["{}", "", "[" * 100_000, '{"weights": [[1e400]]}', "[[1]"])
def test_a_forged_note_gets_one_sentence(tmp_path, numbers):
    path = tmp_path / "k.png"
    pixels = np.zeros((3, 3), dtype=np.uint8)
    fingerprint = kernel_note(np.ones((1, 1, 1)), pixels).split(" ")[0]
    _save_with_note(path, pixels, f"{fingerprint} {numbers}")
    assert "\n" not in _refusal(path)
