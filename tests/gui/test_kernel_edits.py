"""What is done to all weights at once, as plain arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.gui.design import kernel_edits


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 31), st.integers(1, 31), st.integers(1, 31), st.integers(1, 31), st.sampled_from([1, 3])
)  # fmt: skip
def test_growing_and_shrinking_again_gives_the_same_filter(
    height, width, more_height, more_width, channels
) -> None:
    start = np.arange(1, channels * height * width + 1, dtype=np.float32).reshape(channels, height, width)
    grown = kernel_edits.resized(start, max(height, more_height), max(width, more_width))
    assert grown.sum(dtype=np.float64) == start.sum(dtype=np.float64)
    np.testing.assert_array_equal(kernel_edits.resized(grown, height, width), start)
    other = kernel_edits.resized(start, more_height, more_width)
    middle = (more_height - 1) // 2, (more_width - 1) // 2
    assert other[0][middle] == start[0, (height - 1) // 2, (width - 1) // 2]


def test_four_turns_and_two_flips_are_the_filter_itself() -> None:
    start = np.arange(24, dtype=np.float32).reshape(1, 4, 6)
    turned = start
    for _ in range(4):
        turned = kernel_edits.turned(turned)
    np.testing.assert_array_equal(turned, start)
    np.testing.assert_array_equal(kernel_edits.turned(start)[0], np.rot90(start[0], -1))
    flipped = kernel_edits.flipped_sideways(kernel_edits.flipped_upside_down(start))
    np.testing.assert_array_equal(flipped, kernel_edits.turned(kernel_edits.turned(start)))
    assert not np.signbit(kernel_edits.negated(np.zeros((1, 2, 2), np.float32))).any()
