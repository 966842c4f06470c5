"""What may wait until a change has been drawn."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QObject

from filterlab.gui.afterwards import PACE_MS, Afterwards


@pytest.fixture
def owner(qapp) -> QObject:
    del qapp
    return QObject()


def test_many_changes_are_followed_once(owner, qtbot) -> None:
    afterwards, calls = Afterwards(owner), []
    afterwards.came.connect(lambda: calls.append(afterwards.is_active))
    with qtbot.waitSignal(afterwards.came):
        for _ in range(3):
            afterwards.start()
        assert afterwards.is_active
        QCoreApplication.processEvents()
        assert not calls
    assert calls == [False]


def test_changes_without_a_pause_are_followed_all_the_same(owner, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("filterlab.gui.afterwards.QUIET_MS", 10 * PACE_MS)
    afterwards, calls = Afterwards(owner), []
    afterwards.came.connect(lambda: calls.append(1))

    def change() -> bool:
        if not calls:
            afterwards.start()
        return bool(calls)

    # Only the pace can let it come: each change begins another pause, ten times as long.
    qtbot.waitUntil(change, timeout=8 * PACE_MS)


def test_what_was_stopped_does_not_come(owner, qtbot) -> None:
    stopped, other, calls = Afterwards(owner), Afterwards(owner), []
    stopped.came.connect(lambda: calls.append(1))
    stopped.start()
    stopped.stop()
    assert not stopped.is_active
    with qtbot.waitSignal(other.came):
        other.start()
    assert not calls
