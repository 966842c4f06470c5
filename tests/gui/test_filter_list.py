"""The list of filters: thumbnails, choosing, renaming in place, removing."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit

from filterlab.gui.theme import apply_theme
from filterlab.gui.widgets.filter_list import FilterList

LEFT = Qt.MouseButton.LeftButton
SOBEL = np.array([[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]], dtype=np.float32)
ITEMS = [
    ("f1", "Sobel x", SOBEL),
    ("f2", "A name that is much too long for a narrow list of filters", np.ones((1, 5, 5), np.float32)),
    ("f3", "Colour", np.stack([np.eye(4), -np.eye(4), np.zeros((4, 4))]).astype(np.float32)),
    ("f4", "Grey", np.repeat(np.eye(6, dtype=np.float32)[np.newaxis], 3, axis=0)),
]


@pytest.fixture
def filters(qtbot) -> FilterList:
    view = FilterList()
    qtbot.addWidget(view)
    view.set_items(ITEMS)
    view.resize(170, 260)
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    return view


@pytest.fixture
def said(filters) -> list[tuple[str, ...]]:
    log: list[tuple[str, ...]] = []
    filters.filter_chosen.connect(lambda key: log.append(("chosen", key)))
    filters.rename_requested.connect(lambda key, name: log.append(("renamed", key, name)))
    filters.remove_requested.connect(lambda key: log.append(("removed", key)))
    return log


def row_rect(view: FilterList, row: int) -> QRect:
    return view.visualRect(view.model().index(row, 0))


def editor_of(view: FilterList) -> QLineEdit:
    return view.findChild(QLineEdit)


def test_a_click_chooses_a_filter(qtbot, filters, said) -> None:
    qtbot.mouseClick(filters.viewport(), LEFT, pos=row_rect(filters, 2).center())
    assert said == [("chosen", "f3")]
    assert filters.current_id == "f3"


def test_arrow_keys_choose_too(qtbot, filters, said) -> None:
    filters.set_current("f1")
    qtbot.keyClick(filters, Qt.Key.Key_Down)
    qtbot.keyClick(filters, Qt.Key.Key_Down)
    assert said == [("chosen", "f2"), ("chosen", "f3")]


def test_delete_asks_to_remove_and_removes_nothing_itself(qtbot, filters, said) -> None:
    filters.set_current("f2")
    qtbot.keyClick(filters, Qt.Key.Key_Delete)
    assert said == [("removed", "f2")]
    assert len(filters.names) == 4


def test_delete_in_an_empty_list_says_nothing(qtbot, filters, said) -> None:
    filters.set_items([])
    qtbot.keyClick(filters, Qt.Key.Key_Delete)
    assert not said


@pytest.mark.parametrize("way", ["F2", "double click", "method"])
def test_a_name_is_edited_in_place_and_asked_for(qtbot, filters, said, way) -> None:
    filters.set_current("f1")
    place = row_rect(filters, 0).center() + QPoint(20, 0)
    if way == "F2":
        qtbot.keyClick(filters, Qt.Key.Key_F2)
    elif way == "method":
        filters.rename_current()
    else:
        qtbot.mouseClick(filters.viewport(), LEFT, pos=place)
        qtbot.mouseDClick(filters.viewport(), LEFT, pos=place)
    editor = editor_of(filters)
    assert editor.text() == "Sobel x"
    assert row_rect(filters, 0).contains(editor.geometry())
    editor.selectAll()
    qtbot.keyClicks(editor, "my edge")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ("renamed", "f1", "my edge") in said)
    assert filters.names[0] == "Sobel x"


def test_an_unchanged_name_is_not_asked_for(qtbot, filters, said) -> None:
    filters.set_current("f1")
    filters.rename_current()
    qtbot.keyClick(editor_of(filters), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor_of(filters) is None)
    assert not said


def test_setters_never_emit(filters, said) -> None:
    filters.set_current("f3")
    filters.set_items(ITEMS[1:])
    filters.set_items([])
    filters.set_items(ITEMS)
    filters.update_item("f2", "other", SOBEL)
    filters.update_item("nobody", "other", SOBEL)
    filters.set_current("f4")
    filters.set_current("nobody")
    assert not said
    assert filters.current_id == ""


def test_rows_that_stay_are_kept(filters) -> None:
    tester = QAbstractItemModelTester(filters.model(), QAbstractItemModelTester.FailureReportingMode.Warning)
    filters.set_current("f3")
    resets: list[None] = []
    filters.model().modelReset.connect(lambda: resets.append(None))
    filters.set_items([ITEMS[3], ITEMS[2], ("f9", "New", SOBEL), ITEMS[0]])
    assert filters.names == ["Grey", "Colour", "New", "Sobel x"]
    assert filters.current_id == "f3"
    filters.set_items([ITEMS[0]])
    assert filters.names == ["Sobel x"]
    assert not resets
    assert tester.model() is filters.model()


def test_updating_one_filter_draws_no_other_again(filters) -> None:
    changed: list[tuple[int, int]] = []
    filters.model().dataChanged.connect(lambda a, b, _roles: changed.append((a.row(), b.row())))
    filters.update_item("f2", "Other", SOBEL)
    assert changed == [(1, 1)]
    assert filters.names[1] == "Other"


def test_a_thumbnail_has_one_colour_a_cell(filters) -> None:
    filters.clearFocus()
    picture = filters.viewport().grab().toImage()
    row = row_rect(filters, 0)
    line = [picture.pixelColor(x, row.center().y()) for x in range(row.left() + 6, row.left() + 42)]
    colours = [line[0].name()]
    for colour in line:
        if colour.name() != colours[-1]:
            colours.append(colour.name())
    assert len(colours) == 3
    assert line[3].blue() > line[3].red()
    assert line[-3].red() > line[-3].blue()


def test_a_long_name_is_shortened_and_the_tooltip_has_all_of_it(filters) -> None:
    index = filters.model().index(1, 0)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == f"{ITEMS[1][1]}, 5 × 5, ±1"
    assert filters.visualRect(index).width() <= filters.viewport().width()
    assert not filters.horizontalScrollBar().isVisible()


def test_screen_readers_hear_name_size_and_largest_weight(filters) -> None:
    sizes = [filters.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 2, 3)]
    assert sizes == ["Sobel x, 3 × 3, ±2", "Colour, 4 × 4 × 3, ±1", "Grey, 6 × 6 × 3, ±1"]


def test_the_list_can_be_drawn_in_the_dark(qapp, filters) -> None:
    apply_theme(qapp, "dark")
    try:
        filters.set_current("f3")
        assert not filters.grab().isNull()
    finally:
        apply_theme(qapp, "light")
        QApplication.processEvents()
