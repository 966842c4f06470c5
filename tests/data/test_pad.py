"""A pen draws smooth round strokes and changes nothing in place."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data import Pen, PenStroke, blank_pad, check_pad_size
from filterlab.errors import FilterLabError

PLACES = st.floats(-20, 60)


def draw(
    ground: np.ndarray, pen: Pen, *places: tuple[float, float], over: np.ndarray | None = None
) -> np.ndarray:
    """Draw one stroke, over a drawing or over the empty pad."""
    picture = ground if over is None else over
    stroke = PenStroke(picture, pen, ground)
    for place in places:
        moved = stroke.move_to(*place)
        picture = picture if moved is None else moved
    return picture


def test_an_empty_pad_is_its_ground():
    for ground in (0.0, 1.0):
        picture = blank_pad(28, 512, ground)
        assert picture.shape == (1, 28, 512)
        assert picture.dtype == np.float32
        assert np.all(picture == ground)


@pytest.mark.parametrize("size", [(27, 28), (28, 513), (0, 0)])
def test_a_pad_of_another_size_is_refused(size):
    for refuse in (blank_pad, check_pad_size):
        with pytest.raises(FilterLabError, match="choose 28 to 512 rows and columns"):
            refuse(*size)


@pytest.mark.parametrize("numbers", [(0, 1, 0), (200, 1, 0), (2, 1.5, 0), (2, 1, -1), (float("nan"), 1, 0)])
def test_an_impossible_pen_is_refused(numbers):
    with pytest.raises(FilterLabError, match="pen's"):
        Pen(*numbers)


def test_an_impossible_ground_is_refused():
    with pytest.raises(FilterLabError, match="ground is 2"):
        blank_pad(28, 28, 2)
    with pytest.raises(ValueError, match=r"ground \(1, 28, 29\)"):
        PenStroke(blank_pad(28, 28), Pen(2), blank_pad(28, 29))


def test_a_dot_is_round_and_as_large_as_the_pen():
    drawing = draw(blank_pad(64, 64), Pen(10, softness=0), (32, 32))[0]
    assert drawing.sum() == pytest.approx(np.pi * 100, rel=0.01)
    assert np.array_equal(drawing, drawing.T)
    assert np.array_equal(drawing, drawing[::-1])
    assert drawing[32, 32] == 1
    assert drawing[32, 43] == 0


def test_a_line_is_as_long_and_wide_as_drawn():
    drawing = draw(blank_pad(64, 64), Pen(3, softness=0), (12, 20), (52, 44))
    area = np.hypot(40, 24) * 6 + np.pi * 9
    assert drawing.sum() == pytest.approx(area, rel=0.01)


def test_edges_have_greys_between():
    drawing = draw(blank_pad(28, 28), Pen(3, softness=0), (5.2, 5), (22, 19.7))
    assert ((drawing > 0.05) & (drawing < 0.95)).sum() > 20


def test_a_softer_pen_fades_earlier():
    middles = [draw(blank_pad(64, 64), Pen(12, softness=s), (32, 32))[0, 32, 40] for s in (0, 0.5, 1)]
    assert middles[0] > middles[1] > middles[2] > 0


def test_a_stroke_that_crosses_itself_is_no_darker_there():
    places = ((10, 10), (50, 50), (50, 10), (10, 50), (30, 30), (30, 30))
    assert draw(blank_pad(64, 64), Pen(4, 0.5), *places).max() == pytest.approx(0.5)


def test_many_short_steps_draw_what_one_long_step_does():
    one = draw(blank_pad(64, 64), Pen(5), (10, 12), (50, 40))
    steps = [(10 + 40 * share, 12 + 28 * share) for share in np.linspace(0, 1, 41)]
    np.testing.assert_allclose(draw(blank_pad(64, 64), Pen(5), *steps), one, atol=2e-3)


def test_a_second_stroke_covers_the_first():
    ground = blank_pad(28, 28)
    first = draw(ground, Pen(4, 1.0), (14, 14))
    assert draw(ground, Pen(4, 0.25), (14, 14), over=first)[0, 14, 14] == np.float32(0.25)


@pytest.mark.parametrize("channels", [1, 3])
def test_the_eraser_brings_the_very_ground_back(channels):
    ground = np.random.default_rng(1).random((channels, 32, 32), np.float32)
    drawn = draw(ground, Pen(5, 0.7), (16, 16))
    assert not np.array_equal(drawn, ground)
    assert np.array_equal(draw(ground, Pen(20, None, 0), (16, 16), over=drawn), ground)


def test_grey_ink_covers_all_channels_of_a_colour_picture():
    ground = np.random.default_rng(2).random((3, 32, 40), np.float32)
    drawn = draw(ground, Pen(5, 0.5), (16, 16))
    assert np.all(drawn[:, 16, 16] == 0.5)
    assert np.array_equal(drawn[:, :, 25:], ground[:, :, 25:])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(PLACES, PLACES), min_size=1, max_size=5),
    st.floats(0.3, 15),
    st.floats(0, 1),
)
def test_nothing_beyond_the_pens_reach_changes_and_no_value_overshoots(places, radius, softness):
    before = blank_pad(40, 36, 0.2)
    stroke = PenStroke(before, Pen(radius, 0.9, softness), before)
    last = places[0]
    for place in places:
        after = stroke.move_to(*place)
        if after is not None:
            low = np.minimum(last, place) - radius - 1
            high = np.maximum(last, place) + radius + 1
            _, rows, columns = np.nonzero(after != before)
            assert low[0] <= columns.min() <= columns.max() <= high[0]
            assert low[1] <= rows.min() <= rows.max() <= high[1]
            assert np.float32(0.2) <= after.min() <= after.max() <= np.float32(0.9)
            before = after
        last = place


def test_a_stroke_outside_changes_nothing_and_may_come_back():
    ground = blank_pad(28, 28)
    stroke = PenStroke(ground, Pen(2), ground)
    assert stroke.move_to(-50, 10) is None
    assert stroke.move_to(-1e9, 1e9) is None
    assert stroke.move_to(14, 14) is not None


def test_ink_over_the_same_ink_is_no_change():
    ground = blank_pad(28, 28, 0.3)
    assert PenStroke(ground, Pen(5, 0.3), ground).move_to(14, 14) is None


def test_every_move_makes_a_picture_of_its_own_and_the_first_one_stays():
    ground = blank_pad(28, 28)
    stroke = PenStroke(ground, Pen(2), ground)
    first, second = stroke.move_to(14, 14), stroke.move_to(20, 14)
    assert first[0, 14, 20] == 0 < second[0, 14, 20]
    assert ground.max() == 0
    assert stroke.before is ground
    for picture in (ground, first, second):
        assert picture.flags.owndata
        assert not picture.flags.writeable
