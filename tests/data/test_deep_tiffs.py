"""TIFF files of 16, 32 and 64 bits keep every bit, however their numbers are laid out."""

import random
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from filterlab.data.decoding import read_stored
from filterlab.data.images import load_image, load_image_with_facts
from filterlab.errors import FilterLabError

UNCOMPRESSED, DEFLATE = 1, 8


def tiff_bytes(
    pixels,
    *,
    order="<",
    compression=UNCOMPRESSED,
    predictor=1,
    planar=False,
    tile=None,
    rows_per_strip=None,
    big=False,
    **tags,
):
    """Write (H, W, samples) numbers; `tags` override or add entries by name, None leaves one out."""
    height, width, samples = pixels.shape
    stored = pixels.astype(pixels.dtype.newbyteorder(order))
    planes = np.split(stored, samples, axis=2) if planar else [stored]
    strip = rows_per_strip or height
    blocks = []
    for plane in planes:
        if tile is None:
            parts = [plane[top : top + strip] for top in range(0, height, strip)]
        else:
            rows, columns = tile
            padded = np.pad(plane, ((0, -height % rows), (0, -width % columns), (0, 0)), mode="edge")
            parts = [
                padded[top : top + rows, left : left + columns]
                for top in range(0, height, rows)
                for left in range(0, width, columns)
            ]
        blocks += [_packed(np.ascontiguousarray(part), compression, predictor) for part in parts]
    entries = {
        "width": (256, 4, [width]),
        "height": (257, 4, [height]),
        "bits": (258, 3, [8 * pixels.dtype.itemsize] * samples),
        "compression": (259, 3, [compression]),
        "photometric": (262, 3, [2 if samples >= 3 else 1]),
        "samples": (277, 3, [samples]),
        "planar": (284, 3, [2 if planar else 1]),
        "predictor": (317, 3, [predictor]),
        "sample_format": (339, 3, [{"u": 1, "i": 2, "f": 3}[pixels.dtype.kind]] * samples),
    }
    if tile is None:
        entries |= {"strip_rows": (278, 4, [strip]), "offsets": (273, 4, []), "counts": (279, 4, [])}
    else:
        entries |= {"tile_width": (322, 4, [tile[1]]), "tile_height": (323, 4, [tile[0]])}
        entries |= {"offsets": (324, 4, []), "counts": (325, 4, [])}
    head = 16 if big else 8
    offsets = [head + sum(map(len, blocks[:index])) for index in range(len(blocks))]
    entries["offsets"] = (*entries["offsets"][:2], offsets)
    entries["counts"] = (*entries["counts"][:2], [len(block) for block in blocks])
    for name, entry in tags.items():
        if entry is None:
            del entries[name]
        else:
            entries[name] = entry
    return _joined(b"".join(blocks), sorted(entries.values()), order, big)


def _packed(block, compression, predictor):
    if predictor == 2:
        whole = block.view(f"{block.dtype.byteorder}u{block.dtype.itemsize}")
        difference = np.diff(whole, axis=1, prepend=whole.dtype.type(0))
        block = difference.astype(whole.dtype)
    if predictor == 3:
        rows, columns, samples = block.shape
        big_endian = block.astype(block.dtype.newbyteorder(">")).reshape(rows, columns * samples)
        table = big_endian.view(np.uint8).reshape(rows, columns * samples, -1).swapaxes(1, 2)
        line = table.reshape(rows, -1, samples)
        block = np.diff(line, axis=1, prepend=np.uint8(0))
    data = block.tobytes()
    return zlib.compress(data) if compression == DEFLATE else data


