from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.engine import ShapeError
from filterlab.errors import FilterLabError
from filterlab.probes import Stages
from filterlab.probes.chain import (
    Chain,
    ChainStage,
    DrawnFilter,
    add_filter,
    add_stage,
    chain_up_to,
    drop_filter,
    drop_stage,
    fitted,
    move_filter,
    move_stage,
    replace_filter,
    replace_stage,
    respond_through,
    stage_of,
)

PICTURE = np.random.default_rng(5).uniform(size=(1, 14, 15))
KERNEL = np.random.default_rng(6).normal(size=(1, 3, 3))
SEEDS = st.integers(0, 2**32 - 1)


def one_to_one(maps: int) -> ChainStage:
    """A stage that looks at so many maps and makes as many."""
    return stage_of([DrawnFilter(f"n{n}", np.ones((1, 1, 1)), {n: 1}) for n in range(maps)], maps)


def test_a_stage_is_added_at_the_end_or_before_another(two_stages: Chain):
    first, second = two_stages.stages
    assert add_stage(two_stages, one_to_one(3)).stages == (first, second, one_to_one(3))
    assert add_stage(two_stages, one_to_one(2), 1).stages == (first, one_to_one(2), second)
    assert two_stages.stages == (first, second)


def test_a_stage_is_dropped_moved_and_replaced(two_stages: Chain):
    first, second = two_stages.stages
    longer = add_stage(two_stages, one_to_one(2), 1)
    assert drop_stage(longer, 1) == two_stages
    doubled = add_stage(longer, one_to_one(2).with_settings(Stages(activation="relu")), 2)
    assert move_stage(doubled, 2, 1).stages == (first, doubled.stages[2], doubled.stages[1], second)
    assert replace_stage(two_stages, 1, one_to_one(2)).stages == (first, one_to_one(2))


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda chain: add_stage(chain, one_to_one(2)), "stage 3 looks at 2 maps"),
        (lambda chain: drop_stage(add_stage(chain, one_to_one(3)), 1), "stage 2 looks at 3 maps"),
        (lambda chain: move_stage(chain, 0, 1), "stage 2 looks at 1 map (axis 1"),
        (lambda chain: replace_stage(chain, 0, one_to_one(1)), "stage 1 makes 1 map"),
    ],
)
def test_an_edit_that_leaves_stages_unfitting_is_refused(
    two_stages: Chain, edit: Callable[[Chain], Chain], words: str
):
    with pytest.raises(ShapeError) as caught:
        edit(two_stages)
    assert words in str(caught.value)


