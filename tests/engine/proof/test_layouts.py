"""Where numbers lie in memory does not change a bit of what is computed from them."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from filterlab import engine
from filterlab.engine.arrays import as_floats

from .algorithms import FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT, serving
from .cases import Case, draw
from .complaints import none_of
from .layouts import LAYOUTS, laid_out

CASES = [draw(chunk, number) for chunk in range(2) for number in range(chunk, 100, 2)]

Results = dict[str, np.ndarray]
Given = dict[str, np.ndarray]


def by_algorithms(case: Case, given: Given) -> Results:
    """Output and gradients by every algorithm."""
    x, w, b, dy = as_floats(**given)
    ways = [(FORWARD, (x, w, b)), (INPUT_GRADIENT, (dy, w)), (WEIGHT_GRADIENT, (dy, x))]
    return {
        f"{name}.{method}": compute(case.plan, *arrays)
        for method, arrays in ways
        for name, compute in serving(case.plan, case.dtype, method).items()
    }


def as_users_get_them(case: Case, given: Given) -> Results:
    x, w, b, dy = given.values()
    y = engine.conv2d(x, w, b, **case.settings)
    dx, dw, db = engine.conv2d_backward(dy, x, w, **case.settings)
    return {"conv2d": y, "dx": dx, "dw": dw, "db": db}


def differences(case: Case, given: Given, compute: Callable[[Case, Given], Results]) -> Iterator[str]:
    """Lay out one array after the other in each way, and say which results change."""
    expected = {name: array.tobytes() for name, array in compute(case, given).items()}
    for layout in LAYOUTS:
        rng = np.random.default_rng(case.number)
        moved = {
            name: values if values.ndim == 1 and "channels" in layout else laid_out(values, layout, rng)
            for name, values in given.items()
        }
        for name, array in compute(case, moved).items():
            if array.tobytes() != expected[name]:
                yield f"{name} with arrays {layout}: {case}"


@pytest.mark.parametrize("compute", [by_algorithms, as_users_get_them])
def test_the_layout_of_the_arrays_in_memory_does_not_change_a_bit(
    compute: Callable[[Case, Given], Results],
) -> None:
    found = []
    for case in CASES:
        values = case.given()
        rng = np.random.default_rng(case.number)
        values["b"] = rng.standard_normal(case.plan.o).astype(case.dtype)
        found += differences(case, values, compute)
    none_of(found)


@pytest.mark.parametrize("compute", [by_algorithms, as_users_get_them])
def test_one_picture_seen_many_times_is_many_pictures(compute: Callable[[Case, Given], Results]) -> None:
    """A broadcast axis has a stride of 0: all pictures of the batch lie in the same place."""
    for case in CASES:
        values = case.given()
        values["b"] = np.zeros(case.plan.o, case.dtype)
        if case.plan.n == 0:
            continue
        seen_often = dict(values, x=np.broadcast_to(values["x"][:1], values["x"].shape))
        copied = dict(values, x=seen_often["x"].copy())
        expected = compute(case, copied)
        for name, array in compute(case, seen_often).items():
            assert array.tobytes() == expected[name].tobytes(), f"{name}: {case}"