def _joined(data, entries, order, big):
    place, count_form, inline = ("Q", "Q", 8) if big else ("I", "H", 4)
    mark = b"II" if order == "<" else b"MM"
    head = mark + struct.pack(f"{order}{'HHH' if big else 'H'}", *((43, 8, 0) if big else (42,)))
    start = len(head) + struct.calcsize(f"={place}") + len(data)
    table = struct.pack(f"{order}{count_form}", len(entries))
    extra_at = start + len(table) + len(entries) * (4 + 2 * inline) + inline
    extra = b""
    for tag, kind, values in entries:
        packed = struct.pack(f"{order}{len(values)}{'H' if kind == 3 else 'I'}", *values)
        if len(packed) > inline:
            field = struct.pack(f"{order}{place}", extra_at + len(extra))
            extra += packed
        else:
            field = packed.ljust(inline, b"\0")
        table += struct.pack(f"{order}HH{place}", tag, kind, len(values)) + field
    return head + struct.pack(f"{order}{place}", start) + data + table + bytes(inline) + extra


def _stored(path):
    stored = read_stored(path).stored
    bands = [stored.rows(top, min(top + 5, stored.height)) for top in range(0, stored.height, 5)]
    return np.concatenate(bands)


def _random(dtype, shape, seed=0):
    rng = np.random.default_rng(seed)
    kind = np.dtype(dtype)
    if kind.kind == "f":
        return rng.normal(0, 100, shape).astype(kind)
    limits = np.iinfo(kind)
    return rng.integers(limits.min, limits.max, shape, dtype=kind, endpoint=True)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_every_layout_comes_back_bit_for_bit(tmp_path_factory, data):
    dtype = data.draw(st.sampled_from(["u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]))
    samples = data.draw(st.sampled_from([1, 3, 4]))
    height, width = data.draw(st.integers(1, 40)), data.draw(st.integers(1, 40))
    compression = data.draw(st.sampled_from([UNCOMPRESSED, DEFLATE]))
    predictors = [1] if compression == UNCOMPRESSED else [1, 2, *([3] if dtype[0] == "f" else [])]
    pixels = _random(dtype, (height, width, samples))
    content = tiff_bytes(
        pixels,
        order=data.draw(st.sampled_from("<>")),
        compression=compression,
        predictor=data.draw(st.sampled_from(predictors)),
        planar=data.draw(st.booleans()),
        tile=data.draw(st.sampled_from([None, (16, 32)])),
        rows_per_strip=data.draw(st.sampled_from([None, 7])),
        big=data.draw(st.booleans()),
        extra=(338, 3, [2]) if samples == 4 else (338, 3, [0]),
    )
    path = tmp_path_factory.mktemp("layout") / "a.tif"
    path.write_bytes(content)
    read = _stored(path)
    assert read.dtype == pixels.dtype
    assert np.array_equal(read, pixels)


def test_rgb_of_16_bits_comes_back_exactly_and_says_so(tmp_path):
    pixels = _random("u2", (6, 5, 3))
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(pixels))
    image, facts = load_image_with_facts(path)
    assert np.array_equal(image * 65535, pixels.transpose(2, 0, 1))
    assert (facts.format, facts.bits, facts.kept_bits, facts.colours) == ("TIFF", 16, 16, "RGB")
    assert (facts.lowest, facts.highest) == (pixels.min(), pixels.max())
    assert (facts.black, facts.white) == (0, 65535)
    assert [facts.file_value(value) for value in image[0, 0]] == pixels[0, :, 0].tolist()


def test_floats_within_0_and_1_are_kept_in_all_three_colours(tmp_path):
    pixels = np.random.default_rng(1).random((4, 5, 3), dtype=np.float32)
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(pixels))
    image, facts = load_image_with_facts(path)
    assert np.array_equal(image, pixels.transpose(2, 0, 1))
    assert facts.is_float
    assert (facts.black, facts.white) == (0, 1)


def test_floats_elsewhere_are_scaled_and_the_file_s_numbers_can_be_told(tmp_path):
    pixels = np.array([[[-1000.5], [0.0], [70000.25]]], dtype=np.float32)
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(pixels))
    image, facts = load_image_with_facts(path)
    assert (image.min(), image.max()) == (0, 1)
    assert (facts.black, facts.white) == (facts.lowest, facts.highest) == (-1000.5, 70000.25)
    told = [facts.file_value(value) for value in image[0, 0]]
    np.testing.assert_allclose(told, [-1000.5, 0, 70000.25], atol=71000 * 2**-24)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-(2**23), 2**23 - 1), min_size=2, max_size=9), st.sampled_from(["i4", "i8"]))
