import numpy as np
import pytest

from filterlab.figures import MINUS, compact_number, exact_number, short_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6600.0, "6600"),
        (6600.0004, "6600"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.25, "0.25"),
        (-4 / 3, f"{MINUS}1.333"),
        (1e-4, "0.0001"),
        (10460.3, "10460"),
        (-10460.7, f"{MINUS}10461"),
        (9999.7, "10000"),
        (1234.56, "1235"),
        (9876543.2, "9876543"),
        (123456789.0, "1.235e+08"),
        (float("nan"), "nan"),
        (float("-inf"), f"{MINUS}inf"),
    ],
)
def test_a_number_is_written_in_few_characters(value: float, text: str):
    assert short_number(value) == text


def test_a_small_number_is_not_taken_for_nothing():
    assert short_number(3e-7) == "3e-07".replace("-", MINUS)


def test_rounding_noise_is_taken_for_nothing():
    assert short_number(-1.2e-17) == "0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.06, ".06"),
        (-0.0625, f"{MINUS}.062"),
        (30.0, "30"),
        (1500.0, "1500"),
        (123456.0, "1.2e5"),
        (-99999.5, f"{MINUS}1e5"),
        (1.2e9, "1.2e9"),
        (-3.2e-5, f"{MINUS}3.2e{MINUS}5"),
        (0.0, "0"),
        (float("-inf"), f"{MINUS}inf"),
    ],
)
def test_a_number_for_a_narrow_cell_has_no_character_that_says_nothing(value: float, text: str):
    assert compact_number(value) == text


@pytest.mark.parametrize("value", [0.1, 1 / 3, -6600.0, 1.2345678e-7, 3.4e38, 0.0])
def test_an_exact_number_reads_back_as_the_same_float(value: float):
    text = exact_number(value)
    assert np.float32(text.replace(MINUS, "-")) == np.float32(value)
    assert len(text) <= 14


def test_an_exact_number_has_no_more_digits_than_it_needs():
    assert [exact_number(value) for value in (0.1, 30.0, -0.25)] == ["0.1", "30", f"{MINUS}0.25"]
