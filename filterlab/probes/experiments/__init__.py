"""The course's experiments: the same nets trained in two ways over several seeds, beside what was published."""

from filterlab.probes.experiments.band import Band
from filterlab.probes.experiments.catalogue import QUICK_SEEDS, THOROUGH_SEEDS, experiments
from filterlab.probes.experiments.curves import Curves
from filterlab.probes.experiments.estimates import Estimate, Quantity
from filterlab.probes.experiments.events import (
    ExperimentCancelled,
    ExperimentEvent,
    ExperimentFailed,
    ExperimentFinished,
    TrialEnded,
    TrialStarted,
    TrialStep,
)
from filterlab.probes.experiments.findings import Finding
from filterlab.probes.experiments.measures import accuracy_table, arm_drifts, drift_bands
from filterlab.probes.experiments.model import Arm, Claim, Experiment, Moved, Trial
from filterlab.probes.experiments.requests import ExperimentRequest, Setting, run_requested
from filterlab.probes.experiments.running import run_experiment
from filterlab.probes.experiments.seeding import FIRST_LAYER, seed_and_thaw
from filterlab.probes.experiments.starts import first_layer_start
from filterlab.probes.experiments.tables import trials_csv, ways_csv

__all__ = [
    "FIRST_LAYER",
    "QUICK_SEEDS",
    "THOROUGH_SEEDS",
    "Arm",
    "Band",
    "Claim",
    "Curves",
    "Estimate",
    "Experiment",
    "ExperimentCancelled",
    "ExperimentEvent",
    "ExperimentFailed",
    "ExperimentFinished",
    "ExperimentRequest",
    "Finding",
    "Moved",
    "Quantity",
    "Setting",
    "Trial",
    "TrialEnded",
    "TrialStarted",
    "TrialStep",
    "accuracy_table",
    "arm_drifts",
    "drift_bands",
    "experiments",
    "first_layer_start",
    "run_experiment",
    "run_requested",
    "seed_and_thaw",
    "trials_csv",
    "ways_csv",
]
