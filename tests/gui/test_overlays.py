import pytest

from filterlab.gui.widgets.overlays import RING_RADIUS, PeakMarks

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_ring_is_small_over_small_cells_and_lies_around_the_number_of_a_large_one() -> None:
    marks = PeakMarks()
    marks.set_places([(3.5, 4.5)], (1.0, 2.0))
    assert marks.radii(1.0, 1.0) == (RING_RADIUS, RING_RADIUS)
    across, down = marks.radii(48.0, 48.0)
    assert 20 < across < 24
    assert 44 < down < 48


def test_marks_are_taken_away_again() -> None:
    marks = PeakMarks()
    marks.set_places([(3.5, 4.5)])
    marks.set_places([])
    assert marks.places == ()
    assert marks.boundingRect().isEmpty()
