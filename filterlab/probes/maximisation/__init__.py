"""Activation maximisation: the pictures that a unit, or a class, answers to most."""

from filterlab.probes.maximisation.climb import Climb, maximise
from filterlab.probes.maximisation.settings import ClimbSettings
from filterlab.probes.maximisation.tables import climb_csv

__all__ = [
    "Climb",
    "ClimbSettings",
    "climb_csv",
    "maximise",
]
