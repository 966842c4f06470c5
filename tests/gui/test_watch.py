"""What no one else caught: a sentence in the window, a traceback in the log."""

from __future__ import annotations

import logging
import sys
import threading

import pytest

from filterlab.errors import FilterLabError
from filterlab.gui.watch import ErrorReporter


@pytest.fixture
def reporter(qapp) -> ErrorReporter:
    """Return an installed reporter whose hooks are taken away after the test."""
    del qapp
    reporter = ErrorReporter()
    reporter.install()
    yield reporter
    reporter.remove()


def test_a_defect_is_told_without_a_traceback_and_logged_with_one(reporter, caplog) -> None:
    sentences: list[str] = []
    reporter.error_caught.connect(sentences.append)
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "ZeroDivisionError" in sentences[0]
    assert "Traceback" not in sentences[0]
    assert caplog.records[-1].exc_info is not None
    assert caplog.records[-1].levelno == logging.CRITICAL


def test_a_users_mistake_is_told_in_its_own_words(reporter) -> None:
    sentences: list[str] = []
    reporter.error_caught.connect(sentences.append)
    error = FilterLabError("The picture is empty; choose another.")
    sys.excepthook(type(error), error, None)
    assert sentences == ["The picture is empty; choose another."]


def test_a_thread_that_dies_is_told_too(reporter, qtbot) -> None:
    def die() -> None:
        raise RuntimeError("in a thread")

    with qtbot.waitSignal(reporter.error_caught) as caught:
        thread = threading.Thread(target=die)
        thread.start()
    thread.join()
    assert "RuntimeError" in caught.args[0]
