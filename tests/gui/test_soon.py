"""One call for many changes of a moment."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from filterlab.gui.soon import Soon


@pytest.fixture
def owner(qapp) -> QObject:
    del qapp
    return QObject()


def test_many_changes_of_a_moment_become_one_call(owner) -> None:
    soon, calls = Soon(owner), []
    soon.came.connect(lambda: calls.append(soon.is_active))
    for _ in range(3):
        soon.start()
    assert soon.is_active
    assert not calls
    QCoreApplication.processEvents()
    assert calls == [False]
    soon.start()
    QCoreApplication.processEvents()
    assert len(calls) == 2


def test_a_call_that_was_stopped_does_not_come_and_one_started_after_that_comes_once(owner) -> None:
    soon, calls = Soon(owner), []
    soon.came.connect(lambda: calls.append(1))
    soon.start()
    soon.stop()
    QCoreApplication.processEvents()
    assert not calls
    soon.start()
    soon.stop()
    soon.start()
    QCoreApplication.processEvents()
    assert calls == [1]


def test_it_comes_before_the_next_drawing(owner, qtbot) -> None:
    order = []

    class Drawn(QWidget):
        def paintEvent(self, _event: object) -> None:
            order.append("drawn")

    widget = Drawn()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitUntil(lambda: bool(order))
    QCoreApplication.processEvents()
    order.clear()
    soon = Soon(owner)
    soon.came.connect(lambda: order.append("came"))
    widget.update()
    soon.start()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["came", "drawn"]
