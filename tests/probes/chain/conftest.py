from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from filterlab.engine import ShapeError
from filterlab.probes import ACTIVATIONS, POOLS, Activation, Pool, Stages
from filterlab.probes.chain import Chain, ChainStage, find_chain_places

RandomChain = Callable[..., tuple[NDArray[Any], Chain]]


def random_settings(
    rng: np.random.Generator, activations: tuple[Activation, ...], pools: tuple[Pool, ...]
) -> Stages:
    def pair(low: int, high: int) -> tuple[int, int]:
        return int(rng.integers(low, high + 1)), int(rng.integers(low, high + 1))

    return Stages(
        stride=pair(1, 2),
        padding=(pair(0, 2), pair(0, 2), pair(0, 2), "same", "valid")[rng.integers(5)],
        dilation=pair(1, 2),
        flip=bool(rng.integers(2)),
        activation=activations[rng.integers(len(activations))],
        pool=pools[rng.integers(len(pools))],
        pool_size=int(rng.integers(1, 4)),
        pool_stride=(None, 1, 2)[rng.integers(3)],
    )


def random_stage(
    rng: np.random.Generator, maps: int, activations: tuple[Activation, ...], pools: tuple[Pool, ...]
) -> ChainStage:
    filters, height, width = (int(size) for size in rng.integers(1, 4, 3))
    return ChainStage(
        weights=rng.normal(size=(filters, maps, height, width)).astype(np.float32),
        biases=rng.normal(size=filters).astype(np.float32),
        names=tuple(f"filter {number}" for number in range(filters)),
        settings=random_settings(rng, activations, pools),
    )


def make_random_chain(
    seed: int, activations: tuple[Activation, ...] = ACTIVATIONS, pools: tuple[Pool, ...] = POOLS
) -> tuple[NDArray[Any], Chain]:
    """A picture (C, H, W) of float64 and a chain of one to three stages that fits on it."""
    rng = np.random.default_rng(seed)
    while True:
        channels = int(rng.choice([1, 3]))
        height, width = (int(size) for size in rng.integers(12, 22, 2))
        stages, maps = [], int(rng.choice([1, 3]))
        for _ in range(rng.integers(1, 4)):
            stages.append(random_stage(rng, maps, activations, pools))
            maps = stages[-1].filters
        chain = Chain(tuple(stages))
        try:
            find_chain_places(chain, (height, width))
        except ShapeError:
            continue
        return rng.uniform(-1, 1, (channels, height, width)), chain


@pytest.fixture(scope="session")
def random_chain() -> RandomChain:
    return make_random_chain


@pytest.fixture(scope="session")
def two_stages() -> Chain:
    """Two filters on a grey picture, then three on their maps."""
    rng = np.random.default_rng(3)
    first = ChainStage(
        rng.normal(size=(2, 1, 3, 3)).astype(np.float32),
        np.array([0.5, -0.25], np.float32),
        ("one", "two"),
        Stages(activation="relu", pool="max"),
    )
    second = ChainStage(
        rng.normal(size=(3, 2, 2, 2)).astype(np.float32),
        np.array([0.0, 1.0, 2.0], np.float32),
        ("a", "b", "c"),
    )
    return Chain((first, second))
