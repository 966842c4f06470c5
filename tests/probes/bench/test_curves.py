import numpy as np
import pytest

from filterlab.probes.bench import CurvatureMap, TuningCurve, modulation


def curve(values, answers, **more):
    return TuningCurve(
        "angle", "grating", "answer", np.asarray(values, float), np.asarray(answers, float), **more
    )


ANGLES = np.arange(0, 180, 5.0)


@pytest.mark.parametrize("angle", [0, 1.2, 47.7, 92.5, 178.9])
def test_the_preferred_angle_lies_between_those_tried(angle):
    # A bell on the circle of half turns (von Mises).
    found = curve(ANGLES, np.exp(2 * np.cos(2 * np.deg2rad(ANGLES - angle))), period=180.0)
    assert abs((found.preferred - angle + 90) % 180 - 90) < 0.1
    assert found.height == pytest.approx(np.exp(2), rel=1e-3)


def test_rounding_of_the_answers_is_not_told_as_a_preference():
    answers = np.array([0, 1, 2, 1 + 1e-6, 0])
    assert TuningCurve("position", "bar", "", np.arange(-2.0, 3.0), answers).preferred == 0


def test_the_bandwidth_is_the_width_at_half_height():
    sigma = 15
    found = curve(ANGLES, np.exp(-((ANGLES - 90) ** 2) / (2 * sigma**2)), period=180.0)
    assert found.bandwidth == pytest.approx(2 * sigma * np.sqrt(2 * np.log(2)), rel=0.01)


def test_the_bandwidth_of_frequencies_is_in_octaves():
    values = np.geomspace(0.02, 0.5, 40)
    answers = np.exp(-(np.log2(values / 0.1) ** 2) / (2 * 0.5**2))
    found = curve(values, answers, is_logarithmic=True)
    assert found.preferred == pytest.approx(0.1, rel=1e-3)
    assert found.bandwidth == pytest.approx(np.sqrt(2 * np.log(2)), rel=0.01)


def test_a_curve_that_does_not_fall_to_half_on_both_sides_has_no_bandwidth():
    assert curve([1, 2, 3, 4], [1, 2, 3, 4]).bandwidth is None
    assert curve([1, 2, 3, 4], [1, 2, 3, 2.5]).bandwidth is None
    assert curve(ANGLES, np.ones(36), period=180.0).bandwidth is None
    assert curve([1, 2, 3], [-1, -2, -1]).bandwidth is None


def test_the_strongest_of_a_curve_with_ends_may_be_an_end():
    assert curve([1, 2, 3, 4], [1, 2, 3, 4]).preferred == 4


def test_nothing_is_preferred_where_no_answer_is_above_0():
    assert curve([1, 2, 3], [0, -1, 0]).preferred is None
    assert CurvatureMap(np.array([1.0, 2]), np.array([0.0, 180]), np.zeros((2, 2))).preferred is None


def test_selectivity_is_1_for_one_angle_alone_and_0_for_all_alike():
    assert curve(ANGLES, np.eye(36)[7], period=180.0).selectivity == pytest.approx(1)
    assert curve(ANGLES, np.ones(36), period=180.0).selectivity == pytest.approx(0, abs=1e-12)
    # 1 + cos(2 (angle - a)) has a circular variance of one half.
    assert curve(ANGLES, 1 + np.cos(2 * np.deg2rad(ANGLES - 33)), period=180.0).selectivity == pytest.approx(
        0.5
    )
    assert curve([1, 2, 3], [1, 2, 1]).selectivity is None
    assert curve(ANGLES, np.zeros(36), period=180.0).selectivity is None


def test_the_mean_and_the_wave_of_answers_to_phases_are_told_apart():
    phases = np.deg2rad(np.arange(0, 360, 45))
    mean, amplitude = modulation(np.stack([3 + 2 * np.cos(phases - 1), np.cos(2 * phases)]))
    np.testing.assert_allclose(mean, [3, 0], atol=1e-12)
    np.testing.assert_allclose(amplitude, [2, 0], atol=1e-12)


def test_the_preferred_arc_lies_between_those_tried():
    radii, angles = np.geomspace(2, 20, 9), np.arange(0, 360, 15.0)
    answers = np.exp(-(np.log(radii / 6)[:, None] ** 2)) * np.exp(2 * np.cos(np.deg2rad(angles - 100)))
    radius, angle = CurvatureMap(radii, angles, answers).preferred
    assert radius == pytest.approx(6, rel=0.01)
    assert angle == pytest.approx(100, abs=0.2)
