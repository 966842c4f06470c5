"""Each implementation, each case of the contract and each way of cutting the work, as fixtures."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from filterlab import engine as fast
from filterlab.engine import reference
from filterlab.engine.algorithms import lowering, tiles

from .contract import CONV1D, CONV2D, POOL, ConvCase, PoolCase


@pytest.fixture(autouse=True, scope="session")
def one_blas_thread() -> Iterator[None]:
    """Multiply on one core: OpenBLAS's threads wait long for each other while others keep a core busy."""
    with threadpool_limits(1, user_api="blas"):
        yield


@pytest.fixture(params=[fast, reference], ids=["fast", "reference"])
def engine(request: pytest.FixtureRequest) -> ModuleType:
    """Each implementation in turn."""
    return request.param


@pytest.fixture(params=CONV2D, ids=lambda case: case.name)
def conv2d_case(request: pytest.FixtureRequest) -> ConvCase:
    return request.param


@pytest.fixture(params=CONV1D, ids=lambda case: case.name)
def conv1d_case(request: pytest.FixtureRequest) -> ConvCase:
    return request.param


@pytest.fixture(params=POOL, ids=lambda case: case.name)
def pool_case(request: pytest.FixtureRequest) -> PoolCase:
    return request.param


@pytest.fixture(params=[None, 700, 1], ids=["one tile", "some tiles", "smallest tiles"])
def tiling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut the work as usual (small cases are one tile), and into ever smaller tiles."""
    if request.param is not None:
        for module in (tiles, lowering):
            monkeypatch.setattr(module, "SCRATCH_BYTES", request.param)
        monkeypatch.setattr(tiles, "SCRATCH_LIMIT", 10 * request.param)
        monkeypatch.setattr("filterlab.engine.algorithms.pool_slices._BLOCK_BYTES", request.param)


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """Numbers from courses, papers and guides that must come out exactly."""
    return json.loads((Path(__file__).parent.parent / "golden.json").read_text())


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(2024)
