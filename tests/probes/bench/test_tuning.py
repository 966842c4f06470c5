from itertools import pairwise

import numpy as np
import pytest

from filterlab.data import presets
from filterlab.data.preset_filters.formulas import gabor
from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build
from filterlab.nets.spec import Conv2d, ReLU
from filterlab.probes.bench import measuring, run_bench
from filterlab.probes.stages import Stages
from filterlab.probes.units import Subject, Unit, subject_of_filters


def report_on(subject, layer="conv1", channel=0, **settings):
    *_, state = run_bench(subject, Unit(layer, channel), **settings)
    return state.report


def apart(first, second, period=180):
    return abs((first - second + period / 2) % period - period / 2)


GABORS = [
    (31, 6, 17, 0, 4, 0.7),
    (31, 8, 45, 90, 4, 1.0),
    (21, 4, 113, 30, 3, 0.5),
    (31, 5, 0, 0, 4, 0.6),
    (31, 10, 151, 45, 4.5, 1.0),
    (15, 4, 72, 0, 2.5, 1.0),
]


@pytest.mark.parametrize(("size", "wavelength", "angle", "phase", "sigma", "aspect"), GABORS)
def test_gabors_are_tuned_as_their_formula_says(size, wavelength, angle, phase, sigma, aspect):
    weights = gabor(size, wavelength, angle, phase, sigma, aspect)[np.newaxis]
    report = report_on(subject_of_filters(weights, Stages()))
    assert apart(report.grating.angle, angle) < 1
    assert report.grating.frequency * wavelength == pytest.approx(1, abs=0.02)
    assert apart(report.grating.phase, phase, 360) < 2
    assert apart(report.curve("grating", "angle").preferred, angle) < 1
    # A linear filter follows the stripes: half of each cycle above 0 has F1/F0 = π/2.
    assert report.is_simple
    assert report.modulation_ratio == pytest.approx(np.pi / 2, rel=0.02)


def test_the_bandwidth_of_a_gabor_is_that_of_its_bell():
    # Its answer to a frequency d away from its own is exp(-2 π² sigma² d²): half at d = √(2 ln 2) / (2 π sigma).
    sigma, wavelength = 4, 5
    weights = gabor(31, wavelength, 30, 0, sigma, 1.0)[np.newaxis]
    report = report_on(subject_of_filters(weights, Stages()))
    half = np.sqrt(2 * np.log(2)) / (2 * np.pi * sigma)
    octaves = np.log2((1 / wavelength + half) / (1 / wavelength - half))
    assert report.curve("grating", "frequency").bandwidth == pytest.approx(octaves, rel=0.03)


def test_a_unit_that_adds_squares_of_two_phases_is_a_complex_cell(rng):
    # The energy model: |even| + |odd| of a pair in quadrature, each |x| as relu(x) + relu(-x).
    even, odd = (gabor(21, 6, 60, phase, 4, 0.8) for phase in (0, 90))
    spec = NetSpec("energy", (1, 21, 21), (Conv2d("conv1", 4, 21), ReLU("relu1"), Conv2d("conv2", 1, 1)))
    net = build(spec, rng)
    net.parameters["conv1.weight"][...] = np.stack([even, -even, odd, -odd])[:, np.newaxis]
    net.parameters["conv2.weight"][...] = 1
    report = report_on(Subject(net), "conv2")
    assert not report.is_simple
    assert report.modulation_ratio < 0.3
    assert apart(report.grating.angle, 60) < 1
    assert "F0" in report.curve("grating", "angle").measure


