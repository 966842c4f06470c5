import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.probes.units import GaussianFit, fit_gaussian


def bell(row, column, major, minor, angle, size=(40, 50)):
    """Write the bell down from its formula, rows downwards and angles counterclockwise."""
    rows, columns = np.mgrid[: size[0], : size[1]]
    x, y = columns - column, -(rows - row)
    turn = np.deg2rad(angle)
    u, v = x * np.cos(turn) + y * np.sin(turn), -x * np.sin(turn) + y * np.cos(turn)
    return np.exp(-(u**2) / (2 * major**2) - v**2 / (2 * minor**2))


@pytest.mark.parametrize(
    ("row", "column", "major", "minor", "angle"),
    [(20, 25, 6, 3, 30), (18.3, 30.6, 5, 2, 90), (12, 20, 4, 3, 150), (20.5, 24.5, 7, 1.5, 0.5)],
)
def test_a_bell_is_recovered_from_its_formula(row, column, major, minor, angle):
    fit = fit_gaussian(2.5 * bell(row, column, major, minor, angle))
    assert (fit.row, fit.column) == pytest.approx((row, column), abs=1e-3)
    assert (fit.major, fit.minor, fit.height) == pytest.approx((major, minor, 2.5), rel=1e-3)
    assert abs((fit.angle - angle + 90) % 180 - 90) < 0.1
    assert fit.explained == pytest.approx(1, abs=1e-6)


def test_noise_around_a_bell_moves_it_little():
    rng = np.random.default_rng(0)
    noisy = bell(20, 25, 6, 3, 30) + np.abs(rng.normal(0, 0.05, (40, 50)))
    fit = fit_gaussian(noisy)
    assert (fit.row, fit.column) == pytest.approx((20, 25), abs=0.3)
    assert (fit.major, fit.minor) == pytest.approx((6, 3), rel=0.15)
    assert 0.8 < fit.explained < 1


@pytest.mark.parametrize("values", [np.ones((7, 7)), np.eye(9), np.pad([[1.0]], 3), np.eye(3)[::-1]])
def test_maps_that_are_no_bells_are_fitted_all_the_same(values):
    fit = fit_gaussian(values)
    assert isinstance(fit, GaussianFit)
    assert 0 < fit.minor <= fit.major < 2.1 * 9
    assert fit.explained <= 1


@pytest.mark.parametrize(
    "values", [np.ones((2, 9)), np.ones(9), np.zeros((5, 5)), -np.ones((5, 5)), np.full((5, 5), np.nan)]
)
def test_what_no_bell_can_be_fitted_to_is_refused(values):
    with pytest.raises(FilterLabError, match="A bell is fitted to"):
        fit_gaussian(values)
