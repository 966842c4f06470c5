"""Where the layers of a net stand beside each other."""

from __future__ import annotations

from itertools import pairwise

import pytest

from filterlab.gui.compare.decision.chain_layout import Spot, lay_out, plan_chain, total_width

SHAPES = [
    (None, (3, 28, 28)),
    ("conv1", (8, 22, 22)),
    ("pool2", (16, 4, 4)),
    ("flatten", (256, 1, 1)),
    ("wide", (4096, 1, 1)),
    ("fc1", (10, 1, 1)),
]
HAS_MAPS = [True, True, True, False, False, False]
WIDTHS = [60.0] * 6
PLANS = plan_chain(SHAPES, has_maps=HAS_MAPS)


def test_pictures_maps_and_numbers_are_drawn_each_in_their_way() -> None:
    assert [plan.kind for plan in PLANS] == ["picture", "maps", "maps", "bars", "cells", "scores"]


@pytest.mark.parametrize("room", [400.0, 1400.0])
@pytest.mark.parametrize("height", [40.0, 90.0, 300.0])
def test_every_number_is_found_where_it_is_drawn(room, height) -> None:
    for column in lay_out(PLANS, 36.0, height, WIDTHS, room):
        count, rows, columns = column.plan.shape
        for spot in (
            Spot(column.plan.layer, 0, 0, 0),
            Spot(column.plan.layer, 0 if column.plan.kind == "picture" else count - 1, rows - 1, columns - 1),
        ):
            middle = column.cell(spot).center()
            assert column.spot_at(middle.x(), middle.y()) == spot
            assert column.cell(spot).bottom() <= 36.0 + height + 1e-6


def test_columns_stand_beside_each_other_and_all_in_sight_where_that_can_be() -> None:
    columns = lay_out(PLANS, 36.0, 90.0, WIDTHS, 1400.0)
    assert total_width(columns, WIDTHS) <= 1400
    for left, right in pairwise(columns):
        assert left.area.right() < right.area.left()


def test_maps_are_larger_where_all_cannot_be_in_sight() -> None:
    scrolled = lay_out(PLANS, 36.0, 90.0, WIDTHS, 200.0)
    assert scrolled[1].size[1] >= 22
