import numpy as np
import pytest

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.nets import build
from filterlab.probes.stages import Stages
from filterlab.probes.units import Subject, Unit, correlate_noise, subject_of_filters


def last(probe):
    *_, state = probe
    return state


@pytest.mark.parametrize("activation", ["none", "relu", "tanh"])
def test_noise_recovers_a_filter_of_7_by_7_from_20000_pictures(curve_detector, activation):
    scaled = curve_detector / np.abs(curve_detector).sum()
    subject = subject_of_filters(scaled, Stages(activation=activation))
    probe = last(correlate_noise(subject, Unit(subject.layers[-1], 0), np.random.default_rng(1)))
    assert (probe.done, probe.total) == (20_000, 20_000)
    np.testing.assert_allclose(probe.true_kernel, scaled, rtol=1e-6)
    assert probe.correlation >= 0.99
    assert probe.correlation <= 1


def test_the_kernel_of_a_linear_filter_has_its_strength_too():
    weights = presets["gabor-45"].weights
    subject = subject_of_filters(weights, Stages(bias=3.0))
    probe = last(correlate_noise(subject, Unit("conv1", 0), np.random.default_rng(2)))
    assert np.linalg.norm(probe.kernel) == pytest.approx(np.linalg.norm(weights), rel=0.02)


def test_the_first_layer_of_a_net_shows_its_own_weights(rng):
    subject = Subject(build("tiny", rng))
    weights, biases = (subject.net.parameters[f"conv1.{name}"] for name in ("weight", "bias"))
    biases[3] = -0.5 * weights[3].sum()
    probe = last(correlate_noise(subject, Unit("relu1", 3), rng))
    np.testing.assert_allclose(probe.true_kernel, weights[3], rtol=1e-6)
    assert probe.correlation >= 0.99


def test_a_deeper_unit_has_a_kernel_and_no_true_one(rng):
    subject = Subject(build("tiny", rng))
    probe = last(correlate_noise(subject, Unit("conv2", 3), rng, count=500))
    assert probe.kernel.shape == (1, 14, 14)
    assert probe.true_kernel is None
    assert probe.correlation is None


def test_the_kernel_becomes_better_while_noise_is_shown():
    subject = subject_of_filters(presets["gabor-45"].weights, Stages())
    states = list(correlate_noise(subject, Unit("conv1", 0), np.random.default_rng(3), count=9000))
    assert [state.done for state in states] == [2000, 4000, 6000, 8000, 9000]
    assert states[-1].correlation > states[0].correlation


def test_what_tells_nothing_is_refused_in_a_sentence(rng):
    silent = subject_of_filters(np.zeros((1, 3, 3)), Stages())
    unit = Unit("conv1", 0)
    with pytest.raises(FilterLabError, match="the same answer to all 10 pictures of noise"):
        last(correlate_noise(silent, unit, rng, count=10))
    with pytest.raises(FilterLabError, match="show 2 or more"):
        last(correlate_noise(silent, unit, rng, count=1))
    with pytest.raises(FilterLabError, match="give a number above 0"):
        last(correlate_noise(silent, unit, rng, deviation=0))
