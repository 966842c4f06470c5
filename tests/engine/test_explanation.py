"""`explain` says what `conv2d` does, and why, with numbers that can be checked."""

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine import DTypeError, ShapeError, kernels
from filterlab.engine.algorithms import ALGORITHMS


def ones(*shape: int) -> np.ndarray:
    return np.ones(shape, np.float32)


@pytest.fixture
def gaussian() -> np.ndarray:
    line = np.exp(-(np.arange(-15, 16) ** 2) / 50)
    return np.outer(line, line)[None, None].astype(np.float32)


def test_a_small_filter_on_a_wide_picture_goes_by_rows():
    told = engine.explain(ones(1, 1, 1000, 1000), ones(1, 1, 7, 7), padding=3)
    assert told.algorithm == "rows"
    assert "1 filter of 7 × 7" in told.reason
    assert told.multiplications == 1000 * 1000 * 49
    assert told.output_bytes == 4_000_000
    assert 0 < told.scratch_bytes < 2**24


def test_many_filters_on_small_pictures_go_direct():
    told = engine.explain(ones(64, 16, 12, 12), ones(32, 16, 3, 3), stride=2)
    assert told.algorithm == "direct"
    assert "stride 2" in told.reason
    assert told.multiplications == 64 * 32 * 25 * 16 * 9


def test_a_product_of_a_column_and_a_row_is_recognised(gaussian):
    told = engine.explain(ones(1, 1, 500, 500), gaussian)
    assert (told.algorithm, told.rank) == ("separable", 1)
    assert "62 multiplications a pixel instead of 961" in told.reason


def test_a_large_kernel_without_such_a_product_goes_by_spectra(rng):
    told = engine.explain(ones(1, 1, 800, 800), rng.normal(size=(1, 1, 101, 101)).astype(np.float32))
    assert told.algorithm == "fourier"
    assert told.rank == 101


def test_the_estimates_begin_with_the_algorithm_taken(gaussian):
    told = engine.explain(ones(1, 1, 500, 500), gaussian)
    assert next(iter(told.estimates)) == told.algorithm
    assert list(told.estimates.values()) == sorted(told.estimates.values())
    assert set(told.estimates) <= set(ALGORITHMS)
    assert told.summary == ALGORITHMS[told.algorithm].summary


def test_numpy_answers_until_the_kernels_are_ready(monkeypatch):
    monkeypatch.setattr(kernels, "ready", lambda: False)
    told = engine.explain(ones(1, 1, 50, 50), ones(1, 1, 7, 7))
    assert told.algorithm == "lowering"
    assert "NumPy answers" in told.reason
    assert told.threads == 1


def test_padding_far_beyond_the_picture_needs_no_memory():
    told = engine.explain(ones(1, 1, 8, 8), ones(1, 1, 3, 3), padding=10**5, stride=10**5)
    assert told.algorithm == "lowering"
    assert engine.conv2d(ones(1, 1, 8, 8), ones(1, 1, 3, 3), padding=10**5, stride=10**5).shape == (
        1,
        1,
        3,
        3,
    )
    dy = ones(1, 1, 3, 3)
    dw = engine.conv2d_weight_gradient(dy, ones(1, 1, 8, 8), (1, 1, 3, 3), padding=10**5, stride=10**5)
    np.testing.assert_array_equal(dw, np.ones((1, 1, 3, 3)))


def test_what_conv2d_refuses_is_refused():
    with pytest.raises(ShapeError):
        engine.explain(ones(1, 1, 2, 8), ones(1, 1, 3, 3))
    with pytest.raises(ShapeError, match="b has 2"):
        engine.explain(ones(1, 1, 8, 8), ones(1, 1, 3, 3), ones(2))
    with pytest.raises(DTypeError):
        engine.explain(ones(1, 1, 8, 8).astype(np.float16), ones(1, 1, 3, 3))
