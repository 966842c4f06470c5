"""Where cells lie, and which cells a line crosses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF

from filterlab.gui.widgets.cell_geometry import CellGeometry, cells_between


def test_cells_begin_on_whole_screen_pixels() -> None:
    for ratio in (1.0, 1.25, 1.5, 2.0):
        geometry = CellGeometry.fitted(7, 5, QRectF(1, 1, 251, 263), ratio)
        for edge in (geometry.left, geometry.top, geometry.side):
            assert edge * ratio == pytest.approx(round(edge * ratio), abs=1e-9)
        assert geometry.cell_at(geometry.rect((6, 4)).center()) == (6, 4)
        assert not geometry.contains(geometry.cell_at(QPointF(geometry.left - 1, geometry.top)))
        assert geometry.clamped((-3, 99)) == (0, 4)


def test_a_line_of_cells_is_straight_and_gapless() -> None:
    for end in ((0, 0), (5, 0), (0, -4), (3, 7), (-7, 3), (-2, -2)):
        cells = [(0, 0), *cells_between((0, 0), end)]
        assert cells[-1] == end
        assert len(cells) == max(abs(end[0]), abs(end[1])) + 1
        for i, (row, column) in enumerate(cells):
            exact = i / max(1, len(cells) - 1)
            assert abs(row - exact * end[0]) <= 0.5
            assert abs(column - exact * end[1]) <= 0.5
