"""A slider under a film: a click goes there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from filterlab.gui.widgets.scrubber import Scrubber

LEFT = Qt.MouseButton.LeftButton
WIDTH = 300


@pytest.fixture
def scrubber(qtbot) -> Scrubber:
    """Return a scrubber of 1001 positions in sight, at 0."""
    scrubber = Scrubber()
    qtbot.addWidget(scrubber)
    scrubber.setRange(0, 1000)
    scrubber.setPageStep(10)
    scrubber.resize(WIDTH, 24)
    scrubber.show()
    return scrubber


def test_a_click_goes_there_and_not_one_page_towards_it(scrubber, qtbot) -> None:
    for x, position in ((WIDTH // 2, 500), (WIDTH - 1, 1000), (0, 0)):
        qtbot.mouseClick(scrubber, LEFT, pos=QPoint(x, 12))
        assert scrubber.value() == pytest.approx(position, abs=10)


def test_a_press_goes_on_as_a_drag(scrubber, qtbot) -> None:
    qtbot.mousePress(scrubber, LEFT, pos=QPoint(WIDTH // 2, 12))
    assert scrubber.isSliderDown()
    qtbot.mouseMove(scrubber, QPoint(WIDTH * 3 // 4, 12))
    assert scrubber.value() == pytest.approx(760, abs=20)
    qtbot.mouseRelease(scrubber, LEFT, pos=QPoint(WIDTH * 3 // 4, 12))
    assert not scrubber.isSliderDown()


def test_a_click_on_the_handle_moves_nothing(scrubber, qtbot) -> None:
    scrubber.setValue(500)
    qtbot.mouseClick(scrubber, LEFT, pos=QPoint(WIDTH // 2 + 3, 12))
    assert scrubber.value() == 500
