import numpy as np
import pytest

from filterlab.probes.attribution import check_sanity, plain_gradient
from filterlab.probes.attribution.sanity import forgetting, rank_correlation


def test_the_net_forgets_from_the_top_down(subject, rng):
    state = {name: array.copy() for name, array in subject.net.state.items()}
    steps = list(forgetting(subject.net, rng))
    assert [layer for layer, _net in steps] == ["fc", "conv2", "conv1"]
    for forgotten, (_layer, net) in enumerate(steps, start=1):
        changed = [
            name
            for name in ("fc", "conv2", "conv1")
            if (net.state[f"{name}.weight"] != state[f"{name}.weight"]).any()
        ]
        assert changed == ["fc", "conv2", "conv1"][:forgotten]
    for name, array in subject.net.state.items():
        np.testing.assert_array_equal(array, state[name])


def test_each_step_repeats_the_attribution_of_the_net_as_it_is_then(subject, picture, rng):
    steps = list(check_sanity(subject, lambda it: plain_gradient(it, picture, 1), rng))
    assert [(step.layer, step.done, step.total) for step in steps] == [
        (None, 0, 3), ("fc", 1, 3), ("conv2", 2, 3), ("conv1", 3, 3),
    ]  # fmt: skip
    np.testing.assert_array_equal(
        steps[0].attribution.values, next(plain_gradient(subject, picture, 1)).values
    )
    assert steps[0].similarity == 1
    assert all(step.similarity < 0.9 for step in steps[1:])


def test_ranks_decide_how_alike_two_maps_are():
    values = np.arange(12.0).reshape(3, 4)
    assert rank_correlation(values, np.exp(values)) == pytest.approx(1)
    assert rank_correlation(values, -values) == pytest.approx(-1)
    assert rank_correlation(values, np.ones((3, 4))) == 0
    from scipy.stats import spearmanr

    first, second = np.random.default_rng(0).integers(0, 5, (2, 30))
    assert rank_correlation(first, second) == pytest.approx(spearmanr(first, second).statistic)
