from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.data import load_sample, match_channels
from filterlab.errors import FilterLabError
from filterlab.probes import ACTIVATIONS, Box, Stages, explain, respond
from filterlab.probes.slide import plan_walk


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_step_is_a_number_of_the_map_with_its_pixels(data: st.DataObject):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    small = st.integers(1, 3)
    channels, of_filter = data.draw(st.sampled_from([(1, 1), (3, 3), (1, 3), (3, 1)]))
    stages = Stages(
        stride=(data.draw(small), data.draw(small)),
        padding=data.draw(st.sampled_from([(0, 0), (2, 3), "same", "valid"])),
        dilation=(data.draw(small), data.draw(small)),
        flip=data.draw(st.booleans()),
        bias=0.5,
        activation=data.draw(st.sampled_from(ACTIVATIONS)),
    )
    picture = rng.normal(size=(channels, 10, 8))
    weights = rng.normal(size=(of_filter, data.draw(small), data.draw(small)))
    response = respond(picture, weights, stages)
    walk = plan_walk(picture, weights, stages)
    assert walk.length == response.activated.size
    number = data.draw(st.integers(0, walk.length - 1))
    step = walk.step(number)
    assert (step.row, step.column) == np.unravel_index(number, response.activated.shape)
    assert walk.number_of(step.row, step.column) == number
    told = explain(picture, weights, stages, step.row, step.column)
    assert step.box == told.patch_box
    assert step.linear == pytest.approx(told.linear)
    assert step.value == pytest.approx(told.activated)
    flat = step.filled.ravel()
    np.testing.assert_allclose(flat[: number + 1], response.activated.ravel()[: number + 1])
    assert np.isnan(flat[number + 1 :]).all()
    top, left = step.box.top - walk.view.top, step.box.left - walk.view.left
    rows = slice(top, top + step.box.height, stages.dilation[0])
    columns = slice(left, left + step.box.width, stages.dilation[1])
    np.testing.assert_allclose(walk.pixels[:, rows, columns], told.patch)
    np.testing.assert_array_equal(walk.is_padding[rows, columns], told.is_padding)


def test_the_curve_gives_6600_when_the_walk_comes_by(curve_detector: NDArray[np.float32]):
    walk = plan_walk(load_sample("mouse"), curve_detector, Stages(), scale=255)
    step = walk.step(walk.number_of(41, 87))
    assert (step.number, step.value, step.box) == (41 * 218 + 87, 6600, Box(41, 87, 7, 7))


def test_the_view_is_the_padded_picture_with_the_rows_that_are_left_over():
    walk = plan_walk(np.ones((1, 6, 7)), np.ones((1, 3, 3)), Stages(padding=(1, 2), stride=(4, 4)))
    assert walk.view == Box(-1, -2, 8, 11)
    assert walk.pixels.shape == (1, 8, 11)
    assert (walk.pixels.sum(), (~walk.is_padding).sum()) == (42, 42)


def test_a_part_of_the_map_can_be_walked_over_alone():
    rng = np.random.default_rng(2)
    picture, weights = rng.normal(size=(1, 20, 20)), rng.normal(size=(1, 3, 5))
    stages = Stages(stride=(2, 1), padding=(1, 2), dilation=(2, 1))
    walk = plan_walk(picture, weights, stages, cells=Box(3, 10, 4, 6))
    response = respond(picture, weights, stages)
    np.testing.assert_allclose(walk.activated, response.activated[3:7, 10:16])
    assert walk.view == Box(5, 8, 11, 10)
    assert walk.length == 24
    assert (walk.step(0).row, walk.step(0).column) == (3, 10)
    assert (walk.step(23).row, walk.step(23).column) == (6, 15)
    assert walk.step(7).box == explain(picture, weights, stages, 4, 11).patch_box


def test_a_filter_of_another_number_of_channels_sees_the_matched_picture():
    picture = np.random.default_rng(1).uniform(size=(3, 5, 5)).astype(np.float32)
    walk = plan_walk(picture, np.ones((1, 2, 2)), Stages(), scale=255)
    np.testing.assert_allclose(walk.pixels, match_channels(picture, 1) * 255, rtol=1e-6)
    assert walk.pixels.dtype == np.float32


def test_at_most_so_many_positions_are_chosen_evenly_and_the_last_is_one_of_them():
    walk = plan_walk(np.ones((1, 10, 10)), np.ones((1, 1, 1)), Stages())
    assert walk.evenly(1000) == tuple(range(100))
    assert walk.evenly(100) == tuple(range(100))
    assert walk.evenly(4) == (0, 33, 66, 99)
    assert walk.evenly(1) == (99,)
    for most in range(2, 100):
        numbers = walk.evenly(most)
        assert (len(numbers), numbers[0], numbers[-1]) == (most, 0, 99)
        assert len(set(np.diff(numbers))) <= 2


def test_the_arrays_of_a_walk_cannot_be_written_to():
    walk = plan_walk(np.ones((1, 4, 4)), np.ones((1, 2, 2)), Stages(padding=(1, 1)))
    for array in (walk.pixels, walk.is_padding, walk.linear, walk.activated, walk.step(0).filled):
        assert not array.flags.writeable


@pytest.mark.parametrize("number", [-1, 9])
def test_a_position_off_the_walk_is_refused(number: int):
    walk = plan_walk(np.ones((1, 4, 4)), np.ones((1, 2, 2)), Stages())
    with pytest.raises(FilterLabError, match="choose one from 0 to 8"):
        walk.step(number)


def test_a_cell_the_walk_does_not_visit_is_refused():
    walk = plan_walk(np.ones((1, 9, 9)), np.ones((1, 2, 2)), Stages(), cells=Box(2, 3, 2, 2))
    with pytest.raises(FilterLabError, match="row from 2 to 3 and a column from 3 to 4"):
        walk.number_of(2, 5)
    with pytest.raises(FilterLabError, match="at least 1"):
        walk.evenly(0)


@pytest.mark.parametrize("cells", [Box(-1, 0, 2, 2), Box(0, 2, 1, 2), Box(1, 1, 0, 1), Box(0, 0, 4, 1)])
def test_a_part_that_is_not_on_the_map_is_refused(cells: Box):
    with pytest.raises(FilterLabError, match="not on the map of 3 × 3"):
        plan_walk(np.ones((1, 4, 4)), np.ones((1, 2, 2)), Stages(), cells=cells)


@pytest.mark.parametrize(
    ("picture", "weights", "words"),
    [
        (np.ones((4, 4)), np.ones((1, 2, 2)), "The picture has the shape"),
        (np.full((1, 4, 4), np.inf), np.ones((1, 2, 2)), "The picture holds NaN"),
        (np.ones((1, 4, 4)), np.ones((1, 5, 5)), "does not fit"),
        (np.full((1, 4, 4), 1e30, np.float32), np.full((1, 2, 2), 1e30, np.float32), "float32"),
    ],
)
def test_a_walk_that_cannot_be_is_refused(picture: NDArray[Any], weights: NDArray[Any], words: str):
    with pytest.raises(FilterLabError, match=words):
        plan_walk(picture, weights, Stages())
