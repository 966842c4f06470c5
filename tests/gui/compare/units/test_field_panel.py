"""The receptive field in the window."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QFileDialog

from filterlab.probes.units import measure_effective_field

from .conftest import PICTURES, add_run


def test_tooltips_are_read_in_several_short_lines(room) -> None:
    panel = room.bring("field")
    for widget in (panel.map, panel.table):
        lines = widget.toolTip().split("\n")
        assert len(lines) > 1
        assert max(map(len, lines)) <= 80


def test_the_influence_of_each_pixel_is_drawn_with_the_box_and_the_bell(room) -> None:
    panel = room.bring("field")
    room.followed.follow(room.workspace.document.runs[0].id, "conv2", 3)
    room.settle()
    asked = room.followed.asked
    images = room.followed.memory.load(asked.net.request).train.images
    *_others, last = measure_effective_field(asked.net.subject(), asked.unit, images)
    np.testing.assert_allclose(panel.map.values, last.strength, rtol=1e-4, atol=1e-6)
    box = panel.map._items.field.rect
    assert (box.top(), box.left(), box.height(), box.width()) == (8, 8, 14, 14)
    x, y = panel._bell.getData()
    assert abs(x.mean() - 0.5 - last.bell.column) < 0.2
    assert abs(y.mean() - 0.5 - last.bell.row) < 0.2
    assert "It can see 14 × 14 pixels, from row 8, column 8 on" in panel.words.text()
    assert "explains" in panel.words.text()
    assert f"{PICTURES} of {PICTURES} training pictures of strokes" in panel.status


def test_the_fields_of_all_layers_are_listed_and_that_of_the_unit_is_marked(room) -> None:
    panel = room.bring("field")
    room.followed.follow(room.workspace.document.runs[0].id, "pool1", 0)
    room.settle()
    texts = [[panel.table.item(row, column).text() for column in range(4)] for row in range(4)]
    assert texts == [
        ["conv1", "7 × 7", "1", "11, 11"],
        ["relu1", "7 × 7", "1", "11, 11"],
        ["pool1", "8 × 8", "2", "10, 10"],
        ["conv2", "14 × 14", "2", "8, 8"],
    ]
    assert panel.table.currentRow() == 2


def test_a_unit_that_never_fires_listens_to_nothing_and_a_table_of_one_that_does_is_written(
    room, tmp_path, monkeypatch
) -> None:
    panel = room.bring("field")
    path = tmp_path / "field.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(path), ""))
    panel.export.menu().actions()[1].trigger()
    assert len(path.read_text().splitlines()) == 28 * 28 + 1
    run = add_run(room.workspace.document, silence=4)
    room.followed.follow(run.id, "relu1", 4)
    room.settle()
    assert "changes with no pixel of any of the 40 pictures" in panel.message


def test_the_influence_under_the_mouse_is_told_with_its_unit(room) -> None:
    panel = room.bring("field")
    heard = []
    panel.value_hovered.connect(heard.append)
    panel.map.cell_hovered.emit(14, 14)
    assert heard[0].startswith("row 14, column 14: the answer changes by ")
