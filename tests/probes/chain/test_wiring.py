from typing import Any

import numpy as np
import pytest

from filterlab.data import match_channels
from filterlab.errors import FilterLabError
from filterlab.probes import Stages, respond
from filterlab.probes.chain import (
    Chain,
    DrawnFilter,
    respond_through,
    stage_of,
    stage_on_picture,
    wired,
)

RNG = np.random.default_rng(11)
GREY = RNG.normal(size=(1, 3, 4))
COLOUR = RNG.normal(size=(3, 2, 2))


def test_a_filter_of_one_channel_lies_on_every_map_alike():
    np.testing.assert_array_equal(wired(DrawnFilter("f", GREY), 3), np.repeat(GREY, 3, axis=0))


def test_a_filter_may_lie_on_one_chosen_map_only():
    sheets = wired(DrawnFilter("f", GREY, {1: 1}), 3)
    np.testing.assert_array_equal(sheets[1], GREY[0])
    assert not sheets[[0, 2]].any()


def test_shares_say_how_much_each_map_counts():
    sheets = wired(DrawnFilter("f", GREY, {0: 2, 2: -0.5}), 3)
    np.testing.assert_array_equal(sheets, [2 * GREY[0], 0 * GREY[0], -0.5 * GREY[0]])


def test_a_filter_of_several_channels_lies_channel_by_channel_on_the_maps_named():
    np.testing.assert_array_equal(wired(DrawnFilter("f", COLOUR), 3), COLOUR)
    sheets = wired(DrawnFilter("f", COLOUR, {4: 1, 0: 1, 2: 3}), 5)
    np.testing.assert_array_equal(sheets[[4, 0, 2]], [COLOUR[0], COLOUR[1], 3 * COLOUR[2]])
    assert not sheets[[1, 3]].any()


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (DrawnFilter("f", COLOUR), 'Filter "f" has 3 channels for 4 maps'),
        (DrawnFilter("f", COLOUR, {0: 1}), "has 3 channels for 1 map"),
        (DrawnFilter("f", GREY, {}), "is laid on no map"),
        (DrawnFilter("f", GREY, {4: 1}), "is laid on map 4, but there are 4 maps; choose from 0 to 3"),
        (DrawnFilter("f", GREY, {-1: 1}), "is laid on map -1"),
        (DrawnFilter("f", GREY, {0: float("nan")}), "with the share nan"),
        (DrawnFilter("f", GREY[0]), "has the shape (3, 4)"),
    ],
)
def test_wires_that_lead_nowhere_are_named(drawn: DrawnFilter, words: str):
    with pytest.raises(FilterLabError) as caught:
        wired(drawn, 4)
    assert words in str(caught.value)


def test_filters_of_different_sizes_share_a_bank_centre_on_centre():
    small, large = np.ones((1, 1, 2)), np.full((1, 3, 5), 2.0)
    bank = stage_of([DrawnFilter("small", small), DrawnFilter("large", large)], 1)
    assert bank.kernel_size == (3, 5)
    np.testing.assert_array_equal(bank.weights[0, 0], [[0] * 5, [0, 1, 1, 0, 0], [0] * 5])
    np.testing.assert_array_equal(bank.weights[1], large)


def test_the_bias_of_the_settings_goes_to_each_filter():
    bank = stage_of([DrawnFilter("a", GREY, bias=1), DrawnFilter("b", GREY)], 1, Stages(bias=2, pool="max"))
    assert bank.biases.tolist() == [3, 2]
    assert bank.settings == Stages(pool="max")


def test_a_bank_needs_a_filter():
    with pytest.raises(FilterLabError, match="has no filters"):
        stage_of([], 1)
    with pytest.raises(FilterLabError, match="has no filters"):
        stage_on_picture({})


@pytest.mark.parametrize("channels", [1, 3])
def test_a_first_stage_gives_the_maps_that_its_filters_give_alone(channels: int):
    picture = RNG.uniform(size=(channels, 9, 10))
    same_size: dict[str, Any] = {"grey": GREY, "colour": RNG.normal(size=(3, 3, 4))}
    stages = Stages(bias=0.5, activation="relu", stride=(2, 1))
    maps = respond_through(picture, Chain((stage_on_picture(same_size, stages),))).values
    for found, weights in zip(maps, same_size.values(), strict=True):
        np.testing.assert_allclose(found, respond(picture, weights, stages).values, atol=1e-6)


def test_a_first_stage_of_grey_filters_looks_at_the_luminance():
    bank = stage_on_picture({"a": GREY, "b": -GREY})
    assert bank.maps == 1
    picture = RNG.uniform(size=(3, 6, 6))
    seen = respond_through(picture, Chain((bank,))).seen
    np.testing.assert_array_equal(seen, match_channels(picture, 1))


def test_a_filter_for_other_than_pictures_is_refused_on_a_picture():
    with pytest.raises(FilterLabError, match=r'Filter "two" has the shape \(2, 3, 3\)'):
        stage_on_picture({"two": np.ones((2, 3, 3))})
