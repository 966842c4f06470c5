"""TIFF files with more than 8 bits a number: grey and RGB, whole numbers and floats of 16, 32 and 64 bits."""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np

from filterlab.data.decoders.stored import DAMAGE, Origin, Stored
from filterlab.data.decoders.tiff_layout import (
    PREMULTIPLIED,
    Tag,
    TiffLayout,
    read_entries,
    read_head,
    read_layout,
)

if TYPE_CHECKING:
    from PIL.TiffImagePlugin import TiffImageFile

Rows = Callable[[int, int], np.ndarray]

_SHORT, _LONG = 3, 4
_SHORT_TAGS = {Tag.BITS, Tag.COMPRESSION, Tag.PHOTOMETRIC, Tag.FILL_ORDER, Tag.SAMPLES}
# Compressed strips and tiles are unpacked in portions of about this many bytes.
_BYTES_AT_ONCE = 1 << 25
# A float32 holds whole numbers of 24 bits exactly.
_WHOLE_BITS, _FLOAT_BITS = 24, 32


@dataclass(frozen=True)
class DeepTiff:
    """Such a file: Pillow has no modes for most of them, so its rows are taken as plain bytes and put together.

    Compressed strips and tiles go through Pillow's libtiff under a description of ours, in which every byte is
    a grey pixel; predictors are undone here. Source of the format: TIFF 6.0 (Adobe, 1992) and TIFF Technical
    Note 3 for the predictor of floats.
    """

    file: BinaryIO
    layout: TiffLayout

    @property
    def width(self) -> int:
        """Columns as stored."""
        return self.layout.width

    @property
    def height(self) -> int:
        """Rows as stored."""
        return self.layout.height

    @property
    def working_bytes(self) -> int:
        """The compressed bytes and the decoded ones are there at the same time."""
        layout = self.layout
        return (
            layout.planes * layout.row_bytes * layout.blocks_down * layout.block_height + 4 * _BYTES_AT_ONCE
        )

    def load(self) -> tuple[Stored, Origin]:
        """Decode the pixels; see `OpenedPicture`."""
        layout = self.layout
        planes = [_plane(self.file, layout, plane) for plane in range(layout.planes)]
        kept = [*range(layout.colours), *([] if layout.alpha is None else [layout.alpha])]
        native = layout.dtype.newbyteorder("=")

        def rows(top: int, bottom: int) -> np.ndarray:
            numbers = [_numbers(plane(top, bottom), layout) for plane in planes]
            pixels = np.concatenate(numbers, axis=2) if len(numbers) > 1 else numbers[0]
            pixels = pixels[:, :, kept].astype(native, copy=False)
            if layout.white_is_zero and native.kind == "u":
                np.invert(pixels[:, :, 0], out=pixels[:, :, 0])
            if layout.alpha is not None and layout.alpha_kind == PREMULTIPLIED:
                _divide_by_alpha(pixels)
            return pixels

        stored = Stored(
            height=layout.height,
            width=layout.width,
            depth=len(kept),
            dtype=native,
            rows=rows,
            white=65535.0 if native == np.uint16 else None,
            orientation=layout.orientation,
        )
        bits = 8 * native.itemsize
        origin = Origin(
            format="TIFF",
            bits=bits,
            kept_bits=min(bits, _FLOAT_BITS if native.kind == "f" else _WHOLE_BITS),
            is_float=native.kind == "f",
            colours="RGB" if layout.colours == 3 else "grey",
            has_alpha=layout.alpha is not None,
            orientation=layout.orientation,
            pages=_pages_in(self.file),
        )
        return stored, origin


def open_deep_tiff(file: BinaryIO) -> DeepTiff | None:
    """Recognise such a file by its tags; None for any other file."""
    layout = read_layout(file)
    return None if layout is None else DeepTiff(file, layout)


