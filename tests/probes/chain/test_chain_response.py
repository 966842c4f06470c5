from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate

from filterlab.engine import ShapeError
from filterlab.errors import FilterLabError
from filterlab.probes import Box, Stages, respond
from filterlab.probes.chain import (
    Chain,
    ChainStage,
    DrawnFilter,
    chain_up_to,
    find_chain_places,
    respond_through,
    respond_window,
    stage_of,
    stage_on_picture,
)

RNG = np.random.default_rng(21)
PICTURE = RNG.uniform(size=(1, 16, 18))
SEEDS = st.integers(0, 2**32 - 1)


def plain_stage(weights: Any, settings: Stages | None = None) -> ChainStage:
    filters = len(weights)
    names = tuple(f"filter {number}" for number in range(filters))
    return ChainStage(weights, np.zeros(filters), names, settings or Stages())


def test_a_chain_of_one_filter_responds_as_the_filter_does():
    weights = RNG.normal(size=(1, 3, 4)).astype(np.float32)
    stages = Stages(stride=(2, 1), padding=(1, 2), flip=True, bias=0.5, activation="relu", pool="average")
    alone = respond(PICTURE, weights, stages)
    (chained,) = respond_through(PICTURE, Chain((stage_on_picture({"f": weights}, stages),))).stages
    for step in ("linear", "activated", "values"):
        np.testing.assert_allclose(getattr(chained, step)[0], getattr(alone, step), atol=1e-12)


def test_a_second_stage_adds_up_what_its_filters_find_on_every_map(two_stages: Chain):
    first, second = respond_through(PICTURE, two_stages).stages
    weights, biases = two_stages.stages[1].weights.astype(float), two_stages.stages[1].biases
    for found, sheets, bias in zip(second.linear, weights, biases, strict=True):
        summed = sum(
            correlate(below, sheet, mode="valid", method="direct")
            for below, sheet in zip(first.values, sheets, strict=True)
        )
        np.testing.assert_allclose(found, summed + bias, atol=1e-12)


def test_two_convolutions_in_a_row_are_one_with_a_larger_filter():
    small, other = RNG.normal(size=(2, 1, 3, 3)).astype(np.float32)
    chain = Chain((plain_stage(small[np.newaxis]), plain_stage(other[np.newaxis])))
    # A correlation with a correlation is one with the convolution of both filters.
    both = correlate(small[0].astype(float), other[0, ::-1, ::-1].astype(float), mode="full", method="direct")
    expected = correlate(PICTURE[0], both, mode="valid", method="direct")
    np.testing.assert_allclose(respond_through(PICTURE, chain).values[0], expected, atol=1e-10)


def test_every_map_keeps_its_size_and_cannot_be_written_to(two_stages: Chain):
    response = respond_through(PICTURE, two_stages)
    shapes = [
        tuple(maps.shape for maps in (stage.linear, stage.activated, stage.values))
        for stage in response.stages
    ]
    assert shapes == [((2, 14, 16), (2, 14, 16), (2, 7, 8)), ((3, 6, 7), (3, 6, 7), (3, 6, 7))]
    assert response.values is response.stages[-1].values
    for stage in response.stages:
        for maps in (stage.linear, stage.activated, stage.values):
            assert not maps.flags.writeable
    assert not response.seen.flags.writeable
    assert PICTURE.flags.writeable


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_the_maps_keep_the_type_of_the_picture(two_stages: Chain, kind: Any):
    response = respond_through(PICTURE.astype(kind), two_stages)
    assert {stage.values.dtype for stage in response.stages} == {np.dtype(kind)}
    window = respond_window(PICTURE.astype(kind), two_stages, Box(0, 0, 1, 1))
    assert window.dtype == kind


def test_the_scale_counts_as_brighter_pixels(two_stages: Chain):
    brighter = respond_through(PICTURE * 255, two_stages).values
    np.testing.assert_allclose(respond_through(PICTURE, two_stages, scale=255).values, brighter, rtol=1e-9)
    window = respond_window(PICTURE, two_stages, Box(1, 2, 3, 2), scale=255)
    np.testing.assert_allclose(window, brighter[:, 1:4, 2:4], rtol=1e-9)


