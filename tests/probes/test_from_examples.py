from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from filterlab.data import load_sample
from filterlab.errors import FilterLabError
from filterlab.probes import Box, Stages, respond
from filterlab.probes.from_examples import METHODS, MarkedPatches, Method, cut_marked, fit_filter


def marked(rng: np.random.Generator, this: int, not_this: int, shape: tuple[int, int, int]) -> MarkedPatches:
    return MarkedPatches(
        rng.normal(size=(this, *shape)) + rng.normal(size=shape), rng.normal(size=(not_this, *shape))
    )


def as_rows(patches: MarkedPatches) -> tuple[NDArray[Any], NDArray[Any]]:
    return patches.this.reshape(len(patches.this), -1), patches.not_this.reshape(len(patches.not_this), -1)


SHAPES = st.sampled_from([(1, 2, 2), (1, 3, 4), (3, 3, 3)])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 20), st.integers(0, 20), SHAPES)
def test_matched_is_the_difference_of_the_means(
    seed: int, this: int, not_this: int, shape: tuple[int, int, int]
):
    patches = marked(np.random.default_rng(seed), this, not_this, shape)
    expected = patches.this.mean(axis=0)
    if not_this:
        expected = expected - patches.not_this.mean(axis=0)
    expected = expected - expected.mean()
    expected /= np.sqrt((expected**2).sum())
    found = fit_filter(patches).weights
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found.sum() == pytest.approx(0, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 25),
    st.integers(1, 25),
    SHAPES,
    st.sampled_from([1e-3, 0.1, 10.0]),
)
def test_ridge_solves_the_stretched_least_squares_problem(
    seed: int, this: int, not_this: int, shape: tuple[int, int, int], ridge: float
):
    patches = marked(np.random.default_rng(seed), this, not_this, shape)
    x = np.concatenate(as_rows(patches))
    y = np.concatenate([np.ones(this), -np.ones(not_this)])
    count, cells = x.shape
    penalty = ridge * ((x - x.mean(axis=0)) ** 2).sum() / count
    # Each weight is pulled to 0 by an equation of its own; the bias, in the last column, is free.
    stretched = np.block([[x, np.ones((count, 1))], [np.sqrt(penalty) * np.eye(cells), np.zeros((cells, 1))]])
    solution = np.linalg.lstsq(stretched, np.concatenate([y, np.zeros(cells)]), rcond=None)[0]
    found = fit_filter(patches, "ridge", ridge=ridge).weights.ravel()
    np.testing.assert_allclose(found, solution[:-1], rtol=1e-5, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 25),
    st.integers(1, 25),
    SHAPES,
    st.sampled_from([1e-3, 0.1, 0.5, 1.0]),
)
def test_lda_divides_the_difference_by_the_shrunk_covariance(
    seed: int, this: int, not_this: int, shape: tuple[int, int, int], shrinkage: float
):
    patches = marked(np.random.default_rng(seed), this, not_this, shape)
    yes, no = as_rows(patches)
    within = np.concatenate([yes - yes.mean(axis=0), no - no.mean(axis=0)])
    cells = within.shape[1]
    spread = within.T @ within / len(within)
    level = np.trace(spread) / cells
    shrunk = (1 - shrinkage) * spread + shrinkage * level * np.eye(cells)
    difference = yes.mean(axis=0) - no.mean(axis=0)
    expected = np.linalg.lstsq(shrunk, difference, rcond=None)[0] if level > 1e-20 else difference
    expected /= np.linalg.norm(expected)
    found = fit_filter(patches, "lda", shrinkage=shrinkage).weights.ravel()
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_31_by_31_in_colour_is_solved_in_the_space_of_few_examples():
    rng = np.random.default_rng(3)
    patches = marked(rng, 6, 9, (3, 31, 31))
    for method in METHODS:
        found = fit_filter(patches, method)
        assert (found.weights.shape, found.weights.dtype) == ((3, 31, 31), np.float32)
        assert found.accuracy == 1


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(0, 9), st.sampled_from(METHODS))
def test_no_threshold_separates_better(seed: int, this: int, not_this: int, method: Method):
    rng = np.random.default_rng(seed)
    patches = MarkedPatches(rng.normal(size=(this, 1, 2, 2)), rng.normal(size=(not_this, 1, 2, 2)))
    if not not_this:
        method = "matched"
    found = fit_filter(patches, method)
    yes, no = found.this_responses, found.not_this_responses
    right = (yes > found.threshold).sum() + (no <= found.threshold).sum()
    assert found.accuracy == right / (this + not_this)
    assert found.bias == -found.threshold
    if not_this:
        for threshold in [-np.inf, *yes, *no, *(yes - 1e-9)]:
            assert (yes > threshold).sum() + (no <= threshold).sum() <= right


def test_the_threshold_lies_in_the_middle_of_the_widest_gap():
    this = np.array([[[[3.0, 0.0]]], [[[5.0, 0.0]]]])
    not_this = np.array([[[[0.0, 1.0]]], [[[0.0, 2.0]]]])
    found = fit_filter(MarkedPatches(this, not_this))
    np.testing.assert_allclose(found.weights, [[[np.sqrt(0.5), -np.sqrt(0.5)]]], rtol=1e-6)
    assert found.threshold == pytest.approx((3 - 1) / 2 * np.sqrt(0.5))
    assert found.accuracy == 1


def test_without_any_not_this_a_response_of_0_stands_for_them():
    found = fit_filter(MarkedPatches(np.array([[[[4.0, 0.0]]]]), np.zeros((0, 1, 1, 2))))
    assert found.threshold == pytest.approx(found.this_responses[0] / 2)
    assert found.not_this_responses.size == 0


