from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes import ACTIVATIONS, POOLS, Box, Stages, explain, find_places, respond

SMALL = st.integers(1, 3)


@st.composite
def questions(draw: st.DrawFn) -> tuple[NDArray[Any], NDArray[Any], Stages]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    channels, of_filter = draw(st.sampled_from([(1, 1), (3, 3), (1, 3), (3, 1)]))
    height, width = draw(st.integers(12, 15)), draw(st.integers(12, 15))
    kernel = (of_filter, draw(SMALL), draw(SMALL))
    padding = draw(
        st.one_of(st.sampled_from(["same", "valid"]), st.tuples(st.integers(0, 3), st.integers(0, 3)))
    )
    stages = Stages(
        stride=(draw(SMALL), draw(SMALL)),
        padding=padding,
        dilation=(draw(SMALL), draw(SMALL)),
        flip=draw(st.booleans()),
        bias=draw(st.sampled_from([0.0, -0.75, 2.0])),
        activation=draw(st.sampled_from(ACTIVATIONS)),
        pool=draw(st.sampled_from(POOLS)),
        pool_size=draw(st.integers(1, 2)),
        pool_stride=draw(st.sampled_from([None, 1, 2])),
    )
    picture = rng.uniform(draw(st.sampled_from([-1.0, 0.0, 0.5])), 1, (channels, height, width))
    return picture.astype(dtype), rng.normal(size=kernel).astype(dtype), stages


def test_the_curve_is_1500_and_600_and_three_times_1500(
    curve_detector: NDArray[np.float32], curve_patch: NDArray[np.float32]
):
    told = explain(curve_patch, curve_detector, Stages(), 0, 0)
    assert told.products[told.products != 0].tolist() == [1500, 600, 1500, 1500, 1500]
    assert (told.sum, told.linear, told.activated, told.value) == (6600, 6600, 6600, 6600)
    assert told.best_possible == 9000
    assert told.share is not None
    assert round(told.share * 100, 1) == 73.3


def test_the_head_gives_nothing(curve_detector: NDArray[np.float32], head_patch: NDArray[np.float32]):
    told = explain(head_patch, curve_detector, Stages(), 0, 0)
    assert told.value == 0
    assert not told.products.any()


def test_a_flat_patch_is_the_best_possible_for_a_filter_without_minus_signs(
    curve_detector: NDArray[np.float32],
):
    assert explain(np.full((1, 7, 7), 50.0), curve_detector, Stages(), 0, 0).share == 1


