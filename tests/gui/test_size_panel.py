"""The arithmetic of the response's size: numbers put in, the floor in words, what is left over, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from filterlab.gui.design.size_panel import SizePanel

from .scenes import scene_of

if TYPE_CHECKING:
    from filterlab.gui.design.scene import Scene


def scene(height: int, width: int, side: int, *, channels: int = 1, **stages: object) -> Scene:
    pixels = np.zeros((1, height, width), np.float32)
    weights = np.ones((channels, side, side), np.float32)
    return scene_of(pixels, weights, **stages)


@pytest.fixture
def panel(qtbot) -> SizePanel:
    """Return a panel in sight."""
    panel = SizePanel()
    qtbot.addWidget(panel)
    panel.set_seen(True)
    return panel


def test_the_floor_is_explained_with_the_rows_it_leaves_over(panel) -> None:
    panel.tell_scene(scene(12, 12, 3, stride=(4, 4)))
    assert "(12 + 2·0 − 3)/4 + 1 = <b>3</b>" in panel.text
    assert "9/4 = 2.25 is rounded down to 2 steps: 1 left over." in panel.text
    assert "No window reaches row and column 11 of the picture (hatched)." in panel.text
    assert panel.left_over == (range(11, 12), range(11, 12))


def test_a_floor_that_does_not_bite_is_not_mentioned(panel) -> None:
    panel.tell_scene(scene(11, 11, 3, stride=(4, 4)))
    assert "rounded down to" not in panel.text
    assert [len(part) for part in panel.left_over] == [0, 0]


def test_height_and_width_are_told_apart_where_they_differ(panel) -> None:
    panel.tell_scene(scene(12, 14, 3, stride=(4, 4)))
    assert "No window reaches columns 11 to 13 of the picture (hatched)." in panel.text
    assert panel.left_over == (range(11, 12), range(11, 14))


def test_padding_left_over_costs_nothing_of_the_picture(panel) -> None:
    panel.tell_scene(scene(10, 10, 3, stride=(2, 2), padding=(1, 1)))
    assert "1 left over. Only zeros of the padding" in panel.text
    assert [len(part) for part in panel.left_over] == [0, 0]


def test_a_remainder_may_be_part_padding_and_part_picture(panel) -> None:
    panel.tell_scene(scene(11, 11, 3, stride=(6, 6), padding=(1, 1)))
    assert "4 left over." in panel.text
    assert "rows and columns 8 to 10" in panel.text
    assert "Of those, 1 from the padding." in panel.text


def test_rows_between_strides_wider_than_the_filter_are_counted(panel) -> None:
    panel.tell_scene(scene(13, 13, 3, stride=(5, 5)))
    assert "4 of 13 lie between the cells of all windows" in panel.text


def test_words_for_padding_are_resolved_to_numbers(panel) -> None:
    panel.tell_scene(scene(8, 8, 3, padding="same"))
    assert "(8 + 2·1 − 3)/1 + 1 = <b>8</b>" in panel.text
    assert "“same” adds 1 on every side" in panel.text
    panel.tell_scene(scene(8, 8, 4, padding="same"))
    assert "(8 + 1 + 2 − 4)/1 + 1 = <b>8</b>" in panel.text
    assert "“same” adds 1 above, 2 below, 1 left and 2 right" in panel.text
    panel.tell_scene(scene(8, 8, 3, padding="valid"))
    assert "“valid” adds no padding" in panel.text


def test_pooling_has_its_own_formula_and_its_own_floor(panel) -> None:
    panel.tell_scene(scene(11, 11, 3, pool="max", pool_size=2))
    assert "(9 − 2)/2 + 1 = <b>4</b>" in panel.text
    assert "No window reaches row and column 8 of the map." in panel.text
    assert "So row 10 and column 10 of the picture count for nothing (hatched)." in panel.text
    assert panel.left_over == (range(10, 11), range(10, 11))


def test_pooled_height_and_width_may_differ(panel) -> None:
    panel.tell_scene(scene(11, 12, 3, pool="average", pool_size=2))
    assert "pooled height<br>(9 − 2)/2 + 1 = <b>4</b>" in panel.text
    assert "pooled width<br>(10 − 2)/2 + 1 = <b>5</b>" in panel.text


def test_parameters_and_multiplications_are_counted(panel) -> None:
    panel.tell_scene(scene(32, 32, 5, channels=3, pool="max"))
    assert "3·5·5 = 75 weights + 1 bias = <b>76</b> parameters" in panel.text
    assert "28·28·75 = <b>58,800</b> multiplications" in panel.text
    assert "pooling looks at 784 cells; 300 multiplications for each number it leaves" in panel.text


def test_what_is_left_over_is_told_once_and_taken_back_out_of_sight(panel) -> None:
    told: list[tuple[range, range]] = []
    panel.left_over_changed.connect(lambda rows, columns: told.append((rows, columns)))
    for _ in range(2):
        panel.tell_scene(scene(12, 12, 3, stride=(4, 4)))
    assert told == [(range(11, 12), range(11, 12))]
    panel.set_seen(False)
    assert [len(part) for part in told[-1]] == [0, 0]
    panel.set_seen(True)
    assert told[-1] == (range(11, 12), range(11, 12))
    panel.tell_nothing("Choose a picture.")
    assert [len(part) for part in told[-1]] == [0, 0]
    assert panel.text == "Choose a picture."
