"""The figures below the grid."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from filterlab.data.drawing import figures_by_channel, figures_of, separable_terms, suggested_brush
from filterlab.data.preset_filters import presets

SHAPES = st.tuples(st.sampled_from([1, 3]), st.integers(1, 9), st.integers(1, 9))
WEIGHTS = arrays(np.float32, SHAPES, elements=st.floats(-1000, 1000, width=32))


@settings(max_examples=60, deadline=None)
@given(WEIGHTS)
def test_the_figures_are_what_their_names_say(weights):
    figures = figures_of(weights)
    numbers = [float(number) for number in weights.ravel()]
    strength = sum(abs(number) for number in numbers)
    assert figures.sum == pytest.approx(sum(numbers), abs=1e-6 * strength)
    assert figures.mean == figures.sum / len(numbers)
    assert figures.norm == pytest.approx(sum(number**2 for number in numbers) ** 0.5, rel=1e-9)
    assert figures.magnitude == pytest.approx(strength, rel=1e-12)
    assert (figures.minimum, figures.maximum) == (min(numbers), max(numbers))
    assert figures.nonzero == sum(number != 0 for number in numbers)
    assert figures.cells == len(numbers)
    assert 0 <= figures.dc_share <= 1
    assert figures.dc_share * strength == pytest.approx(abs(sum(numbers)), abs=1e-6 * strength)


@settings(max_examples=40, deadline=None)
@given(WEIGHTS)
def test_the_figures_of_the_channels_add_up_to_those_of_the_whole(weights):
    whole, parts = figures_of(weights), figures_by_channel(weights)
    assert len(parts) == len(weights)
    assert whole.sum == pytest.approx(sum(part.sum for part in parts), abs=3e-6 * (whole.magnitude + 1e-30))
    assert whole.norm == pytest.approx(sum(part.norm**2 for part in parts) ** 0.5, rel=1e-9)
    assert whole.nonzero == sum(part.nonzero for part in parts)
    assert whole.cells == sum(part.cells for part in parts)
    assert whole.maximum == max(part.maximum for part in parts)
    assert whole.minimum == min(part.minimum for part in parts)
    assert whole.terms == max(part.terms for part in parts)
    assert parts[0] == figures_of(weights[0])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 31), st.integers(1, 31), st.integers(0, 4), st.integers(0, 2**32 - 1))
def test_a_sum_of_products_has_as_many_terms(kh, kw, products, seed):
    products = min(products, kh, kw)
    rng = np.random.default_rng(seed)
    columns, rows = np.linalg.qr(rng.normal(size=(kh, kh)))[0], np.linalg.qr(rng.normal(size=(kw, kw)))[0]
    weights = (columns[:, :products] * 30) @ rows[:products]
    assert separable_terms(weights[None].astype(np.float32)) == products


@pytest.mark.parametrize(
    ("name", "terms"),
    [("sobel-x", 1), ("gaussian", 1), ("box", 1), ("laplacian-4", 2), ("curve-detector", 3), ("log", 2)],
)
def test_known_filters_have_their_known_terms(name, terms):
    figures = figures_of(presets[name].weights.astype(np.float32))
    assert figures.terms == terms
    assert figures.is_separable == (terms == 1)


def test_the_curve_detector_s_figures():
    figures = figures_of(presets["curve-detector"].weights)
    assert (figures.sum, figures.magnitude, figures.nonzero, figures.cells) == (180, 180, 6, 49)
    assert (figures.minimum, figures.maximum, figures.dc_share) == (0, 30, 1)
    assert figures.norm == pytest.approx((6 * 900) ** 0.5)


def test_a_sum_that_is_0_but_for_rounding_is_0():
    weights = np.array([[0.1, 0.2, -0.3]], np.float32)
    assert float(weights.sum(dtype=np.float64)) != 0
    assert (figures_of(weights).sum, figures_of(weights).mean, figures_of(weights).dc_share) == (0, 0, 0)


def test_all_zeros_need_no_term_and_have_no_share():
    figures = figures_of(np.zeros((3, 2, 2), np.float32))
    assert (figures.terms, figures.dc_share, figures.norm) == (0, 0, 0)
    assert figures.is_separable


@pytest.mark.parametrize(
    ("weights", "brush"),
    [([[0, 0]], 1), ([[-30, 4]], 30), ([[0.1234, 0]], 0.12), ([[123.7]], 120), ([[1e-30]], 1e-30)],
)
def test_the_suggested_brush_is_the_largest_weight_in_two_digits(weights, brush):
    assert suggested_brush(np.array(weights, np.float32)) == pytest.approx(brush, rel=1e-6)
