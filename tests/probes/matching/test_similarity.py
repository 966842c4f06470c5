from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.matching import (
    Invariances,
    Transform,
    cosine_similarity,
    lay_out_in_words,
    similarities,
)

Doubles = NDArray[np.float64]

invariances = st.builds(
    Invariances,
    sign=st.booleans(),
    turns=st.booleans(),
    flips=st.booleans(),
    shift=st.integers(0, 3),
    strength=st.booleans(),
)


@st.composite
def banks(draw: st.DrawFn) -> list[Doubles]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shapes = draw(
        st.lists(st.tuples(st.sampled_from([1, 2, 3]), *[st.integers(1, 5)] * 2), min_size=1, max_size=3)
    )
    return [rng.normal(size=shape) * 10.0 ** rng.integers(-2, 3) for shape in shapes]


@settings(max_examples=60, deadline=None)
@given(banks(), banks(), invariances)
def test_similarity_is_symmetric_and_bounded(
    first: list[Doubles], second: list[Doubles], allowed: Invariances
):
    there, back = similarities(first, second, allowed), similarities(second, first, allowed)
    np.testing.assert_allclose(there.values, back.values.T, atol=1e-9)
    assert (there.values <= 1).all()
    assert (there.values >= (0 if allowed.sign else -1)).all()


@settings(max_examples=60, deadline=None)
@given(banks(), banks(), invariances)
def test_the_transform_gives_the_figure(first: list[Doubles], second: list[Doubles], allowed: Invariances):
    found = similarities(first, second, allowed)
    for row, column in product(range(len(first)), range(len(second))):
        theirs = found.transform(row, column).apply(found.second.filters[column])
        # Without its frame a filter that was moved off it would not keep its length.
        if not found.transform(row, column).down and not found.transform(row, column).right:
            figure = cosine_similarity(found.first.filters[row], theirs)
            if not allowed.strength:
                a, b = np.linalg.norm(first[row]), np.linalg.norm(second[column])
                figure *= 2 * a * b / (a**2 + b**2)
            assert found.values[row, column] == pytest.approx(figure, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(banks(), banks())
def test_a_bank_is_compared_as_its_filters_are_one_by_one(first: list[Doubles], second: list[Doubles]):
    found = similarities(first, second, Invariances(sign=False))
    for row, column in product(range(len(first)), range(len(second))):
        assert found.values[row, column] == pytest.approx(
            cosine_similarity(first[row], second[column]), abs=1e-9
        )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 2))
def test_the_search_agrees_with_trying_everything(seed: int, shift: int):
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(2, 2, 4, 4))
    found = similarities([first], [second], Invariances(turns=True, flips=True, shift=shift)).values[0, 0]
    room = ((0, 0), (shift, shift), (shift, shift))
    steps = range(-shift, shift + 1)
    tried = [
        abs(
            np.vdot(
                np.pad(first, room), Transform(mirrored, quarters, down, right).apply(np.pad(second, room))
            )
        )
        for mirrored, quarters, down, right in product((False, True), (0, 1, 2, 3), steps, steps)
    ]
    assert found == pytest.approx(max(tried) / np.linalg.norm(first) / np.linalg.norm(second), abs=1e-9)


def test_with_less_that_counts_filters_are_never_less_alike():
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(2, 5, 1, 5, 5))
    strict = similarities(first, second, Invariances(sign=False, strength=False)).values
    for more in (Invariances(), Invariances(turns=True), Invariances(turns=True, flips=True, shift=2)):
        loose = similarities(first, second, more).values
        assert (loose >= strict - 1e-12).all()
        strict = loose


def test_where_strength_counts_only_equal_filters_are_the_same():
    edge = np.array([[[1.0, -1.0]]])
    values = similarities([edge], [edge, 2 * edge, -edge], Invariances(sign=False, strength=False)).values
    np.testing.assert_allclose(values, [[1, 0.8, -1]])


def test_zeros_are_like_nothing_whatever_counts():
    edge = np.array([[[1.0, -1.0]]])
    for allowed in (Invariances(), Invariances(strength=False)):
        assert similarities([edge, 0 * edge], [0 * edge], allowed).values.tolist() == [[0], [0]]


def test_of_equally_good_transforms_the_simplest_is_named():
    edge = np.array([[[1.0, 0.0, -1.0]] * 3])
    everything = Invariances(turns=True, flips=True, shift=2)
    assert similarities([edge], [edge], everything).transform(0, 0) == Transform()
    assert similarities([edge], [-edge], everything).transform(0, 0) == Transform(sign=-1)
    # A turned edge is its negative as well: a turn is enough where the sign counts.
    turned = similarities([edge], [-edge], Invariances(sign=False, turns=True)).transform(0, 0)
    assert turned == Transform(quarters=2)


def test_the_canvas_is_square_where_filters_are_turned():
    tall, wide = np.ones((1, 5, 1)), np.ones((1, 1, 5))
    assert similarities([tall], [wide], Invariances()).values[0, 0] == pytest.approx(0.2)
    found = similarities([tall], [wide], Invariances(turns=True))
    assert found.values[0, 0] == pytest.approx(1)
    assert found.first.size == (5, 5)


def test_a_partner_is_laid_on_a_filter_cell_by_cell():
    edge = np.array([[[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])
    wide = -2 * np.pad(np.rot90(edge, axes=(1, 2)), ((0, 0), (2, 2), (1, 1)))
    found = similarities([edge], [wide], Invariances(turns=True))
    np.testing.assert_allclose(found.laid_on(0, 0), edge, atol=1e-12)


def test_even_filters_lie_half_a_cell_to_the_top_left_of_odd_ones_on_any_canvas():
    corner = np.zeros((1, 3, 3))
    corner[0, :2, :2] = 1
    small = np.ones((1, 2, 2))
    for other in (np.ones((1, 3, 3)), np.ones((1, 4, 4)), np.ones((1, 7, 7))):
        assert similarities([small], [corner, other]).values[0, 0] == pytest.approx(1)


def test_what_was_done_to_channels_is_told():
    grey, colour, deep = (np.ones((channels, 2, 2)) for channels in (1, 3, 8))
    words = {
        "": [grey],
        "Filters of one channel stand for each of 3 channels.": [grey, colour],
        "Filters with other numbers of channels are compared by the means of their channels.": [colour, deep],
        "Filters of one channel stand for each of 3 or 8 channels; filters with other numbers of channels are "
        "compared by the means of their channels.": [grey, colour, deep],
    }
    for sentence, filters in words.items():
        found = similarities(filters, filters)
        assert lay_out_in_words(found.first, found.second) == sentence


def test_what_was_done_to_sizes_is_told():
    found = similarities([np.ones((1, 2, 2)), np.ones((1, 3, 1))], [np.ones((1, 3, 3))])
    assert lay_out_in_words(found.first, found.second) == (
        "All filters are laid centre on centre on 3 × 3 cells."
    )


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ([], "There is no filter to compare with"),
        ([np.full((1, 3, 3), np.nan)], "The filter 0 of the second bank holds values that are not finite"),
        ([np.ones((1, 3, 3)), np.ones((1, 1, 3, 3))], "The filter 1 of the second bank has the shape"),
    ],
)
def test_banks_that_cannot_be_compared_are_refused_in_a_sentence(second: Any, words: str):
    with pytest.raises(FilterLabError, match=words):
        similarities([np.ones((1, 3, 3))], second)
