"""What is written below the kernel."""

from __future__ import annotations

import numpy as np

from filterlab.data import presets
from filterlab.data.drawing import Selection, figures_of
from filterlab.gui.design.kernel_words import figures_in_words, selection_in_brief


def test_the_figures_are_those_of_the_drawing_table() -> None:
    weights = presets["curve-detector"].weights.astype(np.float32)
    figures = figures_of(weights)
    assert (figures.sum, round(figures.mean, 2), round(figures.norm, 1)) == (180, 3.67, 73.5)
    assert figures_in_words(weights, None) == "sum 180 · mean 3.67 · L2 73.5"


def test_three_channels_tell_their_own_sums() -> None:
    weights = np.stack([np.full((2, 2), value) for value in (1.0, -2.0, 0.5)]).astype(np.float32)
    assert figures_in_words(weights, None).startswith("sum −2 = 4 − 8 + 2 · mean −0.167 · ")
    assert figures_in_words(weights, 1) == "sum −8 · mean −2 · L2 4"


def test_a_sum_that_is_0_but_for_rounding_is_0() -> None:
    weights = np.array([[[0.1, -0.3, 0.2]]], dtype=np.float32)
    assert figures_in_words(weights, None).startswith("sum 0 · mean 0 ·")


def test_a_selection_is_told_by_size_and_place() -> None:
    assert selection_in_brief(Selection(1, 4, 2, 3)) == "2 × 3 cells from row 1, column 4"
    assert selection_in_brief(None) == "Drag over cells to select them"
