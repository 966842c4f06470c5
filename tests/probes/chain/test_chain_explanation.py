from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.errors import FilterLabError
from filterlab.probes import Box, Stages, explain
from filterlab.probes.chain import (
    Chain,
    ChainStage,
    DrawnFilter,
    explain_through,
    respond_through,
    respond_window,
    stage_of,
    stage_on_picture,
    trace_back,
)

STEPS = ("linear", "activated", "values")
SEEDS = st.integers(0, 2**32 - 1)


def any_place(rng: np.random.Generator, picture: Any, chain: Chain) -> tuple[Any, str, tuple[int, ...]]:
    """All maps, one of the steps, and the (stage, map, row, column) of one number of its maps."""
    response = respond_through(picture, chain)
    stage = int(rng.integers(len(chain.stages)))
    step = STEPS[rng.integers(3)]
    place = tuple(int(rng.integers(size)) for size in getattr(response.stages[stage], step).shape)
    return response, step, (stage, *place)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_an_explanation_adds_up_to_the_number_of_the_map(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    response, step, place = any_place(np.random.default_rng(seed), picture, chain)
    stage, number, row, column = place
    told = explain_through(picture, chain, *place, step=step)
    maps = response.stages[stage]
    close = {"rtol": 1e-9, "atol": 1e-9}
    np.testing.assert_allclose(told.value, getattr(maps, step)[number, row, column], **close)
    inner = told.number
    np.testing.assert_array_equal(inner.products, inner.patch * inner.weights)
    np.testing.assert_allclose(told.map_sums.sum(), inner.sum, **close)
    at_map = (number, inner.map_row, inner.map_column)
    assert inner.bias == chain.stages[stage].biases[number]
    np.testing.assert_allclose(inner.sum + inner.bias, maps.linear[at_map], **close)
    if step != "linear":
        np.testing.assert_allclose(inner.activated, maps.activated[at_map], **close)
    assert told.name == chain.stages[stage].names[number]
    assert (inner.pool_window is not None) == (
        step == "values" and chain.stages[stage].settings.pool != "none"
    )


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_links_lead_to_the_maps_of_the_stage_before_or_to_pixels(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    response, step, place = any_place(np.random.default_rng(seed), picture, chain)
    told = explain_through(picture, chain, *place, step=step)
    below = response.seen if place[0] == 0 else response.stages[place[0] - 1].values
    links = told.links()
    for link in links:
        np.testing.assert_allclose(link.value, below[link.map, link.row, link.column], rtol=1e-9, atol=1e-9)
        assert link.product == link.value * link.weight
    np.testing.assert_allclose(sum(link.product for link in links), told.number.sum, rtol=1e-9, atol=1e-9)
    sizes = [abs(link.product) for link in links]
    assert sizes == sorted(sizes, reverse=True)
    assert told.links(2) == links[:2]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_pixels_that_a_number_does_not_see_do_not_change_it(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    rng = np.random.default_rng(seed)
    response, step, place = any_place(rng, picture, chain)
    told = explain_through(picture, chain, *place, step=step)
    is_seen = np.zeros(picture.shape, bool)
    is_seen[np.ix_(range(len(picture)), told.seen.rows, told.seen.columns)] = True
    changed = np.where(is_seen, picture, rng.uniform(-9, 9, picture.shape))
    stage, *cell = place
    after = getattr(respond_through(changed, chain).stages[stage], step)[tuple(cell)]
    np.testing.assert_allclose(
        after, getattr(response.stages[stage], step)[tuple(cell)], rtol=1e-9, atol=1e-9
    )


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_every_pixel_that_a_number_sees_changes_it(random_chain: Any, seed: int):
    # Nothing here swallows a change: leaky ReLU passes a part of it on, and averaging a share.
    picture, chain = random_chain(seed, ("none", "leaky_relu"), ("none", "average"))
    rng = np.random.default_rng(seed)
    last = len(chain.stages) - 1
    number, row, column = (int(rng.integers(size)) for size in respond_through(picture, chain).values.shape)
    seen = explain_through(picture, chain, last, number, row, column).seen
    box = Box(row, column, 1, 1)
    before = respond_window(picture, chain, box)[number]
    for pixel_row in seen.rows:
        for pixel_column in seen.columns:
            changed = picture.copy()
            changed[:, pixel_row, pixel_column] += rng.uniform(1, 2)
            assert abs(respond_window(changed, chain, box)[number] - before) > 1e-9
    assert_box_fits(seen.box.top, seen.box.height, seen.rows, picture.shape[1])
    assert_box_fits(seen.box.left, seen.box.width, seen.columns, picture.shape[2])


def assert_box_fits(start: int, length: int, places: tuple[int, ...], size: int) -> None:
    """Where the box does not stick out of the picture, it ends with a pixel that is seen."""
    stop = start + length
    assert all(start <= place < stop for place in places)
    if places and start >= 0:
        assert start == places[0]
    if places and stop <= size:
        assert stop == places[-1] + 1


def test_the_receptive_field_grows_with_every_stage():
    three = stage_of([DrawnFilter("f", np.ones((1, 3, 3)))], 1)
    pooled = three.with_settings(Stages(pool="max"))
    chain = Chain((pooled, pooled, three))
    picture = np.ones((1, 40, 40))
    boxes = [explain_through(picture, chain, stage, 0, 1, 2).seen.box for stage in range(3)]
    assert boxes == [Box(2, 4, 4, 4), Box(4, 8, 10, 10), Box(4, 8, 18, 18)]


def test_the_receptive_field_sticks_out_where_the_picture_is_padded():
    three = stage_of([DrawnFilter("f", np.ones((1, 3, 3)))], 1, Stages(padding=(1, 1)))
    told = explain_through(np.ones((1, 6, 6)), Chain((three,)), 0, 0, 0, 5)
    assert told.seen.box == Box(-1, 4, 3, 3)
    assert (told.seen.rows, told.seen.columns) == ((0, 1), (4, 5))


def test_padding_between_stages_comes_from_no_pixel():
    one = stage_of([DrawnFilter("f", np.ones((1, 1, 1)))], 1)
    padded = one.with_settings(Stages(padding=(2, 2)))
    told = explain_through(np.ones((1, 4, 4)), Chain((one, padded)), 1, 0, 0, 3)
    assert told.seen == type(told.seen)(Box(0, 0, 0, 0), (), ())
    assert told.value == 0
    assert told.links() == ()
    assert told.strongest is None


def test_gaps_of_dilation_are_not_seen():
    spread = stage_of([DrawnFilter("f", np.ones((1, 2, 2)))], 1, Stages(dilation=(2, 3)))
    told = explain_through(np.ones((1, 6, 6)), Chain((spread,)), 0, 0, 1, 1)
    assert told.seen.box == Box(1, 1, 3, 4)
    assert (told.seen.rows, told.seen.columns) == ((1, 3), (1, 4))
    assert {(link.row, link.column) for link in told.links()} == {(1, 1), (1, 4), (3, 1), (3, 4)}


def test_a_first_stage_is_explained_as_the_filter_alone():
    rng = np.random.default_rng(2)
    weights, picture = rng.normal(size=(3, 3, 3)).astype(np.float32), rng.uniform(size=(3, 9, 9))
    stages = Stages(padding=(1, 1), bias=0.5, activation="relu", pool="max")
    alone = explain(picture, weights, stages, 2, 1)
    told = explain_through(picture, Chain((stage_on_picture({"f": weights}, stages),)), 0, 0, 2, 1).number
    np.testing.assert_array_equal(told.products, alone.products)
    assert told.pool_window is not None
    assert alone.pool_window is not None
    assert told.pool_window.box == alone.pool_window.box
    assert (told.map_row, told.map_column) == (alone.map_row, alone.map_column)
    assert (told.value, told.patch_box) == (pytest.approx(alone.value), alone.patch_box)
    assert told.best_possible == pytest.approx(alone.best_possible)


def test_an_output_after_pooling_leads_to_its_winner_and_on_to_the_pixels():
    picture = np.zeros((1, 12, 12))
    picture[0, 6, 7] = 1
    same = stage_of([DrawnFilter("same", np.ones((1, 1, 1)))], 1, Stages(pool="max"))
    chain = Chain((same, same))
    top, bottom = trace_back(picture, chain, 1, 0, 1, 1)
    assert top.number.pool_window is not None
    assert (top.number.map_row, top.number.map_column) == (3, 3)
    assert top.strongest is not None
    assert (top.strongest.row, top.strongest.column) == (3, 3)
    assert (bottom.stage, bottom.number.map_row, bottom.number.map_column) == (0, 6, 7)
    assert bottom.strongest is not None
    assert (bottom.strongest.row, bottom.strongest.column, bottom.strongest.value) == (6, 7, 1)


def test_a_low_number_is_followed_to_what_makes_it_low():
    weights = np.array([[[[1.0, -5.0, 1.0]]]])
    chain = Chain((ChainStage(weights, np.zeros(1), ("dip",)),))
    strongest = explain_through(np.ones((1, 1, 3)), chain, 0, 0, 0, 0).strongest
    assert strongest is not None
    assert (strongest.column, strongest.product) == (1, -5)


def test_a_trace_ends_where_there_is_nothing_to_follow():
    same = stage_of([DrawnFilter("same", np.ones((1, 1, 1)))], 1)
    assert len(trace_back(np.zeros((1, 4, 4)), Chain((same, same, same)), 2, 0, 1, 1)) == 1


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_no_picture_of_the_same_range_exceeds_the_best_possible(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    rng = np.random.default_rng(seed)
    low, high = sorted(rng.uniform(-2, 2, 2))
    last = len(chain.stages) - 1
    told = [
        explain_through(picture, chain, last, number, 0, 0, step="linear", value_range=(low, high))
        for number in range(chain.filters)
    ]
    best = np.array([each.number.best_possible for each in told])
    for _ in range(5):
        other = rng.choice([low, high], picture.shape)
        highest = respond_through(other, chain).stages[-1].linear.max(axis=(1, 2))
        assert (highest <= best + 1e-9 * (1 + np.abs(best))).all()


def test_absolute_values_reach_down_to_0_where_their_sums_change_sign():
    one = stage_of([DrawnFilter("f", np.ones((1, 1, 1)))], 1, Stages(activation="abs"))
    minus = stage_of([DrawnFilter("f", -np.ones((1, 1, 1)))], 1)
    chain, picture = Chain((one, minus)), np.ones((1, 2, 2))
    for ends, best in (((-1, 2), 0), ((1, 2), -1), ((-3, -2), -2)):
        told = explain_through(picture, chain, 1, 0, 0, 0, value_range=ends)
        assert told.number.best_possible == best


def test_scale_puts_everything_into_other_units(two_stages: Chain):
    picture = np.random.default_rng(8).uniform(size=(1, 12, 12))
    scaled = explain_through(picture, two_stages, 1, 2, 1, 1, scale=255)
    brighter = explain_through(picture * 255, two_stages, 1, 2, 1, 1)
    assert scaled.value == pytest.approx(brighter.value)
    assert scaled.number.best_possible == pytest.approx(brighter.number.best_possible)


def test_only_the_pixels_that_are_seen_are_read(two_stages: Chain):
    picture = np.full((1, 60, 60), np.nan)
    picture[0, 10:16, 10:16] = 1
    told = explain_through(picture, two_stages, 1, 0, 5, 5, value_range=(0, 1))
    assert told.seen.box == Box(10, 10, 6, 6)
    with pytest.raises(FilterLabError, match="The picture holds NaN"):
        explain_through(picture, two_stages, 1, 0, 4, 5, value_range=(0, 1))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((2, 0, 0, 0), "There is no stage 3"),
        ((1, 3, 0, 0), "There is no filter 3 in stage 2"),
        ((0, 0, 5, 0), "Row 5, column 0 is not on the map of 5 × 5"),
        ((1, 0, 0, -1), "Row 0, column -1 is not on the map of 4 × 4"),
    ],
)
def test_a_number_that_there_is_not_is_refused(two_stages: Chain, place: Any, words: str):
    with pytest.raises(FilterLabError) as caught:
        explain_through(np.ones((1, 12, 12)), two_stages, *place)
    assert words in str(caught.value)
