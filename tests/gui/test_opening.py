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
    assert open_file(document, stack, tmp_path / "deep.png").endswith("opened, 16 bits")
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
