import numpy as np
import pytest

from filterlab.data import load_dataset
from filterlab.nets import NetSpec, TrainConfig, build, train
from filterlab.nets.spec import Conv2d, Flatten, Linear, ReLU
from filterlab.probes.attribution import Completeness, integrated_gradients
from filterlab.probes.units import Subject, Unit

BENT = NetSpec("bent", (1, 1, 1), (Conv2d("conv1", 2, 1), ReLU("relu1"), Flatten("flatten"), Linear("fc", 1)))


@pytest.mark.parametrize("label", [0, 1, 2])
def test_the_shares_of_integrated_gradients_add_up_to_the_difference_of_the_scores(
    subject, picture, last, label
):
    found = last(integrated_gradients(subject, picture, label))
    scores = subject.net(np.stack([picture, np.zeros_like(picture)]))[:, label]
    assert found.completeness.difference == pytest.approx(scores[0] - scores[1])
    assert found.completeness.total == pytest.approx(found.values.sum())
    assert found.completeness.gap <= 0.01
    assert (found.done, found.score) == (found.total, pytest.approx(scores[0]))


def test_a_single_stretch_is_complete_where_a_share_of_it_explains_the_score(subject, picture, last):
    found = last(integrated_gradients(subject, picture, 1, steps=1))
    assert (found.done, found.total) == (2, 2)
    assert found.completeness.gap < 1e-9


def test_one_bend_on_the_way_is_found_exactly(last):
    # The score is 3 · relu(x - 0.3): with x = 1 the gradient is 0 for 0.3 of the way and 3 for the rest.
    net = build(BENT, np.random.default_rng(0), dtype=np.float64)
    for name, value in (("conv1.weight", 1), ("conv1.bias", -0.3), ("fc.weight", [[3, 0]]), ("fc.bias", 0)):
        net.parameters[name][...] = value
    found = last(integrated_gradients(Subject(net), np.ones((1, 1, 1)), 0, steps=1))
    assert found.values.item() == pytest.approx(2.1)


def test_stretches_that_no_share_explains_are_halved_until_the_shares_add_up():
    # The score rises from a quarter to three quarters of the way: neither end has a slope.
    net = build(BENT, np.random.default_rng(0), dtype=np.float64)
    for name, value in (("conv1.weight", 4), ("conv1.bias", [-1, -3]), ("fc.bias", 0)):
        net.parameters[name][...] = value
    net.parameters["fc.weight"][...] = [[1, -1]]
    states = list(integrated_gradients(Subject(net), np.ones((1, 1, 1)), 0, steps=1))
    assert [state.done for state in states if state.done == state.total] == [2, 3]
    assert states[0].completeness.gap == pytest.approx(1)
    assert states[-1].values.item() == pytest.approx(2)
    (alone,) = integrated_gradients(Subject(net), np.ones((1, 1, 1)), 0, steps=1, most=2)
    assert alone.completeness.gap == pytest.approx(1)


def test_the_values_are_those_of_many_small_steps(subject, picture, last):
    shares = (np.arange(4000) + 0.5) / 4000
    screen = subject.whole(Unit("fc", 1))
    mean = screen.gradient(shares[:, None, None, None] * picture)[1].mean(axis=0)
    found = last(integrated_gradients(subject, picture, 1)).values
    assert np.abs(found - mean * picture).sum() < 0.01 * np.abs(mean * picture).sum()


@pytest.mark.parametrize(("name", "count"), [("tiny", 30), ("lenet5", 8)])
def test_no_more_than_a_hundredth_is_missed_for_any_picture_and_class_of_a_trained_net(name, count, last):
    data = load_dataset("strokes", train_size=400, test_size=count)
    net = build(name, np.random.default_rng(1))
    for _event in train(net, data, TrainConfig(epochs=1, learning_rate=0.05, momentum=0.9)):
        pass
    gaps = [
        last(integrated_gradients(Subject(net), picture, label, steps=16)).completeness.gap
        for picture in data.test.images
        for label in range(10)
    ]
    assert max(gaps) <= 0.01


def test_the_baseline_has_no_share_of_its_own(subject, picture, last):
    found = last(integrated_gradients(subject, picture, 1, baseline=picture))
    assert not found.values.any()
    assert found.completeness == Completeness(0.0, 0.0)
    assert found.completeness.gap == 0


def test_the_gap_of_a_difference_of_0_is_infinite_if_the_sum_is_not_0():
    assert Completeness(0.1, 0.0).gap == np.inf
    assert Completeness(0.99, 1.0).gap == pytest.approx(0.01)
