"""Changes of a net's description."""

from __future__ import annotations

import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, zoo
from filterlab.nets.net_edits import (
    drop_layer,
    dropout_rate,
    fit_to_data,
    insert_layer,
    move_layer,
    new_layer,
    replace_layer,
    with_dropout,
)
from filterlab.nets.spec import LAYER_KINDS, Dropout, Flatten, ReLU

TINY = zoo["tiny"]


def names(spec: NetSpec) -> list[str]:
    """Return the names of a net's layers."""
    return [layer.name for layer in spec.layers]


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_a_new_layer_of_each_kind_has_a_name_that_is_free(kind) -> None:
    layer = new_layer(TINY, kind)
    assert layer.kind == kind
    assert layer.name not in names(TINY)
    assert names(insert_layer(TINY, 2, layer))[2] == layer.name


def test_a_layer_moves_to_another_place() -> None:
    assert names(move_layer(TINY, 0, 2))[:3] == ["relu1", "pool1", "conv1"]
    assert names(move_layer(TINY, 2, 0))[:3] == ["pool1", "conv1", "relu1"]


def test_a_layer_is_left_out_but_not_the_last_one() -> None:
    assert names(drop_layer(TINY, 1))[:2] == ["conv1", "pool1"]
    with pytest.raises(FilterLabError, match="at least one layer"):
        drop_layer(NetSpec("one", (4,), (ReLU("relu1"),)), 0)


def test_no_two_layers_have_one_name() -> None:
    with pytest.raises(FilterLabError, match='layers named "relu2"'):
        replace_layer(TINY, 1, ReLU("relu2"))


def test_a_net_is_fitted_to_the_pictures_and_classes_of_a_data_set() -> None:
    fitted = fit_to_data(TINY, (3, 32, 32), 5)
    assert fitted.input_shape == (3, 32, 32)
    assert fitted.layers[-1].out_features == 5
    assert fitted.layers[:-1] == TINY.layers[:-1]


def test_a_net_that_does_not_end_with_sums_keeps_its_layers() -> None:
    spec = NetSpec("maps", (1, 4, 4), (Flatten("flatten"),))
    assert fit_to_data(spec, (1, 8, 8), 5).layers == spec.layers


def test_dropout_comes_before_the_last_linear_layer_changes_its_rate_and_goes() -> None:
    assert dropout_rate(TINY) == 0
    half = with_dropout(TINY, 0.5)
    assert names(half)[-2:] == ["dropout1", "fc1"]
    assert dropout_rate(half) == 0.5
    less = with_dropout(half, 0.2)
    assert names(less) == names(half)
    assert dropout_rate(less) == 0.2
    assert with_dropout(less, 0) == TINY


def test_dropout_layers_of_several_rates_are_given_one() -> None:
    spec = insert_layer(with_dropout(TINY, 0.5), 0, Dropout("first", 0.1))
    assert dropout_rate(spec) is None
    assert dropout_rate(with_dropout(spec, 0.3)) == 0.3


def test_dropout_without_a_linear_layer_is_refused() -> None:
    with pytest.raises(FilterLabError, match="this net has none"):
        with_dropout(NetSpec("none", (4,), (ReLU("relu"),)), 0.5)
