"""Edits that change values: sign, scale, sums, rounding."""

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from filterlab.data import drawing
from filterlab.data.drawing.values import total
from filterlab.data.preset_filters import presets
from filterlab.errors import FilterLabError

SHAPES = st.tuples(st.sampled_from([1, 3]), st.integers(1, 9), st.integers(1, 9))
WEIGHTS = arrays(np.float32, SHAPES, elements=st.floats(-1000, 1000, width=32))
MIDDLING = st.floats(2.0**-64, 2.0**100, width=32)
MIDDLING_WEIGHTS = arrays(
    np.float32, SHAPES, elements=MIDDLING | MIDDLING.map(lambda number: -number) | st.just(0)
)
ANY_WEIGHTS = arrays(np.float32, SHAPES, elements=st.floats(width=32, allow_nan=False, allow_infinity=False))
LARGEST = float(np.finfo(np.float32).max)


@settings(max_examples=60, deadline=None)
@given(MIDDLING_WEIGHTS)
def test_with_zero_sum_a_flat_patch_gives_nothing_and_differences_stay(weights):
    result = drawing.with_zero_sum(weights)
    assert total(result) == 0
    np.testing.assert_array_equal(drawing.with_zero_sum(result), result)
    step = np.diff(result.astype(np.float64).ravel()) - np.diff(weights.astype(np.float64).ravel())
    assert np.abs(step).max(initial=0) <= 1e-6 * float(np.abs(weights).max())


@pytest.mark.parametrize("value", [0.1, -0.3, 1e-30, 7])
@pytest.mark.parametrize("size", [1, 3, 7])
def test_equal_weights_minus_their_mean_are_plain_zeros(value, size):
    assert not drawing.with_zero_sum(np.full((1, size, size), value, np.float32)).any()


@settings(max_examples=60, deadline=None)
@given(ANY_WEIGHTS)
def test_with_unit_sum_the_sum_is_1_and_the_proportions_stay(weights):
    if total(weights) == 0:
        with pytest.raises(FilterLabError, match="sum to 0, so no factor makes the sum 1"):
            drawing.with_unit_sum(weights)
        np.testing.assert_array_equal(drawing.with_imagej_rule(weights), weights)
        return
    result = drawing.with_unit_sum(weights)
    strength = float(np.abs(result).sum(dtype=np.float64))
    assert float(result.sum(dtype=np.float64)) == pytest.approx(1, abs=1e-6 * strength)
    np.testing.assert_array_equal(drawing.with_imagej_rule(weights), result)
    expected = weights.astype(np.float64) / weights.sum(dtype=np.float64)
    np.testing.assert_allclose(result, expected, rtol=1e-6, atol=1e-40)


def test_imagej_s_rule_leaves_alone_what_sums_to_0_but_for_rounding():
    for name in ("laplacian-8", "log", "sobel-x", "gabor-45-odd"):
        weights = presets[name].weights
        np.testing.assert_array_equal(drawing.with_imagej_rule(weights), weights.astype(np.float32))
    box = np.full((1, 3, 3), 5, np.float32)
    np.testing.assert_array_equal(drawing.with_imagej_rule(box), np.full((1, 3, 3), 1 / 9, np.float32))
    np.testing.assert_array_equal(drawing.with_imagej_rule(-box), np.full((1, 3, 3), 1 / 9, np.float32))


@settings(max_examples=60, deadline=None)
@given(ANY_WEIGHTS)
def test_with_unit_norm_and_unit_peak_the_strength_is_1(weights):
    edits = {drawing.with_unit_norm: np.linalg.norm, drawing.with_unit_peak: lambda values: abs(values).max()}
    for edit, strength in edits.items():
        if not weights.any():
            with pytest.raises(FilterLabError, match="All weights are 0, so no factor makes the"):
                edit(weights)
            continue
        result = edit(weights)
        assert strength(result.astype(np.float64).ravel()) == pytest.approx(1, rel=1e-6)
        assert (np.sign(result)[np.abs(result) > 1e-30] == np.sign(weights)[np.abs(result) > 1e-30]).all()


