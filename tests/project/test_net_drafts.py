"""The net that is trained next: what its first layer begins with, and whether that stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from filterlab.data import presets
from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, build, zoo
from filterlab.nets.net_edits import replace_layer
from filterlab.nets.spec import Conv2d, Flatten, Linear
from filterlab.project import NetDraft, Start, draft_of_start, draft_with_bank

TINY = zoo["tiny"]
EDGES = {"across": presets["sobel-x"].weights, "down": presets["sobel-y"].weights}


def test_a_plain_net_begins_by_chance_and_learns_everywhere() -> None:
    draft = NetDraft(TINY)
    assert draft.start(0) is None
    assert draft.frozen == ()
    assert draft.first_layer == "conv1"


def test_filters_of_the_bank_become_the_first_layer_with_even_strength() -> None:
    draft = draft_with_bank(NetDraft(TINY), EDGES, is_frozen=True)
    layer = draft.spec.layers[0]
    assert (layer.out_channels, layer.kernel_size) == (2, (3, 3))
    assert draft.frozen == ("conv1",)
    start = draft.start(7)
    weights = start["conv1.weight"]
    assert weights.shape == (2, 1, 3, 3)
    np.testing.assert_allclose((weights**2).sum(axis=(1, 2, 3)), 2, rtol=1e-5)
    edge = EDGES["across"]
    np.testing.assert_allclose(weights[0] / np.abs(weights[0]).max(), edge / np.abs(edge).max(), rtol=1e-5)


def test_all_that_is_not_seeded_is_drawn_as_without_filters_of_ones_own() -> None:
    draft = draft_with_bank(NetDraft(TINY), EDGES, is_frozen=False)
    start = draft.start(7)
    by_chance = build(draft.spec, np.random.default_rng(7)).state
    assert start.keys() == by_chance.keys()
    for name in start.keys() - {"conv1.weight"}:
        np.testing.assert_array_equal(start[name], by_chance[name])


def test_smaller_filters_get_a_rim_of_zeros() -> None:
    filters = {"small": np.ones((1, 1, 1)), "large": presets["curve-detector"].weights}
    start = draft_with_bank(NetDraft(TINY), filters, is_frozen=False).start(0)
    small = start["conv1.weight"][0, 0]
    assert small.shape == (7, 7)
    assert np.count_nonzero(small) == 1
    assert small[3, 3] > 0


def test_a_grey_filter_on_colour_pictures_looks_at_their_luminance() -> None:
    in_colour = NetDraft(replace(TINY, input_shape=(3, 28, 28)))
    weights = draft_with_bank(in_colour, EDGES, is_frozen=False).start(0)["conv1.weight"]
    assert weights.shape == (2, 3, 3, 3)
    np.testing.assert_allclose(weights[:, 0] / 0.299, weights[:, 1] / 0.587, rtol=1e-4)


def test_a_colour_filter_on_grey_pictures_sees_the_grey_three_times() -> None:
    colour = np.stack([np.eye(3), np.eye(3), -np.eye(3)])
    weights = draft_with_bank(NetDraft(TINY), {"hue": colour}, is_frozen=False).start(0)["conv1.weight"]
    np.testing.assert_allclose(weights[0, 0], np.eye(3) * np.sqrt(2 / 3), rtol=1e-5)


def test_the_controls_have_as_many_random_filters_of_the_same_size() -> None:
    draft = draft_with_bank(NetDraft(TINY), EDGES, is_frozen=True)
    control = replace(draft, begins_with_own=False)
    assert control.spec == draft.spec
    assert control.start(0) is None
    assert control.frozen == ("conv1",)


def test_filters_that_do_not_fit_any_more_are_passed_over() -> None:
    draft = draft_with_bank(NetDraft(TINY), EDGES, is_frozen=False)
    other = draft.with_spec(replace_layer(draft.spec, 0, Conv2d("conv1", 4, 3)))
    assert not other.own_fits
    assert other.start(0) is None


def test_filters_follow_their_layer_when_it_is_renamed() -> None:
    draft = draft_with_bank(NetDraft(TINY), EDGES, is_frozen=True)
    renamed = draft.with_layer(0, replace(draft.spec.layers[0], name="edges"))
    assert renamed.own_fits
    assert renamed.frozen == ("edges",)
    np.testing.assert_array_equal(renamed.start(0)["edges.weight"], draft.start(0)["conv1.weight"])


def test_a_net_wired_by_hand_begins_with_all_of_its_weights() -> None:
    weights = build(TINY, np.random.default_rng(3)).state
    draft = draft_of_start(Start("wired", replace(TINY, name="wired"), weights))
    start = draft.start(0)
    for name, array in weights.items():
        np.testing.assert_array_equal(start[name], array)


def test_a_net_without_a_convolution_takes_no_filters() -> None:
    flat = NetDraft(NetSpec("flat", (1, 4, 4), (Flatten("flatten"), Linear("fc", 3))))
    assert flat.first_layer is None
    with pytest.raises(FilterLabError, match="has no convolution"):
        draft_with_bank(flat, EDGES, is_frozen=False)


def test_a_convolution_that_looks_at_maps_takes_no_filters() -> None:
    deep = NetDraft(replace(TINY, input_shape=(5, 28, 28)))
    with pytest.raises(FilterLabError, match="looks at 5 channels"):
        draft_with_bank(deep, EDGES, is_frozen=False)
