"""Activation maximisation: the pictures that a unit, or a class, answers to most."""

from filterlab.probes.maximisation.climb import Climb, maximise
from filterlab.probes.maximisation.record import ClimbRecord, climb_csv
from filterlab.probes.maximisation.settings import ClimbSettings

__all__ = [
    "Climb",
    "ClimbRecord",
    "ClimbSettings",
    "climb_csv",
    "maximise",
]
