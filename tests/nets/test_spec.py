import pickle

import pytest

from filterlab.errors import FilterLabError
from filterlab.nets.spec import (
    AvgPool2d,
    Conv1d,
    Conv2d,
    DigitRBF,
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    MaxPool2d,
    NetSpec,
    ReLU,
    Subsample2d,
    count_classes,
    score_names,
    trace,
)
from filterlab.nets.zoo import zoo


def test_a_single_number_and_a_pair_of_it_describe_the_same_layer():
    assert Conv2d("conv1", 8, 5, padding=2) == Conv2d("conv1", 8, (5, 5), padding=(2, 2))
    assert MaxPool2d("pool1", 2) == MaxPool2d("pool1", (2, 2), stride=2)


@pytest.mark.parametrize("name", zoo)
def test_a_net_survives_pickling_and_keeps_its_hash(name):
    copy = pickle.loads(pickle.dumps(zoo[name]))
    assert copy == zoo[name]
    assert hash(copy) == hash(zoo[name])


def test_shapes_follow_non_square_pictures_strides_and_dilation():
    spec = NetSpec(
        "oblong",
        (3, 20, 31),
        (
            Conv2d("conv1", 6, (3, 5), stride=(2, 3), padding=(1, 0), dilation=(1, 2), groups=3),
            AvgPool2d("pool1", (2, 3), stride=(1, 2), padding=(1, 1)),
            Flatten("flatten"),
            Linear("fc1", 4),
        ),
    )
    assert [stage.output_shape for stage in trace(spec)] == [(6, 10, 8), (6, 11, 4), (264,), (4,)]


def test_a_layer_may_have_a_name_as_pytorch_gives_it():
    assert [Conv2d(name, 8, 5).name for name in ("conv1", "features.0", "layer1.0.conv1", "0")]


def test_same_padding_keeps_the_size_and_valid_padding_adds_nothing():
    spec = NetSpec("signal", (2, 50), (Conv1d("a", 4, 8, padding="same"), Conv1d("b", 4, 8, padding="valid")))
    assert [stage.output_shape for stage in trace(spec)] == [(4, 50), (4, 43)]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Conv2d("conv 1", 8, 5), ["'conv 1'", "letters"]),
        (lambda: Conv2d("conv.", 8, 5), ["'conv.'", "dots"]),
        (lambda: Conv2d('a"b', 8, 5), ["digits"]),
        (lambda: Conv2d("conv1", 0, 5), ["out_channels", '"conv1"', "1 or more"]),
        (lambda: Conv2d("conv1", True, 5), ["out_channels", "True"]),
        (lambda: Conv2d("conv1", 8, 0), ["kernel_size", '"conv1"']),
        (lambda: Conv2d("conv1", 8, (5, 5, 5)), ["kernel_size", "pair"]),
        (lambda: Conv2d("conv1", 8, 2.5), ["kernel_size", "2.5"]),
        (lambda: Conv2d("conv1", 8, 5, stride=0), ["stride", "1 or more"]),
        (lambda: Conv2d("conv1", 8, 5, padding=-1), ["padding", "0 or more"]),
        (lambda: Conv2d("conv1", 8, 5, padding="full"), ["padding", "same"]),
        (lambda: Conv2d("conv1", 8, 5, bias=1), ["bias", "true or false"]),
        (lambda: Conv2d("conv1", 2, 5, table=((0,),)), ["table", "1 rows for 2 filters"]),
        (lambda: Conv2d("conv1", 2, 5, table=((0,), ())), ["Row 1", "table"]),
        (lambda: Conv2d("conv1", 2, 5, table=((0, 0), (1,))), ["Row 0", "each once"]),
        (lambda: Conv2d("conv1", 2, 5, table=7), ["table", "7"]),
        (lambda: Conv2d("conv1", 2, 5, groups=2, table=((0,), (1,))), ["table", "groups=2"]),
        (lambda: Conv1d("conv1", 4, 0), ["kernel_size", "1 or more"]),
        (lambda: Conv1d("conv1", 4, 3, padding=-2), ["padding", "0 or more"]),
        (lambda: MaxPool2d("pool1", 3, padding=2), ["padding", "at most 1"]),
        (lambda: Subsample2d("s2", 0), ["size", "1 or more"]),
        (lambda: LeakyReLU("relu1", -0.1), ["slope", "0 or more"]),
        (lambda: LeakyReLU("relu1", float("nan")), ["slope", "nan"]),
        (lambda: Dropout("drop1", 1.0), ["rate", "below 1"]),
        (lambda: Linear("fc1", -3), ["out_features", "1 or more"]),
        (lambda: DigitRBF("output", 0), ["spread", "0.001"]),
    ],
)
def test_a_setting_out_of_range_is_refused_by_name_with_the_remedy(make, words):
    with pytest.raises(FilterLabError) as refusal:
        make()
    for word in words:
        assert word in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "input_shape", "layers", "words"),
    [
        (" ", (1, 8, 8), (Flatten("flatten"),), ["name"]),
        ("net", (1, 8, 8), (), ["no layers"]),
        ("net", (1, 0, 8), (Flatten("flatten"),), ["input_shape", "from 1 on"]),
        ("net", (1, 8, 8, 8), (Flatten("flatten"),), ["input_shape"]),
        ("net", 28, (Flatten("flatten"),), ["input_shape", "28"]),
        ("net", (1, 8, 8), (ReLU("relu"), Flatten("relu")), ['2 layers named "relu"']),
        ("net", (1, 8, 8), ("conv",), ["'conv'", "filterlab.nets.spec"]),
    ],
)
def test_a_net_without_sense_is_refused(name, input_shape, layers, words):
    with pytest.raises(FilterLabError) as refusal:
        NetSpec(name, input_shape, layers)
    for word in words:
        assert word in str(refusal.value)


