import threading

import pytest

from filterlab.nets.team import Team


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks(threads):
    with Team(threads) as team:
        assert team.run([lambda number=number: number**2 for number in range(5)]) == [0, 1, 4, 9, 16]


def test_two_tasks_run_side_by_side():
    meeting = threading.Barrier(2, timeout=60)
    with Team(2) as team:
        assert sorted(team.run([meeting.wait, meeting.wait])) == [0, 1]


def test_one_thread_does_everything_itself():
    with Team(1) as team:
        assert team.run([threading.get_ident] * 2) == [threading.get_ident()] * 2


@pytest.mark.parametrize("failing", [0, 1])
def test_a_failing_task_is_told_when_the_others_have_ended(failing):
    done = []

    def fail():
        raise MemoryError("full")

    tasks = [lambda: done.append(True)] * 2
    tasks[failing] = fail
    with Team(2) as team, pytest.raises(MemoryError, match="full"):
        team.run(tasks)
    assert done == [True]
