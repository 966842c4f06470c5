from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from filterlab.errors import FilterLabError
from filterlab.figures import Kind, colorize, limits_of, lookup_table, shades_of
from filterlab.figures.colormaps import NAN_COLORS

KINDS: tuple[Kind, ...] = get_args(Kind)
ANY_FLOATS = arrays(
    st.sampled_from([np.dtype(np.float32), np.dtype(np.float64)]),
    array_shapes(min_dims=2, max_dims=2, max_side=6),
    elements=st.floats(width=32, allow_nan=True, allow_infinity=True),
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_colour_map_has_256_different_colours_that_nobody_can_change(kind: Kind):
    table = lookup_table(kind)
    assert table.shape == (256, 3)
    assert table.dtype == np.uint8
    assert not table.flags.writeable
    assert len(np.unique(table, axis=0)) > 250


def test_the_signed_map_is_blue_below_and_red_above_a_light_middle():
    table = lookup_table("signed").astype(int)
    assert table[0, 2] > table[0, 0]
    assert table[255, 0] > table[255, 2]
    assert table[128].min() > 200


def test_the_signed_map_is_equally_far_from_its_middle_on_both_sides():
    lightness = lookup_table("signed") @ np.array([0.299, 0.587, 0.114])
    assert lightness.argmax() in range(118, 138)
    assert (np.diff(lightness[:118]) > -1).all()
    assert (np.diff(lightness[138:]) < 1).all()


def test_viridis_and_grey_grow_lighter_all_the_way():
    for kind in ("activation", "grey"):
        lightness = lookup_table(kind) @ np.array([0.299, 0.587, 0.114])
        # Single steps are rounded to whole numbers, so they may stand still.
        assert (np.diff(lightness[::5]) > 0).all()


def test_grey_is_grey():
    np.testing.assert_array_equal(lookup_table("grey"), np.arange(256)[:, np.newaxis].repeat(3, axis=1))


@pytest.mark.parametrize(
    ("values", "kind", "limits"),
    [
        ([-3.0, 2.0], "signed", (-3, 3)),
        ([-3.0, 7.0], "signed", (-7, 7)),
        ([0.0, 0.0], "signed", (-1, 1)),
        ([np.nan, np.inf, -2.0], "signed", (-2, 2)),
        ([], "signed", (-1, 1)),
        ([0.5, 4.0], "activation", (0, 4)),
        ([0.0, 0.0], "activation", (0, 1)),
        ([-2.0, -1.0], "activation", (0, 1)),
        ([0.25, 0.75], "grey", (0.25, 0.75)),
        ([0.25, 0.25], "grey", (-0.25, 0.75)),
    ],
)
def test_limits_follow_the_values(values: list[float], kind: Kind, limits: tuple[float, float]):
    assert limits_of(np.array(values), kind) == limits


@settings(max_examples=100, deadline=None)
@given(ANY_FLOATS, st.sampled_from(KINDS))
def test_any_array_has_limits_and_colours(values: Any, kind: Kind):
    low, high = limits_of(values, kind)
    assert low < high
    assert kind != "signed" or low == -high
    colors = colorize(values, kind)
    assert colors.shape == (*values.shape, 3)
    assert colors.dtype == np.uint8


@pytest.mark.parametrize("scale", [1e-40, 1e-3, 1.0, 1e30, 1e38])
def test_zero_is_the_middle_colour_and_the_limits_are_the_ends_at_any_scale(scale: float):
    values = np.array([[-2.0, 0.0, 2.0]], np.float64) * scale
    assert shades_of(values.astype(np.float32), limits_of(values, "signed")).tolist() == [[0, 128, 255]]


def test_values_beyond_the_limits_have_the_colours_of_the_limits():
    values = np.array([[-9.0, -1.0, 1.0, 9.0, -np.inf, np.inf]])
    assert shades_of(values, (-1, 1)).tolist() == [[0, 0, 255, 255, 0, 255]]


def test_a_picture_of_bytes_keeps_its_greys():
    picture = np.arange(256, dtype=np.uint8).reshape(16, 16)
    np.testing.assert_array_equal(colorize(picture, "grey", (0, 255))[..., 0], picture)


@pytest.mark.parametrize("kind", KINDS)
def test_nan_has_a_colour_that_the_map_does_not_contain(kind: Kind):
    colors = colorize(np.array([[np.nan, 1.0]]), kind)
    assert tuple(colors[0, 0]) == NAN_COLORS[kind]
    assert not (lookup_table(kind) == NAN_COLORS[kind]).all(axis=1).any()


def test_colouring_leaves_the_values_alone():
    values = np.array([[np.nan, -1.0, 1.0]])
    colorize(values, "signed")
    np.testing.assert_array_equal(values, [[np.nan, -1.0, 1.0]])


@pytest.mark.parametrize("limits", [(1.0, 1.0), (2.0, 1.0), (np.nan, 1.0), (-np.inf, np.inf)])
def test_limits_that_are_no_range_are_refused(limits: tuple[float, float]):
    with pytest.raises(FilterLabError, match="The colour limits are"):
        shades_of(np.zeros((2, 2)), limits)


def test_an_unknown_map_is_refused():
    unknown: Any = "jet"
    for question in (lambda: lookup_table(unknown), lambda: limits_of(np.zeros(2), unknown)):
        with pytest.raises(FilterLabError, match="choose signed, activation or grey"):
            question()
