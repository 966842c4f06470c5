"""Columns that are left out while there is no room for them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from filterlab.gui.widgets.column_fitting import ColumnFitting


@pytest.fixture
def table(qtbot) -> QTableWidget:
    """Return a table with four columns, of which the last may go first and then the second."""
    table = QTableWidget(1, 4)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    for column in range(4):
        table.setItem(0, column, QTableWidgetItem("0123456789"))
    ColumnFitting(table, (3, 1))
    qtbot.addWidget(table)
    table.resize(1000, 200)
    table.show()
    return table


def hidden(table: QTableWidget) -> list[int]:
    """Return which columns are left out."""
    return [column for column in range(4) if table.isColumnHidden(column)]


def test_columns_go_in_their_order_and_come_back(table, qtbot) -> None:
    qtbot.waitUntil(lambda: table.horizontalHeader().length() > 0)
    width = table.columnWidth(0)
    edge = table.width() - table.viewport().width()
    assert hidden(table) == []
    for columns, left_out in ((3.5, [3]), (2.5, [1, 3]), (1.5, [1, 3]), (5, [])):
        table.resize(round(columns * width) + edge, 200)
        qtbot.waitUntil(lambda left_out=left_out: hidden(table) == left_out)


def test_a_longer_text_makes_a_column_go(table, qtbot) -> None:
    table.resize(round(4.5 * table.columnWidth(0)) + table.width() - table.viewport().width(), 200)
    qtbot.waitUntil(lambda: hidden(table) == [])
    table.item(0, 0).setText("0123456789" * 2)
    qtbot.waitUntil(lambda: hidden(table) == [3])


def test_a_heading_counts_while_its_column_is_left_out(table, qtbot) -> None:
    table.setHorizontalHeaderLabels(["a", "b", "c", "a long heading of a column"])
    heading = table.horizontalHeader().sectionSizeHint(3)
    edge = table.width() - table.viewport().width()
    width = table.columnWidth(0)
    table.resize(round(3.5 * width) + edge, 200)
    qtbot.waitUntil(lambda: hidden(table) == [3])
    table.resize(3 * width + heading + edge - 5, 200)
    assert hidden(table) == [3]
    table.resize(3 * width + heading + edge + 5, 200)
    qtbot.waitUntil(lambda: hidden(table) == [])


def test_a_new_row_of_longer_words_makes_its_column_wider(table, qtbot) -> None:
    qtbot.waitUntil(lambda: table.horizontalHeader().length() > 0)
    table.insertRow(1)
    table.setItem(1, 1, QTableWidgetItem("0123456789" * 2))
    qtbot.waitUntil(lambda: table.columnWidth(1) >= table.sizeHintForColumn(1))
