"""Hundreds of poolings and their gradients are what NumPy says of every window, by both ways there are."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided

from filterlab import engine
from filterlab.engine import pooling
from filterlab.engine import threads as engine_threads
from filterlab.engine.algorithms import pool_compiled, pool_slices
from filterlab.engine.pool_plan import PoolPlan

from . import oracle
from .layouts import LAYOUTS, laid_out

CASES = 300
Pair = tuple[int, int]


@dataclass(frozen=True)
class Pooling:
    number: int
    shape: tuple[int, int, int, int]
    size: Pair
    stride: Pair | None
    padding: Pair
    dtype: type

    @property
    def settings(self) -> dict[str, Pair | None]:
        return {"stride": self.stride, "padding": self.padding}

    @property
    def plan(self) -> PoolPlan:
        return PoolPlan.over(self.shape, self.size, self.stride, self.padding)

    def numbers(self) -> tuple[np.ndarray, np.ndarray]:
        """Pixels with many ties among them, and gradients of the output."""
        rng = np.random.default_rng((self.number, 1))
        x, dy = rng.integers(-6, 7, self.shape), np.abs(rng.standard_normal(self.plan.output_shape))
        return x.astype(self.dtype), dy.astype(self.dtype)


def draw(number: int) -> Pooling:
    rng = np.random.default_rng((77, number))
    size = _pair(rng, 1, 6)
    stride = [None, _pair(rng, 1, 4), _pair(rng, 4, 8)][rng.integers(3)]
    padding = tuple(int(rng.integers(k // 2 + 1)) for k in size) if rng.random() < 0.4 else (0, 0)
    n, c = _pair(rng, 0, 4)
    if number % 5 == 0:
        # What nets have: windows side by side, in rows of more than a vector.
        size, stride, padding = (2, 2), None, (0, 0)
    h, w = (k + int(rng.integers(most)) for k, most in zip(size, (14, 40), strict=True))
    return Pooling(number, (n, c + 1, h, w), size, stride, padding, [np.float32, np.float64][number % 2])


def _pair(rng: np.random.Generator, low: int, high: int) -> Pair:
    return int(rng.integers(low, high)), int(rng.integers(low, high))


def windows(plan: PoolPlan, padded: np.ndarray) -> np.ndarray:
    """View padded pictures as (picture, channel, output row, output column, window row, window column)."""
    rows, columns = plan.rows, plan.columns
    n, c, _, _ = padded.shape
    by_n, by_c, by_h, by_w = padded.strides
    return as_strided(
        padded,
        (n, c, rows.out, columns.out, rows.kernel, columns.kernel),
        (by_n, by_c, by_h * rows.stride, by_w * columns.stride, by_h, by_w),
    )


def padded(plan: PoolPlan, x: np.ndarray, outside: float) -> np.ndarray:
    margins = [(axis.before, axis.after) for axis in (plan.rows, plan.columns)]
    return np.pad(x.astype(np.float64), [(0, 0), (0, 0), *margins], constant_values=outside)


def back(plan: PoolPlan, shares: np.ndarray) -> np.ndarray:
    """Add what each cell of each window gets (…, window row, window column) to the pixel it lies on."""
    dx = padded(plan, np.zeros(plan.input_shape), 0)
    places = windows(plan, dx)
    for i, j in np.ndindex(shares.shape[4:]):
        places[..., i, j] += shares[..., i, j]
    (top, left), (_, _, h, w) = (plan.rows.before, plan.columns.before), plan.input_shape
    return dx[:, :, top : top + h, left : left + w]


@pytest.fixture(params=["as chosen", "by slices"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way to compute in turn; all work is shared, however small."""
    monkeypatch.setattr(engine_threads, "_WORTH_WAKING", 1)
    if request.param == "by slices":
        monkeypatch.setattr(pooling, "_way", lambda _plan: pool_slices)


def everything(case: Pooling, x: np.ndarray, dy: np.ndarray) -> dict[str, np.ndarray]:
    there, how = (case.shape, case.size), case.settings
    y, winners = engine.max_pool2d_with_winners(x, case.size, **how)
    return {
        "max": engine.max_pool2d(x, case.size, **how),
        "max with winners": y,
        "winners": winners,
        "max backward": engine.max_pool2d_backward(dy, winners, *there, **how),
        "average": engine.avg_pool2d(x, case.size, **how),
        "average backward": engine.avg_pool2d_backward(dy, *there, **how),
    }


