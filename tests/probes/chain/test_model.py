from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from filterlab.engine import ShapeError
from filterlab.errors import FilterLabError
from filterlab.probes import Stages
from filterlab.probes.chain import Chain, ChainStage


def stage(filters: int = 2, maps: int = 1, size: int = 3, **more: Any) -> ChainStage:
    given = {
        "weights": np.ones((filters, maps, size, size), np.float32),
        "biases": np.zeros(filters, np.float32),
        "names": tuple(f"filter {number}" for number in range(filters)),
    }
    return ChainStage(**(given | more))


def test_a_stage_knows_how_many_filters_look_at_how_many_maps():
    made = stage(4, 2, 5)
    assert (made.filters, made.maps, made.kernel_size) == (4, 2, (5, 5))


def test_a_chain_takes_the_channels_of_its_first_stage_and_makes_the_maps_of_its_last():
    chain = Chain((stage(2, 3), stage(5, 2)))
    assert (chain.channels, chain.filters) == (3, 5)


def test_the_arrays_of_a_stage_are_copies_that_cannot_be_written_to():
    weights = np.ones((1, 1, 2, 2), np.float32)
    made = stage(1, weights=weights)
    weights[:] = 7
    assert made.weights.max() == 1
    for array in (made.weights, made.biases):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


def test_numbers_of_other_types_become_float32():
    made = stage(1, weights=np.ones((1, 1, 2, 2), int), biases=np.array([0.5]))
    assert made.weights.dtype == made.biases.dtype == np.float32


def test_a_stage_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        stage().names = ("x", "y")


def test_flip_lays_the_weights_upside_down():
    weights = np.arange(6.0).reshape(1, 1, 2, 3)
    made = stage(1, weights=weights, settings=Stages(flip=True))
    np.testing.assert_array_equal(made.laid, weights[:, :, ::-1, ::-1])
    np.testing.assert_array_equal(made.weights, weights)


def test_a_filter_looks_at_the_maps_it_has_weights_for():
    weights = np.zeros((2, 4, 3, 3), np.float32)
    weights[1, [0, 3], 1, 2] = 0.5
    made = stage(2, weights=weights)
    assert made.looks_at(0) == ()
    assert made.looks_at(1) == (0, 3)


def test_stages_and_chains_are_equal_when_every_number_name_and_setting_is():
    chain = Chain((stage(), stage(1, 2)))
    same = Chain((stage(), stage(1, 2)))
    assert chain == same
    assert hash(chain) == hash(same)
    for other in (
        stage(weights=np.full((2, 1, 3, 3), 2.0)),
        stage(biases=np.array([0, 1])),
        stage(names=("filter 0", "other")),
        stage(settings=Stages(pool="max")),
    ):
        assert stage() != other
    assert stage() != "a stage"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"weights": np.ones((1, 3, 3))}, "The weights of the stage have the shape (1, 3, 3)"),
        ({"weights": np.ones((2, 0, 3, 3))}, "none of them 0"),
        ({"weights": np.full((2, 1, 3, 3), np.nan)}, "The weights of the stage hold a value that is NaN"),
        ({"weights": np.full((2, 1, 3, 3), 1e39)}, "too large for 32 bits"),
        ({"weights": np.full((2, 1, 3, 3), "a")}, "The weights of the stage are of the type <U1"),
        ({"biases": np.zeros(3)}, "The biases of the stage have the shape (3,) for 2 filters"),
        ({"biases": np.array([0, np.inf])}, "The biases of the stage hold a value"),
        ({"names": ("one",)}, "The stage has 1 names for 2 filters"),
        ({"names": ("one", " ")}, "Filter 2 of the stage has no name"),
        ({"settings": Stages(bias=2)}, "The settings of the stage have the bias 2"),
    ],
)
def test_what_does_not_belong_together_is_named(given: dict[str, Any], words: str):
    with pytest.raises(FilterLabError) as caught:
        stage(**given)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_stages_that_do_not_fit_are_refused_with_their_numbers_and_the_axis():
    with pytest.raises(ShapeError) as caught:
        Chain((stage(4, 1), stage(2, 4), stage(1, 3)))
    assert "stage 3 looks at 3 maps (axis 1 of its weights, (1, 3, 3, 3))" in str(caught.value)
    assert "stage 2 makes 2 maps" in str(caught.value)


def test_a_chain_needs_a_stage():
    with pytest.raises(FilterLabError, match="has no stages"):
        Chain(())


def test_a_stage_may_be_copied_with_a_change():
    assert replace(stage(), names=("a", "b")).names == ("a", "b")
    assert stage().with_settings(Stages(pool="max")).settings.pool == "max"
