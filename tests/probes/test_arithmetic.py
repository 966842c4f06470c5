import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.errors import FilterLabError
from filterlab.probes import Stages, find_places
from filterlab.probes.arithmetic import Arithmetic, AxisSum, work_out
from filterlab.probes.seen_by import look_back

GOLDEN = json.loads((Path(__file__).parents[1] / "golden.json").read_text(encoding="utf-8"))


@st.composite
def questions(draw: st.DrawFn) -> tuple[tuple[int, int], tuple[int, int, int], Stages]:
    small = st.integers(1, 4)
    stages = Stages(
        stride=(draw(small), draw(small)),
        padding=draw(st.one_of(st.sampled_from(["same", "valid"]), st.tuples(st.integers(0, 3), st.just(2)))),
        dilation=(draw(st.integers(1, 3)), draw(st.integers(1, 3))),
        pool=draw(st.sampled_from(["none", "max", "average"])),
        pool_size=draw(st.integers(1, 2)),
        pool_stride=draw(st.sampled_from([None, 1, 3])),
    )
    size = draw(st.integers(14, 20)), draw(st.integers(14, 20))
    return size, (draw(st.sampled_from([1, 3])), draw(small), draw(small)), stages


def both(question: tuple[tuple[int, int], tuple[int, int, int], Stages]) -> tuple[Arithmetic, list[AxisSum]]:
    try:
        sums = work_out(*question)
    except FilterLabError:
        # With a stride of 4 the map can be too small to be pooled.
        sums = work_out(question[0], question[1], Stages())
    pools = [each for each in (sums.pool_rows, sums.pool_columns) if each is not None]
    return sums, [sums.rows, sums.columns, *pools]


@pytest.mark.parametrize("case", GOLDEN["output_size"]["cases_n_k_p_s_d_out"], ids=str)
def test_the_published_cases_come_out(case: list[int]):
    n, k, p, s, d, out = case
    stages = Stages(stride=(s, s), padding=(p, p), dilation=(d, d))
    axis = work_out((n, n), (1, k, k), stages).rows
    assert axis.out == out
    assert (n + 2 * p - d * (k - 1) - 1) // s + 1 == out
    assert (axis.size, axis.padding, axis.dilation, axis.kernel, axis.stride) == (n, p, d, k, s)


@settings(max_examples=100, deadline=None)
@given(questions())
def test_the_terms_add_up_along_every_axis(question: Any):
    for axis in both(question)[1]:
        assert axis.span == axis.dilation * (axis.kernel - 1) + 1
        assert axis.room == axis.size + axis.before + axis.after - axis.span
        assert axis.room == axis.steps * axis.stride + axis.left_over
        assert 0 <= axis.left_over < axis.stride
        assert axis.out == axis.steps + 1
        assert axis.floor_bites == (axis.room / axis.stride != axis.steps)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_the_sizes_are_those_of_the_map(question: Any):
    size, shape, stages = question
    try:
        places = find_places(size, shape[1:], stages)
    except FilterLabError:
        return
    sums = work_out(size, shape, stages)
    assert (sums.map_shape, sums.final_shape) == (places.map_shape, places.final_shape)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_what_is_left_over_lies_behind_the_last_window(question: Any):
    for axis in both(question)[1]:
        last_end = (axis.out - 1) * axis.stride + axis.span - axis.before
        behind = range(last_end, axis.size + axis.after)
        assert len(behind) == axis.left_over == len(axis.left_over_rows) + axis.left_over_padding
        assert list(axis.left_over_rows) == [row for row in behind if row < axis.size]
        assert axis.unseen()[list(axis.left_over_rows)].all()


@settings(max_examples=30, deadline=None)
@given(questions())
def test_unseen_rows_are_those_nobody_looks_at(question: Any):
    (height, width), (_c, kernel_height, kernel_width), stages = question
    plain = Stages(stages.stride, stages.padding, stages.dilation)
    sums = work_out((height, width), (1, kernel_height, kernel_width), plain)
    weights, picture = np.ones((1, kernel_height, kernel_width)), np.ones((1, height, width))
    column = int(np.flatnonzero(~sums.columns.unseen())[0])
    seen = [look_back(picture, weights, plain, row, column).is_seen for row in range(height)]
    np.testing.assert_array_equal(sums.rows.unseen(), ~np.array(seen))


