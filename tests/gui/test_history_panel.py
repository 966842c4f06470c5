"""The list of steps: one click goes back, another one forward again."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack

from filterlab.gui.design.editing import Editing
from filterlab.gui.design.history_panel import HistoryPanel
from filterlab.project import Document


def test_one_click_goes_back_to_any_step(qtbot) -> None:
    document = Document()
    document.insert_filter(document.make_filter("One", np.zeros((1, 1, 1))))
    stack = QUndoStack()
    editing = Editing(document, stack)
    panel = HistoryPanel(stack)
    qtbot.addWidget(panel)
    panel.resize(230, 200)
    panel.show()
    for value, name in ((1, "Paint"), (2, "Line"), (3, "Fill")):
        editing.change(document.current_filter, np.full((1, 1, 1), value, dtype=np.float32), name)
    model = panel.view.model()
    names = [model.data(model.index(row, 0)) for row in range(model.rowCount())]
    assert names == ["Beginning", "Paint", "Line", "Fill"]

    def click(row: int) -> float:
        place = panel.view.visualRect(model.index(row, 0)).center()
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        return float(document.current_filter.weights[0, 0, 0])

    assert [click(1), click(0), click(3), click(2)] == [1, 0, 3, 2]
    assert stack.index() == 2


def test_the_panel_has_a_title_and_names_its_list(qtbot) -> None:
    panel = HistoryPanel(QUndoStack())
    qtbot.addWidget(panel)
    assert panel.key == "history"
    assert panel.title() == panel.view.accessibleName() == "History"
    panel.tell_nothing("")
    panel.set_seen(True)
    panel.set_seen(False)
