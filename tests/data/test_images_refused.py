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

from filterlab.data import decoding, images
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
    path.write_bytes(_png(700, 700, bytes(701 * 700)))
    # Pillow warns from its own limit on, which is half of ours; a low one spares the test 90 million pixels.
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 300_000)
    with pytest.warns(Image.DecompressionBombWarning):
        Image.open(path).close()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        image = load_image(path)
    assert image.shape == (1, 700, 700)


def test_too_little_memory_is_said_in_words(tmp_path, monkeypatch):
    path = tmp_path / "cat.png"
    path.write_bytes(_png(1, 1, b"\0\0"))

    def give_up(*_arguments):
        raise MemoryError

    monkeypatch.setattr(decoding, "_open", give_up)
    assert "needs more memory than is free" in _refusal(path)


def test_too_little_memory_is_said_before_it_is_taken(tmp_path, monkeypatch):
    path = tmp_path / "cat.png"
    path.write_bytes(_png(10_000, 10_000))
    monkeypatch.setattr("filterlab.engine.memory.available_bytes", lambda: 10**9)
    sentence = _refusal(path)
    assert "10000 by 10000 pixels and needs 1.3 GB of memory, but only 1.0 GB are free" in sentence


def test_too_little_memory_for_the_finished_picture_is_said_in_words(tmp_path, monkeypatch):
    path = tmp_path / "cat.png"
    path.write_bytes(_png(1, 1, b"\0\0"))

    def give_up(_stored):
        raise MemoryError

    monkeypatch.setattr(images, "scale_to_image", give_up)
    assert "needs more memory than is free" in _refusal(path)


def test_nan_in_a_float_tiff_is_refused_and_counted(tmp_path):
    path = tmp_path / "nan.tiff"
    Image.fromarray(np.array([[0, np.nan, np.inf]], dtype=np.float32)).save(path)
    assert "2 of the picture's 3 numbers are NaN or infinite" in _refusal(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "is an SVG drawing"),
        (b"\xef\xbb\xbf <svg/>", "export it as PNG first"),
        (b"<!DOCTYPE html><html></html>", "is a web page"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "is a HEIC, AVIF or video file"),
        (b"II*\0\x08\0\0\0" + bytes(40), "TIFF"),
    ],
)
def test_what_a_file_is_instead_of_a_picture_is_said(tmp_path, content, words):
    path = tmp_path / "cat.png"
    path.write_bytes(content)
    assert words in _refusal(path)


def test_a_file_that_vanishes_between_two_looks_is_missing(tmp_path, monkeypatch):
    path = tmp_path / "cat.png"
    path.write_bytes(_png(1, 1, b"\0\0"))
    opened = Path.open

    def vanish(self, *arguments, **options):
        self.unlink()
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", vanish)
    assert "There is no file" in _refusal(path)


def test_odd_characters_in_a_name_do_not_break_the_sentence(tmp_path):
    folder = tmp_path / "größe 图 ’\u2028"
    folder.mkdir()
    path = folder / "a\nb\t\x1b[31m.png"
    path.write_bytes(_png(2, 1, b"\0\0\xff"))
    assert load_image(path).tolist() == [[[0, 1]]]
    path.write_bytes(b"x")
    with pytest.raises(FilterLabError) as caught:
        load_image(path)
    sentence = str(caught.value)
    assert "größe 图" in sentence
    assert sentence.isprintable()


def test_a_name_that_is_no_text_is_shown_with_replacements(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/cat\xff.png"))
    with pytest.raises(FilterLabError) as caught:
        load_image(path)
    assert "cat\N{REPLACEMENT CHARACTER}.png" in str(caught.value)


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


@pytest.mark.parametrize(
    "name", ["a.png", "a.jpg", "a.bmp", "a.gif", "a.webp", "a.ppm", "palette.png", "a.pgm"]
)
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
