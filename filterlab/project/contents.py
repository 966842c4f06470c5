"""All that a document holds at one moment, to make it again from a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from filterlab.probes import Stages

if TYPE_CHECKING:
    from filterlab.probes.chain import Chain
    from filterlab.project.comparison import Comparison
    from filterlab.project.filters import Filter, Picture
    from filterlab.project.plans import TrainingPlan
    from filterlab.project.runs import Run
    from filterlab.project.scale import Units
    from filterlab.project.starts import Start


@dataclass(frozen=True, eq=False)
class Contents:
    """What a document holds.

    Attributes
    ----------
    filters, pictures, runs, starts : tuple
        In their order.
    current_filter, current_picture : str
        Ids of what is in front; where there is no such thing, the first one is.
    stages, units, chain, chain_name, plan, comparison
        As of `Document`.
    next_number : int
        The number of the next id to be given out; larger than all that were.
    """

    filters: tuple[Filter, ...] = ()
    pictures: tuple[Picture, ...] = ()
    runs: tuple[Run, ...] = ()
    starts: tuple[Start, ...] = ()
    current_filter: str = ""
    current_picture: str = ""
    stages: Stages = field(default_factory=Stages)
    units: Units = 255
    chain: Chain | None = None
    chain_name: str = ""
    plan: TrainingPlan | None = None
    comparison: Comparison | None = None
    next_number: int = 1