def test_the_responses_are_those_of_the_filter_on_the_picture():
    rng = np.random.default_rng(2)
    picture = rng.uniform(size=(3, 40, 50)).astype(np.float32)
    this = [Box(3, 4, 5, 7), Box(20, 30, 5, 7)]
    patches = cut_marked(picture, this, [Box(10, 10, 5, 7), Box(0, 0, 5, 7)], scale=255)
    for method in METHODS:
        found = fit_filter(patches, method)
        values = respond(picture * np.float32(255), found.weights, Stages()).values
        assert found.this_responses == pytest.approx([values[3, 4], values[20, 30]], rel=1e-3)
        assert found.not_this_responses == pytest.approx([values[10, 10], values[0, 0]], rel=1e-3)


def test_the_mouse_s_back_can_be_told_from_its_head():
    mouse = load_sample("mouse")
    backs = [Box(row, 87, 7, 7) for row in (40, 41, 42)]
    others = [Box(42, 153, 7, 7), Box(100, 20, 7, 7), Box(150, 100, 7, 7), Box(0, 0, 7, 7)]
    for method in METHODS:
        found = fit_filter(cut_marked(mouse, backs, others), method)
        assert found.accuracy == 1
        assert found.this_responses.min() > found.threshold > found.not_this_responses.max()


@pytest.mark.parametrize("method", METHODS)
def test_the_units_of_brightness_do_not_change_the_pattern(method: Method):
    rng = np.random.default_rng(2)
    patches = marked(rng, 5, 6, (1, 4, 4))
    brighter = MarkedPatches(patches.this * 255, patches.not_this * 255)
    first, second = fit_filter(patches, method).weights, fit_filter(brighter, method).weights
    np.testing.assert_allclose(
        first / np.linalg.norm(first), second / np.linalg.norm(second), rtol=1e-4, atol=1e-6
    )


def test_one_example_of_each_is_enough():
    rng = np.random.default_rng(2)
    patches = marked(rng, 1, 1, (1, 3, 3))
    difference = (patches.this - patches.not_this)[0]
    np.testing.assert_allclose(
        fit_filter(patches, "lda").weights, difference / np.linalg.norm(difference), rtol=1e-5, atol=1e-6
    )
    assert all(fit_filter(patches, method).accuracy == 1 for method in METHODS)


def test_marks_are_cut_out_in_their_order_and_cannot_be_written_to():
    picture = np.arange(24.0).reshape(1, 4, 6)
    patches = cut_marked(picture, [Box(1, 2, 2, 1), Box(0, 0, 2, 1)], [Box(2, 5, 2, 1)], scale=2)
    assert patches.this.tolist() == [[[[16], [28]]], [[[0], [12]]]]
    assert patches.not_this.tolist() == [[[[34], [46]]]]
    found = fit_filter(patches, "lda")
    for array in (
        patches.this,
        patches.not_this,
        found.weights,
        found.this_responses,
        found.not_this_responses,
    ):
        assert not array.flags.writeable


@pytest.mark.parametrize(
    ("this", "not_this", "words"),
    [
        ([], [Box(0, 0, 2, 2)], 'No patch is marked as "this"'),
        ([Box(0, 0, 2, 2)], [Box(0, 0, 2, 3)], "2 × 3 pixels, the first one 2 × 2"),
        ([Box(0, 0, 2, 2), Box(1, 1, 3, 2)], [], "mark patches of one size"),
        ([Box(3, 3, 2, 2)], [], "hangs over the edge of the picture of 4 × 40"),
        ([Box(0, 0, 2, 2)], [Box(-1, 0, 2, 2)], "row -1, column 0 hangs over"),
        ([Box(0, 0, 2, 32)], [], "1 to 31 rows and columns"),
        ([Box(0, 0, 0, 2)], [], "0 × 2 pixels"),
        ([Box(0, 38, 2, 2)], [], "The marked patch holds NaN"),
    ],
)
def test_marks_that_cannot_be_used_are_refused(this: list[Box], not_this: list[Box], words: str):
    picture = np.ones((1, 4, 40))
    picture[0, 1, 39] = np.nan
    with pytest.raises(FilterLabError, match=words):
        cut_marked(picture, this, not_this)


@pytest.mark.parametrize(
    ("this", "not_this", "method", "options", "words"),
    [
        ([[1.0, 2.0]], [], "ridge", {}, "ridge needs patches marked"),
        ([[1.0, 2.0]], [], "lda", {}, "choose matched"),
        ([[0.1, 0.1]], [], "matched", {}, 'marked as "this" have no pattern, only brightness'),
        ([[5.0, 5.0]], [[0.0, 0.0]], "matched", {}, "differ in nothing but brightness"),
        ([[1.0, 2.0]], [[1.0, 2.0]], "ridge", {}, "are all the same"),
        ([[1.0, 2.0]], [[1.0, 2.0]], "lda", {}, "on the average the same"),
        ([[0.0, 0.0]], [], "matched", {}, "mark others"),
        ([[1.0, 2.0]], [[2.0, 2.0]], "ridge", {"ridge": 0.0}, "The ridge is 0.0; give a number above 0."),
        ([[1.0, 2.0]], [[2.0, 2.0]], "ridge", {"ridge": float("inf")}, "The ridge is inf"),
        ([[1.0, 2.0]], [[2.0, 2.0]], "lda", {"shrinkage": 1.5}, "above 0 and at most 1"),
    ],
)
def test_examples_that_give_no_filter_are_refused(
    this: list[list[float]],
    not_this: list[list[float]],
    method: Method,
    options: dict[str, float],
    words: str,
):
    patches = MarkedPatches(
        np.array(this).reshape(-1, 1, 1, 2), np.array(not_this, float).reshape(-1, 1, 1, 2)
    )
    with pytest.raises(FilterLabError, match=words):
        fit_filter(patches, method, **options)
