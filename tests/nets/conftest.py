"""Small nets and small pictures that the tests of this room share."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from filterlab.nets.spec import Conv2d, Flatten, Linear, MaxPool2d, NetSpec, ReLU


@dataclass(frozen=True)
class Split:
    images: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Dataset:
    train: Split
    test: Split


def make_bars(count, rng, size=8):
    """Noisy pictures of one bright bar, lying (class 0) or standing (class 1)."""
    images = rng.random((count, 1, size, size), dtype=np.float32) * np.float32(0.3)
    labels = rng.integers(0, 2, count)
    for image, label, place in zip(images, labels, rng.integers(0, size, count), strict=True):
        bar = image[0] if label == 0 else image[0].T
        bar[place] += 0.7
    return Split(images, labels)


@pytest.fixture(autouse=True, scope="session")
def one_thread_for_matrix_products():
    """Keep OpenBLAS from starting threads that wait for each other on a busy machine."""
    with threadpool_limits(1, user_api="blas"):
        yield


@pytest.fixture
def golden():
    """Numbers from courses, papers and guides that must come out exactly."""
    return json.loads((Path(__file__).parent.parent / "golden.json").read_text())


@pytest.fixture
def rng():
    return np.random.default_rng(1998)


@pytest.fixture
def bars():
    rng = np.random.default_rng(7)
    return Dataset(make_bars(200, rng), make_bars(60, rng))


@pytest.fixture
def bars_spec():
    return NetSpec(
        "bars",
        (1, 8, 8),
        (
            Conv2d("conv1", 4, 3),
            ReLU("relu1"),
            MaxPool2d("pool1", 2),
            Flatten("flatten"),
            Linear("fc1", 2),
        ),
    )
