from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.probes.matching import Invariances, Transform, pair_up

EVERYTHING = Invariances(turns=True, flips=True, shift=2)


@st.composite
def changes(draw: st.DrawFn) -> Transform:
    return Transform(
        is_mirrored=draw(st.booleans()),
        quarters=draw(st.sampled_from((0, 1, 2, 3))),
        down=draw(st.integers(-2, 2)),
        right=draw(st.integers(-2, 2)),
        sign=draw(st.sampled_from((1, -1))),
        strength=draw(st.sampled_from((0.01, 1.0, 50.0))),
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 3]), st.lists(changes(), min_size=6, max_size=6))
def test_a_bank_that_was_permuted_negated_turned_mirrored_moved_and_scaled_is_recovered(
    seed: int, channels: int, made: list[Transform]
):
    rng = np.random.default_rng(seed)
    # Room for the moves: what leaves the canvas could not be recovered.
    first = np.pad(rng.normal(size=(6, channels, 3, 3)), ((0, 0), (0, 0), (2, 2), (2, 2)))
    order = rng.permutation(6)
    second = [made[k].apply(first[order[k]]) for k in range(6)]
    matching = pair_up(first, second, EVERYTHING)
    assert [order[pair.second] for pair in matching.pairs] == list(range(6))
    assert matching.mean_similarity == pytest.approx(1)
    for pair in matching.pairs:
        np.testing.assert_allclose(pair.transform.apply(second[pair.second]), first[pair.first], atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_other_pairing_is_better(seed: int):
    rng = np.random.default_rng(seed)
    matching = pair_up(rng.normal(size=(4, 1, 3, 3)), rng.normal(size=(5, 1, 3, 3)))
    values = matching.similarities.values
    best = max(sum(values[range(4), chosen]) for chosen in permutations(range(5), 4))
    assert sum(pair.similarity for pair in matching.pairs) == pytest.approx(best)


def test_those_left_over_are_named():
    rng = np.random.default_rng(0)
    first = rng.normal(size=(3, 1, 3, 3))
    first[1] = 0
    second = np.concatenate([first[[2, 0]], rng.normal(size=(2, 1, 3, 3))])
    matching = pair_up(first, second)
    assert [(pair.first, pair.second) for pair in matching.pairs] == [(0, 1), (2, 0)]
    assert (matching.unmatched_first, matching.unmatched_second) == ((1,), (2, 3))
    np.testing.assert_allclose(matching.partner_similarities[0], [1, np.nan, 1])
    np.testing.assert_allclose(matching.partner_similarities[1], [1, 1, np.nan, np.nan])


def test_banks_of_zeros_have_no_pairs():
    matching = pair_up(np.zeros((2, 1, 3, 3)), np.ones((1, 1, 3, 3)))
    assert (matching.pairs, matching.mean_similarity) == ((), 0.0)
    assert (matching.unmatched_first, matching.unmatched_second) == ((0, 1), (0,))


def test_pairs_are_told_from_the_best_on():
    first = np.eye(9).reshape(9, 1, 3, 3)[:2]
    second = np.stack([first[0] + first[1] / 2, first[1]])
    matching = pair_up(first, second)
    assert [pair.first for pair in matching.best_first] == [1, 0]
