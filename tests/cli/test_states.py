from dataclasses import dataclass

import pytest

from filterlab.cli import states as module
from filterlab.cli.states import go_through, last_of
from filterlab.cli.stopped import StoppedError


@dataclass(frozen=True)
class Step:
    done: int
    total: int


def steps(count):
    return (Step(done, count) for done in range(1, count + 1))


def test_states_are_handed_on_as_they_are():
    assert [state.done for state in go_through(steps(3), "counting")] == [1, 2, 3]
    assert last_of(steps(3), "counting") == Step(3, 3)


def test_ctrl_c_ends_after_the_state_it_comes_in(monkeypatch):
    class Asked:
        def __enter__(self):
            return lambda: len(seen) == 2

        def __exit__(self, *_error):
            return None

    monkeypatch.setattr(module, "stop_on_interrupt", Asked)
    seen = []
    states = (seen.append(state) or state for state in steps(5))
    with pytest.raises(StoppedError, match="nothing was written"):
        list(go_through(states, "counting"))
    assert [state.done for state in seen] == [1, 2]
