"""How often a training run is written into its project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from filterlab.nets import summary

if TYPE_CHECKING:
    from filterlab.nets import Started


@dataclass(frozen=True)
class Pace:
    """How often a run is written: often enough for who looks back at it, and at 3 % of its time at most.

    Attributes
    ----------
    most_snapshots : int
        About how many snapshots of the weights stay of a whole run, spread evenly over its steps.
    most_bytes : int
        How large they may be together; of a large net fewer stay, but `fewest_snapshots`.
    fewest_snapshots : int
        See above.
    least_steps : int
        Steps between two of them in a short run.
    seconds_between_states : float
        Between two places that a training can go on from; so much is lost if it is killed, or
        more where writing is slow.
    seconds_to_first_state : float
        From the start to the first of them: a young run has little to lose, and a second of it is much. From there on
        the pauses are as long as the run so far, until they are as long as they get.
    states_share : float
        The share of the time that writing those may take, above 0: what takes long is written less
        often.
    longest_pause : float
        Seconds between two of them at most: one that had to wait for the disk or for the window is no measure.
    """

    most_snapshots: int = 100
    most_bytes: int = 200_000_000
    fewest_snapshots: int = 10
    least_steps: int = 30
    seconds_between_states: float = 5.0
    seconds_to_first_state: float = 1.0
    states_share: float = 0.01
    longest_pause: float = 60.0

    def steps_between(self, started: Started) -> float:
        """Tell after how many steps of a run a snapshot stays."""
        size = 4 * max(1, summary(started.net).params)
        affordable = min(self.most_snapshots, max(self.fewest_snapshots, self.most_bytes // size))
        return max(self.least_steps, started.total_steps / affordable)

    def pause_after_state(self, seconds: float, took: float) -> float:
        """Tell how long after a state the next one is due.

        Parameters
        ----------
        seconds : float
            Since the run began.
        took : float
            Seconds that writing it took.
        """
        usual = min(self.seconds_between_states, max(self.seconds_to_first_state, seconds))
        return max(usual, min(took / self.states_share, self.longest_pause))