def test_pixels_of_whole_numbers_do_not_wrap_round():
    chain = Chain((stage_on_picture({"sum": np.full((1, 2, 2), 100.0)}),))
    grey, colour = np.full((1, 3, 3), 200, np.uint8), np.full((3, 3, 3), 200, np.uint8)
    for picture in (grey, colour):
        np.testing.assert_allclose(respond_through(picture, chain).values, 80000)
        np.testing.assert_allclose(respond_window(picture, chain, Box(0, 0, 1, 1)), 80000)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_window_holds_what_the_whole_maps_hold_there(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    rng = np.random.default_rng(seed)
    at = int(rng.integers(len(chain.stages)))
    step = ("linear", "activated", "values")[rng.integers(3)]
    maps = getattr(respond_through(picture, chain).stages[at], step)
    _filters, height, width = maps.shape
    top, left = int(rng.integers(height)), int(rng.integers(width))
    box = Box(top, left, int(rng.integers(1, height - top + 1)), int(rng.integers(1, width - left + 1)))
    window = respond_window(picture, chain_up_to(chain, at, step), box)
    expected = maps[:, top : top + box.height, left : left + box.width]
    np.testing.assert_allclose(window, expected, rtol=1e-9, atol=1e-9)


def test_a_window_reads_no_pixel_that_it_does_not_see(two_stages: Chain):
    picture = np.full((1, 40, 40), np.nan)
    picture[0, 10:22, 10:22] = 1
    assert np.isfinite(respond_window(picture, two_stages, Box(5, 5, 2, 2))).all()
    with pytest.raises(FilterLabError, match="The picture holds NaN"):
        respond_window(picture, two_stages, Box(0, 0, 2, 2))


@pytest.mark.parametrize("box", [Box(0, 0, 7, 1), Box(-1, 0, 2, 2), Box(0, 6, 1, 2), Box(2, 2, 0, 1)])
def test_a_window_off_the_map_is_refused(two_stages: Chain, box: Box):
    with pytest.raises(FilterLabError, match="does not lie on the map of 6 × 7"):
        respond_window(PICTURE, two_stages, box)


def test_a_filter_too_large_for_the_maps_before_it_is_named_with_its_stage(two_stages: Chain):
    with pytest.raises(ShapeError) as caught:
        respond_through(np.ones((1, 5, 5)), two_stages)
    assert str(caught.value).startswith("Stage 2: The filter of 2 × 2 does not fit on the map of 1 × 1")


def test_a_pooling_window_too_large_is_named_with_its_stage(two_stages: Chain):
    first, second = two_stages.stages
    pooled = second.with_settings(Stages(pool="max", pool_size=9))
    with pytest.raises(ShapeError, match="Stage 2: The pooling window of 9 × 9 cells does not fit"):
        find_chain_places(Chain((first, pooled)), (16, 18))


def test_channels_that_cannot_be_matched_are_refused():
    chain = Chain((stage_of([DrawnFilter("f", np.ones((1, 1, 1)))], 2),))
    with pytest.raises(FilterLabError, match="Stage 1: The picture has 1 channels and the filter 2"):
        respond_through(PICTURE, chain)


def test_a_response_that_outgrows_its_type_is_told_with_its_stage():
    strong = np.full((1, 1, 1, 1), 1e30)
    chain = Chain((plain_stage(strong), plain_stage(strong)))
    with pytest.raises(FilterLabError, match="Stage 2: The response grew beyond what float32 can hold"):
        respond_through(PICTURE.astype(np.float32), chain)


def test_maps_beyond_all_memory_are_refused_before_the_first_is_made():
    one = np.ones((10_000, 1, 1, 1), np.float32)
    chain = Chain((replace(plain_stage(one), settings=Stages(padding=(4000, 4000))),))
    with pytest.raises(ShapeError, match=r"The chain needs .* for the sums of stage 1 of shape"):
        respond_through(PICTURE, chain)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_picture_that_holds_no_numbers_is_refused(two_stages: Chain, value: float):
    picture = PICTURE.copy()
    picture[0, 3, 3] = value
    with pytest.raises(FilterLabError, match="The picture holds NaN"):
        respond_through(picture, two_stages)
    with pytest.raises(FilterLabError, match="The picture has the shape"):
        respond_through(PICTURE[0], two_stages)
