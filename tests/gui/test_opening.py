"""What is said when a picture file is opened, and that a large one is not copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QUndoStack

from filterlab.gui.opening import open_as_kernel, open_file
from filterlab.project import Document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def stack(qapp) -> QUndoStack:
    """Return an undo stack."""
    assert qapp is not None
    return QUndoStack()


def test_an_ordinary_picture_is_opened_without_remarks(stack, tmp_path: Path) -> None:
    Image.new("L", (5, 4), 77).save(tmp_path / "plain.png")
    document = Document()
    assert open_file(document, stack, tmp_path / "plain.png") == "Picture plain.png opened"
    assert document.current_picture.pixels.shape == (1, 4, 5)


def test_depth_and_transparency_are_named(stack, tmp_path: Path) -> None:
    deep = (np.arange(20).reshape(4, 5) * 3000).astype(np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    Image.new("LA", (5, 4), (77, 100)).save(tmp_path / "glass.png")
    document = Document()
    assert open_file(document, stack, tmp_path / "deep.png").endswith(
        "opened, 16 bits, told in the file's own numbers, see Units"
    )
    assert "transparency laid over white" in open_file(document, stack, tmp_path / "glass.png")


def test_pages_behind_the_first_and_the_range_of_floats_are_named(stack, tmp_path: Path) -> None:
    first = Image.new("L", (5, 4), 10)
    first.save(tmp_path / "pages.tif", save_all=True, append_images=[Image.new("L", (5, 4), 20)])
    Image.fromarray(np.linspace(-2, 6, 20, dtype=np.float32).reshape(4, 5)).save(tmp_path / "float.tif")
    document = Document()
    assert "the first of 2 pages" in open_file(document, stack, tmp_path / "pages.tif")
    words = open_file(document, stack, tmp_path / "float.tif")
    assert "32-bit floating point" in words
    assert "−2 is black, 6 is white" in words


def deep_pictures(folder: Path) -> dict[str, tuple[Path, np.ndarray]]:
    """Write pictures of 16 bits, of whole numbers with a sign and of floats; return their files and numbers."""
    rng = np.random.default_rng(0)
    numbers = {
        "deep.png": rng.integers(0, 65536, (9, 8), dtype=np.uint16),
        "deep.tif": rng.integers(0, 65536, (9, 8), dtype=np.uint16),
        "signed.tif": rng.integers(-900, 40000, (9, 8), dtype=np.int32),
        "float.tif": rng.uniform(-3.2, 1.8, (9, 8)).astype(np.float32),
        "deep.pgm": rng.integers(0, 4096, (9, 8), dtype=np.uint16),
        "float.npy": rng.uniform(-3.2, 1.8, (9, 40)).astype(np.float32),
        "signed.npy": rng.integers(-900, 40000, (40, 8), dtype=np.int32),
    }
    for name, values in numbers.items():
        if name.endswith(".npy"):
            np.save(folder / name, values)
        elif name.endswith(".pgm"):
            (folder / name).write_bytes(b"P5 8 9 4095\n" + values.astype(">u2").tobytes())
        else:
            Image.fromarray(values).save(folder / name)
    return {name: (folder / name, values) for name, values in numbers.items()}


@pytest.mark.parametrize(
    "name", ["deep.png", "deep.tif", "signed.tif", "float.tif", "deep.pgm", "float.npy", "signed.npy"]
)
def test_a_picture_of_more_than_8_bits_is_told_in_its_files_numbers(stack, tmp_path: Path, name: str) -> None:
    path, numbers = deep_pictures(tmp_path)[name]
    document = Document()
    open_file(document, stack, path)
    assert document.units == "file"
    seen = document.current_picture.numbers_in("file") * np.float32(document.scale.factor)
    np.testing.assert_allclose(seen[0], numbers, rtol=1e-6, atol=5e-7)
    assert document.current_picture.pixels.max() <= 1
    assert document.current_picture.pixels.min() >= 0


def test_an_array_that_can_be_a_filter_is_one(stack, tmp_path: Path) -> None:
    np.save(tmp_path / "small.npy", np.ones((31, 31)))
    document = Document()
    assert open_file(document, stack, tmp_path / "small.npy") == "Filter small opened"


def test_whoever_counts_from_0_to_1_goes_on_doing_so(stack, tmp_path: Path) -> None:
    document = Document()
    document.set_units(1)
    open_file(document, stack, deep_pictures(tmp_path)["float.tif"][0])
    assert document.units == 1


def test_ordinary_pictures_change_no_units(stack, tmp_path: Path) -> None:
    Image.new("L", (5, 4), 77).save(tmp_path / "plain.png")
    Image.fromarray(np.linspace(0, 1, 20, dtype=np.float32).reshape(4, 5)).save(tmp_path / "unit.tif")
    document = Document()
    for name in ("plain.png", "unit.tif"):
        open_file(document, stack, tmp_path / name)
    assert document.units == 255


def test_a_file_with_the_same_shades_of_other_numbers_is_another_picture(stack, tmp_path: Path) -> None:
    shades, document = np.linspace(-1, 3, 20, dtype=np.float32).reshape(4, 5), Document()
    for factor in (1, 1, 2):
        Image.fromarray(shades * np.float32(factor)).save(tmp_path / "float.tif")
        open_file(document, stack, tmp_path / "float.tif")
    assert [picture.scale.white for picture in document.pictures] == [3, 6]


def test_a_picture_that_was_just_read_is_taken_over_and_not_copied(stack, tmp_path: Path) -> None:
    Image.new("L", (50, 40), 77).save(tmp_path / "plain.png")
    document = Document()
    open_file(document, stack, tmp_path / "plain.png")
    pixels = document.current_picture.pixels
    assert pixels.flags.owndata
    assert not pixels.flags.writeable
    assert document.add_picture("same", pixels).pixels is pixels


def test_a_small_picture_becomes_a_filter(stack, tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 128, 255]], np.uint8)).save(tmp_path / "kernel.png")
    document = Document()
    open_as_kernel(document, stack, tmp_path / "kernel.png", signed=True)
    np.testing.assert_allclose(document.current_filter.weights, [[[-1.0, 0.0, 1.0]]], atol=0.01)
