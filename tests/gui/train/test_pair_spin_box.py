"""A box for height and width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from filterlab.gui.train.pair_spin_box import PairSpinBox


@pytest.fixture
def box(qtbot) -> PairSpinBox:
    """Return a box for paddings, on screen."""
    box = PairSpinBox(0, ("same", "valid"))
    qtbot.addWidget(box)
    box.show()
    return box


@pytest.mark.parametrize(
    ("typed", "value"),
    [("5", (5, 5)), ("3x5", (3, 5)), ("3 × 5", (3, 5)), ("4, 2", (4, 2)), ("same", "same"), ("0", (0, 0))],
)
def test_one_number_two_or_a_word_can_be_typed(box, qtbot, typed, value) -> None:
    box.set_value((7, 7))
    box.selectAll()
    with qtbot.waitSignal(box.value_chosen) as told:
        qtbot.keyClicks(box, typed)
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert told.args == [value]
    assert box.value == value


def test_what_is_no_size_gives_way_to_the_last_one(box, qtbot) -> None:
    box.set_value((2, 3))
    box.selectAll()
    qtbot.keyClicks(box, "sa")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value == (2, 3)
    assert box.lineEdit().text() == "2 × 3"


def test_the_arrows_change_both_numbers_down_to_the_least(box, qtbot) -> None:
    box.set_value((1, 2))
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert box.value == (2, 3)
    for _ in range(2):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.value == (0, 1)
    box.stepBy(-1)
    assert box.value == (0, 0)
    box.set_value("same")
    box.stepBy(1)
    assert box.value == (1, 1)


def test_setting_never_emits(box) -> None:
    heard: list[object] = []
    box.value_chosen.connect(heard.append)
    box.set_value((4, 4))
    box.set_value("same")
    assert heard == []
