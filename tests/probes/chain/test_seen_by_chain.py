"""From a pixel through stages: the path weights are derivatives, the reach is the receptive fields' turned round."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.engine import Window, receptive_field
from filterlab.errors import FilterLabError
from filterlab.probes import Box, Stages
from filterlab.probes.chain import (
    Chain,
    ChainStage,
    explain_through,
    find_chain_places,
    find_reach,
    look_back_through,
    respond_through,
    seen_by,
)
from filterlab.probes.chain.places import seen_pixels
from filterlab.probes.seen_by import look_back

SEEDS = st.integers(0, 2**32 - 1)
SMALL = 1e-6


def laid_out(views: Any, values: Any, shape: tuple[int, ...]) -> Any:
    """Write a block's values into maps of zeros."""
    whole = np.zeros(shape)
    box = views.reach.box
    whole[..., box.top : box.top + box.height, box.left : box.left + box.width] = values
    return whole


def any_pixel(seed: int, picture: Any) -> tuple[int, int]:
    rng = np.random.default_rng(seed)
    _channels, height, width = picture.shape
    return int(rng.integers(height)), int(rng.integers(width))


def change(picture: Any, chain: Chain, row: int, column: int, by: float, channel: Any = slice(None)) -> Any:
    changed = picture.copy()
    changed[channel, row, column] += by
    return [stage.values for stage in respond_through(changed, chain).stages]


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_a_path_weight_is_what_a_small_change_of_the_pixel_does_to_the_cell(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    row, column = any_pixel(seed, picture)
    seen = look_back_through(picture, chain, row, column)
    up, down = (change(picture, chain, row, column, by) for by in (SMALL, -SMALL))
    for views, more, less in zip(seen.stages, up, down, strict=True):
        slope = (more - less) / (2 * SMALL)
        found = laid_out(views, views.total, more.shape)
        np.testing.assert_allclose(found, slope, atol=2e-7 * max(np.abs(slope).max(), 1))


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_each_channel_of_the_pixel_has_path_weights_of_its_own(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    picture = np.random.default_rng(seed).uniform(-1, 1, (chain.channels, *picture.shape[1:]))
    row, column = any_pixel(seed, picture)
    seen = look_back_through(picture, chain, row, column)
    for channel in range(chain.channels):
        up, down = (change(picture, chain, row, column, by, channel) for by in (SMALL, -SMALL))
        for views, more, less in zip(seen.stages, up, down, strict=True):
            slope = (more - less) / (2 * SMALL)
            found = laid_out(views, views.weights[channel], more.shape)
            np.testing.assert_allclose(found, slope, atol=2e-7 * max(np.abs(slope).max(), 1))


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_without_kinks_the_path_weight_is_the_whole_change(random_chain: Any, seed: int):
    picture, chain = random_chain(seed, ("none",), ("none", "average"))
    row, column = any_pixel(seed, picture)
    seen = look_back_through(picture, chain, row, column)
    more, less = change(picture, chain, row, column, 1.0), change(picture, chain, row, column, 0.0)
    for views, after, before in zip(seen.stages, more, less, strict=True):
        np.testing.assert_allclose(laid_out(views, views.total, after.shape), after - before, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_the_reach_is_every_cell_whose_receptive_field_holds_the_pixel(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    row, column = any_pixel(seed, picture)
    seen = look_back_through(picture, chain, row, column)
    for number, views in enumerate(seen.stages):
        part = Chain(chain.stages[: number + 1])
        places = find_chain_places(part, picture.shape[1:])
        height, width = places[-1].final_shape
        expected = np.zeros((height, width), bool)
        for r, c in np.ndindex(height, width):
            field = seen_pixels(places, r, c)
            expected[r, c] = row in field.rows and column in field.columns
        found = np.zeros((height, width), bool)
        found[np.ix_(views.reach.rows, views.reach.columns)] = True
        np.testing.assert_array_equal(found, expected)
        assert views.reach.count == expected.sum()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(1, 4), st.integers(1, 3)] * 2), min_size=1, max_size=3),
    st.integers(0, 1499),
)
def test_the_reach_of_gapless_windows_follows_from_the_engines_receptive_field(sizes: Any, pixel: int):
    stages, windows = [], []
    for kernel, stride, pool, pool_stride in sizes:
        # Windows that overlap or touch leave no gaps in what they see.
        padding, step, pool_step = 0 if stages else 3, min(stride, kernel), min(pool_stride, pool)
        chosen = Stages(
            stride=(step, 1), padding=(padding, 0), pool="max", pool_size=pool, pool_stride=pool_step
        )
        stages.append(ChainStage(np.ones((1, 1, kernel, 1)), np.zeros(1), ("a",), chosen))
        windows += [Window(kernel, step, padding), Window(pool, pool_step)]
    places = find_chain_places(Chain(tuple(stages)), (1500, 1500))
    for number, reach in enumerate(find_reach(places, pixel, 700), start=1):
        field = receptive_field(windows[: 2 * number])
        rows, _columns = places[number - 1].final_shape
        ends = [field.interval(row) for row in range(rows)]
        assert reach.rows.tolist() == [
            row for row, (first, last) in enumerate(ends) if first <= pixel <= last
        ]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_taps_of_the_first_stage_are_those_of_a_single_filter(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    row, column = any_pixel(seed, picture)
    seen = look_back_through(picture, chain, row, column)
    stage, views = chain.stages[0], seen.stages[0]
    box = views.reach.box
    for index in range(stage.filters):
        alone = Stages(
            **{name: getattr(stage.settings, name) for name in Stages.__slots__ if name != "bias"},
            bias=float(stage.biases[index]),
        )
        single = look_back(picture, stage.weights[index].astype(np.float64), alone, row, column)
        pooled = single.pooled
        block, weights = (single.cells, single.weights) if pooled is None else (pooled.box, pooled.weights)
        expected = np.zeros((chain.channels, *find_chain_places(chain, picture.shape[1:])[0].final_shape))
        expected[:, block.top : block.top + block.height, block.left : block.left + block.width] = weights
        found = np.zeros_like(expected)
        found[:, box.top : box.top + box.height, box.left : box.left + box.width] = seen.taps[:, index]
        np.testing.assert_allclose(found, expected, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_the_numbers_beside_the_path_weights_are_those_of_the_maps(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    row, column = any_pixel(seed, picture)
    maps = [stage.values for stage in respond_through(picture, chain, scale=255).stages]
    seen = look_back_through(picture, chain, row, column, scale=255)
    for number, views in enumerate(seen.stages):
        box = views.reach.box
        part = maps[number][:, box.top : box.top + box.height, box.left : box.left + box.width]
        np.testing.assert_allclose(
            views.values, part, rtol=1e-9, atol=1e-9 * max(np.abs(part).max(initial=0), 1)
        )
        cells = views.strongest()
        for cell in cells:
            assert cell.value == views.values[cell.map, cell.row - box.top, cell.column - box.left]
            assert cell.weight == views.total[cell.map, cell.row - box.top, cell.column - box.left] != 0
        assert len(cells) == np.count_nonzero(views.total)
        assert all(abs(one.weight) >= abs(other.weight) for one, other in pairwise(cells))
        assert views.strongest(2) == cells[:2]


def test_two_lines_of_ones_multiply_their_weights_along_every_path():
    line = ChainStage(np.full((1, 1, 1, 3), 2.0), np.zeros(1), ("line",), Stages())
    seen = look_back_through(np.ones((1, 1, 9)), Chain((line, line)), 0, 4)
    np.testing.assert_array_equal(seen.stages[0].total, [[[2, 2, 2]]])
    # One path leads to the outer cells, two to those beside the middle, three to the middle: 2 × 2 each.
    np.testing.assert_array_equal(seen.stages[1].total, [[[4, 8, 12, 8, 4]]])
    assert seen.stages[1].reach.box == Box(0, 0, 1, 5)


def test_a_closed_relu_and_a_lost_window_let_nothing_through():
    picture = np.array([[[1.0, 5.0, 2.0, 7.0]]])
    plain = ChainStage(np.ones((1, 1, 1, 1)), np.array([-4.0]), ("a",), Stages(activation="relu"))
    assert look_back_through(picture, Chain((plain,)), 0, 0).stages[0].total.tolist() == [[[0.0]]]
    assert look_back_through(picture, Chain((plain,)), 0, 1).stages[0].total.tolist() == [[[1.0]]]
    pooled = plain.with_settings(Stages(activation="relu", pool="max", pool_size=1, pool_stride=2))
    assert look_back_through(picture, Chain((pooled,)), 0, 1).stages[0].reach.count == 0
    row = ChainStage(np.ones((1, 1, 1, 1)), np.zeros(1), ("a",), Stages(pool="max", pool_size=2))
    tall = np.vstack([picture[0], picture[0] + 1])[np.newaxis]
    lost, won = (look_back_through(tall, Chain((row,)), at, 1) for at in (0, 1))
    assert (lost.stages[0].total.item(), lost.taps.item()) == (0, 0)
    assert (won.stages[0].total.item(), won.taps.item()) == (1, 1)
    assert lost.stages[0].reach.count == won.stages[0].reach.count == 1


def test_a_closed_relu_leaves_the_tap():
    stage = ChainStage(np.full((1, 1, 1, 1), 30.0), np.array([-999.0]), ("a",), Stages(activation="relu"))
    seen = look_back_through(np.ones((1, 2, 2)), Chain((stage,)), 0, 0)
    assert (seen.taps.item(), seen.stages[0].total.item()) == (30, 0)


def test_opposite_paths_that_cancel_are_nothing_and_not_rounding():
    shares = np.array([0.1, 0.3, 0.7], np.float32)
    first = ChainStage(shares.reshape(3, 1, 1, 1), np.zeros(3), ("a", "b", "c"), Stages())
    # Summed exactly, 0.1 w + 0.3 v + 0.7 u is below the rounding of its terms.
    last = -(shares[0] * np.float64(3.3) + shares[1] * np.float64(1.7)) / shares[2]
    second = ChainStage(
        np.array([3.3, 1.7, last], np.float32).reshape(1, 3, 1, 1), np.zeros(1), ("d",), Stages()
    )
    exact = float((second.weights.ravel().astype(float) * shares.astype(float)).sum())
    seen = look_back_through(np.ones((1, 1, 1)), Chain((first, second)), 0, 0)
    assert seen.stages[1].total.item() == pytest.approx(exact, abs=1e-14)
    twins = ChainStage(
        np.array([0.1, 0.1], np.float32).reshape(2, 1, 1, 1), np.zeros(2), ("a", "b"), Stages()
    )
    against = ChainStage(np.array([1 / 3, -1 / 3]).reshape(1, 2, 1, 1), np.zeros(1), ("c",), Stages())
    assert look_back_through(np.ones((1, 1, 1)), Chain((twins, against)), 0, 0).stages[1].total.item() == 0


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_number_and_its_pixels_name_each_other(random_chain: Any, seed: int):
    """An explanation leads through the winner of the window to pixels; from these the same way leads back."""
    picture, chain = random_chain(seed, ("none", "relu"), ("none", "max"))
    first = Chain(chain.stages[:1])
    picture = np.random.default_rng(seed).uniform(-1, 1, (first.channels, *picture.shape[1:]))
    rng = np.random.default_rng(seed)
    maps = respond_through(picture, first).values
    index, r, c = (int(rng.integers(size)) for size in maps.shape)
    told = explain_through(picture, first, 0, index, r, c)
    is_open = first.stages[0].settings.activation == "none" or told.value > 0
    for link in told.links():
        seen = look_back_through(picture, first, link.row, link.column)
        box = seen.stages[0].reach.box
        assert seen.taps[link.map, index, r - box.top, c - box.left] == link.weight
        assert seen.stages[0].weights[link.map, index, r - box.top, c - box.left] == is_open * link.weight


def test_maps_that_no_weight_leads_to_are_not_wired():
    weights = np.zeros((2, 1, 1, 1))
    weights[1] = 1
    first = ChainStage(weights, np.zeros(2), ("empty", "full"), Stages())
    second = ChainStage(np.eye(2).reshape(2, 2, 1, 1), np.zeros(2), ("a", "b"), Stages())
    seen = look_back_through(np.ones((1, 3, 3)), Chain((first, second)), 1, 1)
    assert [views.is_wired.tolist() for views in seen.stages] == [[False, True]] * 2
    assert [len(views.strongest()) for views in seen.stages] == [1, 1]


def test_a_pixel_that_the_stride_steps_over_is_seen_by_no_stage(two_stages: Chain):
    first = two_stages.stages[0].with_settings(Stages(stride=(4, 4)))
    seen = look_back_through(np.ones((1, 20, 20)), Chain((first, two_stages.stages[1])), 3, 3)
    assert [views.reach.count for views in seen.stages] == [0, 0]
    assert [views.total.size for views in seen.stages] == [0, 0]
    assert seen.taps.size == 0
    assert seen.pixel.tolist() == [1]


def test_of_a_huge_picture_only_what_lies_around_the_pixel_is_read(two_stages: Chain):
    # Were any pixel elsewhere read, NaN would be refused.
    small = np.full((1, 100, 100), np.nan)
    small[0, 40:60, 40:60] = 1
    assert look_back_through(small, two_stages, 50, 50).stages[1].reach.count == 9
    with pytest.raises(FilterLabError, match="NaN"):
        look_back_through(small, two_stages, 41, 50)
    huge = np.broadcast_to(np.float32(1), (1, 16_000, 16_000))
    assert look_back_through(huge, two_stages, 8_000, 8_001).stages[1].reach.count == 9


def test_a_way_of_too_many_products_is_refused(two_stages: Chain, monkeypatch: Any):
    monkeypatch.setattr(seen_by, "MOST_PRODUCTS", 1000)
    with pytest.raises(FilterLabError, match=r"the pixel at row 5, column 6 through 2 stages takes [\d,]+ "):
        look_back_through(np.ones((1, 20, 20)), two_stages, 5, 6)


def test_the_arrays_cannot_be_written_to(two_stages: Chain):
    seen = look_back_through(np.ones((1, 20, 20)), two_stages, 5, 6)
    views = seen.stages[1]
    for array in (seen.pixel, seen.taps, views.weights, views.values, views.reach.rows, views.reach.columns):
        assert not array.flags.writeable


@pytest.mark.parametrize("pixel", [(-1, 0), (0, -1), (20, 0), (0, 21)])
def test_a_pixel_off_the_picture_is_refused(two_stages: Chain, pixel: tuple[int, int]):
    with pytest.raises(FilterLabError, match="not on the picture of 20 × 21"):
        look_back_through(np.ones((1, 20, 21)), two_stages, *pixel)
