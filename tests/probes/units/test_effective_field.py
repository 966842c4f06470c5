import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build
from filterlab.nets.spec import Conv2d
from filterlab.probes import Box
from filterlab.probes.stages import Stages
from filterlab.probes.units import Subject, Unit, measure_effective_field, subject_of_filters
from filterlab.probes.units import effective_field as module


def last(measurement):
    *_, state = measurement
    return state


def test_a_linear_filter_listens_to_its_weights(rng):
    weights = rng.standard_normal((3, 5, 7))
    subject = subject_of_filters(weights, Stages(), (20, 20))
    unit = Unit("conv1", 0, (4, 6))
    found = last(measure_effective_field(subject, unit, rng.random((5, 3, 20, 20), np.float32)))
    assert found.field.box == Box(4, 6, 5, 7)
    np.testing.assert_allclose(found.strength[4:9, 6:13], np.abs(weights).sum(axis=0), rtol=1e-5)
    assert found.strength.sum() == pytest.approx(np.abs(weights).sum(), rel=1e-5)


def test_many_layers_of_even_filters_make_a_bell_narrower_than_the_field(rng):
    # Luo et al. (2016): n layers of 3 × 3 ones give the n-fold convolution, of variance n · 2/3.
    depth = 9
    layers = tuple(Conv2d(f"conv{n}", 1, 3, bias=False) for n in range(depth))
    net = build(NetSpec("even", (1, 25, 25), layers), rng)
    for weight in net.parameters.values():
        weight[...] = 1 / 9
    subject = Subject(net)
    found = last(
        measure_effective_field(subject, Unit(f"conv{depth - 1}", 0, (3, 3)), np.zeros((1, 1, 25, 25)))
    )
    assert found.bell is not None
    assert (found.bell.row, found.bell.column) == pytest.approx((12, 12), abs=1e-3)
    assert (found.bell.major, found.bell.minor) == pytest.approx((np.sqrt(depth * 2 / 3),) * 2, rel=0.05)
    assert found.bell.explained > 0.99
    assert found.share < 0.7


def test_gradients_are_averaged_over_the_pictures_block_by_block(rng, monkeypatch):
    subject = Subject(build("tiny", rng))
    unit, pictures = Unit("conv2", 3), rng.random((10, 1, 28, 28), np.float32)
    _answers, gradients = subject.whole(unit).gradient(pictures)
    monkeypatch.setattr(module, "_STEP", 4)
    states = list(measure_effective_field(subject, unit, pictures))
    assert [(state.done, state.total, state.bell is None) for state in states] == [
        (4, 10, True), (8, 10, True), (10, 10, False),
    ]  # fmt: skip
    np.testing.assert_allclose(states[-1].strength, np.abs(gradients).mean(axis=0)[0], rtol=1e-4, atol=1e-7)
    assert 0 < states[-1].share <= 1


def test_a_field_of_one_pixel_has_no_bell():
    subject = subject_of_filters(np.ones((1, 1, 1)), Stages(), (5, 5))
    assert last(measure_effective_field(subject, Unit("conv1", 0), np.ones((1, 1, 5, 5)))).bell is None


def test_a_unit_that_never_fires_is_said_to_be_so(rng):
    subject = Subject(build("tiny", rng))
    subject.net.parameters["conv1.bias"][1] = -1000
    with pytest.raises(FilterLabError, match="changes with no pixel of any of the 2 pictures"):
        last(measure_effective_field(subject, Unit("relu1", 1), rng.random((2, 1, 28, 28))))
    with pytest.raises(FilterLabError, match="There are no pictures"):
        last(measure_effective_field(subject, Unit("relu1", 0), np.zeros((0, 1, 28, 28))))