def test_whole_numbers_of_24_bits_can_be_told_exactly(tmp_path_factory, numbers, dtype):
    path = tmp_path_factory.mktemp("whole") / "a.tif"
    path.write_bytes(tiff_bytes(np.array(numbers, dtype).reshape(1, -1, 1)))
    image, facts = load_image_with_facts(path)
    if facts.black != facts.white:
        assert [facts.file_value(value) for value in image[0, 0]] == numbers


def test_numbers_of_32_bits_without_a_sign_do_not_turn_negative(tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(np.array([[[0], [2**31], [2**32 - 1]]], dtype=np.uint32)))
    image, facts = load_image_with_facts(path)
    np.testing.assert_allclose(image[0, 0], [0, 0.5, 1], atol=1e-9)
    assert (facts.white, facts.kept_bits) == (2**32 - 1, 24)


def test_where_0_is_white_whole_numbers_are_turned_round(tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(np.array([[[0], [65535]]], dtype=np.uint16), photometric=(262, 3, [0])))
    assert load_image(path).tolist() == [[[1, 0]]]


def test_the_page_is_turned_upright(tmp_path):
    pixels = _random("u2", (3, 5, 1))
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(pixels, orientation=(274, 3, [6])))
    image, facts = load_image_with_facts(path)
    assert facts.orientation == 6
    assert np.array_equal(image[0] * 65535, np.rot90(pixels[:, :, 0], -1))


def test_premultiplied_colours_look_like_plain_ones(tmp_path):
    alpha, colour = np.float32(0.25), np.float32(0.5)
    plain = np.array([[[colour, colour, colour, alpha]]], dtype=np.float32)
    multiplied = plain * np.array([alpha, alpha, alpha, 1], dtype=np.float32)
    images = []
    for kind, pixels in ((2, plain), (1, multiplied)):
        path = tmp_path / f"{kind}.tif"
        path.write_bytes(tiff_bytes(pixels, extra=(338, 3, [kind])))
        image, facts = load_image_with_facts(path)
        assert facts.has_alpha
        images.append(image[:, 0, 0])
    np.testing.assert_allclose(images, 1 - (1 - colour) * alpha)
    whole = np.array([[[8192, 8192, 8192, 16384]]], dtype=np.uint16)
    path.write_bytes(tiff_bytes(whole, extra=(338, 3, [1])))
    np.testing.assert_allclose(load_image(path)[:, 0, 0], 1 - 0.5 * 16384 / 65535, rtol=1e-4)


def test_bright_floats_with_alpha_keep_their_alpha(tmp_path):
    path = tmp_path / "a.tif"
    pixels = np.array([[[200, 200, 200, 1], [20, 20, 20, 0]]], dtype=np.float32)
    path.write_bytes(tiff_bytes(pixels, extra=(338, 3, [2])))
    np.testing.assert_allclose(load_image(path)[:, 0], [[200 / 255, 1]] * 3)


def test_samples_that_are_no_colours_are_left_out(tmp_path):
    pixels = _random("u2", (4, 4, 5))
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(pixels, extra=(338, 3, [0, 0])))
    assert np.array_equal(_stored(path), pixels[:, :, :3])


def test_four_samples_that_say_nothing_are_colour_and_alpha(tmp_path):
    pixels = _random("u2", (4, 4, 4))
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(pixels))
    assert np.array_equal(_stored(path), pixels)


def test_uncompressed_strips_may_leave_out_their_sizes(tmp_path):
    pixels = _random("u2", (9, 4, 3))
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(pixels, rows_per_strip=4, counts=None))
    assert np.array_equal(_stored(path), pixels)


def test_compressed_strips_are_unpacked_in_portions(tmp_path, monkeypatch):
    from filterlab.data.decoders import tiff

    monkeypatch.setattr(tiff, "_BYTES_AT_ONCE", 1000)
    for tile in (None, (16, 16)):
        pixels = _random("u2", (50, 40, 3))
        path = tmp_path / "a.tif"
        path.write_bytes(tiff_bytes(pixels, compression=DEFLATE, predictor=2, rows_per_strip=3, tile=tile))
        assert np.array_equal(_stored(path), pixels)