def test_the_last_stage_that_is_left_cannot_be_dropped():
    with pytest.raises(FilterLabError, match="has no stages"):
        drop_stage(Chain((one_to_one(1),)), 0)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda chain: drop_stage(chain, 2), "There is no stage 3: the chain has 2 stages"),
        (lambda chain: drop_stage(chain, -1), "There is no stage 0"),
        (lambda chain: move_stage(chain, 0, 2), "There is no stage 3"),
        (lambda chain: add_stage(chain, one_to_one(3), 3), "choose a place from 1 to 3"),
        (lambda chain: drop_filter(chain, 1, 3), "There is no filter 3 in stage 2, which has 3 filters"),
        (lambda chain: move_filter(chain, 0, 0, 2), "There is no filter 2 in stage 1"),
        (lambda chain: add_filter(chain, 0, DrawnFilter("x", KERNEL), 3), "choose from 0 to 2"),
        (lambda chain: chain_up_to(chain, 0, "pooled"), "The step 'pooled' is not known"),
        (lambda chain: fitted(chain.stages[0], 0), "cannot look at 0 maps"),
    ],
)
def test_places_that_there_are_not_are_refused(two_stages: Chain, edit: Callable[[Chain], Any], words: str):
    with pytest.raises(FilterLabError) as caught:
        edit(two_stages)
    assert words in str(caught.value)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_a_new_filter_changes_nothing_behind_it_until_it_is_looked_at(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    rng = np.random.default_rng(seed)
    at = int(rng.integers(len(chain.stages)))
    stage = chain.stages[at]
    index = int(rng.integers(stage.filters + 1))
    drawn = DrawnFilter("new", rng.normal(size=(1, *stage.kernel_size)), bias=0.5)
    longer = add_filter(chain, at, drawn, index)
    assert longer.stages[at].names[index] == "new"
    assert longer.stages[at].biases[index] == 0.5
    before, after = respond_through(picture, chain), respond_through(picture, longer)
    others = np.delete(after.stages[at].values, index, axis=0)
    np.testing.assert_allclose(others, before.stages[at].values, atol=1e-12)
    for old, new in zip(before.stages[at + 1 :], after.stages[at + 1 :], strict=True):
        np.testing.assert_allclose(new.values, old.values, atol=1e-9)
    assert drop_filter(longer, at, index) == chain


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_the_order_of_filters_does_not_matter_to_the_next_stage(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    rng = np.random.default_rng(seed)
    at = int(rng.integers(len(chain.stages)))
    index, to = (int(rng.integers(chain.stages[at].filters)) for _ in range(2))
    moved = move_filter(chain, at, index, to)
    before, after = respond_through(picture, chain), respond_through(picture, moved)
    assert moved.stages[at].names[to] == chain.stages[at].names[index]
    np.testing.assert_allclose(after.stages[at].values[to], before.stages[at].values[index], atol=1e-12)
    if at + 1 < len(chain.stages):
        np.testing.assert_allclose(after.values, before.values, atol=1e-9)
    assert move_filter(moved, at, to, index) == chain


def test_dropping_a_filter_drops_what_looked_at_its_map(two_stages: Chain):
    shorter = drop_filter(two_stages, 0, 0)
    assert shorter.stages[0].names == ("two",)
    np.testing.assert_array_equal(shorter.stages[1].weights, two_stages.stages[1].weights[:, 1:])
    with pytest.raises(FilterLabError, match='"two" is the only filter of stage 1'):
        drop_filter(shorter, 0, 0)


def test_a_filter_is_replaced_by_another_with_its_name_bias_and_wires(two_stages: Chain):
    drawn = DrawnFilter("new", KERNEL[:, :2, :2], {1: -1}, bias=4)
    changed = replace_filter(two_stages, 1, 2, drawn).stages[1]
    assert changed.names == ("a", "b", "new")
    assert changed.biases.tolist() == [0, 1, 4]
    assert changed.looks_at(2) == (1,)
    np.testing.assert_array_equal(changed.weights[:2], two_stages.stages[1].weights[:2])
    np.testing.assert_allclose(changed.weights[2, 1], -KERNEL[0, :2, :2], rtol=1e-6)


def test_a_larger_filter_makes_the_others_larger_too(two_stages: Chain):
    five = np.ones((1, 5, 5))
    for longer in (
        add_filter(two_stages, 0, DrawnFilter("five", five)),
        replace_filter(two_stages, 0, 1, DrawnFilter("five", five)),
    ):
        assert longer.stages[0].kernel_size == (5, 5)
        np.testing.assert_array_equal(
            longer.stages[0].weights[0, 0, 1:4, 1:4], two_stages.stages[0].weights[0, 0]
        )
        assert np.count_nonzero(longer.stages[0].weights[0]) == 9


def test_a_smaller_filter_lies_in_the_middle(two_stages: Chain):
    weights = add_filter(two_stages, 0, DrawnFilter("one", np.ones((1, 1, 1)))).stages[0].weights[2, 0]
    assert weights.tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


@pytest.mark.parametrize("step", ["linear", "activated", "values"])
def test_a_chain_cut_short_ends_with_the_maps_asked_for(two_stages: Chain, step: Any):
    whole = respond_through(PICTURE, two_stages)
    for at in range(2):
        part = chain_up_to(two_stages, at, step)
        assert len(part.stages) == at + 1
        np.testing.assert_array_equal(respond_through(PICTURE, part).values, getattr(whole.stages[at], step))


def test_a_stage_is_fitted_to_more_or_fewer_maps(two_stages: Chain):
    stage = two_stages.stages[1]
    wider = fitted(stage, 4)
    assert wider.maps == 4
    assert not wider.weights[:, 2:].any()
    assert fitted(wider, 2) == stage
    assert fitted(stage, 1).weights.shape == (3, 1, 2, 2)
