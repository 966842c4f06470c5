"""A climb as a table."""

from collections.abc import Sequence

from filterlab.probes.maximisation.climb import Climb
from filterlab.probes.tables import table_csv


def climb_csv(moments: Sequence[Climb]) -> str:
    """Write a line for each moment of a climb: the steps made, and the unit's answer to each picture."""
    names = ["step", *(f"answer {number}" for number in range(1, len(moments[0].answers) + 1))]
    return table_csv(names, ([moment.done, *map(float, moment.answers)] for moment in moments))