def defined(case: Pooling, x: np.ndarray, dy: np.ndarray) -> dict[str, np.ndarray]:
    """The same by NumPy, all windows at once."""
    plan = case.plan
    seen = windows(plan, padded(plan, x, -np.inf))
    cells = seen.reshape(*plan.output_shape, plan.cells)
    largest, winners = cells.max(axis=-1), cells.argmax(axis=-1)
    won = np.arange(plan.cells) == winners[..., None]
    given = dy.astype(np.float64)
    even = np.broadcast_to((given / plan.cells)[..., None, None], seen.shape)
    return {
        "max": largest,
        "max with winners": largest,
        "winners": winners,
        "max backward": back(plan, (given[..., None] * won).reshape(seen.shape)),
        "average": windows(plan, padded(plan, x, 0)).mean(axis=(4, 5)),
        "average backward": back(plan, even),
    }


@pytest.mark.usefixtures("way")
def test_poolings_and_their_gradients_are_what_numpy_says_of_every_window() -> None:
    for case in map(draw, range(CASES)):
        x, dy = case.numbers()
        # A mean of whole numbers may well be 0; shifted, it is not.
        x = x + 10
        exact = defined(case, x, dy)
        for name, ours in everything(case, x, dy).items():
            assert ours.dtype == (case.plan.winners_type if name == "winners" else case.dtype), (name, case)
            assert ours.shape == exact[name].shape, (name, case)
            error = oracle.relative_error(ours, exact[name])
            assert error <= oracle.TOLERANCE[np.dtype(case.dtype)], (name, error, case)


@pytest.mark.usefixtures("way")
def test_what_is_not_finite_stays_in_the_windows_that_hold_it() -> None:
    for case in map(draw, range(CASES)):
        x, dy = case.numbers()
        if not x.size:
            continue
        rng = np.random.default_rng(case.number)
        x.flat[rng.integers(x.size, size=3)] = [np.nan, np.inf, np.nan]
        ours, exact = everything(case, x, dy), defined(case, x, dy)
        for name in ("max", "max with winners", "winners", "average"):
            np.testing.assert_allclose(
                ours[name], exact[name], rtol=1e-5, atol=1e-5, err_msg=f"{name} {case}"
            )
        dy.flat[rng.integers(dy.size)] = np.nan
        ours = everything(case, x, dy)
        taken = {name: np.isnan(ours[name]) for name in ("max backward", "average backward")}
        marked = defined(case, x, np.isnan(dy).astype(float))
        for name, places in taken.items():
            np.testing.assert_array_equal(places, marked[name] > 0, err_msg=f"{name} {case}")


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layout_of_pictures_in_memory_does_not_change_a_bit_of_a_pooling(layout: str) -> None:
    for case in map(draw, range(0, CASES, 5)):
        x, dy = (values * np.pi for values in case.numbers())
        expected = everything(case, x, dy)
        rng = np.random.default_rng(case.number)
        moved = everything(case, laid_out(x, layout, rng), laid_out(dy, layout, rng))
        assert all(moved[name].tobytes() == array.tobytes() for name, array in expected.items()), case


def test_both_ways_are_proved() -> None:
    served = [pool_compiled.serves(draw(number).plan) for number in range(CASES)]
    assert CASES - 50 > sum(served) > 50


@pytest.mark.usefixtures("way")
def test_max_pooling_with_relu_is_relu_first_and_then_max_pooling() -> None:
    for case in map(draw, range(CASES)):
        x, dy = case.numbers()
        # Half of the pixels below 0, and many windows without one above.
        x = (x - x.dtype.type(np.median(x) if x.size else 0)).astype(case.dtype)
        there, how = (case.shape, case.size), case.settings
        rectified = engine.relu(x)
        y, winners = engine.max_pool2d_with_winners(x, case.size, **how, relu=True)
        plain, first_winners = engine.max_pool2d_with_winners(rectified, case.size, **how)
        np.testing.assert_array_equal(y, plain)
        np.testing.assert_array_equal(engine.max_pool2d(x, case.size, **how, relu=True), plain)
        np.testing.assert_array_equal(winners, np.where(plain > 0, first_winners, case.plan.cells))
        through_relu = engine.max_pool2d_backward(dy, first_winners, *there, **how)
        np.testing.assert_allclose(
            engine.max_pool2d_backward(dy, winners, *there, **how),
            engine.relu_backward(through_relu, rectified),
            rtol=1e-5,
            atol=1e-5,
        )
