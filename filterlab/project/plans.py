"""What is set up in Train to be trained next: the net, the settings and the data, before anybody presses Train."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filterlab.data import DataChoice
    from filterlab.nets import TrainConfig
    from filterlab.project.net_drafts import NetDraft


@dataclass(frozen=True)
class TrainingPlan:
    """A run as it is set up, which may not be possible yet.

    Attributes
    ----------
    draft : NetDraft
        The net; two plans with the same net are equal only if it is the same object.
    config : TrainConfig
        The settings; ``frozen`` and ``threads`` are left to the start of the run.
    data : DataChoice
        The pictures, their split and their augmentation.
    left_out : frozenset of str
        The ids of filters of the bank that are not to go into the first layer.
    """

    draft: NetDraft
    config: TrainConfig
    data: DataChoice
    left_out: frozenset[str] = frozenset()
