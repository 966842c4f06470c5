"""Pictures kept as NumPy's own arrays (.npy), with the numbers as they are."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from filterlab.data.decoders.stored import Origin, Stored, from_array
from filterlab.data.filter_arrays import NPY_DAMAGE, read_npy_header
from filterlab.data.preset_filters.formulas import MAX_KERNEL_SIZE
from filterlab.data.scaling import fixed_white
from filterlab.errors import FilterLabError

_MAGIC = b"\x93NUMPY"
# Bits of a whole number that a float32 has room for.
_WHOLE_BITS, _FLOAT_BITS = 24, 32


@dataclass(frozen=True)
class NpyPicture:
    """An array (H, W), (H, W, 1 to 4) or (1 or 3, H, W); its numbers are not read yet."""

    file: BinaryIO
    shape: tuple[int, ...]
    kind: np.dtype[np.generic]

    @property
    def is_channels_first(self) -> bool:
        """Whether the channels lie before rows and columns."""
        return len(self.shape) == 3 and self.shape[2] > 4

    @property
    def height(self) -> int:
        """Rows."""
        return self.shape[1] if self.is_channels_first else self.shape[0]

    @property
    def width(self) -> int:
        """Columns."""
        return self.shape[2] if self.is_channels_first else self.shape[1]

    @property
    def depth(self) -> int:
        """Numbers a pixel."""
        if len(self.shape) == 2:
            return 1
        return self.shape[0] if self.is_channels_first else self.shape[2]

    @property
    def working_bytes(self) -> int:
        """The array, and once more in this machine's order of bytes."""
        return 2 * self.height * self.width * self.depth * self.kind.itemsize

    def load(self) -> tuple[Stored, Origin]:
        """Read the numbers; see `OpenedPicture`."""
        self.file.seek(0)
        try:
            array = np.lib.format.read_array(self.file, allow_pickle=False)
        except NPY_DAMAGE as error:
            if isinstance(error, MemoryError):
                raise
            raise EOFError("not the array its header tells of") from error
        array = array.astype(array.dtype.newbyteorder("="), copy=False)
        if self.is_channels_first:
            array = array.transpose(1, 2, 0)
        bits = 1 if self.kind == np.bool_ else 8 * self.kind.itemsize
        is_float = self.kind.kind == "f"
        origin = Origin(
            format="NumPy",
            bits=bits,
            kept_bits=min(bits, _FLOAT_BITS if is_float else _WHOLE_BITS),
            is_float=is_float,
            colours="RGB" if self.depth >= 3 else "grey",
            has_alpha=self.depth in {2, 4},
            orientation=1,
            pages=1,
        )
        pixels = array.reshape(self.height, self.width, self.depth)
        return from_array(pixels, fixed_white(pixels.dtype)), origin


def open_npy(file: BinaryIO) -> NpyPicture | None:
    """Read the header of a .npy file; None if it is none.

    Raises
    ------
    FilterLabError
        The header is damaged, or tells of no picture.
    """
    file.seek(0)
    if file.read(len(_MAGIC)) != _MAGIC:
        return None
    file.seek(0)
    shape, kind = read_npy_header(file, "The array")
    picture = NpyPicture(file, shape, kind)
    fitting = {1, 3} if picture.is_channels_first else {1, 2, 3, 4}
    if len(shape) not in {2, 3} or 0 in shape or picture.depth not in fitting:
        raise FilterLabError(
            f"The array has the shape {shape}: a picture is (rows, columns), with 1 to 4 channels behind or "
            "1 or 3 before."
        )
    if kind.kind not in "biuf":
        raise FilterLabError(f"The array is of {kind}: a picture is made of whole or floating point numbers.")
    return picture


def is_picture_array(path: Path) -> bool:
    """Tell by its header whether a .npy file can only be a picture: two or three axes, one too long for a filter."""
    try:
        # A pipe would be waited for.
        if not path.is_file():
            return False
        with path.open("rb") as file:
            shape, _kind = read_npy_header(file, "The array")
    except (FilterLabError, OSError, ValueError):
        return False
    return len(shape) in {2, 3} and max(shape) > MAX_KERNEL_SIZE
