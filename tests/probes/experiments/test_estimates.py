import pytest

from filterlab.probes.experiments.estimates import Quantity, estimate_factor, estimate_mean


def test_a_quantity_is_written_with_its_spread_over_the_seeds():
    assert str(Quantity("a", "n", "steps", (100, 120, 140))) == "120 ± 20 steps"
    assert str(Quantity("a", "n", "%", (1.234,))) == "1.23 %"
    assert str(Quantity("a", "n", "s", (), 3)) == "never"


def test_the_bounds_of_a_mean_are_those_of_students_distribution():
    """With two degrees of freedom 95 % lie within 4.303 standard errors (Student's table)."""
    found = estimate_mean([1.0, 2.0, 3.0])
    assert found.value == 2
    assert found.high - found.value == pytest.approx(4.3027 / 3**0.5, rel=1e-4)
    assert found.value - found.low == pytest.approx(found.high - found.value)
    assert found.may_be(0)
    assert not found.may_be(5)


def test_a_single_seed_has_no_bounds_and_may_be_anything():
    found = estimate_mean([2.0])
    assert (found.value, found.low, found.high) == (2.0, None, None)
    assert found.may_be(100)


def test_half_and_double_make_a_factor_of_one():
    found = estimate_factor([0.5, 2.0])
    assert found.value == pytest.approx(1)
    assert found.low * found.high == pytest.approx(1)
    assert estimate_factor([3.0]).low is None
