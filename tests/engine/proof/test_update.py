"""A response brought up to date after an edit of its filter is the response to the edited filter."""

import numpy as np
import pytest

from filterlab import engine

from . import definition, oracle
from .cases import CASES_A_CHUNK, Case, draw
from .complaints import none_of
from .test_forward import complaint

CASES = [draw(chunk, number) for chunk in (10, 11) for number in range(CASES_A_CHUNK)]


def edited(case: Case, w: np.ndarray) -> np.ndarray:
    """A cell of the kernel changed in some filters, or a few cells side by side, as a brush does."""
    rng = np.random.default_rng((case.chunk, case.number))
    after = w.copy()
    kh, kw = w.shape[2:]
    row, column = rng.integers(kh), rng.integers(kw)
    size = rng.integers(1, 4)
    brushed = after[:: rng.integers(1, 3), :, row : row + size, column : column + size]
    brushed[...] = np.abs(rng.standard_normal(brushed.shape))
    return after


def test_a_response_brought_up_to_date_is_what_scipy_says_of_the_new_filter() -> None:
    complaints = []
    for case in CASES:
        values = case.given()
        del values["dy"]
        views = case.laid_out(values)
        after = edited(case, values["w"])
        exact = oracle.convolution(case.plan, values["x"], after, values["b"])
        y = engine.conv2d(**views, **case.settings)
        kept = y.tobytes()
        ours = engine.update_conv2d(y, views["x"], views["w"], after, views["b"], **case.settings)
        complaints.append(complaint("update_conv2d", ours, case, exact))
        assert y.tobytes() == kept
    none_of([words for words in complaints if words])


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_leaves_the_response_when_the_weight_that_made_it_is_mended(value: float) -> None:
    for case in CASES[::5]:
        values = case.given()
        x, w, b, _ = values.values()
        broken = w.copy()
        broken[:, :, -1, 0] = value
        mended = edited(case, w)
        y = engine.conv2d(x, broken, b, **case.settings)
        ours = engine.update_conv2d(y, x, broken, mended, b, **case.settings)
        assert not complaint("update_conv2d", ours, case, oracle.convolution(case.plan, x, mended, b))


def test_a_pixel_that_is_not_finite_stays_in_the_outputs_it_is_part_of() -> None:
    for case in CASES[::5]:
        x, w, b, _ = case.given().values()
        if not x.size:
            continue
        x.flat[x.size // 2] = np.nan
        after = edited(case, w)
        ours = engine.update_conv2d(engine.conv2d(x, w, b, **case.settings), x, w, after, b, **case.settings)
        exact = definition.convolution(case.plan, x, after, b)
        np.testing.assert_array_equal(np.isnan(ours), np.isnan(exact), err_msg=str(case))
