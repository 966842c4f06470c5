import numpy as np
import pytest

from filterlab.probes.maximisation import Climb, ClimbRecord, climb_csv


def climb(total):
    for done in range(total + 1):
        yield Climb(done, total, np.full((2, 1, 3, 3), done / total), np.array([done, 0.5], np.float64))


def recorded(total):
    record = ClimbRecord()
    for moment in climb(total):
        record.take_in(moment)
    return record


def test_all_answers_are_kept_and_the_pictures_of_a_few_moments():
    record = recorded(100)
    assert [moment.done for moment in record.stages] == [0, 5, 20]
    assert record.newest.done == 100
    np.testing.assert_array_equal(record.answers[:, 0], np.arange(101))


def test_a_short_climb_keeps_no_moment_twice():
    assert [moment.done for moment in recorded(2).stages] == [0]


def test_there_is_no_newest_moment_before_the_first():
    with pytest.raises(ValueError, match="no moment yet"):
        _ = ClimbRecord().newest


def test_the_table_has_a_line_for_each_step():
    first, second, *_others, last = climb_csv(recorded(10)).splitlines()
    assert (first, second, last) == ("step,answer 1,answer 2", "0,0.0,0.5", "10,10.0,0.5")
