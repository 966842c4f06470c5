"""A file that is no usable picture is refused in one sentence that names it and the remedy."""

import os
import random
import struct
import threading
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filterlab.data import decoding
from filterlab.data.images import load_image
from filterlab.errors import FilterLabError


def _refusal(path):
    with pytest.raises(FilterLabError) as caught:
        load_image(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def _png(width, height, rows=b""):
    """A grey PNG that claims a size, whatever it holds."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_a_missing_file(tmp_path):
    assert "There is no file" in _refusal(tmp_path / "cat.png")


def test_a_folder(tmp_path):
    assert "is a folder: choose a picture inside it" in _refusal(tmp_path)


def test_an_empty_file(tmp_path):
    path = tmp_path / "cat.png"
    path.touch()
    assert "is empty (0 bytes)" in _refusal(path)


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "cat.png"
    path.write_bytes(_png(1, 1, b"\0\0"))

    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "may not be read: change its permissions" in _refusal(path)


def test_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert "is not an ordinary file" in _refusal(path)


def test_an_impossible_name():
    with pytest.raises(FilterLabError):
        load_image("cat\0.png")


@pytest.mark.parametrize("content", [b"x", b"hello, I am text", b"%PDF-1.7 ...", b"GIF", bytes(1000)])
def test_something_that_is_no_picture(tmp_path, content):
    path = tmp_path / "cat.png"
    path.write_bytes(content)
    assert "PNG, JPEG, BMP, GIF, TIFF, WebP or PPM" in _refusal(path)


def test_formats_outside_the_list_are_not_tried(tmp_path):
    path = tmp_path / "cat.ico"
    Image.new("RGB", (16, 16)).save(path)
    assert "is not a picture FilterLab can read" in _refusal(path)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.bmp", "a.tiff", "a.webp", "a.ppm"])
def test_a_truncated_picture(tmp_path, name):
    path = tmp_path / name
    pixels = np.random.default_rng(1).integers(0, 256, (60, 60, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert "damaged or cut short" in _refusal(path)


def test_an_oversized_picture_is_refused_by_its_header(tmp_path):
    path = tmp_path / "cat.png"
    path.write_bytes(_png(30000, 30000))
    sentence = _refusal(path)
    assert "30000 by 30000 pixels (900 million)" in sentence
    assert "limit of 175 million" in sentence


def test_an_oversized_webp_is_refused_before_its_canvas_is_made(tmp_path):
    path = tmp_path / "cat.webp"
    body = b"\x2f" + struct.pack("<I", 16382 | 16382 << 14) + bytes(41)
    chunk = b"WEBPVP8L" + struct.pack("<I", len(body)) + body
    path.write_bytes(b"RIFF" + struct.pack("<I", len(chunk)) + chunk)
    assert "limit of 175 million" in _refusal(path)


def test_a_large_picture_below_the_limit_is_read_without_a_warning(tmp_path, monkeypatch):
    path = tmp_path / "wide.png"
    path.write_bytes(_png(15, 10, bytes(16 * 10)))
    # Pillow warns from its own limit on, which is half of ours; a low one spares the test 90 million pixels.
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.warns(Image.DecompressionBombWarning):
        Image.open(path).close()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        image = load_image(path)
    assert image.shape == (1, 10, 15)


def test_too_little_memory_is_said_in_words(tmp_path, monkeypatch):
    path = tmp_path / "cat.png"
    path.write_bytes(_png(1, 1, b"\0\0"))

    def give_up(*_arguments):
        raise MemoryError

    monkeypatch.setattr(decoding, "_pixels_of", give_up)
    assert "needs more memory than is free" in _refusal(path)


def test_nan_in_a_float_tiff_is_refused(tmp_path):
    path = tmp_path / "nan.tiff"
    Image.fromarray(np.array([[0, np.nan]], dtype=np.float32)).save(path)
    assert "NaN" in _refusal(path)


def test_warnings_of_the_caller_stay_as_they_were(tmp_path):
    path = tmp_path / "cat.png"
    path.write_bytes(_png(1, 1, b"\0\0"))
    before = list(warnings.filters)
    threads = [threading.Thread(target=load_image, args=(path,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert warnings.filters == before


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.bmp", "a.gif", "a.webp", "a.ppm", "palette.png"])
def test_mutated_files_are_read_or_refused_but_never_crash(tmp_path, name):
    chance = random.Random(name)
    picture = Image.fromarray(np.random.default_rng(2).integers(0, 256, (9, 8, 3), dtype=np.uint8))
    if name == "palette.png":
        picture = picture.quantize(6)
    path = tmp_path / name
    picture.save(path)
    whole = path.read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 10))):
            data[chance.randrange(len(data))] = chance.choice((0, 255, chance.randrange(256)))
        path.write_bytes(data)
        try:
            image = load_image(path)
        except FilterLabError:
            continue
        assert image.ndim == 3
        assert 0 <= image.min() <= image.max() <= 1
