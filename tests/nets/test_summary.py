import tracemalloc

import pytest

from filterlab.errors import FilterLabError
from filterlab.nets.spec import (
    BatchNorm,
    Conv1d,
    Conv2d,
    Dropout,
    Flatten,
    Linear,
    MaxPool2d,
    NetSpec,
    ReLU,
    Sigmoid,
)
from filterlab.nets.summary import summary
from filterlab.nets.zoo import zoo


def rows_of(name):
    return {row.name: row for row in summary(zoo[name]).rows}


def test_alexnet_in_one_tower_has_the_published_parameters_and_operations(golden):
    alexnet = summary(zoo["alexnet"])
    assert (alexnet.params, alexnet.macs) == (golden["alexnet"]["params"], golden["alexnet"]["macs"])
    rows = rows_of("alexnet")
    for name in ("conv1", "fc6"):
        expected = golden["alexnet"][name]
        assert (rows[name].params, rows[name].macs) == (expected["params"], expected["macs"])
    assert rows["conv1"].output_shape == tuple(golden["alexnet"]["conv1"]["output"])


def test_alexnet_in_two_towers_has_the_published_parameters_and_operations():
    grouped = summary(zoo["alexnet-grouped"])
    assert grouped.params == 60_965_224
    assert grouped.macs == 724_406_816


def test_without_shared_weights_alexnets_first_layer_would_learn_a_number_for_each_connection(golden):
    expected = golden["unshared_alexnet_conv1"]
    row = rows_of("alexnet")["conv1"]
    assert (row.params, row.connections) == (expected["shared_params"], expected["unshared_params"])


@pytest.mark.parametrize(
    ("net", "fields"),
    [
        (
            "alexnet",
            {
                "conv1": 11,
                "pool1": 19,
                "conv2": 51,
                "pool2": 67,
                "conv3": 99,
                "conv4": 131,
                "conv5": 163,
                "pool5": 195,
            },
        ),
        ("lenet5", {"conv1": 5, "pool1": 6, "conv2": 14, "pool2": 16, "fc1": 32}),
        ("lenet5-1998", {"c1": 5, "s2": 6, "c3": 14, "s4": 16, "c5": 32, "f6": 32, "output": 32}),
    ],
)
def test_receptive_fields_are_the_published_ones(net, fields):
    rows = rows_of(net)
    assert {name: rows[name].receptive_field for name in fields} == {
        name: (size, size) for name, size in fields.items()
    }


def test_the_modern_lenet5_has_the_known_number_of_parameters(golden):
    assert summary(zoo["lenet5"]).params == golden["lenet5_modern"]["params"]


def test_lenet5_of_1998_has_the_numbers_of_its_paper():
    rows = rows_of("lenet5-1998")
    params = {name: rows[name].params for name in ("c1", "s2", "c3", "s4", "c5", "f6", "output")}
    assert params == {"c1": 156, "s2": 12, "c3": 1_516, "s4": 32, "c5": 48_120, "f6": 10_164, "output": 0}
    assert summary(zoo["lenet5-1998"]).params == 60_000
    connections = {name: rows[name].connections for name in ("c1", "s2", "c3", "s4", "c5")}
    assert connections == {"c1": 122_304, "s2": 5_880, "c3": 151_600, "s4": 2_000, "c5": 48_120}
    assert summary(zoo["lenet5-1998"]).connections == 340_908


def test_the_jump_is_the_product_of_the_strides_along_each_axis():
    spec = NetSpec(
        "oblong",
        (1, 40, 60),
        (Conv2d("conv1", 2, (3, 5), stride=(1, 2)), MaxPool2d("pool1", (2, 3)), Conv2d("conv2", 2, 3)),
    )
    rows = summary(spec).rows
    assert [row.receptive_field for row in rows] == [(3, 5), (4, 9), (8, 21)]
    assert [row.jump for row in rows] == [(1, 2), (2, 6), (2, 6)]


def test_signals_have_a_receptive_field_along_one_axis_and_vectors_along_none():
    signal = NetSpec(
        "signal", (2, 50), (Conv1d("a", 4, 8, stride=2), Conv1d("b", 4, 3, dilation=2), Flatten("f"))
    )
    assert [row.receptive_field for row in summary(signal).rows] == [(8,), (16,), (16,)]
    vector = NetSpec("vector", (12,), (Linear("fc1", 3), Sigmoid("out")))
    assert [row.receptive_field for row in summary(vector).rows] == [(), ()]
    assert summary(vector).params == 39


def test_biases_are_parameters_but_no_operations_and_other_layers_cost_nothing():
    layers = (
        Conv2d("c", 2, 3, bias=False),
        ReLU("r"),
        Dropout("d"),
        Flatten("f"),
        Linear("l", 5, bias=False),
    )
    result = summary(NetSpec("net", (1, 5, 5), layers))
    assert [row.params for row in result.rows] == [18, 0, 0, 0, 90]
    assert [row.macs for row in result.rows] == [162, 0, 0, 0, 90]
    assert (result.params, result.macs) == (108, 252)


def test_a_summary_allocates_no_weights_however_large_the_net():
    giant = NetSpec("giant", (3, 4096, 4096), (Flatten("f"), Linear("l", 10**9)))
    tracemalloc.start()
    try:
        assert summary(giant).params == (3 * 4096 * 4096 + 1) * 10**9
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000


def test_a_summary_says_which_layer_does_not_fit():
    spec = NetSpec("net", (1, 4, 4), (MaxPool2d("pool1", 2), Conv2d("conv2", 4, 3)))
    with pytest.raises(FilterLabError, match=r"\"conv2\".*1 × 2 × 2.*smaller kernel"):
        summary(spec)


def test_batch_norm_has_two_numbers_for_each_channel_and_one_product_for_each_number():
    layers = (Conv2d("conv1", 6, 3), BatchNorm("bn1"), Flatten("flat"), BatchNorm("bn2"), Linear("fc1", 2))
    rows = {row.name: row for row in summary(NetSpec("normal", (1, 8, 8), layers)).rows}
    assert (rows["bn1"].params, rows["bn1"].macs) == (12, 6 * 6 * 6)
    assert (rows["bn2"].params, rows["bn2"].macs) == (432, 216)
    assert rows["bn1"].output_shape == (6, 6, 6)
    assert rows["bn1"].receptive_field == rows["conv1"].receptive_field == (3, 3)
