import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.matching import Invariances, Transform

transforms = st.builds(
    Transform,
    is_mirrored=st.booleans(),
    quarters=st.sampled_from((0, 1, 2, 3)),
    down=st.integers(-2, 2),
    right=st.integers(-2, 2),
    sign=st.sampled_from((1, -1)),
    strength=st.sampled_from((0.25, 1.0, 3.0)),
)


@pytest.fixture(scope="module")
def spot() -> NDArray[np.float64]:
    """Return a filter with so much room around it that nothing is moved off its canvas."""
    return np.pad(np.random.default_rng(0).normal(size=(2, 3, 3)), ((0, 0), (6, 6), (6, 6)))


@given(transforms)
def test_the_inverse_takes_everything_back(spot: NDArray[np.float64], transform: Transform):
    np.testing.assert_allclose(transform.inverse.apply(transform.apply(spot)), spot, atol=1e-12)


@given(transforms, transforms)
def test_two_transforms_are_one(spot: NDArray[np.float64], first: Transform, second: Transform):
    both = second.after(first).apply(spot)
    np.testing.assert_allclose(both, second.apply(first.apply(spot)), atol=1e-12)


def test_cells_are_mirrored_then_turned_then_moved():
    corner = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert Transform(quarters=1).apply(corner).tolist() == [[2, 4], [1, 3]]
    assert Transform(is_mirrored=True).apply(corner).tolist() == [[2, 1], [4, 3]]
    assert Transform(is_mirrored=True, quarters=1).apply(corner).tolist() == corner.T.tolist()
    assert Transform(down=1, sign=-1, strength=2.0).apply(corner).tolist() == [[0, 0], [-2, -4]]
    assert Transform(down=5).apply(corner).tolist() == [[0, 0], [0, 0]]


def test_a_turned_filter_swaps_its_sides():
    assert Transform(quarters=3).apply(np.ones((2, 3, 5))).shape == (2, 5, 3)


@pytest.mark.parametrize(
    ("transform", "words"),
    [
        (Transform(), "as it is"),
        (Transform(sign=-1), "negated"),
        (Transform(is_mirrored=True, quarters=1), "mirrored at the falling diagonal"),
        (Transform(quarters=3, down=-1, right=2), "turned 90° to the right, moved 1 up and 2 right"),
        (Transform(strength=0.5), "0.5 times as strong"),
        (Transform(strength=1.0001), "as it is"),
    ],
)
def test_a_transform_is_put_in_words(transform: Transform, words: str):
    assert str(transform) == words


def test_what_does_not_count_is_put_in_words():
    assert str(Invariances(turns=True, flips=True, shift=2)) == (
        "sign, strength, turns by 90°, flips, shifts up to 2"
    )
    assert str(Invariances(sign=False, strength=False)) == "nothing"


def test_nothing_is_moved_by_a_negative_number_of_cells():
    with pytest.raises(FilterLabError, match="The shift is -1 cells: give 0 or more"):
        Invariances(shift=-1)


def test_transforms_are_tried_from_the_simplest_on():
    assert Invariances().ways == ((False, 0),)
    assert (
        len(Invariances(turns=True, flips=True).ways)
        == len(set(Invariances(turns=True, flips=True).ways))
        == 8
    )
    assert Invariances(shift=3).moves(3, 1) == ((0, 0), (-1, 0), (1, 0), (-2, 0), (2, 0))
