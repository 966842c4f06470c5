"""Where a TIFF file with more than 8 bits a number keeps its pixels, read from its tags."""

import struct
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import BinaryIO

import numpy as np

# How `struct` writes TIFF's types BYTE, SHORT, LONG and LONG8.
_NUMBERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
_MOST_ENTRIES = 65535
_MOST_COMPRESSED = 170_000_000
_LOSSLESS = {1, 5, 8, 32773, 32946, 34925, 50000}
_KINDS = {1: "u", 2: "i", 3: "f"}

PREMULTIPLIED, PLAIN_ALPHA = 1, 2
"""The two kinds of alpha among TIFF's extra samples."""


class Tag(IntEnum):
    """The tags that describe a page. Source: TIFF 6.0 (Adobe, 1992) and libtiff's tiff.h."""

    WIDTH = 256
    HEIGHT = 257
    BITS = 258
    COMPRESSION = 259
    PHOTOMETRIC = 262
    FILL_ORDER = 266
    STRIP_OFFSETS = 273
    ORIENTATION = 274
    SAMPLES = 277
    STRIP_ROWS = 278
    STRIP_BYTES = 279
    PLANAR = 284
    PREDICTOR = 317
    TILE_WIDTH = 322
    TILE_HEIGHT = 323
    TILE_OFFSETS = 324
    TILE_BYTES = 325
    EXTRA_SAMPLES = 338
    SAMPLE_FORMAT = 339