@settings(max_examples=60, deadline=None)
@given(WEIGHTS, st.floats(-1000, 1000))
def test_scaling_multiplies_and_raising_adds(weights, number):
    np.testing.assert_allclose(
        drawing.scaled(weights, number), weights.astype(np.float64) * number, rtol=1e-6, atol=1e-40
    )
    np.testing.assert_allclose(
        drawing.raised(weights, number), weights.astype(np.float64) + number, rtol=1e-6, atol=1e-40
    )


@settings(max_examples=60, deadline=None)
@given(ANY_WEIGHTS)
def test_negating_twice_is_the_identity_and_clearing_leaves_nothing(weights):
    np.testing.assert_array_equal(drawing.negated(weights), -weights)
    np.testing.assert_array_equal(drawing.negated(drawing.negated(weights)), weights)
    assert not drawing.cleared(weights).any()
    assert drawing.cleared(weights).shape == weights.shape


@settings(max_examples=40, deadline=None)
@given(WEIGHTS, st.integers(0, 9))
def test_rounding_goes_by_the_digits_as_written_halves_away_from_0(weights, decimals):
    result = drawing.rounded(weights, decimals)
    for old, new in zip(weights.ravel(), result.ravel(), strict=True):
        written = Decimal(str(old)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        assert new == np.float32(float(written))
    np.testing.assert_array_equal(drawing.rounded(result, decimals), result)


def test_halves_are_rounded_as_by_hand():
    weights = np.array([[0.35, -0.35, 0.25, 2.5, -2.5, 0.049]], np.float32)
    expected = np.array([[0.4, -0.4, 0.3, 2.5, -2.5, 0]], np.float32)
    np.testing.assert_array_equal(drawing.rounded(weights, 1), expected)
    assert drawing.rounded(weights, 0).tolist() == [[0, 0, 0, 3, -3, 0]]
    assert drawing.snapped(weights, 10).tolist() == [[4, -4, 3, 25, -25, 0]]
    assert drawing.rounded(np.full((1, 1), LARGEST, np.float32), 9).tolist() == [[LARGEST]]


@settings(max_examples=40, deadline=None)
@given(WEIGHTS, st.floats(-300, 300))
def test_snapped_weights_are_the_whole_numbers_nearest_to_the_products(weights, factor):
    result = drawing.snapped(weights, factor)
    np.testing.assert_array_equal(result, np.rint(result))
    assert (np.abs(result - weights.astype(np.float64) * factor) <= 0.5 + 1e-6 * np.abs(result)).all()


def test_a_binomial_filter_snaps_to_its_whole_numbers():
    row = np.array([1, 2, 1], np.float32)
    table = np.outer(row, row)
    np.testing.assert_array_equal(drawing.snapped((table / 16)[None], 16)[0], table)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda w: drawing.scaled(w, 1e30), "Scaling by 1e\\+30 makes a weight larger than 3.4e\\+38"),
        (lambda w: drawing.scaled(w, 1e308), "Scaling by 1e\\+308 makes a weight larger"),
        (lambda w: drawing.scaled(w, math.nan), "The factor is nan: give a finite number"),
        (lambda w: drawing.raised(w, 3e38), "Adding 3e\\+38 makes a weight larger"),
        (lambda w: drawing.raised(w, -math.inf), "The amount to add is -inf"),
        (lambda w: drawing.snapped(w, 1e308), "Scaling by 1e\\+308 makes a weight larger"),
        (lambda w: drawing.snapped(w, math.inf), "The factor is inf"),
        (lambda w: drawing.rounded(w, 10), "Rounding to 10 decimals is not possible: choose 0 to 9"),
        (lambda w: drawing.rounded(w, -1), "Rounding to -1 decimals"),
        (
            lambda w: drawing.with_zero_sum(np.array([[LARGEST], [-LARGEST], [-LARGEST]], w.dtype)),
            "mean makes",
        ),
    ],
)
def test_what_32_bits_cannot_hold_is_refused_in_a_sentence(edit, words):
    with pytest.raises(FilterLabError, match=words):
        edit(np.full((1, 2, 2), 3e38, np.float32))
