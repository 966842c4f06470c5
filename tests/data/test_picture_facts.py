"""What a file was is told together with its picture, and PNG and PPM of 16 bits keep every bit."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from filterlab.data.images import load_image, load_image_with_facts
from filterlab.data.picture_facts import PictureFacts
from filterlab.errors import FilterLabError

RNG = np.random.default_rng(21)
GREY, RGB, GREY_ALPHA, RGB_ALPHA = 0, 2, 4, 6


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png16(pixels, colour_type, *, extra=b"", filtered=0):
    height, width, samples = pixels.shape
    rows = pixels.astype(">u2").view(np.uint8).reshape(height, -1)
    if filtered == 2:
        rows = np.diff(rows, axis=0, prepend=np.uint8(0))
    if filtered == 1:
        step = 2 * samples
        rows = rows - np.pad(rows, ((0, 0), (step, 0)))[:, :-step]
    data = b"".join(bytes([filtered]) + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + extra
        + _chunk(b"IDAT", zlib.compress(data))
        + _chunk(b"IEND", b"")
    )


def _facts(tmp_path, picture, name, **options):
    path = tmp_path / name
    picture.save(path, **options)
    return load_image_with_facts(path)[1]


@pytest.mark.parametrize("filtered", [0, 1, 2])
def test_a_png_of_16_bit_colours_keeps_every_bit(tmp_path, filtered):
    pixels = RNG.integers(0, 65536, (5, 7, 3), dtype=np.uint16)
    path = tmp_path / "a.png"
    path.write_bytes(_png16(pixels, RGB, filtered=filtered))
    image, facts = load_image_with_facts(path)
    assert np.array_equal(image * 65535, pixels.transpose(2, 0, 1))
    assert (facts.bits, facts.kept_bits, facts.white, facts.colours) == (16, 16, 65535, "RGB")
    assert (facts.lowest, facts.highest) == (pixels.min(), pixels.max())


@pytest.mark.parametrize(("colour_type", "samples"), [(GREY_ALPHA, 2), (RGB_ALPHA, 4)])
def test_a_png_of_16_bits_with_alpha_keeps_every_bit_of_opaque_pixels(tmp_path, colour_type, samples):
    pixels = RNG.integers(0, 65536, (5, 7, samples), dtype=np.uint16)
    pixels[:, :, -1] = 65535
    pixels[0, 0, -1] = 0
    path = tmp_path / "a.png"
    path.write_bytes(_png16(pixels, colour_type))
    image, facts = load_image_with_facts(path)
    expected = pixels[:, :, :-1].transpose(2, 0, 1).copy()
    expected[:, 0, 0] = 65535
    assert np.array_equal(image * 65535, expected)
    assert facts.has_alpha
    assert facts.channels == samples - 1


def test_a_16_bit_colour_named_transparent_is_matched_in_all_its_bits(tmp_path):
    pixels = np.array([[[256, 512, 768], [256, 512, 769]]], dtype=np.uint16)
    path = tmp_path / "a.png"
    path.write_bytes(_png16(pixels, RGB, extra=_chunk(b"tRNS", struct.pack(">HHH", 256, 512, 768))))
    image, facts = load_image_with_facts(path)
    assert facts.has_alpha
    assert image[:, 0, 0].tolist() == [1, 1, 1]
    assert np.array_equal(image[:, 0, 1] * 65535, pixels[0, 1])


def test_a_truncated_png_of_16_bits_is_damaged(tmp_path):
    content = _png16(RNG.integers(0, 65536, (40, 40, 3), dtype=np.uint16), RGB)
    path = tmp_path / "a.png"
    for length in (len(content) // 2, 40, 20):
        path.write_bytes(content[:length])
        with pytest.raises(FilterLabError, match=r"damaged or cut short|not a picture"):
            load_image(path)


@pytest.mark.parametrize(
    ("content", "values", "bits"),
    [
        (b"P5 2 1 1023\n" + struct.pack(">HH", 1023, 512), [1023, 512], 10),
        (b"P2\n# made by hand\n2 1\n7\n7 # white\n3\n", [7, 3], 3),
        (b"P2 2 1 65535 65535 1000", [65535, 1000], 16),
        (b"P5 2 1 100\n\x64\xff", [100, 100], 7),
    ],
)
def test_a_pgm_keeps_its_own_numbers(tmp_path, content, values, bits):
    path = tmp_path / "a.pgm"
    path.write_bytes(content)
    image, facts = load_image_with_facts(path)
    assert [facts.file_value(value) for value in image[0, 0]] == values
    assert facts.bits == bits
    assert facts.format == "PPM"


def test_a_ppm_of_16_bit_colours_keeps_every_bit(tmp_path):
    pixels = RNG.integers(0, 65536, (3, 4, 3), dtype=np.uint16)
    path = tmp_path / "a.ppm"
    path.write_bytes(b"P6\n4 3\n65535\n" + pixels.astype(">u2").tobytes())
    assert np.array_equal(load_image(path) * 65535, pixels.transpose(2, 0, 1))


@pytest.mark.parametrize(
    "content", [b"P5 2 2 255\nabc", b"P2 2 2 255 1 2 3", b"P2 2 1 255 1 x", b"P6 9 9 65535\n"]
)
def test_a_ppm_with_too_few_numbers_is_damaged(tmp_path, content):
    path = tmp_path / "a.ppm"
    path.write_bytes(content)
    with pytest.raises(FilterLabError, match="damaged or cut short"):
        load_image(path)


def test_bits_of_small_greys_are_told_in_the_file_s_own_numbers(tmp_path):
    path = tmp_path / "a.png"
    rows = bytes([0, 0b00_01_10_11])
    header = struct.pack(">IIBBBBB", 4, 1, 2, GREY, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )
    image, facts = load_image_with_facts(path)
    assert (facts.bits, facts.lowest, facts.highest, facts.white) == (2, 0, 3, 3)
    assert [facts.file_value(value) for value in image[0, 0]] == [0, 1, 2, 3]


def test_black_and_white_is_one_bit(tmp_path):
    facts = _facts(tmp_path, Image.fromarray(np.array([[True, False]])), "a.png")
    assert (facts.bits, facts.white, facts.highest) == (1, 1, 1)


def test_an_ordinary_picture_has_ordinary_facts(tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(np.array([[[10, 20, 30], [40, 50, 60]]], dtype=np.uint8)).save(path)
    _, facts = load_image_with_facts(path)
    assert facts == PictureFacts(
        format="PNG",
        file_bytes=path.stat().st_size,
        channels=3,
        height=1,
        width=2,
        bits=8,
        kept_bits=8,
        is_float=False,
        lowest=10,
        highest=60,
        black=0,
        white=255,
        colours="RGB",
        has_alpha=False,
        orientation=1,
        pages=1,
    )


@pytest.mark.parametrize(
    ("mode", "name", "colours"),
    [
        ("P", "a.png", "palette"),
        ("P", "a.gif", "palette"),
        ("CMYK", "a.jpg", "CMYK"),
        ("CMYK", "a.tif", "CMYK"),
    ],
)
def test_other_colours_than_rgb_are_named(tmp_path, mode, name, colours):
    facts = _facts(tmp_path, Image.new("RGB", (4, 3), (9, 200, 30)).convert(mode), name)
    assert facts.colours == colours
    assert facts.channels == 3
    assert facts.white == 255


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp", "a.tif"])
def test_frames_are_counted_and_the_first_is_taken(tmp_path, name):
    frames = [Image.new("RGB", (4, 3), colour) for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    path = tmp_path / name
    more = {"lossless": True} if name == "a.webp" else {}
    frames[0].save(path, save_all=True, append_images=frames[1:], **more)
    image, facts = load_image_with_facts(path)
    assert facts.pages == 3
    assert image[:, 0, 0].tolist() == [1, 0, 0]


def test_damage_behind_the_first_frame_does_not_hide_it(tmp_path):
    frames = [Image.fromarray(RNG.integers(0, 256, (30, 30, 3), dtype=np.uint8)) for _ in range(3)]
    path = tmp_path / "a.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    image, facts = load_image_with_facts(path)
    assert image.shape == (3, 30, 30)
    assert facts.pages is None


@pytest.mark.parametrize("name", ["a.jpg", "a.tif", "a.png"])
def test_a_turned_picture_says_so(tmp_path, name):
    exif = Image.Exif()
    exif[0x0112] = 6
    facts = _facts(tmp_path, Image.new("L", (40, 20)), name, exif=exif)
    assert facts.orientation == 6
    assert (facts.height, facts.width) == (40, 20)


def test_transparency_is_told(tmp_path):
    facts = _facts(tmp_path, Image.new("LA", (4, 3), (100, 50)), "a.png")
    assert facts.has_alpha
    # What was laid over white is a mixture, and no number of the file.
    assert facts.file_value(0.5) == 127.5
