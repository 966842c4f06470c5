"""A picture's result does not depend on the pictures it is computed with."""

from collections import Counter
from dataclasses import replace

import numpy as np

from filterlab import engine
from filterlab.engine.algorithms import ALGORITHMS
from filterlab.engine.plan import ConvPlan

from . import oracle
from .algorithms import FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT, serving
from .cases import CASES_A_CHUNK, Case, draw
from .complaints import none_of

# These compute each picture, or each output, by itself and in an order of its own: a picture's results are the same
# to the last bit in any company. Lowering puts pictures side by side in one matrix, and where a column stands in a
# matrix decides in which order BLAS adds it up: its results agree within rounding.
ALONE_OR_NOT = ALGORITHMS.keys() - {"lowering"}

CASES = [case for number in range(CASES_A_CHUNK) if (case := draw(2, number)).plan.n > 1]


def close(ours: np.ndarray, theirs: np.ndarray, case: Case) -> bool:
    """Within what both may be away from the truth."""
    error = oracle.relative_error(ours, theirs.astype(np.float64))
    return error <= 2 * oracle.TOLERANCE[case.dtype]


def parts_of(case: Case) -> tuple[ConvPlan, dict[str, np.ndarray]]:
    """A case for each of its pictures alone, and the numbers for it."""
    return replace(case.plan, n=1), case.given(positive_for=[case.plan.x_shape, case.plan.w_shape])


def compare(name: str, together: np.ndarray, alone: list[np.ndarray], case: Case) -> str:
    """What is wrong with a batch's results, given those of its pictures one by one."""
    joined = np.concatenate(alone)
    if name in ALONE_OR_NOT and together.tobytes() != joined.tobytes():
        return f"{name} gave other bits for {case}"
    return "" if close(together, joined, case) else f"{name} is far off for {case}"


def test_a_batchs_outputs_and_input_gradients_are_those_of_its_pictures() -> None:
    complaints, compared = [], Counter()
    for case in CASES:
        one, given = parts_of(case)
        x, w, b, dy = given.values()
        for method, pictures, others in ((FORWARD, x, (w, b)), (INPUT_GRADIENT, dy, (w,))):
            for name, compute in serving(case.plan, case.dtype, method).items():
                alone = [compute(one, picture, *others) for picture in each(pictures)]
                complaints.append(compare(name, compute(case.plan, pictures, *others), alone, case))
                compared[name] += 1
    none_of([words for words in complaints if words])
    assert all(compared[name] >= 5 for name in ALGORITHMS)


def test_a_batchs_weight_gradient_is_the_sum_of_its_pictures() -> None:
    complaints = []
    for case in CASES:
        one, given = parts_of(case)
        x, dy = given["x"], given["dy"]
        for name, gradient in serving(case.plan, case.dtype, WEIGHT_GRADIENT).items():
            parts = zip(each(dy), each(x), strict=True)
            total = np.sum([gradient(one, *part).astype(np.float64) for part in parts], axis=0)
            if not close(gradient(case.plan, dy, x), total, case):
                complaints.append(f"{name} is far off for {case}")
    none_of(complaints)


def test_what_users_get_for_a_batch_is_what_they_get_for_its_pictures() -> None:
    for case in CASES:
        plan = case.plan
        x, w, b, dy = case.given(positive_for=[plan.x_shape, plan.w_shape]).values()
        y = engine.conv2d(x, w, b, **case.settings)
        assert close(y, np.concatenate([engine.conv2d(one, w, b, **case.settings) for one in each(x)]), case)
        dx, dw, _ = engine.conv2d_backward(dy, x, w, **case.settings)
        alone = [
            engine.conv2d_backward(*pair, w, **case.settings) for pair in zip(each(dy), each(x), strict=True)
        ]
        assert close(dx, np.concatenate([one_dx for one_dx, _, _ in alone]), case)
        assert close(dw, np.sum([one_dw.astype(np.float64) for _, one_dw, _ in alone], axis=0), case)


def each(array: np.ndarray) -> list[np.ndarray]:
    """The pictures of a batch, each a batch of its own."""
    return [array[n : n + 1] for n in range(len(array))]
