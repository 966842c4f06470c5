from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.probes import Match, cosine_similarity, nearest
from filterlab.probes.matching import Transform

SOBEL = presets["sobel-x"].weights


@st.composite
def filters(draw: st.DrawFn) -> NDArray[np.float64]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (draw(st.sampled_from([1, 2, 3])), draw(st.integers(1, 6)), draw(st.integers(1, 6)))
    return rng.normal(size=shape) * 10.0 ** draw(st.integers(-3, 3))


def test_a_filter_is_like_itself_however_strong():
    assert cosine_similarity(SOBEL, 250 * SOBEL) == pytest.approx(1)
    assert cosine_similarity(SOBEL, -SOBEL) == pytest.approx(-1)


def test_an_edge_filter_has_nothing_in_common_with_the_one_turned_by_90_degrees():
    assert cosine_similarity(SOBEL, presets["sobel-y"].weights) == pytest.approx(0, abs=1e-7)


def test_a_smaller_filter_is_laid_on_the_middle_of_a_larger_one():
    assert cosine_similarity(SOBEL, np.pad(SOBEL, ((0, 0), (2, 2), (1, 1)))) == pytest.approx(1)


def test_an_even_filter_sits_half_a_cell_to_the_top_left():
    corner = np.zeros((1, 3, 3))
    corner[0, :2, :2] = 1
    assert cosine_similarity(np.ones((1, 2, 2)), corner) == pytest.approx(1)


def test_tall_and_wide_filters_share_a_canvas_that_holds_both():
    assert cosine_similarity(np.ones((1, 3, 1)), np.ones((1, 1, 3))) == pytest.approx(1 / 3)


def test_one_channel_is_compared_with_each_channel_of_the_other():
    colour = np.repeat(SOBEL, 3, axis=0)
    assert cosine_similarity(SOBEL, colour) == pytest.approx(1)
    opponent = colour * np.array([1, -1, 0])[:, np.newaxis, np.newaxis]
    assert cosine_similarity(SOBEL, opponent) == pytest.approx(0, abs=1e-7)


def test_other_channel_counts_are_compared_by_their_means():
    assert cosine_similarity(np.repeat(SOBEL, 3, axis=0), np.repeat(SOBEL, 8, axis=0)) == pytest.approx(1)


def test_a_filter_may_come_without_a_channel_axis():
    assert cosine_similarity(SOBEL[0], SOBEL) == pytest.approx(1)


def test_nothing_is_similar_to_nothing():
    assert cosine_similarity(np.zeros((1, 3, 3)), SOBEL) == 0
    assert cosine_similarity(np.zeros((1, 3, 3)), np.zeros((1, 5, 5))) == 0


def test_tiny_and_huge_numbers_neither_vanish_nor_overflow():
    shape = np.array([[[3.0, 4.0]]])
    assert cosine_similarity(1e-300 * shape, 1e300 * shape) == pytest.approx(1)


@settings(max_examples=80, deadline=None)
@given(filters(), filters(), st.floats(1e-6, 1e6))
def test_similarity_is_symmetric_bounded_and_blind_to_strength(
    first: NDArray[np.float64], second: NDArray[np.float64], factor: float
):
    similarity = cosine_similarity(first, second)
    assert -1 <= similarity <= 1
    assert cosine_similarity(second, first) == pytest.approx(similarity, abs=1e-12)
    assert cosine_similarity(first * factor, second) == pytest.approx(similarity, abs=1e-9)
    assert cosine_similarity(-first, second) == pytest.approx(-similarity, abs=1e-12)


def test_every_preset_is_nearest_to_itself_or_to_one_of_the_same_pattern():
    bank = {name: preset.weights for name, preset in presets.items()}
    for weights in bank.values():
        assert nearest(weights, bank).similarity == pytest.approx(1)


def test_the_nearest_filter_may_be_the_negative():
    bank = {"x": SOBEL, "y": presets["sobel-y"].weights}
    match = nearest(-3 * SOBEL, bank)
    assert (match.name, match.sign) == ("x", -1)
    assert match.similarity == pytest.approx(1)


def test_of_equal_filters_the_first_is_named():
    assert nearest(SOBEL, {"a": SOBEL, "b": SOBEL}).name == "a"


def test_an_empty_filter_is_near_to_nothing():
    assert nearest(np.zeros((1, 3, 3)), {"x": SOBEL}) == Match("x", 0.0, Transform())


@pytest.mark.parametrize(
    ("weights", "bank", "words"),
    [
        (SOBEL, {}, "There is no filter to compare with"),
        (np.full((1, 3, 3), np.nan), {"x": SOBEL}, "The filter holds values that are not finite"),
        (SOBEL, {"x": np.full((1, 3, 3), np.inf)}, "The filter 'x' holds values"),
        (np.zeros((1, 1, 3, 3)), {"x": SOBEL}, "The filter has the shape"),
        (np.zeros((1, 0, 3)), {"x": SOBEL}, "none of them 0"),
    ],
)
def test_filters_that_cannot_be_compared_are_named(weights: Any, bank: Any, words: str):
    with pytest.raises(FilterLabError) as caught:
        nearest(weights, bank)
    assert words in str(caught.value)
