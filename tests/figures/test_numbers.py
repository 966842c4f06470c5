import pytest

from filterlab.figures import MINUS, short_number


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
