from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.probes import Stages
from filterlab.probes.chain import Chain, ChainStage, respond_through, with_even_strength


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_every_map_stays_itself_up_to_a_positive_factor(random_chain: Any, seed: int):
    picture, chain = random_chain(seed)
    even = with_even_strength(chain)
    before, after = respond_through(picture, chain), respond_through(picture, even)
    for stage, old, new in zip(even.stages, before.stages, after.stages, strict=True):
        assert stage.settings in [each.settings for each in chain.stages]
        for first, second in zip(old.linear, new.linear, strict=True):
            place = np.unravel_index(np.abs(first).argmax(), first.shape)
            factor = second[place] / first[place]
            assert factor > 0
            np.testing.assert_allclose(second, factor * first, rtol=1e-4, atol=1e-4 * np.abs(second).max())


def test_filters_before_a_squashing_keep_their_strength():
    weights = np.full((1, 1, 2, 2), 30.0)
    squashed = ChainStage(weights, np.ones(1), ("f",), Stages(activation="tanh"))
    plain = ChainStage(weights, np.ones(1), ("f",))
    even = with_even_strength(Chain((squashed, plain)))
    assert even.stages[0] == squashed
    np.testing.assert_allclose((even.stages[1].weights ** 2).sum(), 2, rtol=1e-6)


def test_a_filter_without_weights_stays_as_it_is():
    weights = np.zeros((2, 1, 2, 2))
    weights[1] = 8
    even = with_even_strength(Chain((ChainStage(weights, np.array([3, 4]), ("empty", "full")),)))
    assert even.stages[0].biases[0] == 3
    assert not even.stages[0].weights[0].any()
