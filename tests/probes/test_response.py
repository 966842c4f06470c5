from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import convolve2d, correlate2d

from filterlab.errors import FilterLabError
from filterlab.probes import ACTIVATIONS, Box, Stages, respond, rounding_floor
from filterlab.probes.response import cut_out, respond_bank

RNG = np.random.default_rng(7)
PICTURE = RNG.uniform(size=(1, 9, 11))
FILTER = RNG.normal(size=(1, 3, 4))


def test_the_curve_detector_gives_6600_on_the_curve_and_0_on_the_head(
    curve_detector: NDArray[np.float32], curve_patch: NDArray[np.float32], head_patch: NDArray[np.float32]
):
    assert respond(curve_patch, curve_detector, Stages()).values.tolist() == [[6600.0]]
    assert respond(head_patch, curve_detector, Stages()).values.tolist() == [[0.0]]


def test_a_flat_patch_of_50_beats_the_curve(curve_detector: NDArray[np.float32]):
    flat = np.full((1, 7, 7), 50, np.float32)
    assert respond(flat, curve_detector, Stages()).values.tolist() == [[9000.0]]


def test_a_response_is_a_cross_correlation():
    response = respond(PICTURE, FILTER, Stages())
    np.testing.assert_allclose(response.linear, correlate2d(PICTURE[0], FILTER[0], mode="valid"), atol=1e-12)


def test_flipping_the_filter_makes_a_true_convolution():
    response = respond(PICTURE, FILTER, Stages(flip=True))
    np.testing.assert_allclose(response.linear, convolve2d(PICTURE[0], FILTER[0], mode="valid"), atol=1e-12)


def test_the_bias_is_added_once_to_every_place():
    plain, shifted = (respond(PICTURE, FILTER, Stages(bias=bias)).values for bias in (0.0, 2.5))
    np.testing.assert_allclose(shifted, plain + 2.5)


def test_without_activation_and_pooling_the_three_maps_are_one():
    response = respond(PICTURE, FILTER, Stages())
    assert response.linear is response.activated is response.values


@pytest.mark.parametrize(
    ("activation", "formula"),
    [
        ("relu", lambda x: np.where(x > 0, x, 0)),
        ("leaky_relu", lambda x: np.where(x > 0, x, 0.01 * x)),
        ("tanh", np.tanh),
        ("sigmoid", lambda x: 1 / (1 + np.exp(-x))),
        ("abs", np.abs),
    ],
)
def test_an_activation_is_its_formula_and_keeps_the_linear_map(activation: Any, formula: Any):
    response = respond(PICTURE, FILTER, Stages(activation=activation))
    linear = respond(PICTURE, FILTER, Stages()).linear
    np.testing.assert_array_equal(response.linear, linear)
    np.testing.assert_allclose(response.activated, formula(linear), atol=1e-12)


def test_max_pooling_keeps_the_largest_and_average_pooling_the_mean_of_each_window():
    picture = np.array([[[1, 0, 2, 3], [4, 6, 6, 8], [3, 1, 1, 0], [1, 2, 2, 4]]], float)
    one = np.ones((1, 1, 1))
    assert respond(picture, one, Stages(pool="max")).values.tolist() == [[6, 8], [3, 4]]
    assert respond(picture, one, Stages(pool="average")).values.tolist() == [[2.75, 4.75], [1.75, 1.75]]


def test_pooling_windows_may_overlap():
    picture = np.arange(9.0).reshape(1, 3, 3)
    values = respond(picture, np.ones((1, 1, 1)), Stages(pool="max", pool_stride=1)).values
    assert values.tolist() == [[4, 5], [7, 8]]


def test_same_padding_keeps_the_size_of_the_picture():
    assert respond(PICTURE, FILTER, Stages(padding="same")).values.shape == (9, 11)


def test_stride_padding_and_dilation_may_differ_between_height_and_width():
    stages = Stages(stride=(2, 3), padding=(1, 0), dilation=(2, 1))
    assert respond(PICTURE, FILTER, stages).values.shape == (4, 3)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_the_response_keeps_the_type_of_the_picture(kind: Any):
    for activation in ACTIVATIONS:
        response = respond(
            PICTURE.astype(kind), FILTER, Stages(activation=activation, pool="average", bias=0.1)
        )
        assert {array.dtype for array in (response.linear, response.activated, response.values)} == {
            np.dtype(kind)
        }


def test_whole_number_pictures_do_not_overflow():
    picture = np.full((1, 3, 3), 200, np.uint8)
    weights = np.full((1, 3, 3), 100, np.int8)
    assert respond(picture, weights, Stages()).values.tolist() == [[180000.0]]


def test_colours_of_whole_numbers_become_luminance_too():
    red = np.zeros((3, 3, 3), np.uint8)
    red[0] = 200
    np.testing.assert_allclose(respond(red, np.ones((1, 1, 1)), Stages()).values, 59.8, rtol=1e-6)


