"""What holds for every test of the window: it leaves no window and no timer behind."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication

from filterlab.gui.theme import apply_theme, palette

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True, scope="session")
def young_garbage_only() -> None:
    """Keep what was imported out of every later collection, which would take longer than the test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_window_is_left(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    """Fail the test after which a window is open or a top-level widget's timer still ticks, and name it."""
    before = set(map(id, QApplication.topLevelWidgets()))
    yield
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        qapp.processEvents()
        gc.collect()
    left = [w for w in QApplication.topLevelWidgets() if id(w) not in before and w.isVisible()]
    names = [f"{type(w).__name__} {w.windowTitle()!r}" for w in left]
    assert not names, f"{request.node.nodeid} left windows open: {names}"
    ticking = [t for w in left for t in w.findChildren(QTimer) if t.isActive()]
    assert not ticking, f"{request.node.nodeid} left timers running: {ticking}"


@pytest.fixture(autouse=True)
def plain_light_theme(qapp: QApplication, qtbot: QtBot) -> None:
    """Start every test in the light theme."""
    del qtbot
    if qapp.style().objectName().lower() != "fusion" or qapp.palette() != palette(dark=False):
        apply_theme(qapp, "light")


@pytest.fixture
def stack(qapp: QApplication) -> QUndoStack:
    """Return an undo stack without steps."""
    del qapp
    return QUndoStack()