@dataclass(frozen=True)
class TiffLayout:
    """The first page of a TIFF file, as far as reading its numbers needs.

    Attributes
    ----------
    width, height : int
        Columns and rows as stored.
    samples : int
        Numbers of each pixel in the file.
    colours : int
        How many of them are colours: 1 or 3.
    alpha : int or None
        Which of them is alpha, from 0.
    alpha_kind : int
        `PREMULTIPLIED` or `PLAIN_ALPHA`.
    dtype : numpy.dtype
        Type of a number, in the file's byte order.
    white_is_zero : bool
        Whether 0 means white.
    is_planar : bool
        Whether each colour has strips or tiles of its own.
    predictor : int
        1 none, 2 differences of numbers, 3 differences of the bytes of floats.
    compression, fill_order : int
        As in the file.
    block_width, block_height : int
        Size of a tile, or of a strip as wide as the picture.
    is_tiled : bool
        Tiles or strips.
    offsets, counts : tuple of int
        Where the strips or tiles begin, and their bytes.
    orientation : int
        1 to 8, as in EXIF.
    """

    width: int
    height: int
    samples: int
    colours: int
    alpha: int | None
    alpha_kind: int
    dtype: np.dtype[np.generic]
    white_is_zero: bool
    is_planar: bool
    predictor: int
    compression: int
    fill_order: int
    block_width: int
    block_height: int
    is_tiled: bool
    offsets: tuple[int, ...]
    counts: tuple[int, ...]
    orientation: int

    @property
    def samples_together(self) -> int:
        """Numbers of a pixel that stand side by side in a strip or tile."""
        return 1 if self.is_planar else self.samples

    @property
    def planes(self) -> int:
        """Separate sets of strips or tiles."""
        return self.samples if self.is_planar else 1

    @property
    def blocks_across(self) -> int:
        """Tiles beside each other; 1 for strips."""
        return -(-self.width // self.block_width)

    @property
    def blocks_down(self) -> int:
        """Strips or tiles below each other."""
        return -(-self.height // self.block_height)

    @property
    def row_bytes(self) -> int:
        """Bytes of a row of one plane, up to the right edge of the last tile."""
        return self.blocks_across * self.block_width * self.samples_together * self.dtype.itemsize


def read_layout(file: BinaryIO) -> TiffLayout | None:
    """Read the tags of the first page; None for other files and for TIFF files with up to 8 bits a number.

    Raises
    ------
    ValueError
        Sizes or counts cannot be true.
    """
    length = file.seek(0, 2)
    order, is_big, place = read_head(file)
    if not order:
        return None
    tags = _read_tags(file, order, is_big, place, length)
    bits = set(tags.get(Tag.BITS, (1,)))
    kind = _KINDS.get(tags.get(Tag.SAMPLE_FORMAT, (1,))[0])
    if (
        len(bits) != 1
        or not bits <= {16, 32, 64}
        or kind is None
        or len(set(tags.get(Tag.SAMPLE_FORMAT, ()))) > 1
    ):
        return None
    dtype = np.dtype(f"{order}{kind}{bits.pop() // 8}")
    if (
        tags.get(Tag.PHOTOMETRIC, (1,))[0] not in {0, 1, 2}
        or tags.get(Tag.COMPRESSION, (1,))[0] not in _LOSSLESS
    ):
        return None
    layout = _layout(tags, dtype, length)
    block = layout.block_height * layout.row_bytes
    # Pillow unpacks no more than this at a time; its own modes, for grey, may do with a quarter.
    return None if layout.compression != 1 and block > _MOST_COMPRESSED else layout


def read_head(file: BinaryIO) -> tuple[str, bool, int]:
    """Read how a TIFF file begins.

    Returns
    -------
    order : str
        "<" or ">", the byte order as `struct` writes it; empty if the file is no TIFF.
    is_big : bool
        Whether places and counts have 64 bits (BigTIFF).
    place : int
        Where the first page's tags are.
    """
    file.seek(0)
    head = file.read(16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2], "")
    if not order or len(head) < 16:
        return "", False, 0
    (version,) = struct.unpack_from(f"{order}H", head, 2)
    if version == 43:
        return order, True, struct.unpack_from(f"{order}Q", head, 8)[0]
    return (order, False, struct.unpack_from(f"{order}I", head, 4)[0]) if version == 42 else ("", False, 0)


def read_entries(file: BinaryIO, order: str, place: int, *, is_big: bool) -> tuple[bytes, int]:
    """Read the table of a page's tags, and where the next page's is (0 after the last)."""
    file.seek(place)
    (count,) = _unpack(file, f"{order}{'Q' if is_big else 'H'}")
    if count > _MOST_ENTRIES:
        raise ValueError(f"a page of {count} tags")
    table = file.read(count * (20 if is_big else 12))
    (following,) = _unpack(file, f"{order}{'Q' if is_big else 'I'}")
    return table, following


def _read_tags(
    file: BinaryIO, order: str, is_big: bool, place: int, length: int
) -> dict[int, tuple[int, ...]]:
    """Read those tags of a page that `Tag` lists and that hold whole numbers."""
    table, _ = read_entries(file, order, place, is_big=is_big)
    entry = f"{order}HH{'Q' if is_big else 'I'}"
    inline = 8 if is_big else 4
    head = struct.calcsize(entry)
    tags: dict[int, tuple[int, ...]] = {}
    for start in range(0, len(table), head + inline):
        tag, kind, count = struct.unpack_from(entry, table, start)
        form = _NUMBERS.get(kind)
        if tag not in set(Tag) or form is None:
            continue
        size = count * struct.calcsize(f"={form}")
        if size > length:
            raise ValueError(f"tag {tag} claims {size} of {length} bytes")
        data = table[start + head : start + head + inline]
        if size > inline:
            file.seek(struct.unpack(f"{order}{'Q' if is_big else 'I'}", data)[0])
            data = file.read(size)
        tags[tag] = struct.unpack(f"{order}{count}{form}", data[:size])
    return tags


def _unpack(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _layout(tags: dict[int, tuple[int, ...]], dtype: np.dtype[np.generic], length: int) -> TiffLayout:
    def one(tag: int, default: int) -> int:
        return tags.get(tag, (default,))[0]

    width, height = tags[Tag.WIDTH][0], tags[Tag.HEIGHT][0]
    colours = 3 if one(Tag.PHOTOMETRIC, 1) == 2 else 1
    samples = one(Tag.SAMPLES, 1)
    if not colours <= samples <= 16 or width < 1 or height < 1:
        raise ValueError(f"{samples} samples, {width} columns, {height} rows")
    alpha, alpha_kind = _alpha(tags.get(Tag.EXTRA_SAMPLES), samples, colours)
    is_tiled = Tag.TILE_OFFSETS in tags
    layout = TiffLayout(
        width=width,
        height=height,
        samples=samples,
        colours=colours,
        alpha=alpha,
        alpha_kind=alpha_kind,
        dtype=dtype,
        white_is_zero=one(Tag.PHOTOMETRIC, 1) == 0,
        is_planar=samples > 1 and one(Tag.PLANAR, 1) == 2,
        predictor=1 if one(Tag.COMPRESSION, 1) == 1 else one(Tag.PREDICTOR, 1),
        compression=one(Tag.COMPRESSION, 1),
        fill_order=one(Tag.FILL_ORDER, 1),
        block_width=tags[Tag.TILE_WIDTH][0] if is_tiled else width,
        block_height=tags[Tag.TILE_HEIGHT][0] if is_tiled else min(one(Tag.STRIP_ROWS, height), height),
        is_tiled=is_tiled,
        offsets=tags[Tag.TILE_OFFSETS if is_tiled else Tag.STRIP_OFFSETS],
        counts=tags.get(Tag.TILE_BYTES if is_tiled else Tag.STRIP_BYTES, ()),
        orientation=one(Tag.ORIENTATION, 1) if 1 <= one(Tag.ORIENTATION, 1) <= 8 else 1,
    )
    return _checked(layout, length)


def _alpha(extra: tuple[int, ...] | None, samples: int, colours: int) -> tuple[int | None, int]:
    """Find the first alpha among the samples behind the colours; one behind RGB that says nothing is one, too."""
    if extra is None:
        return (3, PLAIN_ALPHA) if (samples, colours) == (4, 3) else (None, PLAIN_ALPHA)
    for index, kind in enumerate(extra[: samples - colours], start=colours):
        if kind in {PREMULTIPLIED, PLAIN_ALPHA}:
            return index, kind
    return None, PLAIN_ALPHA


def _checked(layout: TiffLayout, length: int) -> TiffLayout:
    """Make sure that the strips or tiles are all there and lie within the file."""
    if layout.block_width < 1 or layout.block_height < 1 or layout.predictor not in {1, 2, 3}:
        raise ValueError("strips or tiles of no size, or an unknown predictor")
    if layout.is_tiled and (
        layout.block_width > layout.width + 8192 or layout.block_height > layout.height + 8192
    ):
        raise ValueError("tiles far larger than the picture")
    if layout.predictor == 3 and layout.dtype.kind != "f":
        raise ValueError("floats expected")
    blocks = layout.planes * layout.blocks_across * layout.blocks_down
    counts = layout.counts
    if not counts and layout.compression == 1:
        counts = _whole_counts(layout)
    if len(layout.offsets) < blocks or len(counts) < blocks or sum(counts[:blocks]) > length:
        raise ValueError(f"{blocks} strips or tiles expected in {length} bytes")
    return replace(layout, offsets=layout.offsets[:blocks], counts=counts[:blocks])


def _whole_counts(layout: TiffLayout) -> tuple[int, ...]:
    """Tell the bytes of each strip or tile of an uncompressed file that leaves them out."""
    each = layout.block_width * layout.samples_together * layout.dtype.itemsize
    rows = [layout.block_height] * layout.blocks_down
    if not layout.is_tiled:
        rows[-1] = layout.height - layout.block_height * (layout.blocks_down - 1)
    return tuple(count * each for count in rows for _ in range(layout.blocks_across)) * layout.planes