def test_a_bank_gives_one_map_for_each_filter_in_the_same_order():
    picture = RNG.uniform(size=(1, 9, 11))
    bank, biases = RNG.normal(size=(3, 1, 2, 3)), RNG.normal(size=3)
    stages = Stages(stride=(2, 1), padding=(1, 1), activation="tanh", pool="max")
    together = respond_bank(picture, bank, biases, stages)
    for number, (weights, bias) in enumerate(zip(bank, biases, strict=True)):
        alone = respond(picture, weights, replace(stages, bias=bias))
        for step in ("linear", "activated", "values"):
            np.testing.assert_allclose(getattr(together, step)[number], getattr(alone, step), atol=1e-12)


def test_what_is_cut_out_beyond_the_edge_is_0():
    picture = np.arange(1.0, 7).reshape(1, 2, 3)
    assert cut_out(picture, Box(0, 1, 2, 2)).tolist() == [[[2, 3], [5, 6]]]
    assert cut_out(picture, Box(-1, 2, 3, 2)).tolist() == [[[0, 0], [3, 0], [6, 0]]]
    assert cut_out(picture, Box(5, 5, 1, 2)).tolist() == [[[0, 0]]]


def test_the_part_of_a_box_on_a_picture_may_be_empty():
    assert Box(-2, 1, 4, 9).within((3, 5)) == Box(0, 1, 2, 4)
    assert Box(4, -3, 2, 2).within((3, 5)) == Box(3, 0, 0, 0)


def test_one_channel_looks_at_the_luminance_of_a_colour_picture():
    red = np.zeros((3, 4, 4))
    red[0] = 1
    np.testing.assert_allclose(respond(red, np.ones((1, 1, 1)), Stages()).values, 0.299)


def test_three_channels_see_a_grey_picture_three_times():
    grey = np.full((1, 4, 4), 0.5)
    np.testing.assert_allclose(respond(grey, np.ones((3, 1, 1)), Stages()).values, 1.5)


def test_the_maps_cannot_be_written_to():
    response = respond(PICTURE, FILTER, Stages(activation="relu", pool="max"))
    for array in (response.linear, response.activated, response.values):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1


def test_picture_and_filter_stay_as_they_are():
    picture, weights = PICTURE.copy(), FILTER.copy()
    respond(picture, weights, Stages(activation="relu", flip=True, pool="max"))
    np.testing.assert_array_equal(picture, PICTURE)
    np.testing.assert_array_equal(weights, FILTER)
    assert picture.flags.writeable
    assert weights.flags.writeable


def with_one(value: float, shape: tuple[int, ...]) -> NDArray[np.float64]:
    array = np.zeros(shape)
    array.flat[0] = value
    return array


@pytest.mark.parametrize(
    ("picture", "weights", "stages", "words"),
    [
        (with_one(np.nan, (1, 5, 5)), FILTER, Stages(), "The picture holds NaN or infinite values"),
        (with_one(np.inf, (1, 5, 5)), FILTER, Stages(), "The picture holds NaN or infinite values"),
        (PICTURE, with_one(np.nan, (1, 3, 3)), Stages(), "The filter holds NaN or infinite values"),
        (PICTURE[0], FILTER, Stages(), "The picture has the shape (9, 11)"),
        (PICTURE, FILTER[0], Stages(), "The filter has the shape (3, 4)"),
        (np.zeros((1, 0, 5)), FILTER, Stages(), "none of them 0"),
        (PICTURE, np.zeros((1, 10, 3)), Stages(), "The filter of 10 × 3 does not fit on the picture of"),
        (PICTURE, FILTER, Stages(pool="max", pool_size=9), "The pooling window of 9 × 9 cells does not fit"),
        (PICTURE, np.zeros((8, 3, 3)), Stages(), "8"),
    ],
)
def test_what_cannot_be_computed_is_said_in_one_sentence(
    picture: NDArray[Any], weights: NDArray[Any], stages: Stages, words: str
):
    with pytest.raises(FilterLabError) as caught:
        respond(picture, weights, stages)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_response_beyond_float32_is_refused_rather_than_infinite():
    with pytest.raises(FilterLabError, match="grew beyond what float32 can hold"):
        respond(np.full((1, 4, 4), 1e30, np.float32), np.full((1, 2, 2), 1e30, np.float32), Stages())


def test_an_even_picture_answers_an_edge_filter_with_less_than_the_rounding_floor():
    sobel = np.array([[[-1, -2, -1], [0, 0, 0], [1, 2, 1]]], np.float32)
    for white in (1, 255):
        picture = np.full((1, 30, 40), 0.3, np.float32) * np.float32(white)
        floor = rounding_floor(picture, sobel)
        assert floor == pytest.approx(4 * np.finfo(np.float32).eps * 8 * 0.3 * white)
        assert np.abs(respond(picture, sobel, Stages()).linear).max() <= floor
    assert rounding_floor(picture.astype(np.float64), sobel) < 1e-6 * floor
    assert rounding_floor(np.zeros((1, 3, 3)), sobel) == 0
    assert rounding_floor(np.zeros((1, 0, 3)), sobel) == 0
