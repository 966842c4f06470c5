import numpy as np
import pytest

from filterlab.figures import LIGHT
from filterlab.figures.curve_chart import Trace, _doublings, _range, _ticks_between, curve_chart
from filterlab.figures.plate import Words, plate_image
from filterlab.figures.polar_chart import polar_chart

RED, BLUE = LIGHT.curves[1], LIGHT.curves[0]


def places_of(plate, colour):
    """Return the rows and columns of a colour."""
    return np.nonzero((np.asarray(plate_image(plate)) == colour).all(axis=-1))


def test_round_numbers_lie_between_the_ends():
    assert _ticks_between(-2.8, 4.1) == [-2, 0, 2, 4]
    assert _ticks_between(0, 1) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])


def test_places_of_a_logarithmic_axis_double_or_more():
    assert _doublings(0.5, 9) == [0.5, 1, 2, 4, 8]
    assert _doublings(1, 1000) == [1, 4, 16, 64, 256]


def test_zero_is_always_in_sight_and_flat_curves_have_a_height():
    assert _range(np.array([2.0, 4.0]))[0] == 0
    low, high = _range(np.array([-1.0, -3.0]))
    assert low < -3
    assert high == 0
    assert _range(np.zeros(3)) == (0, 1)


@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_rising_curve_rises_from_left_to_right(logarithmic):
    x = np.geomspace(0.5, 8, 20)
    chart = curve_chart([Trace("", RED, x, x, 2.0)], x_title="x", logarithmic=logarithmic, look=LIGHT)
    rows, columns = places_of(chart, RED)
    left, right = columns < np.quantile(columns, 0.1), columns > np.quantile(columns, 0.9)
    assert rows[left].mean() > rows[right].mean() + 50


def test_the_direction_of_an_answer_is_its_place_around_the_circle():
    angles = np.arange(0, 360, 5.0)
    answers = np.exp(4 * np.cos(np.deg2rad(angles - 90)))
    rows, columns = places_of(polar_chart([Trace("", RED, angles, answers, 90.0)], look=LIGHT), RED)
    assert rows.max() < 150
    assert columns.mean() == pytest.approx(140, abs=3)


def test_directions_of_stripes_are_drawn_twice():
    angles = np.arange(0, 180, 5.0)
    answers = np.exp(4 * np.cos(2 * np.deg2rad(angles)))
    chart = polar_chart([Trace("", RED, angles, answers, 0.0)], half_turn=True, look=LIGHT)
    rows, columns = places_of(chart, RED)
    assert columns.mean() == pytest.approx(140, abs=2)
    assert columns.min() < 60
    assert columns.max() > 220
    assert rows.mean() == pytest.approx(140, abs=2)


def test_names_stand_below_the_circle():
    angles = np.arange(0, 360, 5.0)
    plain, named = (
        polar_chart([Trace(name, BLUE, angles, np.ones(72))], look=LIGHT) for name in ("", "conv1 unit 3")
    )
    assert named.height > plain.height
    (words,) = (mark for mark in named.marks if isinstance(mark, Words) and mark.text == "conv1 unit 3")
    assert words.y > plain.height