def test_pages_are_counted_and_the_first_is_taken(tmp_path):
    pages = [Image.fromarray(np.full((3, 4), value, np.uint16)) for value in (1000, 2000, 3000)]
    path = tmp_path / "a.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:])
    image, facts = load_image_with_facts(path)
    assert facts.pages == 3
    assert np.all(image * 65535 == 1000)


def test_pages_that_go_in_a_circle_are_not_counted(tmp_path):
    content = bytearray(tiff_bytes(_random("u2", (2, 2, 1))))
    (start,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, start)
    struct.pack_into("<I", content, start + 2 + 12 * entries, start)
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    _, facts = load_image_with_facts(path)
    assert facts.pages is None


@pytest.mark.parametrize(
    "lie",
    [
        {"strip_rows": (278, 4, [0])},
        {"width": (256, 4, [0])},
        {"samples": (277, 3, [2])},
        {"counts": (279, 4, [10**6])},
        {"offsets": (273, 4, [10**6])},
        {"height": (257, 4, [4000])},
    ],
)
def test_a_tiff_that_lies_is_damaged(tmp_path, lie):
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(_random("u2", (4, 4, 3)), **lie))
    with pytest.raises(FilterLabError, match="damaged or cut short"):
        load_image(path)


@pytest.mark.parametrize("predictor", [3, 9])
def test_an_impossible_predictor_is_damage(tmp_path, predictor):
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(_random("u2", (4, 4, 3)), compression=DEFLATE, predictor=predictor))
    with pytest.raises(FilterLabError, match="damaged or cut short"):
        load_image(path)


def test_a_huge_tiff_is_refused_by_its_tags(tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(
        tiff_bytes(_random("u2", (4, 4, 3)), width=(256, 4, [20_000]), height=(257, 4, [20_000]))
    )
    with pytest.raises(FilterLabError, match=r"damaged|20000 by 20000 pixels"):
        load_image(path)


def test_a_kind_of_tiff_nobody_reads_is_named(tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_bytes(_random("u2", (4, 4, 3)), bits=(258, 3, [24, 24, 24])))
    with pytest.raises(FilterLabError, match="a kind of TIFF that FilterLab cannot read"):
        load_image(path)


def test_12_bits_are_white_at_4095(tmp_path):
    # Two pixels, 4095 and 256, share three bytes.
    packed = np.frombuffer(bytes([0xFF, 0xF1, 0x00]), np.uint8).reshape(1, 3, 1)
    content = tiff_bytes(packed, width=(256, 4, [2]), bits=(258, 3, [12]))
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    image, facts = load_image_with_facts(path)
    np.testing.assert_allclose(image, [[[1, 256 / 4095]]], rtol=1e-6)
    assert (facts.bits, facts.white) == (12, 4095)


@pytest.mark.parametrize("compression", [UNCOMPRESSED, DEFLATE])
def test_mutated_files_are_read_or_refused_but_never_crash(tmp_path, compression):
    chance = random.Random(compression)
    whole = tiff_bytes(_random("u2", (9, 8, 3)), compression=compression, rows_per_strip=4)
    path = tmp_path / "a.tif"
    for _ in range(80):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 10))):
            data[chance.randrange(len(data))] = chance.choice((0, 255, chance.randrange(256)))
        path.write_bytes(data)
        try:
            image = load_image(path)
        except FilterLabError:
            continue
        assert 0 <= image.min() <= image.max() <= 1


@pytest.mark.parametrize("compression", [UNCOMPRESSED, DEFLATE])
def test_truncated_files_are_refused(tmp_path, compression):
    # The tags stand at the end, so the beginning is cut out of the middle.
    pixels = _random("u2", (30, 30, 3))
    whole = tiff_bytes(pixels, compression=compression)
    path = tmp_path / "a.tif"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FilterLabError, match=r"damaged or cut short|cannot read"):
        load_image(path)
