"""Output sizes, padding and receptive fields."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from filterlab.engine import ReceptiveField, ShapeError, Window, output_size, receptive_field, resolve_axis
from filterlab.engine.geometry import inside, pair

small = st.integers(1, 6)


@given(n=st.integers(1, 40), kernel=small, stride=small, padding=st.integers(0, 6), dilation=small)
@settings(max_examples=100, deadline=None)
def test_the_output_size_counts_the_places_where_the_window_fits(n, kernel, stride, padding, dilation):
    span = dilation * (kernel - 1) + 1
    places = range(-padding, n + padding - span + 1, stride)
    assume(len(places) > 0)
    assert output_size(n, kernel, stride=stride, padding=padding, dilation=dilation) == len(places)


@given(n=st.integers(1, 40), kernel=small, stride=small, dilation=small)
@settings(max_examples=100, deadline=None)
def test_same_padding_gives_one_output_for_every_stride_and_is_no_larger_than_needed(
    n, kernel, stride, dilation
):
    axis = resolve_axis("width", n, kernel, stride=stride, padding="same", dilation=dilation)
    assert axis.out == -(-n // stride)
    assert 0 <= axis.after - axis.before <= 1
    if axis.before + axis.after > 0:
        assert (axis.out - 1) * stride + axis.span == axis.padded


def test_the_odd_zero_of_same_padding_goes_behind():
    axis = resolve_axis("width", 5, 4, padding="same")
    assert (axis.before, axis.after, axis.out) == (1, 2, 5)


def test_valid_padding_is_none():
    assert output_size(9, 3, padding="valid") == output_size(9, 3, padding=0) == 7


def test_output_size_is_a_plain_int_whatever_whole_numbers_it_is_given():
    assert type(output_size(np.int64(9), np.int32(3), stride=np.int8(2))) is int


@pytest.mark.parametrize(
    ("arguments", "settings_", "words"),
    [
        ((5, 6), {}, ["kernel", "spans 6", "5 (0 + 5 + 0)"]),
        ((5, 3), {"dilation": 3}, ["spans 7", "dilation 3"]),
        ((5, 3), {"stride": 0}, ["stride", "is 0", "at least 1"]),
        ((5, 3), {"stride": 1.5}, ["stride", "1.5", "whole number"]),
        ((5, 3), {"dilation": 0}, ["dilation", "is 0"]),
        ((5, 3), {"padding": -1}, ["padding", "is -1", "at least 0"]),
        ((5, 3), {"padding": "full"}, ["padding", "'full'", '"same"']),
        ((0, 3), {}, ["input", "is 0"]),
        ((5, 0), {}, ["kernel", "is 0"]),
    ],
)
def test_what_cannot_work_is_refused_with_its_numbers(arguments, settings_, words):
    with pytest.raises(ShapeError) as caught:
        output_size(*arguments, **settings_)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("value", [(1, 2, 3), "12", 1.5, (1, 2.5), None])
def test_a_pair_is_one_whole_number_or_two(value):
    with pytest.raises(ShapeError, match="stride"):
        pair(value, "stride")
    assert pair(3, "stride") == pair((3, 3), "stride") == pair([3, 3], "stride") == (3, 3)


@given(start=st.integers(-20, 20), step=small, count=st.integers(0, 9), size=st.integers(1, 12))
@settings(max_examples=100, deadline=None)
def test_inside_finds_exactly_the_places_on_the_axis(start, step, count, size):
    ks, places = inside(start, step, count, size)
    expected = [k for k in range(count) if 0 <= start + step * k < size]
    assert list(range(count))[ks] == expected
    assert list(range(size))[places] == [start + step * k for k in expected]


def test_nothing_sees_one_sample():
    assert receptive_field([]) == ReceptiveField(size=1, jump=1, start=0)


def test_two_three_wide_windows_see_five():
    assert receptive_field([Window(3), Window(3)]) == ReceptiveField(size=5, jump=1, start=0)


def test_the_receptive_fields_of_alexnet_are_the_published_ones():
    convolutions_and_pools = [
        Window(11, stride=4),
        Window(3, stride=2),
        Window(5, padding=2),
        Window(3, stride=2),
        Window(3, padding=1),
        Window(3, padding=1),
        Window(3, padding=1),
        Window(3, stride=2),
    ]
    sizes = [receptive_field(convolutions_and_pools[: k + 1]).size for k in range(8)]
    assert sizes == [11, 19, 51, 67, 99, 131, 163, 195]
    assert receptive_field(convolutions_and_pools).jump == 32


@given(
    stages=st.lists(
        st.builds(Window, kernel=small, stride=st.integers(1, 3), padding=st.integers(0, 3), dilation=small),
        max_size=4,
    ),
    output=st.integers(0, 3),
)
@settings(max_examples=60, deadline=None)
def test_the_receptive_field_is_what_the_windows_reach_when_followed_back(stages, output):
    first = last = output
    for window in reversed(stages):
        first = first * window.stride - window.padding
        last = last * window.stride - window.padding + window.span - 1
    field = receptive_field(stages)
    assert field.interval(output) == (first, last)
    assert field.size == last - first + 1
