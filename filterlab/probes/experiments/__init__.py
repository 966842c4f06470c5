"""The course's experiments: the same nets trained in two ways over several seeds, beside what was published."""

from filterlab.probes.experiments.catalogue import experiments
from filterlab.probes.experiments.events import (
    ExperimentCancelled,
    ExperimentEvent,
    ExperimentFailed,
    ExperimentFinished,
    TrialEnded,
    TrialStarted,
    TrialStep,
)
from filterlab.probes.experiments.findings import Finding, Quantity
from filterlab.probes.experiments.model import Arm, Claim, Experiment, Trial
from filterlab.probes.experiments.running import run_experiment
from filterlab.probes.experiments.starts import first_layer_start

__all__ = [
    "Arm",
    "Claim",
    "Experiment",
    "ExperimentCancelled",
    "ExperimentEvent",
    "ExperimentFailed",
    "ExperimentFinished",
    "Finding",
    "Quantity",
    "Trial",
    "TrialEnded",
    "TrialStarted",
    "TrialStep",
    "experiments",
    "first_layer_start",
    "run_experiment",
]
