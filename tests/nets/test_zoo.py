import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets.network import build, find_net
from filterlab.nets.spec import Conv2d, trace
from filterlab.nets.zoo import zoo


def test_the_zoo_has_the_five_nets_under_their_own_names():
    assert list(zoo) == ["tiny", "lenet5", "lenet5-1998", "alexnet", "alexnet-grouped"]
    assert all(spec.name == name for name, spec in zoo.items())


def test_tiny_has_eight_filters_and_then_sixteen():
    filters = [layer.out_channels for layer in zoo["tiny"].layers if isinstance(layer, Conv2d)]
    assert filters == [8, 16]


def test_the_sparse_layer_of_1998_is_table_one_of_the_paper():
    # Read down the columns of the table: for each C3 map the S2 maps it sees.
    rows = [
        "012", "123", "234", "345", "045", "015", "0123", "1234", "2345", "0345", "0145", "0125",
        "0134", "1245", "0235", "012345",
    ]  # fmt: skip
    layer = zoo["lenet5-1998"].layer("c3")
    assert isinstance(layer, Conv2d)
    assert layer.table == tuple(tuple(int(channel) for channel in row) for row in rows)


@pytest.mark.parametrize("name", ["tiny", "lenet5", "lenet5-1998"])
def test_the_small_nets_run_and_give_ten_scores(name, rng):
    net = build(name, rng)
    x = rng.random((3, *zoo[name].input_shape), dtype=np.float32)
    scores = net(x)
    assert scores.shape == (3, 10)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()


def test_the_towers_of_alexnet_do_not_cross_in_the_layers_of_the_paper():
    grouped = [stage.layer for stage in trace(zoo["alexnet-grouped"])]
    assert [layer.name for layer in grouped if isinstance(layer, Conv2d) and layer.groups == 2] == [
        "conv2",
        "conv4",
        "conv5",
    ]


def test_an_unknown_net_is_refused_with_the_names_there_are():
    with pytest.raises(FilterLabError, match='no net "vgg": choose one of tiny, lenet5'):
        find_net("vgg")
