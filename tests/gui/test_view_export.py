"""What a view shows can be taken out as a picture, and nothing is lost when that fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QFontInfo
from PySide6.QtSvg import QSvgRenderer

from filterlab.errors import FilterLabError
from filterlab.gui.view_export import export_view
from filterlab.gui.widgets.array_view import ArrayView

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def view(qtbot) -> ArrayView:
    """Return a view of a small map."""
    view = ArrayView("Response")
    qtbot.addWidget(view)
    view.resize(320, 240)
    view.show()
    view.set_array(np.linspace(-1, 1, 20, dtype=np.float32).reshape(4, 5), "signed")
    return view


def test_a_png_has_the_size_of_the_view_and_its_colours(view, tmp_path: Path) -> None:
    export_view(view, tmp_path / "view.png")
    with Image.open(tmp_path / "view.png") as picture:
        assert picture.size == (320, 240)
        assert len(set(picture.convert("RGB").get_flattened_data())) > 10


def test_an_svg_is_one_a_browser_can_read_with_the_title_in_it(view, tmp_path: Path) -> None:
    export_view(view, tmp_path / "view.svg")
    assert QSvgRenderer(str(tmp_path / "view.svg")).isValid()
    text = (tmp_path / "view.svg").read_text(encoding="utf-8")
    assert "<title>Response</title>" in text
    assert "<text" in text


def test_text_in_an_svg_is_as_large_as_on_the_screen(view, tmp_path: Path) -> None:
    export_view(view, tmp_path / "view.svg")
    text = (tmp_path / "view.svg").read_text(encoding="utf-8")
    title = re.search(r'<text[^>]*font-size="([^"]*)"[^>]*>Response<', text)
    assert float(title.group(1)) == QFontInfo(view.font()).pixelSize()


def test_a_caption_stands_above_the_view(view, tmp_path: Path) -> None:
    for name in ("plain", "told"):
        caption = "A net that says four. " * 8 if name == "told" else ""
        for suffix in (".png", ".svg"):
            export_view(view, tmp_path / f"{name}{suffix}", caption)
    with Image.open(tmp_path / "plain.png") as plain, Image.open(tmp_path / "told.png") as told:
        assert told.width == plain.width
        assert told.height > plain.height + 3 * view.fontMetrics().height()
        below = told.crop((0, told.height - plain.height, told.width, told.height))
        assert list(below.convert("RGB").get_flattened_data()) == list(
            plain.convert("RGB").get_flattened_data()
        )
    assert "A net that says four." in (tmp_path / "told.svg").read_text(encoding="utf-8")


def test_another_ending_is_refused_by_name(view, tmp_path: Path) -> None:
    with pytest.raises(FilterLabError, match=r"cannot be written as \.tga; .* \.png or \.svg"):
        export_view(view, tmp_path / "view.tga")


def test_a_full_disk_is_told_and_the_old_file_stays(view, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "view.png"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FilterLabError, match="disk is full"):
        export_view(view, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
