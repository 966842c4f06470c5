"""What a net costs, layer by layer, also while it does not fit together."""

from __future__ import annotations

import pytest

from filterlab.nets import NetSpec, zoo
from filterlab.nets.costs import estimate_costs
from filterlab.nets.net_edits import drop_layer, replace_layer
from filterlab.nets.spec import Conv2d, Flatten, Linear, ReLU


def test_alexnets_convolutions_hold_few_parameters_and_do_most_of_the_work() -> None:
    costs = estimate_costs(zoo["alexnet"])
    assert costs.params == 62_378_344
    assert costs.macs == 1_135_256_096
    held, done = costs.convolution_shares()
    assert held == pytest.approx(0.060, abs=0.0005)
    assert done == pytest.approx(0.948, abs=0.0005)
    assert costs.misfit is None
    assert costs.output_shape == (1000,)


def test_the_shares_of_all_layers_make_a_whole() -> None:
    costs = estimate_costs(zoo["lenet5"])
    for kind in (0, 1):
        assert sum(costs.shares(index)[kind] for index in range(len(costs.layers))) == pytest.approx(1)


def test_memory_is_four_bytes_for_each_number_kept_and_handed_on() -> None:
    spec = NetSpec(
        "small", (1, 4, 4), (Conv2d("conv1", 2, 3), ReLU("relu1"), Flatten("flatten"), Linear("fc", 3))
    )
    costs = estimate_costs(spec)
    assert [each.memory for each in costs.layers] == [
        4 * (2 * 9 + 2 + 2 * 2 * 2),
        4 * 8,
        4 * 8,
        4 * (8 * 3 + 3 + 3),
    ]
    assert costs.memory == sum(each.memory for each in costs.layers)


def test_a_layer_that_does_not_fit_is_named_and_those_before_it_are_told() -> None:
    spec = drop_layer(zoo["tiny"], 6)
    costs = estimate_costs(spec)
    assert costs.misfit == 6
    assert costs.reason.startswith('Layer "fc1" (Linear) cannot take its input of 16 × 4 × 4')
    assert [each.row is not None for each in costs.layers] == [True] * 6 + [False]
    assert costs.output_shape is None
    assert costs.shares(6) == (0, 0)
    assert costs.params == 400 + 2064


def test_a_first_layer_that_does_not_fit_leaves_nothing_known() -> None:
    costs = estimate_costs(replace_layer(zoo["tiny"], 0, Conv2d("conv1", 8, 99)))
    assert costs.misfit == 0
    assert 'Layer "conv1"' in costs.reason
    assert all(each.row is None for each in costs.layers)
    assert (costs.params, costs.macs, costs.memory) == (0, 0, 0)


def test_a_net_without_convolutions_has_no_share_of_them() -> None:
    spec = NetSpec("flat", (1, 4, 4), (Flatten("flatten"), Linear("fc", 3)))
    assert estimate_costs(spec).convolution_shares() is None