@pytest.mark.parametrize(
    ("input_shape", "layers", "words"),
    [
        (
            (1, 8, 8),
            (MaxPool2d("p", 4), Conv2d("conv2", 4, 5)),
            ['"conv2"', "1 × 2 × 2", "spans 5", "smaller"],
        ),
        ((1, 8, 3), (Conv2d("c", 4, 2, dilation=4),), ['"c"', "width", "spans 5"]),
        ((1, 8, 8), (MaxPool2d("pool1", 9),), ['"pool1"', "height", "8"]),
        ((1, 8, 8), (Linear("fc1", 10),), ['"fc1"', "1 × 8 × 8", "Flatten"]),
        ((1, 8, 8), (Flatten("f"), Conv2d("conv1", 4, 3)), ['"conv1"', "64", "before Flatten"]),
        ((4, 9), (Conv2d("conv1", 4, 3),), ['"conv1"', "4 × 9", "pictures"]),
        ((1, 8, 8), (Conv1d("conv1", 4, 3),), ['"conv1"', "signals", "take Conv2d for pictures"]),
        ((4, 9), (Conv1d("conv1", 4, 12),), ['"conv1"', "length", "spans 12"]),
        ((3, 8, 8), (Conv2d("conv1", 4, 3, groups=2),), ['"conv1"', "2 groups", "3 input channels"]),
        ((3, 9), (Conv1d("conv1", 4, 3, groups=2),), ['"conv1"', "2 groups"]),
        ((2, 8, 8), (Conv2d("c3", 1, 3, table=((0, 2),)),), ['"c3"', "beyond 1"]),
        ((83,), (DigitRBF("output"),), ['"output"', "84"]),
    ],
)
def test_the_layer_that_does_not_fit_is_named_with_its_input_and_a_remedy(input_shape, layers, words):
    spec = NetSpec("net", input_shape, layers)
    with pytest.raises(FilterLabError) as misfit:
        trace(spec)
    for word in words:
        assert word in str(misfit.value)


def test_an_unknown_layer_is_refused_with_the_names_there_are():
    assert zoo["tiny"].layer("conv2").kind == "Conv2d"
    with pytest.raises(FilterLabError, match=r"conv9.*choose one of conv1, relu1"):
        zoo["tiny"].layer("conv9")


def test_a_net_that_ends_in_maps_has_no_classes_to_count():
    assert count_classes(zoo["alexnet"]) == 1000
    assert score_names(zoo["tiny"], ("a", "b")) == ("a", "b", *"23456789")
    assert score_names(zoo["tiny"], "abcdefghijkl") == tuple("abcdefghij")
    with pytest.raises(FilterLabError, match='"conv1", which gives 4 × 6 × 6'):
        count_classes(NetSpec("net", (1, 8, 8), (Conv2d("conv1", 4, 3),)))
