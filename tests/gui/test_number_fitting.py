import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from filterlab.figures import MINUS
from filterlab.gui.widgets.number_fitting import TOO_LONG, fitted, fitting_text, sized

SIZES = (9, 15)


@pytest.fixture
def font(qapp: QApplication):
    return qapp.font()


def test_numbers_that_fit_are_written_with_three_digits_as_large_as_fits(font) -> None:
    small = fitted(np.full((3, 3), 0.123), font, (40, 40), SIZES)
    large = fitted(np.full((3, 3), 0.123), font, (80, 80), SIZES)
    assert small is not None
    assert large is not None
    assert small.text_of(0.123) == large.text_of(0.123) == "0.123"
    assert small.font.pixelSize() < large.font.pixelSize() == 15


def test_one_number_too_many_is_written_compactly_and_hides_no_other(font) -> None:
    weights = np.zeros((5, 5), dtype=np.float32)
    weights[1:4, 1:4] = 1
    weights[2, 2] = -0.0625
    side = QFontMetricsF(sized(font, 9)).horizontalAdvance(f"{MINUS}.062") + 2.5
    writing = fitted(weights, font, (side, side), SIZES)
    assert writing is not None
    assert [writing.text_of(value) for value in (0, 1, -0.0625)] == ["0", "1", f"{MINUS}.062"]


def test_an_odd_number_does_not_make_the_others_smaller_than_they_need_to_be(font) -> None:
    weights = np.zeros((7, 7))
    weights[2:6, 3] = 30
    weights[0, 0] = -1.2345e-11
    writing = fitted(weights, font, (36, 36), SIZES)
    assert writing is not None
    assert writing.text_of(-1.2345e-11) == TOO_LONG
    assert writing.font.pixelSize() > SIZES[0]


def test_a_number_that_cannot_fit_becomes_an_ellipsis_since_a_gap_would_read_as_a_zero(font) -> None:
    weights = np.ones((5, 5))
    weights[2, 2] = -1.2345e-30
    writing = fitted(weights, font, (20, 20), SIZES)
    assert writing is not None
    assert writing.text_of(-1.2345e-30) == "0", "what is nothing but rounding is written as 0"
    weights[2, 2] = -1.2345e-11
    writing = fitted(weights, font, (20, 20), SIZES)
    assert writing is not None
    assert (writing.text_of(1.0), writing.text_of(-1.2345e-11)) == ("1", TOO_LONG)


def test_no_number_is_written_where_many_of_those_that_count_are_too_long(font) -> None:
    weights = np.zeros((7, 7))
    weights[0, :4] = -1.2345e-11
    weights[1, :4] = 1
    assert fitted(weights, font, (20, 20), SIZES) is None
    weights[2:4] = 1
    assert fitted(weights, font, (20, 20), SIZES) is not None


def test_where_few_numbers_are_not_zero_some_of_them_may_be_too_long_but_not_all(font) -> None:
    weights = np.zeros((7, 7))
    weights[0, :2] = -1.2345e-11
    assert fitted(weights, font, (20, 20), SIZES) is None
    weights[1, 0] = 1
    assert fitted(weights, font, (20, 20), SIZES) is not None


def test_zeros_alone_are_written(font) -> None:
    writing = fitted(np.zeros((7, 7)), font, (14, 14), SIZES)
    assert writing is not None
    assert writing.text_of(0.0) == "0"


def test_no_text_is_wider_than_its_cell_or_smaller_than_can_be_read(font) -> None:
    rng = np.random.default_rng(4)
    for scale in (1e-6, 1e-3, 1, 50, 1e4, 1e9):
        values = rng.normal(0, scale, (9, 9)).astype(np.float32)
        for side in range(8, 70, 3):
            writing = fitted(values, font, (side, side), SIZES)
            if writing is None:
                continue
            metrics = QFontMetricsF(writing.font)
            assert writing.font.pixelSize() >= SIZES[0]
            assert all(metrics.horizontalAdvance(text) <= side - 2 for text in writing.texts.values())


def test_cells_lower_than_the_smallest_font_stay_without_numbers(font) -> None:
    assert fitted(np.ones((3, 3)), font, (60, 9), SIZES) is None


def test_not_a_number_is_called_so(font) -> None:
    writing = fitted(np.array([np.nan, 1.0]), font, (60, 60), SIZES)
    assert writing is not None
    assert writing.text_of(float("nan")) == "NaN"


def test_a_single_number_is_written_with_as_many_digits_as_fit(font) -> None:
    metrics = QFontMetricsF(sized(font, 10))
    texts = [fitting_text(-0.01234, metrics, room) for room in (80, 38, 34, 28, 12)]
    lengths = [len(text) for text in texts]
    assert texts[0] == f"{MINUS}0.0123"
    assert texts[-1] == TOO_LONG
    assert lengths == sorted(lengths, reverse=True)
