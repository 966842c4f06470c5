"""Every class is split in the same way, and the same seed splits the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filterlab.data.splitting import choose_some, split_by_class
from filterlab.errors import FilterLabError

label_lists = st.lists(st.integers(0, 4), min_size=1, max_size=60).map(
    lambda values: np.array(values, np.int64)
)


def _rng(seed=0):
    return np.random.default_rng(seed)


def test_every_class_keeps_the_same_share_back():
    labels = np.repeat([0, 1, 2], [100, 50, 10])
    learned, kept = split_by_class(labels, 0.2, _rng())
    assert np.bincount(labels[kept]).tolist() == [20, 10, 2]
    assert sorted([*learned, *kept]) == list(range(160))


@given(label_lists, st.floats(0.01, 0.99))
def test_each_class_of_two_or_more_is_in_both_parts(labels, share):
    if np.bincount(labels).max() < 2:
        with pytest.raises(FilterLabError, match="one picture only"):
            split_by_class(labels, share, _rng())
        return
    learned, kept = split_by_class(labels, share, _rng())
    assert sorted([*learned, *kept]) == list(range(len(labels)))
    for label, count in enumerate(np.bincount(labels)):
        if count:
            assert (labels[learned] == label).any()
        if count > 1:
            assert (labels[kept] == label).any()


def test_the_seed_decides_which_pictures_are_kept_back():
    labels = np.arange(60) % 3
    first, again, other = (split_by_class(labels, 0.3, _rng(seed))[1].tolist() for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, float("nan")])
def test_a_share_that_leaves_a_part_empty_is_refused(share):
    with pytest.raises(FilterLabError, match="above 0 and below 1"):
        split_by_class(np.array([0, 0, 1, 1]), share, _rng())


@given(label_lists, st.integers(1, 70))
def test_a_choice_has_the_size_asked_for_and_the_classes_keep_their_shares(labels, most):
    chosen = choose_some(labels, most, _rng())
    assert len(set(chosen.tolist())) == len(chosen) == min(most, len(labels))
    assert (np.diff(chosen) > 0).all()
    sizes = np.bincount(labels)
    got = np.bincount(labels[chosen], minlength=len(sizes))
    assert (got <= sizes).all()
    if most >= np.count_nonzero(sizes):
        assert (got[sizes > 0] >= 1).all()


def test_a_choice_of_equal_classes_is_equal():
    labels = np.arange(1000) % 10
    assert np.bincount(labels[choose_some(labels, 250, _rng())]).tolist() == [25] * 10
