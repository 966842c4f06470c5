"""The drawing pad draws smooth round strokes and says which pixels they touched."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data import Pad, Pen, Touched
from filterlab.errors import FilterLabError

PLACES = st.floats(-20, 60)


def test_an_empty_pad_is_its_ground():
    for ground in (0.0, 1.0):
        picture = Pad(28, 512, ground=ground).picture()
        assert picture.shape == (1, 28, 512)
        assert picture.dtype == np.float32
        assert np.all(picture == ground)


@pytest.mark.parametrize("size", [(27, 28), (28, 513), (0, 0)])
def test_a_pad_of_another_size_is_refused(size):
    with pytest.raises(FilterLabError, match="choose 28 to 512 rows and columns"):
        Pad(*size)


@pytest.mark.parametrize("numbers", [(0, 1, 0), (200, 1, 0), (2, 1.5, 0), (2, 1, -1), (float("nan"), 1, 0)])
def test_an_impossible_pen_is_refused(numbers):
    with pytest.raises(FilterLabError, match="pen's"):
        Pen(*numbers)


def test_an_impossible_ground_is_refused():
    with pytest.raises(FilterLabError, match="ground is 2"):
        Pad(28, 28, ground=2)


def test_a_dot_is_round_and_as_large_as_the_pen():
    pad = Pad(64, 64)
    pad.begin(Pen(10, softness=0), 32, 32)
    drawing = pad.pixels
    assert drawing.sum() == pytest.approx(np.pi * 100, rel=0.01)
    assert np.array_equal(drawing, drawing.T)
    assert np.array_equal(drawing, drawing[::-1])
    assert drawing[32, 32] == 1
    assert drawing[32, 43] == 0


def test_a_line_is_as_long_and_wide_as_drawn():
    pad = Pad(64, 64)
    pad.begin(Pen(3, softness=0), 12, 20)
    pad.move_to(52, 44)
    area = np.hypot(40, 24) * 6 + np.pi * 9
    assert pad.pixels.sum() == pytest.approx(area, rel=0.01)


def test_edges_have_greys_between():
    pad = Pad(28, 28)
    pad.begin(Pen(3, softness=0), 5.2, 5)
    pad.move_to(22, 19.7)
    drawing = pad.pixels
    assert ((drawing > 0.05) & (drawing < 0.95)).sum() > 20


def test_a_softer_pen_fades_earlier():
    middles = []
    for softness in (0, 0.5, 1):
        pad = Pad(64, 64)
        pad.begin(Pen(12, softness=softness), 32, 32)
        middles.append(pad.pixels[32, 40])
    assert middles[0] > middles[1] > middles[2] > 0


def test_less_pressure_draws_a_thinner_line():
    pad = Pad(40, 100)
    pad.begin(Pen(10, softness=0), 15, 20, pressure=1)
    pad.move_to(85, 20, pressure=0.2)
    drawing = pad.pixels
    assert drawing[:, 15].sum() > 2 * drawing[:, 80].sum() > 0


def test_no_pressure_leaves_a_faint_line_and_not_an_error():
    pad = Pad(28, 28)
    pad.begin(Pen(5), 14, 14, pressure=0)
    assert 0 < pad.pixels.max() <= 1


def test_a_stroke_that_crosses_itself_is_no_darker_there():
    ink = 0.5
    pad = Pad(64, 64)
    pad.begin(Pen(4, ink), 10, 10)
    for x, y in ((50, 50), (50, 10), (10, 50), (30, 30), (30, 30)):
        pad.move_to(x, y)
    assert pad.pixels.max() == pytest.approx(ink)


def test_many_short_steps_draw_what_one_long_step_does():
    one, many = Pad(64, 64), Pad(64, 64)
    one.begin(Pen(5), 10, 12)
    one.move_to(50, 40)
    many.begin(Pen(5), 10, 12)
    for share in np.linspace(0, 1, 41)[1:]:
        many.move_to(10 + 40 * share, 12 + 28 * share)
    np.testing.assert_allclose(many.pixels, one.pixels, atol=2e-3)


def test_a_second_stroke_covers_the_first():
    pad = Pad(28, 28)
    pad.begin(Pen(4, 1.0), 14, 14)
    pad.end()
    assert not pad.is_drawing
    pad.begin(Pen(4, 0.25), 14, 14)
    assert pad.pixels[14, 14] == pytest.approx(0.25)


@pytest.mark.parametrize("ground", [0.0, 1.0])
def test_the_eraser_leaves_the_ground(ground):
    pad = Pad(32, 32, ground=ground)
    pad.begin(Pen(5, 1 - ground), 16, 16)
    pad.end()
    pad.begin(pad.eraser(20, softness=0), 16, 16)
    assert np.all(pad.pixels == ground)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(PLACES, PLACES, st.floats(0, 1)), min_size=1, max_size=5),
    st.floats(0.3, 15),
    st.floats(0, 1),
)
def test_only_the_touched_rectangle_changes(points, radius, softness):
    pad = Pad(40, 36, ground=0.2)
    for index, point in enumerate(points):
        before = pad.picture()[0]
        touched = pad.move_to(*point) if index else pad.begin(Pen(radius, 0.9, softness), *point)
        changed = pad.pixels != before
        if touched is not None:
            assert 0 <= touched.top < touched.top + touched.height <= 40
            assert 0 <= touched.left < touched.left + touched.width <= 36
            changed[touched.slices] = False
        assert not changed.any()
        assert pad.pixels.min() >= np.float32(0.2) - 1e-6
        assert pad.pixels.max() <= np.float32(0.9) + 1e-6


def test_a_stroke_outside_touches_nothing_and_may_come_back():
    pad = Pad(28, 28)
    assert pad.begin(Pen(2), -50, 10) is None
    assert pad.move_to(-1e9, 1e9) is None
    assert pad.pixels.max() == 0
    assert pad.move_to(14, 14) is not None


def test_clearing_and_restoring_touch_everything():
    pad = Pad(28, 30)
    pad.begin(Pen(4), 14, 14)
    drawn = pad.picture()
    assert pad.clear() == Touched(0, 0, 28, 30)
    assert pad.pixels.max() == 0
    assert pad.restore(drawn) == Touched(0, 0, 28, 30)
    assert np.array_equal(pad.picture(), drawn)
    with pytest.raises(ValueError, match=r"\(1, 3, 3\)"):
        pad.restore(np.zeros((1, 3, 3), np.float32))


def test_a_stroke_must_begin_before_it_goes_on():
    pad = Pad(28, 28)
    with pytest.raises(ValueError, match="begins with begin"):
        pad.move_to(1, 1)
    pad.begin(Pen(2), 3, 3)
    pad.clear()
    with pytest.raises(ValueError, match="begins with begin"):
        pad.move_to(1, 1)


def test_the_drawing_is_shown_live_but_not_written_to():
    pad = Pad(28, 28)
    live, copied = pad.pixels, pad.picture()
    pad.begin(Pen(2), 14, 14)
    assert live[14, 14] == 1
    assert copied.max() == 0
    with pytest.raises(ValueError, match="read-only"):
        live[0, 0] = 1