def test_an_edge_filter_prefers_edges_of_its_direction_and_not_of_the_opposite():
    weights = np.array([[[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]])
    report = report_on(subject_of_filters(weights, Stages()))
    assert apart(report.curve("edge", "angle").preferred, 90, 360) < 1
    assert apart(report.grating.angle, 90) < 1


def test_a_line_filter_prefers_bars_in_its_middle_bright_or_dark():
    line = np.zeros((1, 9, 9))
    line[0, 3:6] = 1
    for sign in (1, -1):
        report = report_on(subject_of_filters(sign * (line - line.mean()), Stages()))
        position, width = report.curve("bar", "position"), report.curve("bar", "width")
        assert position.preferred == pytest.approx(0, abs=0.2)
        assert position.height > 0
        assert 2.4 < width.preferred < 4.5
        assert apart(report.curve("bar", "angle").preferred, 0) < 3


def test_a_bar_is_turned_around_the_place_the_unit_likes_it_at():
    line = np.zeros((1, 9, 9))
    line[0, :, 6] = 1
    report = report_on(subject_of_filters(line - line.mean(), Stages()))
    angles = report.curve("bar", "angle")
    assert apart(angles.preferred, 90) < 1
    # Turned by a little to either side, and past the end of the curve, it fades alike.
    right, left = angles.answers[np.argmax(angles.answers) + np.array([-3, 3])]
    assert right == pytest.approx(left, rel=0.05)
    assert abs(angles.answers[0] - angles.answers[-1]) < 0.1 * angles.height


def test_the_curve_detector_prefers_arcs_that_bend_as_it_does(curve_detector):
    report = report_on(subject_of_filters(curve_detector, Stages()))
    radius, angle = report.curvature.preferred
    # Drawn with radius 4.5 and direction 70 in its middle (filterlab.data.preset_filters).
    assert 3 < radius < 8
    assert apart(angle, 70, 360) < 20


def test_bias_and_activation_leave_what_is_preferred():
    weights = gabor(15, 5, 40, 0, 3, 1.0)[np.newaxis]
    report = report_on(subject_of_filters(weights, Stages(activation="relu", bias=0.05)), "relu1")
    assert apart(report.grating.angle, 40) < 1
    assert report.baseline == pytest.approx(0.05, abs=1e-5)


def test_a_unit_in_the_middle_of_a_net_is_tuned_on_the_screen_it_sees(rng):
    subject = Subject(build("tiny", rng))
    report = report_on(subject, "conv2", 4)
    assert report.side == 14
    assert {(each.kind, each.parameter) for each in report.curves} == {
        ("grating", "angle"), ("grating", "frequency"), ("grating", "phase"),
        ("bar", "position"), ("bar", "width"), ("bar", "angle"), ("edge", "angle"), ("spot", "radius"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["gaussian", "laplacian-4", "log"])
def test_a_round_filter_prefers_no_direction(name):
    report = report_on(subject_of_filters(presets[name].weights, Stages()))
    assert report.angle is None
    assert report.curve("bar", "angle").preferred is None
    assert report.curve("grating", "angle").selectivity < 0.001
    assert report.curvature.preferred[1] is None
    assert report.curve("grating", "frequency").preferred is not None


def test_every_state_tells_how_far_the_bench_is():
    subject = subject_of_filters(gabor(9, 4, 40, 0, 2, 1.0)[np.newaxis], Stages())
    states = list(run_bench(subject, Unit("conv1", 0)))
    done = [state.done for state in states]
    assert done == sorted(set(done))
    assert done[-1] == states[0].total
    assert [state.report is None for state in states] == [True] * (len(states) - 1) + [False]


def test_a_bench_that_takes_long_pauses_between_stimuli(monkeypatch):
    subject = subject_of_filters(gabor(9, 4, 40, 0, 2, 1.0)[np.newaxis], Stages())
    at_once = list(run_bench(subject, Unit("conv1", 0)))
    monkeypatch.setattr(measuring, "_MOST_AT_ONCE", 100)
    pausing = list(run_bench(subject, Unit("conv1", 0)))
    assert max(after.done - before.done for before, after in pairwise(pausing)) == 100
    assert pausing[-1].done == at_once[-1].done
    assert pausing[-1].report.grating == at_once[-1].report.grating


def test_a_unit_that_likes_dark_spots_is_shown_bright_ones_too():
    ring = -np.ones((1, 9, 9)) / 72
    ring[0, 4, 4] = 1
    for sign in (1, -1):
        report = report_on(subject_of_filters(sign * ring, Stages()))
        spot = report.curve("spot", "radius")
        assert spot.preferred < 1.5
        assert spot.height > 0.1


def test_a_unit_that_cannot_be_tuned_is_told_so_in_a_sentence():
    for weights, words in [
        (np.zeros((1, 7, 7)), "answers alike to gratings"),
        (np.ones((1, 2, 2)), "too few"),
    ]:
        with pytest.raises(FilterLabError, match=words):
            report_on(subject_of_filters(weights, Stages()))
