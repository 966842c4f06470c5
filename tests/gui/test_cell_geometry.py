"""Where cells lie."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF

from filterlab.gui.widgets.cell_geometry import CellGeometry


def test_cells_begin_on_whole_screen_pixels() -> None:
    for ratio in (1.0, 1.25, 1.5, 2.0):
        geometry = CellGeometry.fitted(7, 5, QRectF(1, 1, 251, 263), ratio)
        for edge in (geometry.left, geometry.top, geometry.side):
            assert edge * ratio == pytest.approx(round(edge * ratio), abs=1e-9)
        assert geometry.cell_at(geometry.rect((6, 4)).center()) == (6, 4)
        assert not geometry.contains(geometry.cell_at(QPointF(geometry.left - 1, geometry.top)))
        assert geometry.clamped((-3, 99)) == (0, 4)


def test_a_block_of_cells_covers_both_of_its_corners() -> None:
    geometry = CellGeometry.fitted(7, 5, QRectF(0, 0, 50, 70), 1.0)
    block = geometry.rect_of((1, 1), (3, 2))
    assert block == QRectF(10, 10, 20, 30)
    assert geometry.rect_of((3, 2), (1, 1)) == block
    assert geometry.rect_of((-1, 0), (0, 0)).top() == -10
