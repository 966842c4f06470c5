"""Lines of controls that break where the window ends."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from filterlab.gui.widgets.flow_layout import FlowLayout


@pytest.fixture
def flow(qtbot) -> QWidget:
    """Return a row of a low, a high and a low label, 60 pixels wide each."""
    holder = QWidget()
    layout = FlowLayout(holder, spacing=10)
    layout.setContentsMargins(0, 0, 0, 0)
    for height in (20, 40, 20):
        label = QLabel("x")
        label.setFixedSize(60, height)
        layout.addWidget(label)
    qtbot.addWidget(holder)
    holder.show()
    return holder


def places(flow: QWidget) -> list[tuple[int, int]]:
    return [(label.x(), label.y()) for label in flow.findChildren(QLabel)]


def test_low_controls_stand_in_the_middle_of_their_line(flow) -> None:
    flow.resize(400, 100)
    assert places(flow) == [(0, 10), (70, 0), (140, 10)]


def test_a_line_breaks_where_the_next_control_would_be_cut_off(flow) -> None:
    flow.resize(130, 100)
    assert places(flow) == [(0, 10), (70, 0), (0, 46)]
    assert flow.layout().heightForWidth(130) == 66
