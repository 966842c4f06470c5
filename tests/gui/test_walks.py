"""The whole story, once by mouse and once by keyboard: draw, look, train, compare."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QTabWidget, QWidget

from filterlab.gui.command_palette import CommandPalette
from filterlab.gui.main_window import MainWindow
from filterlab.gui.widgets.filter_list import FilterList
from filterlab.nets import build
from filterlab.project import starting_document

TRAINING_MS = 90_000
LEFT = Qt.MouseButton.LeftButton
NO_KEY, ALT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def window(qtbot) -> MainWindow:
    """Return an open window in front, its first response on screen."""
    window = MainWindow(starting_document())
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    # The walks begin elsewhere, so that choosing the mouse is a step of theirs.
    window.open_sample("zone-plate")
    qtbot.waitUntil(window.is_idle)
    yield window
    window.shut_down()
    window.close()


def explanation(window: MainWindow) -> str:
    """Return the text below the pictures."""
    labels = window.design.explanation.findChildren(QLabel)
    return " ".join(label.text() for label in labels if not label.isHidden())


def press(qtbot, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press a key wherever the focus is."""
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifier)


def type_text(qtbot, text: str) -> None:
    """Type a text wherever the focus is."""
    for letter in text:
        qtbot.keyClicks(QApplication.focusWidget(), letter)


def tab_to(qtbot, widget: QWidget) -> None:
    """Walk by the Tab key until a widget, or a part of it, has the focus."""
    for _ in range(120):
        focused = QApplication.focusWidget()
        if focused is widget or widget.isAncestorOf(focused):
            return
        press(qtbot, Qt.Key.Key_Tab)
    raise AssertionError(f"the Tab key never comes to {widget}")


def check_it_learned_and_compares(window: MainWindow) -> None:
    """The run is finished, its filters have moved, and each learned one names a hand-made one."""
    (run,) = window.document.runs
    assert run.state == "finished"
    assert len(run.steps) == run.started.total_steps
    untrained = build(run.request.net, np.random.default_rng(run.request.config.seed))
    assert not np.array_equal(run.parameters["conv1.weight"], untrained.parameters["conv1.weight"])
    tiles = window.compare.columns.columns[1].view.tiles
    assert len(tiles) == 8
    assert all(tile.note.startswith("nearest: ") and tile.figure for tile in tiles)


def test_the_story_by_mouse(window, qtbot) -> None:
    # Popups cannot grab the mouse offscreen, so the entry of the menu is triggered instead of clicked.
    next(a for a in window.findChildren(QAction) if a.text() == "Mouse").trigger()
    assert window.document.current_picture.source == "sample mouse"
    bank = window.design.bank.findChild(FilterList)
    for row in (1, 0):
        qtbot.mouseClick(bank.viewport(), LEFT, pos=bank.visualRect(bank.model().index(row, 0)).center())
        qtbot.waitUntil(window.is_idle)
    assert window.document.current_filter.name == "Curve detector"

    view = window.design.response_view
    # A new colour bar moves the map a little; look where it is after that.
    QApplication.processEvents()
    place = view.canvas.mapFromScene(view.view_box.mapViewToScene(QPointF(87 + 3.5, 41 + 3.5)))
    qtbot.mouseMove(view.canvas.viewport(), place + QPoint(40, 60))
    qtbot.mouseMove(view.canvas.viewport(), place)
    assert "= <b>6600</b>" in explanation(window)

    grid = window.design.kernel.grid
    qtbot.mouseClick(grid, Qt.MouseButton.RightButton, pos=grid.cell_rect(1, 4).center().toPoint())
    qtbot.waitUntil(window.is_idle)
    qtbot.mouseMove(view.canvas.viewport(), place + QPoint(40, 60))
    qtbot.mouseMove(view.canvas.viewport(), place)
    assert "= <b>5100</b>" in explanation(window)

    tabs = window.findChild(QTabWidget).tabBar()
    qtbot.mouseClick(tabs, LEFT, pos=tabs.tabRect(2).center())
    window.train.settings.pictures.setEditText("600")
    window.train.settings.epochs.setValue(1)
    qtbot.mouseClick(window.train.controls.train, LEFT)
    qtbot.waitUntil(window.is_idle, timeout=TRAINING_MS)

    qtbot.mouseClick(tabs, LEFT, pos=tabs.tabRect(3).center())
    qtbot.waitUntil(window.is_idle, timeout=TRAINING_MS)
    check_it_learned_and_compares(window)


def test_the_story_by_keyboard(window, qtbot) -> None:
    press(qtbot, Qt.Key.Key_1, ALT)
    press(qtbot, Qt.Key.Key_P, ALT)
    type_text(qtbot, "Mouse")
    assert window.document.current_picture.source == "sample mouse"
    bank = window.design.bank.findChild(FilterList)
    tab_to(qtbot, bank)
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Home)
    qtbot.waitUntil(window.is_idle)
    assert window.document.current_filter.name == "Curve detector"

    for row, column, words in ((42, 153, "sum <b>0</b>"), (41, 87, "= <b>6600</b>")):
        press(qtbot, Qt.Key.Key_R, ALT)
        press(qtbot, Qt.Key.Key_A, CTRL)
        type_text(qtbot, str(row))
        press(qtbot, Qt.Key.Key_Tab)
        press(qtbot, Qt.Key.Key_A, CTRL)
        type_text(qtbot, str(column))
        press(qtbot, Qt.Key.Key_Return)
        assert window.design.presenter.reading.pinned == (row, column)
        assert words in explanation(window)

    press(qtbot, Qt.Key.Key_K, ALT)
    assert QApplication.focusWidget() is window.design.kernel.grid
    before = window.document.current_filter.weights.copy()
    type_text(qtbot, "12.5")
    press(qtbot, Qt.Key.Key_Return)
    assert window.document.current_filter.weights[0, 0, 0] == 12.5
    press(qtbot, Qt.Key.Key_Z, CTRL)
    np.testing.assert_array_equal(window.document.current_filter.weights, before)

    press(qtbot, Qt.Key.Key_3, ALT)
    press(qtbot, Qt.Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier)
    # Without a screen a popup cannot take the keyboard.
    palette = next(
        w for w in QApplication.topLevelWidgets() if isinstance(w, CommandPalette) and w.isVisible()
    )
    qtbot.keyClicks(palette.line, "panel settings how")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    window.activateWindow()
    qtbot.waitUntil(lambda: not window.train.settings.visibleRegion().isEmpty())
    tab_to(qtbot, window.train.settings.pictures)
    press(qtbot, Qt.Key.Key_A, CTRL)
    type_text(qtbot, "600")
    tab_to(qtbot, window.train.settings.epochs)
    press(qtbot, Qt.Key.Key_A, CTRL)
    type_text(qtbot, "1")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(window.document.runs), timeout=TRAINING_MS)
    qtbot.waitUntil(window.is_idle, timeout=TRAINING_MS)
    assert window.document.runs[0].request.data.train_size == 600

    press(qtbot, Qt.Key.Key_4, ALT)
    qtbot.waitUntil(window.is_idle, timeout=TRAINING_MS)
    check_it_learned_and_compares(window)
