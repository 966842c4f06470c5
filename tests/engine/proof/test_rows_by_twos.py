"""Rows whose outputs look two columns further than the ones before: the copy of a band has them split."""

import numpy as np

from filterlab.engine import ShapeError
from filterlab.engine.algorithms import direct, rows
from filterlab.engine.plan import ConvPlan, plan_conv

CASES = 300


def draw(rng: np.random.Generator) -> ConvPlan | None:
    """Make a plan with a stride of 2 along the width; some fit nothing."""
    groups = int(rng.integers(1, 3))
    c, o = groups * int(rng.integers(1, 4)), groups * int(rng.integers(1, 6))
    kernel, padding, dilation = rng.integers(1, 6, 2), rng.integers(0, 6, 2), rng.integers(1, 4, 2)
    x_shape = (int(rng.integers(1, 3)), c, int(rng.integers(5, 30)), int(rng.integers(16, 90)))
    try:
        return plan_conv(
            x_shape,
            (o, c // groups, *map(int, kernel)),
            stride=(int(rng.integers(1, 4)), 2),
            padding=(int(padding[0]), int(padding[1])),
            dilation=(int(dilation[0]), int(dilation[1])),
            groups=groups,
        )
    except ShapeError:
        return None


def test_rows_by_twos_give_the_tiles_numbers_to_the_last_bit() -> None:
    rng = np.random.default_rng(7)
    proved = 0
    for number in range(CASES):
        plan = draw(rng)
        dtype = np.dtype((np.float32, np.float64)[number % 2])
        if plan is None or not rows.serves(plan, dtype):
            continue
        # Whole numbers: whatever the order, sums are exact.
        x, w, b, dy = (
            rng.integers(-5, 6, shape).astype(dtype)
            for shape in (plan.x_shape, plan.w_shape, (plan.o,), plan.y_shape)
        )
        np.testing.assert_array_equal(rows.forward(plan, x, w, b), direct.forward(plan, x, w, b), str(plan))
        np.testing.assert_array_equal(
            rows.weight_gradient(plan, dy, x), direct.weight_gradient(plan, dy, x), str(plan)
        )
        proved += 1
    assert proved > CASES // 2
