"""What adding, laying and dropping mean in a circuit whose maps have to fit each other."""

from __future__ import annotations

import numpy as np
import pytest

from filterlab.data import presets
from filterlab.gui.circuit import edits
from filterlab.probes import Stages
from filterlab.probes.chain import Chain, DrawnFilter, example_chains, respond_through, stage_of, wired

CORNERS, STRIPES = example_chains["corners"].chain, example_chains["stripes"].chain
SOBEL, BLUR = presets["sobel-x"].weights, presets["gaussian"].weights
COLOURED = np.random.default_rng(1).normal(size=(3, 3, 3))
GREY = np.random.default_rng(2).random((1, 30, 32))
COLOUR = np.random.default_rng(3).random((3, 30, 32))


def maps_of(chain: Chain, picture: np.ndarray) -> np.ndarray:
    """Return the last maps of a circuit."""
    return respond_through(picture, chain).values


def test_a_circuit_begins_with_one_filter_that_is_activated_and_pooled() -> None:
    chain = edits.begun("edge", SOBEL)
    assert chain.stages[0].names == ("edge",)
    assert chain.stages[0].settings == Stages(activation="relu", pool="max")
    assert edits.begun("hue", COLOURED).channels == 3


def test_a_new_stage_looks_at_all_maps_alike() -> None:
    chain = edits.with_stage(CORNERS, "blur", BLUR)
    last = chain.stages[-1]
    assert last.looks_at(0) == (0, 1, 2, 3)
    np.testing.assert_array_equal(last.weights[0, 0], last.weights[0, 3])


def test_a_filter_of_the_bank_is_added_under_a_name_of_its_own() -> None:
    chain = edits.with_filter(edits.with_filter(CORNERS, 1, "blur", BLUR), 1, "blur", BLUR)
    assert chain.stages[1].names[-2:] == ("blur", "blur 2")


def test_a_coloured_filter_makes_the_first_stage_see_colour_and_the_others_what_they_saw() -> None:
    chain = edits.with_filter(CORNERS, 0, "hue", COLOURED)
    assert chain.channels == 3
    before, after = maps_of(CORNERS, COLOUR), maps_of(chain, COLOUR)
    np.testing.assert_allclose(after, before, rtol=1e-5, atol=1e-5)


def test_a_grey_filter_in_a_coloured_stage_sees_the_luminance() -> None:
    chain = edits.with_filter(edits.begun("hue", COLOURED), 0, "edge", SOBEL)
    alone = maps_of(edits.begun("edge", SOBEL), COLOUR)
    np.testing.assert_allclose(maps_of(chain, COLOUR)[1], alone[0], rtol=1e-4, atol=1e-5)


def test_a_coloured_filter_on_maps_is_laid_as_the_mean_of_its_channels() -> None:
    chain = edits.with_filter(CORNERS, 1, "hue", COLOURED)
    np.testing.assert_allclose(chain.stages[1].weights[-1, 2], COLOURED.mean(axis=0), rtol=1e-6)


def test_a_stage_put_before_another_has_a_copy_for_each_map_so_that_all_go_on() -> None:
    chain = edits.with_stage_before(CORNERS, 1, "blur", BLUR)
    middle = chain.stages[1]
    assert middle.names[0] == "blur on brighter right"
    assert [middle.looks_at(index) for index in range(4)] == [(0,), (1,), (2,), (3,)]
    assert chain.stages[2] == CORNERS.stages[1]
    assert edits.with_stage_before(CORNERS, 0, "blur", BLUR).stages[0].names == ("blur on picture",)


def test_a_stage_taken_out_leaves_the_next_looking_at_what_there_is() -> None:
    chain = edits.without_stage(CORNERS, 0)
    assert chain is not None
    assert chain.stages[0].weights.shape == (4, 1, 3, 3)
    assert edits.without_stage(chain, 0) is None


def test_the_last_filter_of_a_stage_takes_the_stage_with_it() -> None:
    ring = example_chains["ring"].chain
    chain = edits.without_filter(ring, 1, 0)
    assert chain is not None
    assert len(chain.stages) == 1
    smaller = edits.without_filter(ring, 0, 0)
    assert smaller is not None
    assert smaller.stages[1].maps == 3


def test_a_moved_stage_looks_at_the_maps_before_it() -> None:
    moved = edits.with_stage_moved(CORNERS, 0, 1)
    assert [stage.maps for stage in moved.stages] == [1, 4]
    assert moved.stages[1].names == CORNERS.stages[0].names
    np.testing.assert_array_equal(moved.stages[1].weights[:, 1:], 0)


def test_bias_and_settings_change_one_stage_alone() -> None:
    chain = edits.with_bias(CORNERS, 1, 2, -3.5)
    assert list(chain.stages[1].biases) == [0, 0, -3.5, 0]
    chain = edits.with_settings(chain, 0, Stages(pool="average"))
    assert chain.stages[0].settings.pool == "average"
    assert chain.stages[1].biases[2] == -3.5


@pytest.mark.parametrize(
    "onto", [{0: 1.0, 2: -1.0}, {1: 1.0}, dict.fromkeys(range(4), 1.0), {3: 1.0, 0: 0.25}]
)
def test_how_a_filter_was_laid_is_found_again(onto: dict[int, float]) -> None:
    stage = stage_of([DrawnFilter("one", SOBEL, onto)], 4)
    wiring = edits.wiring_of(stage, 0)
    assert wiring.shares is not None
    again = wired(DrawnFilter("one", wiring.weights, wiring.shares), 4)
    np.testing.assert_allclose(again, stage.weights[0], rtol=1e-6)
    assert set(wiring.shares) == set(onto)


def test_sheets_that_differ_stay_sheets_of_their_own() -> None:
    wiring = edits.wiring_of(CORNERS.stages[1], 0)
    assert wiring.shares is None
    np.testing.assert_array_equal(wiring.weights, CORNERS.stages[1].weights[0])


def test_a_filter_of_zeros_looks_at_all_maps_alike() -> None:
    stage = stage_of([DrawnFilter("none", np.zeros((1, 3, 3)))], 4)
    assert edits.wiring_of(stage, 0).shares == dict.fromkeys(range(4), 1.0)


def test_what_is_painted_on_is_the_one_sheet_or_the_strongest_of_several() -> None:
    np.testing.assert_array_equal(edits.sheet_to_paint_on(STRIPES.stages[1], 0), np.ones((1, 1, 1)))
    sheet = edits.sheet_to_paint_on(CORNERS.stages[1], 0)
    assert sheet.shape == (1, 3, 3)
    assert edits.sheet_to_paint_on(edits.begun("hue", COLOURED).stages[0], 0).shape == (3, 3, 3)


def test_maps_are_called_as_those_before_or_as_the_colours() -> None:
    assert edits.map_names(CORNERS, 1) == CORNERS.stages[0].names
    assert edits.map_names(CORNERS, 0) == ("picture",)
    assert edits.map_names(edits.begun("hue", COLOURED), 0) == ("red", "green", "blue")
    two = Chain((stage_of([DrawnFilter("x", SOBEL)], 2),))
    assert edits.map_names(two, 0) == ("channel 0", "channel 1")
    assert maps_of(CORNERS, GREY).shape[0] == 4