@settings(max_examples=120, deadline=None)
@given(questions())
def test_the_products_of_every_place_add_up_to_the_map(question: tuple[NDArray[Any], NDArray[Any], Stages]):
    picture, weights, stages = question
    response = respond(picture, weights, stages)
    tolerance = {"rtol": 0, "atol": 1e-5 if picture.dtype == np.float32 else 1e-12}
    height, width = response.values.shape
    for row, column in {(0, 0), (height - 1, width - 1), (height // 2, width // 3)}:
        told = explain(picture, weights, stages, row, column)
        np.testing.assert_array_equal(told.products, told.patch * told.weights)
        np.testing.assert_allclose(told.sum, told.products.sum(), atol=1e-12)
        at_map = (told.map_row, told.map_column)
        np.testing.assert_allclose(told.sum + told.bias, response.linear[at_map], **tolerance)
        np.testing.assert_allclose(told.linear, response.linear[at_map], **tolerance)
        np.testing.assert_allclose(told.activated, response.activated[at_map], **tolerance)
        np.testing.assert_allclose(told.value, response.values[row, column], **tolerance)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_no_place_exceeds_the_best_possible_response(question: tuple[NDArray[Any], NDArray[Any], Stages]):
    picture, weights, stages = question
    told = explain(picture, weights, stages, 0, 0)
    assert respond(picture, weights, stages).linear.max() <= told.best_possible + 1e-5
    assert told.share is None or told.share <= 1 + 1e-5


@settings(max_examples=60, deadline=None)
@given(questions(), st.integers(0, 2**32 - 1))
def test_pixels_outside_the_receptive_field_do_not_matter(
    question: tuple[NDArray[Any], NDArray[Any], Stages], seed: int
):
    picture, weights, stages = question
    height, width = respond(picture, weights, stages).values.shape
    rng = np.random.default_rng(seed)
    row, column = int(rng.integers(height)), int(rng.integers(width))
    told = explain(picture, weights, stages, row, column)
    box = told.receptive_field
    changed = rng.uniform(-5, 5, picture.shape).astype(picture.dtype)
    inside = np.zeros(picture.shape, bool)
    inside[:, max(box.top, 0) : box.top + box.height, max(box.left, 0) : box.left + box.width] = True
    changed[inside] = picture[inside]
    np.testing.assert_allclose(
        respond(changed, weights, stages).values[row, column], told.value, rtol=0, atol=1e-5
    )


def test_padding_cells_are_marked_and_hold_nothing():
    told = explain(np.ones((1, 4, 4)), np.ones((1, 3, 3)), Stages(padding=(1, 1)), 0, 3)
    assert told.is_padding.tolist() == [[True, True, True], [False, False, True], [False, False, True]]
    np.testing.assert_array_equal(told.patch[0], ~told.is_padding)
    assert told.patch_box == Box(-1, 2, 3, 3)


def test_the_box_of_a_dilated_filter_spans_its_gaps():
    told = explain(np.ones((1, 9, 9)), np.ones((1, 3, 2)), Stages(dilation=(2, 3), stride=(2, 1)), 1, 4)
    assert told.patch_box == told.receptive_field == Box(2, 4, 5, 4)


def test_flipping_lays_the_filter_on_the_picture_upside_down():
    weights = np.arange(6.0).reshape(1, 2, 3)
    told = explain(np.ones((1, 4, 4)), weights, Stages(flip=True), 0, 0)
    np.testing.assert_array_equal(told.weights, weights[:, ::-1, ::-1])


def test_the_winner_of_a_pooling_window_is_explained():
    picture = np.array([[[1, 0, 2, 3], [4, 6, 6, 8], [3, 1, 1, 0], [1, 2, 2, 4]]], float)
    told = explain(picture, np.ones((1, 1, 1)), Stages(pool="max"), 0, 1)
    assert told.pool_window is not None
    assert told.pool_window.box == Box(0, 2, 2, 2)
    assert told.pool_window.values.tolist() == [[2, 3], [6, 8]]
    assert (told.pool_window.row, told.pool_window.column) == (told.map_row, told.map_column) == (1, 3)
    assert (told.value, told.activated) == (8, 8)
    assert told.receptive_field == Box(0, 2, 2, 2)
    assert told.patch_box == Box(1, 3, 1, 1)


def test_average_pooling_shows_the_largest_place_and_the_mean():
    picture = np.array([[[2, 3], [6, 8]]], float)
    told = explain(picture, np.ones((1, 1, 1)), Stages(pool="average"), 0, 0)
    assert (told.value, told.activated, told.map_row, told.map_column) == (4.75, 8, 1, 1)


def test_the_first_of_equal_winners_is_explained():
    told = explain(np.ones((1, 4, 4)), np.ones((1, 1, 1)), Stages(pool="max"), 1, 1)
    assert (told.map_row, told.map_column) == (2, 2)


def test_there_is_no_pooling_window_without_pooling():
    assert explain(np.ones((1, 4, 4)), np.ones((1, 1, 1)), Stages(), 1, 1).pool_window is None


def test_the_best_possible_uses_the_brightest_under_plus_and_the_darkest_under_minus():
    picture = np.array([[[2.0, 10.0, 4.0]]])
    told = explain(picture, np.array([[[3.0, -1.0]]]), Stages(bias=5), 0, 0)
    assert told.best_possible == 3 * 10 - 1 * 2 + 5


def test_a_known_range_of_values_is_taken_at_its_word():
    picture = np.full((1, 3, 3), 50.0)
    told = explain(picture, np.ones((1, 1, 1)), Stages(), 0, 0, value_range=(0.0, 255.0))
    assert told.best_possible == 255


def test_a_filter_that_cannot_respond_has_no_share():
    assert explain(np.ones((1, 3, 3)), np.zeros((1, 2, 2)), Stages(), 0, 0).share is None
    assert explain(np.ones((1, 3, 3)), -np.ones((1, 2, 2)), Stages(), 0, 0).share is None


def test_the_arrays_of_an_explanation_cannot_be_written_to():
    told = explain(np.ones((1, 4, 4)), np.ones((1, 2, 2)), Stages(pool="max"), 0, 0)
    assert told.pool_window is not None
    for array in (told.patch, told.weights, told.products, told.is_padding, told.pool_window.values):
        assert not array.flags.writeable


@pytest.mark.parametrize("place", [(-1, 0), (0, -1), (3, 0), (0, 2)])
def test_a_place_off_the_map_is_refused_with_the_size_of_the_map(place: tuple[int, int]):
    with pytest.raises(FilterLabError, match="not on the map of 3 × 2"):
        explain(np.ones((1, 4, 3)), np.ones((1, 2, 2)), Stages(), *place)


def test_a_patch_with_nan_is_refused():
    picture = np.ones((1, 4, 4))
    picture[0, 1, 1] = np.nan
    with pytest.raises(FilterLabError, match="The picture holds NaN"):
        explain(picture, np.ones((1, 2, 2)), Stages(), 0, 0)


def test_what_is_no_picture_is_refused():
    with pytest.raises(FilterLabError, match="The picture has the shape"):
        explain(np.ones((4, 4)), np.ones((1, 2, 2)), Stages(), 0, 0)


def test_a_map_beyond_all_memory_is_refused_before_it_is_made():
    with pytest.raises(FilterLabError, match="use less padding or a larger stride"):
        find_places((100, 100), (3, 3), Stages(padding=(100_000, 100_000)))


def test_places_give_the_size_of_the_map_before_and_after_pooling():
    places = find_places((224, 224), (7, 7), Stages(pool="max", pool_size=3, pool_stride=2))
    assert places.map_shape == (218, 218)
    assert places.final_shape == (108, 108)
    assert not places.is_padded
