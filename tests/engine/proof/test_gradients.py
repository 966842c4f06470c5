"""The gradients of a third of the cases, by every algorithm that has them: exact, and against the oracle."""

from collections.abc import Callable

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine.arrays import as_floats

from . import oracle
from .algorithms import FORWARD, INPUT_GRADIENT, TRANSFORMING, WEIGHT_GRADIENT, serving
from .cases import CHUNKS, Case, chunk_of_cases
from .complaints import none_of
from .test_forward import complaint

THIRD = range(0, CHUNKS, 3)


def prove(case: Case) -> list[str]:
    """What is wrong with the gradients of a case: by each algorithm, and as users get them."""
    plan = case.plan
    values = case.given(positive_for=[plan.x_shape, plan.w_shape])
    del values["b"]
    x, w, dy = values["x"], values["w"], values["dy"]
    exact = {"dx": oracle.input_gradient(plan, dy, w), "dw": oracle.weight_gradient(plan, dy, x)}
    views = case.laid_out(values)
    dx, dw, _ = engine.conv2d_backward(**views, **case.settings)
    found = [("conv2d_backward", "dx", dx), ("conv2d_backward", "dw", dw)]
    x, w, dy = as_floats(**views)
    for name, gradient in serving(plan, case.dtype, INPUT_GRADIENT).items():
        found.append((name, "dx", gradient(plan, dy, w)))
    for name, gradient in serving(plan, case.dtype, WEIGHT_GRADIENT).items():
        found.append((name, "dw", gradient(plan, dy, x)))
    complaints = [complaint(f"{name}'s {which}", array, case, exact[which]) for name, which, array in found]
    complaints += [f"{n} was changed by {case}" for n in views if not np.array_equal(views[n], values[n])]
    return [words for words in complaints if words]


@pytest.mark.parametrize("chunk", THIRD)
def test_the_gradients_of_a_hundred_convolutions_are_what_they_are_defined_as(
    chunk: int, small_pieces: Callable[[], None]
) -> None:
    if chunk % 4 == 3:
        small_pieces()
    complaints = [words for case in chunk_of_cases(chunk) for words in prove(case)]
    none_of(complaints)


def whole(name: str, array: np.ndarray) -> np.ndarray:
    """The result of adding up whole numbers; a detour over other numbers is rounded back to them."""
    array = array.astype(np.float64)
    return np.rint(array) if name in TRANSFORMING else array


def products(case: Case, given: list[np.ndarray]) -> dict[str, float]:
    """<y, dy>, <x, dx> and <w, dw> by every algorithm; all are the same number."""
    plan, dtype = case.plan, case.dtype
    x, w, dy = given
    ways = [(FORWARD, (x, w, None), dy), (INPUT_GRADIENT, (dy, w), x), (WEIGHT_GRADIENT, (dy, x), w)]
    return {
        f"{name}.{method}": float(np.vdot(whole(name, compute(plan, *arrays)), other.astype(np.float64)))
        for method, arrays, other in ways
        for name, compute in serving(plan, dtype, method).items()
    }


@pytest.mark.parametrize("chunk", THIRD[::2])
def test_both_gradients_are_the_transposes_of_the_convolution_to_the_last_bit(chunk: int) -> None:
    """``<conv(x, w), dy> = <x, dx> = <w, dw>`` holds exactly for small whole numbers: nothing is rounded."""
    wrong = []
    for case in chunk_of_cases(chunk):
        plan, rng = case.plan, np.random.default_rng((chunk, case.number))
        shapes = plan.x_shape, plan.w_shape, plan.y_shape
        dots = products(case, [rng.integers(-4, 5, shape).astype(case.dtype) for shape in shapes])
        if len(set(dots.values())) != 1:
            wrong.append(f"{dots} for {case}")
    none_of(wrong)


def test_each_gradient_alone_is_the_one_of_both_to_the_last_bit() -> None:
    for case in chunk_of_cases(1):
        x, w, _, dy = case.given().values()
        dx, dw, _ = engine.conv2d_backward(dy, x, w, **case.settings)
        assert engine.conv2d_input_gradient(dy, w, x.shape, **case.settings).tobytes() == dx.tobytes(), case
        assert engine.conv2d_weight_gradient(dy, x, w.shape, **case.settings).tobytes() == dw.tobytes(), case


def test_the_gradient_of_a_bias_is_the_sum_of_its_channel() -> None:
    for case in chunk_of_cases(1):
        values = case.given(positive_for=[(1,)])
        del values["b"]
        exact = values["dy"].astype(np.float64).sum(axis=(0, 2, 3))
        _, _, db = engine.conv2d_backward(**case.laid_out(values), **case.settings)
        assert not complaint("db", db, case, exact)
