"""The pictures of a data set: only those in sight are drawn, and they are walked through with the keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from filterlab.data.dataset_facts import measure_pictures
from filterlab.gui.train import picture_browser
from filterlab.gui.train.data_sight import PartSight
from filterlab.gui.train.picture_browser import PictureBrowser


def make_part(count: int, side: int = 28) -> PartSight:
    """Return pictures of ten classes in turn, each of one grey."""
    labels = np.arange(count) % 10
    pictures = np.broadcast_to((labels * 20).astype(np.uint8)[:, None, None, None], (count, 1, side, side))
    facts = measure_pictures([(pictures[:10] / np.float32(255), labels[:10])], 10)
    return PartSight(count, pictures, labels, facts)


NAMES = tuple("abcdefghij")


@pytest.fixture
def browser(qtbot) -> PictureBrowser:
    """Return a browser of many pictures, on screen."""
    browser = PictureBrowser()
    qtbot.addWidget(browser)
    browser.resize(260, 200)
    browser.set_part(make_part(5000), NAMES, None, "none")
    browser.show()
    return browser


def test_only_the_rows_in_sight_are_drawn(browser, monkeypatch) -> None:
    drawn: list[int] = []
    real = picture_browser.draw_sheet

    def draw_sheet(images, *args, **settings):
        drawn.append(len(images))
        return real(images, *args, **settings)

    monkeypatch.setattr(picture_browser, "draw_sheet", draw_sheet)
    browser.grab()
    assert 0 < max(drawn) <= 6 * browser.grid().columns
    browser.verticalScrollBar().setValue(browser.verticalScrollBar().maximum())
    browser.grab()
    assert max(drawn) <= 6 * browser.grid().columns


def test_a_picture_is_drawn_where_it_lies_in_its_own_grey(browser) -> None:
    grid = browser.grid()
    image = browser.viewport().grab().toImage()
    for position in (1, 2, grid.columns):
        y, x = grid.place_of(position)
        grey = image.pixelColor(int(x + grid.cell_width / 2), int(y + grid.cell_height / 2))
        assert (grey.red(), grey.green(), grey.blue()) == (position % 10 * 20,) * 3


def test_one_class_alone_can_be_shown(browser) -> None:
    browser.set_part(make_part(100), NAMES, 3, "none")
    assert browser.shown.tolist() == list(range(3, 100, 10))
    assert browser.current == 3


def test_a_class_without_pictures_says_so(browser) -> None:
    browser.set_part(make_part(3), NAMES, 7, "No picture of h is kept back.")
    assert browser.message == "No picture of h is kept back."
    assert browser.current == -1
    browser.grab()


def test_the_arrow_keys_walk_and_keep_the_picture_in_sight(browser, qtbot) -> None:
    columns = browser.grid().columns
    heard: list[int] = []
    browser.picture_chosen.connect(heard.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(browser, key)
    assert heard == [1, 1 + columns, columns, 4999, 0]
    assert browser.verticalScrollBar().value() == 0
    qtbot.keyClick(browser, Qt.Key.Key_PageDown)
    assert heard[-1] % columns == 0
    assert browser.verticalScrollBar().value() > 0


def test_a_click_chooses_the_picture_under_it(browser, qtbot) -> None:
    grid = browser.grid()
    y, x = grid.place_of(grid.columns + 1)
    with qtbot.waitSignal(browser.picture_chosen) as told:
        qtbot.mouseClick(browser.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(x) + 9, int(y) + 9))
    assert told.args == [grid.columns + 1]
