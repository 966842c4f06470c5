"""Every panel of what a unit sees writes the sheet with captions and the table that the command line writes."""

from __future__ import annotations

import csv

import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog

TITLES = {
    "patches": "What conv1 unit 0 of run 1, step 5 answers to most",
    "tuning": "What conv1 unit 0 of run 1, step 5 is tuned to",
    "noise": "What noise shows of conv1 unit 0 of run 1, step 5",
    "field": "The receptive field of conv1 unit 0 of run 1, step 5",
    "attribution": "in test picture 0 of strokes, to run 1, step 5",
    "climb": "What conv1 unit 0 of run 1, step 5 likes best",
}
COLUMNS = {
    "patches": {"rank", "picture", "answer"},
    "tuning": {"stimulus", "parameter", "answer"},
    "noise": {"channel", "from noise", "true"},
    "field": {"row", "column", "influence"},
    "attribution": {"row", "column", "gradient"},
    "climb": {"step", "answer 1", "answer 3"},
}
FIGURE, NUMBERS = 0, 1


def write(panel, monkeypatch, path, entry: int) -> None:
    """Write to a file by the menu."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(path), ""))
    panel.export.menu().actions()[entry].trigger()


def bring(room, key: str):
    """Bring a panel with its answer; a climb is made short."""
    panel = next(tool for tool in room.workspace.desk.tools if tool.key == key)
    if key == "climb":
        panel.form.sliders["steps"].set_value(16)
    if key == "noise":
        panel.count.setCurrentIndex(0)
    return room.bring(key)


@pytest.mark.parametrize("key", TITLES)
def test_a_panel_writes_its_figure_with_captions_and_its_numbers(room, tmp_path, monkeypatch, key) -> None:
    panel = bring(room, key)
    drawing, picture, table = (tmp_path / f"sheet{suffix}" for suffix in (".svg", ".png", ".csv"))
    write(panel, monkeypatch, drawing, FIGURE)
    write(panel, monkeypatch, picture, FIGURE)
    write(panel, monkeypatch, table, NUMBERS)
    assert TITLES[key] in drawing.read_text()
    with Image.open(picture) as image:
        assert image.width > 250
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert COLUMNS[key] <= set(rows[0])


def test_a_check_and_kept_curves_are_on_the_sheets_too(room, tmp_path, monkeypatch) -> None:
    panel = bring(room, "attribution")
    panel.check.setChecked(True)
    room.settle()
    drawing, table = tmp_path / "sheet.svg", tmp_path / "sheet.csv"
    write(panel, monkeypatch, drawing, FIGURE)
    write(panel, monkeypatch, table, NUMBERS)
    assert drawing.read_text().count("Random from the top") == 3
    assert table.read_text().startswith("row,column,learned,random to fc1,random to conv2,random to conv1\n")
    panel = bring(room, "tuning")
    panel.keep.click()
    room.choose(panel.bar.units, 3)
    write(panel, monkeypatch, drawing, FIGURE)
    assert "conv1 unit 0 of run 1" in drawing.read_text()
    assert "conv1 unit 3 of run 1" in drawing.read_text()


def test_a_file_that_cannot_be_written_is_told(room, tmp_path, monkeypatch) -> None:
    panel, said = bring(room, "field"), room.messages()
    write(panel, monkeypatch, tmp_path / "sheet.pdf", FIGURE)
    assert len(said) == 1
    assert ".png" in said[0]
