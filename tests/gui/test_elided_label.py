"""Lines that are too long for their place."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetrics

from filterlab.gui.widgets.elided_label import elided

LINE = "218 × 218, from \N{MINUS SIGN}1407.25 to 9000, strongest"


@pytest.fixture
def metrics(qapp) -> QFontMetrics:
    del qapp
    return QFontMetrics(QFont())


def test_no_number_is_cut_in_two_however_narrow_it_is(metrics) -> None:
    whole = {"218", "1407.25", "9000"}
    for width in range(metrics.horizontalAdvance(LINE) + 1):
        shown = elided(metrics, LINE, width)
        words = shown.replace("…", " ").replace(",", " ").replace("\N{MINUS SIGN}", " ").split()
        assert {word for word in words if word[0].isdigit()} <= whole
        assert not shown.endswith("\N{MINUS SIGN}…")
        assert metrics.horizontalAdvance(shown) <= max(width, metrics.horizontalAdvance("…"))


def test_a_line_that_fits_is_shown_whole(metrics) -> None:
    assert elided(metrics, LINE, metrics.horizontalAdvance(LINE) + 1) == LINE


def test_words_are_cut_anywhere(metrics) -> None:
    shown = elided(metrics, "abcdefghijklmnop", metrics.horizontalAdvance("abcdefgh"))
    assert len(shown) > 4
    assert "abcdefghijklmnop".startswith(shown.removesuffix("…"))
