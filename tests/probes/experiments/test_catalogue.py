import numpy as np
import pytest

from filterlab.nets import build
from filterlab.nets.parameters import resolve_frozen
from filterlab.probes.experiments import Trial, experiments


def test_the_five_experiments_of_the_course_are_there():
    assert list(experiments) == ["relu-tanh", "dropout", "pooling", "convolution", "first-layer"]


@pytest.mark.parametrize("name", experiments)
def test_every_arm_can_be_built_and_differs_from_the_others(name):
    experiment = experiments[name]
    assert len({arm.name for arm in experiment.arms}) == len(experiment.arms) >= 2
    for arm in experiment.arms:
        net = build(arm.net, np.random.default_rng(0))
        net.set_parameters({**net.state, **arm.start})
        resolve_frozen(arm.net, arm.config.frozen)
    assert len({(arm.net, arm.config, bool(arm.start)) for arm in experiment.arms}) == len(experiment.arms)


@pytest.mark.parametrize("name", experiments)
def test_every_finding_is_a_sentence_beside_the_published_claim(name):
    experiment = experiments[name]
    trials = [
        Trial(arm.name, seed, 1000 * (1 + place), 100, 5.0, 50 + seed, 2.0, 0.99, 0.95 + 0.01 * seed)
        for seed in (0, 1)
        for place, arm in enumerate(experiment.arms)
    ]
    finding = experiment.judge(experiment, trials)
    assert f"Published: {experiment.claim.words} ({experiment.claim.source})." in finding.sentence
    assert {one.arm for one in finding.quantities} == {arm.name for arm in experiment.arms}


def test_both_kinds_of_pooling_have_as_many_parameters():
    sizes = [
        sum(array.size for array in build(arm.net, np.random.default_rng(0)).parameters.values())
        for arm in experiments["pooling"].arms
    ]
    assert sizes[0] == sizes[1]