def test_alexnets_first_layer_fits_and_one_pixel_less_leaves_rows_over():
    stages = Stages(stride=(4, 4))
    fits = work_out((227, 227), (3, 11, 11), stages).rows
    assert (fits.room, fits.steps, fits.left_over, fits.out) == (216, 54, 0, 55)
    assert not fits.floor_bites
    bites = work_out((224, 224), (3, 11, 11), stages).rows
    assert (bites.room, bites.steps, bites.left_over, bites.out) == (213, 53, 1, 54)
    assert bites.floor_bites
    assert (bites.left_over_rows, bites.left_over_padding) == (range(223, 224), 0)


def test_left_over_padding_is_no_row_of_the_picture():
    axis = work_out((6, 6), (1, 3, 3), Stages(stride=(2, 2), padding=(1, 1))).rows
    assert (axis.left_over, axis.left_over_rows, axis.left_over_padding) == (1, range(6, 6), 1)
    axis = work_out((6, 6), (1, 3, 3), Stages(stride=(4, 4), padding=(1, 1))).rows
    assert (axis.left_over, axis.left_over_rows, axis.left_over_padding) == (1, range(6, 6), 1)
    axis = work_out((8, 8), (1, 3, 3), Stages(stride=(4, 4), padding=(1, 1))).rows
    assert (axis.left_over, axis.left_over_rows, axis.left_over_padding) == (3, range(6, 8), 1)


def test_a_stride_and_a_dilation_of_2_never_see_the_odd_rows():
    axis = work_out((9, 9), (1, 3, 3), Stages(stride=(2, 2), dilation=(2, 2))).rows
    assert np.flatnonzero(axis.unseen()).tolist() == [1, 3, 5, 7]
    assert not axis.floor_bites


def test_words_for_the_padding_are_resolved_to_numbers():
    same = work_out((10, 10), (1, 4, 3), Stages(padding="same"))
    assert (same.padding, same.rows.before, same.rows.after, same.rows.padding) == ("same", 1, 2, None)
    assert (same.columns.padding, same.map_shape) == (1, (10, 10))
    valid = work_out((10, 10), (1, 4, 3), Stages(padding="valid"))
    assert (valid.padding, valid.rows.padding, valid.map_shape) == ("valid", 0, (7, 8))
    assert work_out((10, 10), (1, 4, 3), Stages(padding=(1, 1))).padding is None


def test_the_curve_detector_costs_49_weights_and_a_bias():
    sums = work_out((224, 224), (1, 7, 7), Stages())
    assert (sums.rows.out, sums.columns.out) == (218, 218)
    assert (sums.weights, sums.parameters) == (49, 50)
    assert sums.multiplications == 49 * 218 * 218 == 2_328_676
    assert (sums.pooled_cells, sums.multiplications_per_number) == (0, 49)


def test_one_filter_of_alexnets_first_layer_is_a_96th_of_the_layer():
    sums = work_out((227, 227), (3, 11, 11), Stages(stride=(4, 4)))
    assert sums.parameters * 96 == GOLDEN["alexnet"]["conv1"]["params"]
    assert sums.multiplications * 96 == GOLDEN["alexnet"]["conv1"]["macs"]
    assert [96, *sums.map_shape] == GOLDEN["alexnet"]["conv1"]["output"]


def test_pooling_adds_no_parameter_and_makes_each_number_dearer():
    sums = work_out((224, 224), (1, 7, 7), Stages(pool="max", pool_size=3, pool_stride=2))
    assert (sums.map_shape, sums.final_shape) == ((218, 218), (108, 108))
    assert sums.parameters == 50
    assert sums.pooled_cells == 108 * 108 * 9
    assert sums.multiplications == 49 * 218 * 218
    assert sums.multiplications_per_number == pytest.approx(49 * 218**2 / 108**2)
    assert sums.pool_rows is not None
    assert (sums.pool_rows.size, sums.pool_rows.left_over, sums.pool_rows.left_over_rows) == (
        218,
        1,
        range(217, 218),
    )


def test_what_does_not_fit_is_refused():
    with pytest.raises(FilterLabError, match="does not fit"):
        work_out((5, 5), (1, 7, 7), Stages())
    with pytest.raises(FilterLabError, match="0 channels"):
        work_out((5, 5), (0, 3, 3), Stages())
