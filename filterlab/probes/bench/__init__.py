"""The bench of Hubel and Wiesel: stimuli, tuning curves, and what they say of a unit."""

from filterlab.probes.bench.curves import CurvatureMap, TuningCurve, modulation
from filterlab.probes.bench.stimuli import KINDS, SOFTNESS, Kind, Stimulus, draw_stimuli
from filterlab.probes.bench.tables import tuning_csv
from filterlab.probes.bench.tuning import BenchState, TuningReport, run_bench

__all__ = [
    "KINDS",
    "SOFTNESS",
    "BenchState",
    "CurvatureMap",
    "Kind",
    "Stimulus",
    "TuningCurve",
    "TuningReport",
    "draw_stimuli",
    "modulation",
    "run_bench",
    "tuning_csv",
]
