"""Rows and columns of a picture that do not count are hatched."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.overlays import HatchOverlay


def hatch_of(view: ArrayView) -> HatchOverlay:
    return next(item for item in view.canvas.scene().items() if isinstance(item, HatchOverlay))


def test_left_over_rows_and_columns_are_hatched_once_where_they_cross(qtbot) -> None:
    view = ArrayView("Picture")
    qtbot.addWidget(view)
    view.set_array(np.zeros((10, 8), np.float32), "grey")
    hatch = hatch_of(view)
    view.set_hatched(range(9, 10), range(6, 8))
    assert set(map(QRectF.getRect, hatch.rects)) == {(0, 9, 8, 1), (6, 0, 2, 9)}
    view.set_hatched(range(10, 10), range(6, 8))
    assert set(map(QRectF.getRect, hatch.rects)) == {(6, 0, 2, 10)}
    view.set_hatched(range(0), range(0))
    assert hatch.rects == ()


def test_another_picture_is_not_hatched_like_the_last(qtbot) -> None:
    view = ArrayView("Picture")
    qtbot.addWidget(view)
    hatch = hatch_of(view)
    for forget in (
        lambda: view.set_array(np.ones((5, 5), np.float32), "grey"),
        lambda: view.show_message("No"),
    ):
        view.set_array(np.zeros((10, 8), np.float32), "grey")
        view.set_hatched(range(9, 10), range(6, 8))
        forget()
        assert hatch.rects == ()


def test_a_hatch_has_lines_and_an_edge_on_screen(qtbot) -> None:
    view = ArrayView("Picture", colour_bar=False)
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.set_array(np.zeros((10, 10), np.float32), "grey", limits=(0.0, 1.0))
    view.show()
    qtbot.waitExposed(view)
    plain = view.canvas.grab().toImage()
    view.set_hatched(range(5, 10), range(0))
    hatched = view.canvas.grab().toImage()
    middle = plain.width() // 2
    lower = [(middle + x, plain.height() * 3 // 4 + y) for x in range(16) for y in range(16)]
    assert {plain.pixelColor(*point).name() for point in lower} == {"#000000"}
    assert len({hatched.pixelColor(*point).name() for point in lower}) > 1
    assert hatched.pixelColor(middle, plain.height() // 4).name() == "#000000"
