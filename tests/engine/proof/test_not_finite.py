"""NaN and infinity reach exactly those results whose sums they are part of, as IEEE arithmetic says.

A convolution is a sum of products, each of which is as IEEE 754 defines it: NaN with anything is NaN, infinity
times 0 is NaN, infinity minus infinity is NaN. Zeros of the padding are numbers like others as long as what they
are multiplied by is finite. Whether a weight (or an output's gradient) that is *not* finite meets the zeros of
the padding as well, which would make NaN, or is left out where there is no picture, is a question of taste:
`engine.reference` multiplies, a loop over the pixels there are does not. The same goes for the input's gradient, if
it is computed as a convolution of the output's gradient with zeros around it. Results of which this decides are not
compared; see the functions ``…_in_question``.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine import reference
from filterlab.engine.algorithms import choose
from filterlab.engine.arrays import as_floats, quiet
from filterlab.engine.plan import ConvPlan, plan_conv

from . import definition, oracle
from .algorithms import FORWARD, INPUT_GRADIENT, TRANSFORMING, WEIGHT_GRADIENT, serving
from .cases import CASES_A_CHUNK, FEW, Case, draw
from .complaints import none_of

NOT_FINITE = np.array([np.nan, np.inf, -np.inf])
Given = dict[str, np.ndarray]


def drawn_cases(chunk: int) -> list[Case]:
    """The cases of a chunk that have something to compute, without the few that would take long."""
    cases = [draw(chunk, number) for number in range(CASES_A_CHUNK)]
    return [
        case
        for case in cases
        if case.plan.n and np.prod(case.plan.y_shape) * np.prod(case.plan.w_shape) < 1e6
    ]


def spoilt(case: Case, name: str) -> Given:
    """A case's arrays, some zeros among the weights, and one to three numbers of one array not finite."""
    given = case.given()
    rng = np.random.default_rng((case.chunk, case.number, len(name)))
    given["b"] = rng.standard_normal(case.plan.o).astype(case.dtype)
    given["w"][rng.random(case.plan.w_shape) < 0.1] = 0
    array = given[name].reshape(-1)
    places = rng.integers(array.size, size=rng.integers(1, 4))
    array[places] = rng.choice(NOT_FINITE, len(places))
    return given


def forward_by_all(case: Case, given: Given) -> Iterator[tuple[str, np.ndarray]]:
    """The output as users get it, and by every algorithm."""
    x, w, b = as_floats(x=given["x"], w=given["w"], b=given["b"])
    yield "conv2d", engine.conv2d(x, w, b, **case.settings)
    for name, forward in serving(case.plan, case.dtype, FORWARD).items():
        yield name, forward(case.plan, x, w, b)


def gradients_by_all(case: Case, given: Given) -> Iterator[tuple[str, str, np.ndarray]]:
    """Both gradients as users get them, and by every algorithm."""
    x, w, dy = as_floats(x=given["x"], w=given["w"], dy=given["dy"])
    dx, dw, _ = engine.conv2d_backward(dy, x, w, **case.settings)
    yield "conv2d_backward", "dx", dx
    yield "conv2d_backward", "dw", dw
    for which, method, arrays in (("dx", INPUT_GRADIENT, (dy, w)), ("dw", WEIGHT_GRADIENT, (dy, x))):
        for name, gradient in serving(case.plan, case.dtype, method).items():
            yield name, which, gradient(case.plan, *arrays)


def complaint(
    name: str, ours: np.ndarray, exact: np.ndarray, case: Case, where: np.ndarray | None = None
) -> str:
    """What is wrong with a result; ``where`` says which numbers are compared."""
    compared = np.ones(exact.shape, dtype=bool) if where is None else where
    for what, test in (("NaN", np.isnan), ("+inf", np.isposinf), ("-inf", np.isneginf)):
        wrong = int(np.sum((test(ours) != test(exact)) & compared))
        if wrong:
            return f"{name}: {what} in {wrong} wrong places of {exact.size} for {case}"
    finite = np.isfinite(exact) & compared
    # What stays finite is as exact as ever; a few numbers alone may cancel out and say nothing.
    error = oracle.relative_error(ours[finite], exact[finite]) if finite.sum() >= FEW else 0
    return f"{name} is off by {error:.1e} for {case}" if error > oracle.TOLERANCE[case.dtype] else ""


