"""The way from a decision to the pixels."""

from __future__ import annotations

from filterlab.gui.compare.decision.trail import Trail, Way
from filterlab.probes.chain import Link
from filterlab.probes.units import Unit

SCORE, MAP, OTHER = Unit("fc1", 3, (0, 0)), Unit("pool2", 1, (2, 2)), Unit("conv1", 0, (5, 5))
PIXEL = Link(0, 4, 5, 1.0, 2.0, 2.0)


def test_steps_down_are_one_way_and_each_is_taken_back() -> None:
    trail = Trail()
    assert trail.way is None
    trail.begin(SCORE)
    assert not trail.can_go_back
    trail.go_down(MAP)
    trail.go_to_pixel(PIXEL)
    assert trail.way == Way((SCORE, MAP), PIXEL)
    trail.go_back()
    assert trail.way == Way((SCORE, MAP))
    trail.go_back()
    trail.go_back()
    assert trail.way == Way((SCORE,))


def test_another_number_begins_another_way_and_back_leads_to_the_old_one() -> None:
    trail = Trail()
    trail.begin(SCORE)
    trail.go_down(MAP)
    trail.go_to(OTHER)
    trail.go_to(OTHER)
    assert trail.way == Way((OTHER,))
    trail.go_back()
    assert trail.way == Way((SCORE, MAP))
    trail.go_to_step(0)
    assert trail.way == Way((SCORE,))
    trail.begin(OTHER)
    assert not trail.can_go_back
