"""Numbers as they are typed, and steps of a handy size."""

from __future__ import annotations

import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.gui.widgets.steps import handy_step, stepped
from filterlab.gui.widgets.typed_number import read_number


def test_steps_are_handy() -> None:
    cases = ((30, 1), (1, 0.05), (0, 0.05), (8, 0.2), (0.111, 0.005), (6600, 200))
    assert [handy_step(largest) for largest, _ in cases] == [step for _, step in cases]


def test_steps_stay_on_their_ladder_and_within_a_million() -> None:
    value = 0.0
    for _ in range(40):
        value = float(np.float32(stepped(value, 1, 0.05)))
    assert value == 2.0
    assert stepped(0.123, 1, 0.05) == pytest.approx(0.173)
    assert stepped(1e6, 1, 1.0) == 1e6
    assert stepped(3e6, -1, 1.0) == 3e6 - 1


def test_what_is_no_number_is_told_so() -> None:
    for text in ("", "-", "abc", "1 2", "1,5,2", "1.5,2", "1_0", "nan", "inf", "1/2/3", "/2", "0x1"):
        with pytest.raises(FilterLabError, match="is not a number; type one such as"):
            read_number(text)


def test_an_ambiguous_comma_and_impossible_numbers_are_refused() -> None:
    with pytest.raises(FilterLabError, match=r'"1,234" can mean two things; type 1234 or 1\.234'):
        read_number("1,234")
    with pytest.raises(FilterLabError, match="divides by 0"):
        read_number("1/0")
    for text in ("1e7", "1e999", "1e300/1e-300", "-1000000.5"):
        with pytest.raises(FilterLabError, match="too large"):
            read_number(text)
    assert read_number("0,125") == 0.125
    assert read_number("12,25") == 12.25
    assert read_number(" −3 ") == -3.0
    assert read_number("-1e6") == -1e6