def outputs_in_question(plan: ConvPlan, w: np.ndarray) -> np.ndarray:
    """The outputs of which a weight that is not finite lies on the padding."""
    outside = 1 - definition.windows(plan, np.ones(plan.x_shape))
    meets = np.einsum("ngcrqij,gocij->ngorq", outside, _grouped(plan, ~np.isfinite(w)))
    return meets.reshape(plan.y_shape) > 0


def gradients_in_question(plan: ConvPlan, dy: np.ndarray) -> np.ndarray:
    """The weights that lay on the padding when they made an output whose gradient is not finite."""
    outside = 1 - definition.windows(plan, np.ones(plan.x_shape))
    n, o, oh, ow = plan.y_shape
    given = (~np.isfinite(dy)).astype(float).reshape(n, plan.groups, o // plan.groups, oh, ow)
    return np.einsum("ngorq,ngcrqij->gocij", given, outside).reshape(plan.w_shape) > 0


def pixels_in_question(plan: ConvPlan, w: np.ndarray) -> np.ndarray:
    """The pixels a weight that is not finite would meet through an output that does not exist, beyond the edge."""
    meets = []
    for axis in (plan.rows, plan.columns):
        places = np.add.outer(-axis.dilation * np.arange(axis.kernel), np.arange(axis.size) + axis.before)
        meets.append((places % axis.stride == 0).astype(float))
    spoilt_weights = _grouped(plan, ~np.isfinite(w))
    would = np.einsum("gocij,ip,jq->gcpq", spoilt_weights, *meets).reshape(plan.x_shape[1:])
    does = definition.input_gradient(plan, np.ones(plan.y_shape), (~np.isfinite(w)).astype(float))
    return would > does


def _grouped(plan: ConvPlan, w: np.ndarray) -> np.ndarray:
    return w.astype(float).reshape(plan.groups, plan.o // plan.groups, *plan.w_shape[1:])


@quiet
def test_the_sums_over_windows_are_the_definition() -> None:
    compared = 0
    for case in drawn_cases(3):
        plan = case.plan
        if np.prod(plan.y_shape) * np.prod(plan.w_shape[1:]) > 2000:
            continue
        for name in ("x", "w", "dy"):
            given = {key: values.astype(np.float64) for key, values in spoilt(case, name).items()}
            x, w, b, dy = given.values()
            dx, dw, _ = reference.conv2d_backward(dy, x, w, **case.settings)
            pairs = [
                (definition.convolution(plan, x, w, b), reference.conv2d(x, w, b, **case.settings)),
                (definition.weight_gradient(plan, dy, x), dw),
                (definition.input_gradient(plan, dy, w), dx),
            ]
            for ours, defined in pairs:
                np.testing.assert_allclose(ours, defined, rtol=1e-12, atol=1e-12)
        compared += 1
    assert compared >= 15


@quiet
@pytest.mark.parametrize("name", ["x", "b"])
def test_a_pixel_or_bias_that_is_not_finite_reaches_the_outputs_it_is_part_of(name: str) -> None:
    complaints = []
    for case in drawn_cases(4):
        given = spoilt(case, name)
        exact = definition.convolution(case.plan, given["x"], given["w"], given["b"])
        complaints += [complaint(who, y, exact, case) for who, y in forward_by_all(case, given)]
    none_of([words for words in complaints if words])


@quiet
def test_a_weight_that_is_not_finite_reaches_the_outputs_it_is_part_of() -> None:
    complaints = []
    for case in drawn_cases(5):
        given = spoilt(case, "w")
        exact = definition.convolution(case.plan, given["x"], given["w"], given["b"])
        where = ~outputs_in_question(case.plan, given["w"])
        complaints += [complaint(who, y, exact, case, where) for who, y in forward_by_all(case, given)]
    none_of([words for words in complaints if words])


@quiet
@pytest.mark.parametrize("name", ["x", "w", "dy"])
def test_what_is_not_finite_reaches_the_gradients_it_is_part_of(name: str) -> None:
    complaints = []
    for case in drawn_cases(6):
        plan, given = case.plan, spoilt(case, name)
        exact = {
            "dx": definition.input_gradient(plan, given["dy"], given["w"]),
            "dw": definition.weight_gradient(plan, given["dy"], given["x"]),
        }
        where = {
            "dx": ~pixels_in_question(plan, given["w"]),
            "dw": ~gradients_in_question(plan, given["dy"]),
        }
        for who, which, ours in gradients_by_all(case, given):
            complaints.append(complaint(f"{who}'s {which}", ours, exact[which], case, where[which]))
    none_of([words for words in complaints if words])


def a_nan(x: np.ndarray) -> None:
    x[0, 0, 40, 50] = np.nan


def an_infinity(x: np.ndarray) -> None:
    x[0, 0, 40, 50] = -np.inf


def both_infinities(x: np.ndarray) -> None:
    x[0, 0, 40, 50], x[0, 0, 45, 58] = np.inf, -np.inf


def huge_numbers(x: np.ndarray) -> None:
    """Their sum over the whole picture is beyond float32; no output adds up more than one of them."""
    x[0, 0, 20::50, 20::50] = 3e38


# Pictures (N, C), kernel and rank (None: of full rank): such that a detour would pay.
DETOURS = [((1, 1), 45, None), ((1, 1), 31, 1), ((1, 1), 21, 2), ((2, 3), 9, 1), ((2, 3), 21, 2)]


def large(pictures: tuple[int, int], kernel: int, rank: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Pictures and a large kernel, of a low rank or not."""
    rng = np.random.default_rng(8)
    x = rng.standard_normal((*pictures, 200, 220)).astype(np.float32)
    if rank is None:
        w = rng.uniform(-0.5, 0.5, (1, pictures[1], kernel, kernel))
    else:
        tall, wide = rng.uniform(-0.5, 0.5, (2, 1, pictures[1], kernel, rank))
        w = tall @ wide.swapaxes(2, 3)
    return x, w.astype(np.float32)


@pytest.mark.parametrize("spoil", [a_nan, an_infinity, both_infinities, huge_numbers])
@pytest.mark.parametrize(("pictures", "kernel", "rank"), DETOURS)
@quiet
def test_a_detour_spreads_nothing_that_is_not_finite(
    spoil: Callable[[np.ndarray], None], pictures: tuple[int, int], kernel: int, rank: int | None
) -> None:
    """A spectrum would carry one NaN to the whole map: as users get it, and by every algorithm."""
    x, w = large(pictures, kernel, rank)
    spoil(x)
    plan = plan_conv(x.shape, w.shape, padding="same")
    exact = definition.convolution(plan, x, w, None).astype(np.float32)
    outputs = {"conv2d": engine.conv2d(x, w, padding="same")}
    for name, forward in serving(plan, x.dtype, FORWARD).items():
        outputs[name] = forward(plan, x, w, None)
    finite = np.isfinite(exact)
    for name, y in outputs.items():
        for test in (np.isnan, np.isposinf, np.isneginf):
            np.testing.assert_array_equal(test(y), test(exact), err_msg=name)
        assert oracle.relative_error(y[finite], exact[finite].astype(np.float64)) <= 1e-5, name


def test_without_what_is_not_finite_the_detours_are_taken() -> None:
    taken = set()
    for pictures, kernel, rank in DETOURS:
        x, w = large(pictures, kernel, rank)
        taken.add(choose(plan_conv(x.shape, w.shape, padding="same"), w).algorithm.name)
    assert taken >= TRANSFORMING