def _plane(file: BinaryIO, layout: TiffLayout, plane: int) -> Rows:
    """Read the strips or tiles of a plane; the answer gives rows (n, row_bytes) of them as bytes."""
    blocks = layout.blocks_across * layout.blocks_down
    chosen = slice(plane * blocks, (plane + 1) * blocks)
    offsets, counts = layout.offsets[chosen], layout.counts[chosen]
    if layout.compression == 1 and layout.fill_order == 1 and not layout.is_tiled:
        whole = np.frombuffer(_gathered(file, offsets, counts), np.uint8)
        needed = layout.height * layout.row_bytes
        if whole.size < needed:
            raise EOFError(f"{needed} bytes expected, {whole.size} found")
        table = whole[:needed].reshape(layout.height, layout.row_bytes)
        return lambda top, bottom: table[top:bottom]
    table = np.empty((layout.blocks_down * layout.block_height, layout.row_bytes), np.uint8)
    step = max(1, _BYTES_AT_ONCE // (layout.block_height * layout.row_bytes))
    for first in range(0, layout.blocks_down, step):
        last = min(first + step, layout.blocks_down)
        some = slice(first * layout.blocks_across, last * layout.blocks_across)
        bottom = min(last * layout.block_height, layout.height)
        part = replace(layout, height=bottom - first * layout.block_height)
        picture = _as_grey_bytes(file, part, offsets[some], counts[some])
        table[first * layout.block_height : bottom] = np.asarray(picture)
    return lambda top, bottom: table[top:bottom]


def _gathered(
    file: BinaryIO, offsets: tuple[int, ...], counts: tuple[int, ...], head: bytes = b""
) -> bytearray:
    """Read strips or tiles one behind the other, after some bytes of ours."""
    # What `Path.open` gives can read into memory that is there already.
    source = cast("io.BufferedIOBase", file)
    gathered = bytearray(len(head) + sum(counts))
    gathered[: len(head)] = head
    position = len(head)
    with memoryview(gathered) as view:
        for offset, count in zip(offsets, counts, strict=True):
            source.seek(offset)
            if source.readinto(view[position : position + count]) != count:
                raise EOFError(f"{count} bytes expected at {offset}")
            position += count
    return gathered


def _as_grey_bytes(
    file: BinaryIO, layout: TiffLayout, offsets: tuple[int, ...], counts: tuple[int, ...]
) -> "TiffImageFile":
    """Let libtiff unpack a plane under a description that calls every byte a grey pixel."""
    from PIL.TiffImagePlugin import TiffImageFile

    picture = TiffImageFile(io.BytesIO(_gathered(file, offsets, counts, _description(layout, counts))))
    picture.load()
    return picture


def _description(layout: TiffLayout, counts: tuple[int, ...]) -> bytes:
    """Write the head of a TIFF file whose strips or tiles follow, each behind the one before."""
    pixel = layout.samples_together * layout.dtype.itemsize
    entries: dict[int, tuple[int, ...]] = {
        Tag.WIDTH: (layout.row_bytes,),
        Tag.HEIGHT: (layout.height,),
        Tag.BITS: (8,),
        Tag.COMPRESSION: (layout.compression,),
        Tag.PHOTOMETRIC: (1,),
        Tag.FILL_ORDER: (layout.fill_order,),
        Tag.SAMPLES: (1,),
    }
    offsets_tag = Tag.TILE_OFFSETS if layout.is_tiled else Tag.STRIP_OFFSETS
    if layout.is_tiled:
        entries |= {Tag.TILE_WIDTH: (layout.block_width * pixel,), Tag.TILE_HEIGHT: (layout.block_height,)}
        entries |= {Tag.TILE_OFFSETS: (), Tag.TILE_BYTES: counts}
    else:
        entries |= {Tag.STRIP_OFFSETS: (), Tag.STRIP_ROWS: (layout.block_height,), Tag.STRIP_BYTES: counts}
    arrays_start = 14 + 12 * len(entries)
    data_start = arrays_start + 8 * len(counts)
    entries[offsets_tag] = tuple(accumulate(counts[:-1], initial=data_start))
    table, arrays = b"", b""
    for tag, values in sorted(entries.items()):
        value = values[0] if len(values) == 1 else arrays_start + len(arrays)
        table += struct.pack("<HHII", tag, _SHORT if tag in _SHORT_TAGS else _LONG, len(values), value)
        if len(values) > 1:
            arrays += struct.pack(f"<{len(values)}I", *values)
    head = b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + bytes(4) + arrays
    return head.ljust(data_start, b"\0")


def _numbers(rows: np.ndarray, layout: TiffLayout) -> np.ndarray:
    """Turn rows of bytes into (n, width, samples together) numbers, tile by tile where a predictor needs it."""
    width = layout.block_width
    step = width * layout.samples_together * layout.dtype.itemsize
    blocks = [
        _block_numbers(np.ascontiguousarray(rows[:, left : left + step]), layout)
        for left in range(0, layout.row_bytes, step)
    ]
    joined = np.concatenate(blocks, axis=1) if len(blocks) > 1 else blocks[0]
    return joined[:, : layout.width]


def _block_numbers(block: np.ndarray, layout: TiffLayout) -> np.ndarray:
    n, _ = block.shape
    shape = (n, layout.block_width, layout.samples_together)
    dtype = layout.dtype
    if layout.predictor == 3:
        # The differences are of bytes, and the first bytes of all numbers stand before their second ones.
        summed = np.cumsum(block.reshape(n, -1, layout.samples_together), axis=1, dtype=np.uint8)
        planes = summed.reshape(n, dtype.itemsize, -1)
        return np.ascontiguousarray(planes.swapaxes(1, 2)).view(dtype.newbyteorder(">")).reshape(shape)
    if layout.predictor == 2:
        whole = np.dtype(f"u{dtype.itemsize}")
        differences = block.view(whole.newbyteorder(dtype.byteorder)).reshape(shape)
        return np.cumsum(differences, axis=1, dtype=whole).view(dtype.newbyteorder("="))
    return block.view(dtype).reshape(shape)


def _divide_by_alpha(pixels: np.ndarray) -> None:
    """Undo in place what premultiplied colours went through, where they can be told from their alpha."""
    white = 1.0 if pixels.dtype.kind == "f" else 2.0 ** (8 * pixels.dtype.itemsize) - 1
    alpha = pixels[:, :, -1:].astype(np.float64)
    see_through = (alpha > 0) & (alpha < white)
    if not see_through.any():
        return
    colours = pixels[:, :, :-1] * white / np.where(see_through, alpha, white)
    if pixels.dtype.kind != "f":
        colours = np.minimum(np.rint(colours), white)
    pixels[:, :, :-1] = colours.astype(pixels.dtype)


def _pages_in(file: BinaryIO) -> int | None:
    """Follow the chain of pages; None if it breaks off or bites its own tail."""
    seen: set[int] = set()
    try:
        order, is_big, place = read_head(file)
        while place and place not in seen:
            seen.add(place)
            _, place = read_entries(file, order, place, is_big=is_big)
    except DAMAGE:
        return None
    return None if place else len(seen)
