"""From descriptions of glyphs to paths: smooth through the points, broken at corners, lifted between strokes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data.strokes.chance import normal, uniform
from filterlab.data.strokes.glyphs import GLYPHS, Glyph
from filterlab.data.strokes.hand import Hand, write
from filterlab.data.strokes.paths import SAMPLES, compile_glyphs, parse_stroke, stroke_matrix
from filterlab.data.strokes.pen import Pen, draw

STEADY = Hand(**dict.fromkeys(Hand.__dataclass_fields__, 0.0))
EVEN = Pen(
    radius_spread=0, pressure=0, texture=0, dry_share=0, softness=0, paleness=0, extent_spread=0, shift=0
)


@pytest.fixture(scope="module")
def table():
    return compile_glyphs(GLYPHS)


def _draw(table, glyphs, pen, seed=0):
    rng = np.random.default_rng(seed)
    points = write(table, glyphs, STEADY, rng)
    return draw(points, table.joined[glyphs], table.progress[glyphs], pen, rng)


def test_every_digit_is_written_in_several_ways():
    names = [(glyph.digit, glyph.name) for glyph in GLYPHS]
    assert len(set(names)) == len(names)
    assert all(sum(digit == d for digit, _ in names) >= 4 for d in range(10))
    assert all(glyph.share > 0 for glyph in GLYPHS)


def test_every_glyph_stays_near_its_box():
    for glyph in GLYPHS:
        points = np.concatenate([parse_stroke(stroke)[0] for stroke in glyph.strokes])
        assert np.all(points[:, 1] >= 0), glyph
        assert np.all(points[:, 1] <= 14), glyph
        assert np.ptp(points, axis=0).max() >= 8, glyph


def test_a_stroke_is_read_with_its_corners():
    points, corners = parse_stroke("0,1 2.5,-3! 4,5")
    assert points.tolist() == [[0, 1], [2.5, -3], [4, 5]]
    assert corners == {1}


def test_a_path_runs_through_its_points_in_order():
    points, corners = parse_stroke("0,0 3,4! 3,9 10,9")
    path = stroke_matrix(points, corners, 4001) @ points
    nearest = [np.linalg.norm(path - point, axis=1).argmin() for point in points]
    assert nearest == sorted(nearest)
    assert all(np.linalg.norm(path - point, axis=1).min() < 0.01 for point in points)
    assert np.allclose(path[[0, -1]], points[[0, -1]])


def test_a_corner_is_sharp_and_any_other_point_smooth():
    def sharpest_turn(text):
        points, corners = parse_stroke(text)
        steps = np.diff(stroke_matrix(points, corners, 2000) @ points, axis=0)
        steps /= np.linalg.norm(steps, axis=1)[:, None]
        return np.degrees(np.arccos(np.clip((steps[1:] * steps[:-1]).sum(axis=1), -1, 1))).max()

    assert sharpest_turn("0,0 5,0 5,5") < 3
    assert sharpest_turn("0,0 5,0! 5,5") > 40


def test_two_points_make_a_straight_line():
    points, corners = parse_stroke("1,2 5,10")
    path = stroke_matrix(points, corners, 9) @ points
    assert np.allclose(path, np.linspace(points[0], points[1], 9))


coordinates = st.tuples(st.integers(-20, 20), st.integers(-20, 20))


@settings(max_examples=60, deadline=None)
@given(
    places=st.lists(coordinates, min_size=2, max_size=8, unique=True),
    corners=st.frozensets(st.integers(0, 7)),
    move=coordinates,
)
def test_moving_all_points_moves_the_path_with_them(places, corners, move):
    points = np.array(places, float)
    matrix = stroke_matrix(points, corners, 50)
    assert np.allclose(matrix.sum(axis=1), 1)
    assert np.allclose(matrix @ (points + move), matrix @ points + move)


def test_the_pen_is_lifted_between_strokes_only(table):
    for glyph, joined in zip(GLYPHS, table.joined, strict=True):
        assert (joined == 0).sum() == len(glyph.strokes) - 1
    assert table.matrix.shape[1] == SAMPLES


def test_shares_of_each_digit_add_up_to_one(table):
    assert np.allclose(np.bincount(table.digit, table.share), 1)


def test_glyphs_blend_with_kindred_ones_of_their_digit(table):
    strokes = np.array([len(glyph.strokes) for glyph in GLYPHS])
    for i, partners in enumerate(table.partners):
        assert i in partners
        assert np.all(table.digit[partners] == table.digit[i])
        assert np.all(strokes[partners] == strokes[i])
    assert np.mean([len(set(partners)) for partners in table.partners]) > 2


def test_a_steady_hand_writes_the_glyph_as_described(table):
    glyphs = np.arange(len(GLYPHS))
    points = write(table, glyphs, STEADY, np.random.default_rng(0))
    assert np.allclose(points, table.matrix @ table.control - [5, 7], atol=1e-4)


def test_an_overshooting_hand_moves_both_ends_of_every_stroke():
    cross = Glyph(4, "two bars", 1, ("0,7 5,7 10,7", "5,0 5,7 5,14"))
    lone = Glyph(1, "bar", 1, ("5,0 5,7 5,14",))
    table = compile_glyphs((cross, lone))
    glyphs = np.array([0, 1] * 50)
    hand = Hand(**(dict.fromkeys(Hand.__dataclass_fields__, 0.0) | {"overshoot": 0.3}))
    points = write(table, glyphs, hand, np.random.default_rng(0))
    tidy = write(table, glyphs, STEADY, np.random.default_rng(0))
    often = (np.abs(points - tidy).max(axis=2) > 0.05).reshape(50, 2, SAMPLES).mean(axis=0)
    half = SAMPLES // 2
    assert often[0, [0, half - 1, half, -1]].min() > 0.8
    assert often[1, [0, -1]].min() > 0.8


def test_a_line_is_as_wide_as_the_pen():
    table = compile_glyphs((Glyph(1, "stick", 1, ("5,0 5,7 5,14",)),))
    for radius in (1.0, 1.5):
        picture = _draw(table, np.array([0]), Pen(**(vars(EVEN) | {"radius": radius})))[0]
        narrowing = (1 / 1.6) ** -0.25
        assert picture[10:18].sum(axis=1).mean() == pytest.approx(2 * radius * narrowing, rel=0.15)
        assert picture[14].max() > 0.99


def test_a_lifted_pen_leaves_no_ink():
    table = compile_glyphs((Glyph(1, "two dashes", 1, ("0,0 0,4", "0,10 0,14")),))
    picture = _draw(table, np.array([0]), EVEN)[0]
    assert picture[13:15].max() == 0
    assert picture[6].max() > 0.9
    assert picture[21].max() > 0.9


def test_a_dry_pen_breaks_the_line():
    table = compile_glyphs((Glyph(1, "stick", 1, ("5,0 5,7 5,14",)),))
    glyphs = np.zeros(40, dtype=np.intp)
    wet, dry = (_draw(table, glyphs, Pen(**(vars(EVEN) | {"dry_share": share}))) for share in (0, 1))
    assert wet[:, 6:22].max(axis=2).min() > 0.99
    assert (dry[:, 6:22].max(axis=2).min(axis=1) < 0.9).mean() > 0.3


def test_chance_keeps_its_bounds_and_its_spread():
    rng = np.random.default_rng(0)
    numbers = normal(rng, (20_000,), 0.5)
    assert numbers.dtype == np.float32
    assert np.abs(numbers).max() == pytest.approx(1.0)
    assert numbers.std() == pytest.approx(0.5, rel=0.08)
    flat = uniform(rng, (20_000,), 2, 5)
    assert flat.dtype == np.float32
    assert 2 <= flat.min() < 2.01
    assert 4.99 < flat.max() <= 5
