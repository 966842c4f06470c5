"""Thousands of convolutions are what SciPy says they are, by every algorithm there is."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine.algorithms import ALGORITHMS, rows
from filterlab.engine.arrays import as_floats
from filterlab.engine.plan import plan_conv

from . import oracle
from .algorithms import TRANSFORMING, serving
from .cases import CASES_A_CHUNK, CHUNKS, Case, chunk_of_cases
from .complaints import none_of
from .layouts import LAYOUTS


def complaint(name: str, y: np.ndarray, case: Case, exact: np.ndarray) -> str | None:
    """What is wrong with a result of a case, if anything is."""
    if y.shape != exact.shape or y.dtype != case.dtype or not y.flags.c_contiguous or not y.flags.writeable:
        return f"{name} gave {y.dtype} {y.shape} with strides {y.strides} for {case}"
    # A spectrum knows no exact 0: where nothing comes out, its noise is measured by what went in (of size 1).
    error = oracle.relative_error(y, exact, least=float(name in TRANSFORMING and not exact.any()))
    return None if error <= oracle.TOLERANCE[case.dtype] else f"{name} is off by {error:.1e} for {case}"


def prove(case: Case) -> list[str]:
    """What is wrong with the outputs of a case: by each algorithm that serves it, and as users get it."""
    values = case.given()
    del values["dy"]
    exact = oracle.convolution(case.plan, **values)
    views = case.laid_out(values)
    outputs = {"conv2d": engine.conv2d(**views, **case.settings)}
    converted = as_floats(**{name: view for name, view in views.items() if view is not None})
    x, w, b = converted if case.has_bias else (*converted, None)
    for name, forward in serving(case.plan, case.dtype).items():
        outputs[name] = forward(case.plan, x, w, b)
    complaints = [complaint(name, y, case, exact) for name, y in outputs.items()]
    for name, view in views.items():
        if view is not None and not np.array_equal(view, values[name]):
            complaints.append(f"{name} was changed by {case}")
    return [words for words in complaints if words]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_hundred_convolutions_are_what_scipy_says_by_every_algorithm(
    chunk: int, small_pieces: Callable[[], None]
) -> None:
    if chunk % 4 == 3:
        small_pieces()
    proved, complaints = 0, []
    for case in chunk_of_cases(chunk):
        complaints += prove(case)
        proved += 1
    none_of(complaints)
    assert proved == CASES_A_CHUNK


def test_there_are_five_thousand_cases_and_each_algorithm_serves_hundreds() -> None:
    cases = [case for chunk in range(CHUNKS) for case in chunk_of_cases(chunk)]
    assert len({str(case) for case in cases}) >= 5000
    served = Counter(name for case in cases for name in serving(case.plan, case.dtype))
    assert {name: served[name] for name in ALGORITHMS if served[name] < 200} == {}


def test_the_cases_meet_every_setting() -> None:
    met: Counter[str] = Counter()
    for chunk in range(CHUNKS):
        for case in chunk_of_cases(chunk):
            plan = case.plan
            axes = plan.rows, plan.columns
            met.update({f"x {case.x_layout}", f"w {case.w_layout}", f"{case.dtype}", f"batch {plan.n}"})
            met.update(f"kernel {axis.kernel}" for axis in axes)
            met.update({f"rank {case.shape.rank}", f"bias {case.has_bias}"})
            traits = {
                "stride": any(axis.stride > 1 for axis in axes),
                "dilation": any(axis.dilation > 1 for axis in axes),
                "stride and dilation": any(axis.stride > 1 and axis.dilation > 1 for axis in axes),
                "padding": any(axis.before > 0 for axis in axes),
                "padding beyond the kernel": any(axis.before > axis.span for axis in axes),
                "same": case.shape.padding == "same",
                "valid": case.shape.padding == "valid",
                "more zeros behind than before": any(axis.after > axis.before for axis in axes),
                "not square": plan.rows.size != plan.columns.size,
                "groups": plan.groups > 1,
                "depthwise": plan.groups == plan.c > 1,
                "even kernel": any(axis.kernel % 2 == 0 for axis in axes),
                "kernel as large as the padded picture": any(axis.span == axis.padded for axis in axes),
                "pixels left over": any((axis.padded - axis.span) % axis.stride for axis in axes),
            }
            met.update(trait for trait, has in traits.items() if has)
    wanted = {f"{array} {layout}" for array in "xw" for layout in LAYOUTS}
    wanted |= {f"batch {n}" for n in range(5)} | {f"kernel {k}" for k in range(1, 32)}
    wanted |= {"float32", "float64", "rank 1", "rank 2", "bias True", "bias False", *traits}
    assert {what: met[what] for what in wanted if met[what] < 12} == {}


def test_the_oracle_is_the_definition_too() -> None:
    from filterlab.engine import reference

    compared = 0
    for case in chunk_of_cases(0):
        plan, values = case.plan, case.given()
        if np.prod(plan.y_shape) * np.prod(plan.w_shape[1:]) > 4000:
            continue
        x, w, b, dy = (None if v is None else v.astype(np.float64) for v in values.values())
        defined = reference.conv2d(x, w, b, **case.settings)
        dx, dw, _ = reference.conv2d_backward(dy, x, w, **case.settings)
        np.testing.assert_allclose(oracle.convolution(plan, x, w, b), defined, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(oracle.weight_gradient(plan, dy, x), dw, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(oracle.input_gradient(plan, dy, w), dx, rtol=1e-12, atol=1e-12)
        compared += 1
    assert compared >= 20


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("padding", [1, 2, (0, 3), "same"])
@pytest.mark.parametrize(
    ("filters", "kernel"), [(1, (3, 3)), (1, (2, 4)), (1, (5, 2)), (2, (3, 3)), (5, (1, 3))]
)
@pytest.mark.parametrize("height", [1, 2, 7, 41])
def test_wide_padded_pictures_whose_edges_are_computed_apart(
    dtype: type, padding: Any, filters: int, kernel: tuple[int, int], height: int
) -> None:
    rng = np.random.default_rng(height)
    x, w = rng.random((2, 1, height, 517)).astype(dtype), rng.random((filters, 1, *kernel)).astype(dtype)
    b = rng.random(filters).astype(dtype)
    plan = plan_conv(x.shape, (filters, 1, min(kernel[0], height), kernel[1]), padding=padding)
    w = np.ascontiguousarray(w[:, :, : plan.rows.kernel])
    exact = oracle.convolution(plan, x, w, b)
    error = oracle.relative_error(rows.forward(plan, x, w, b), exact)
    assert error <= oracle.TOLERANCE[np.dtype(dtype)]
