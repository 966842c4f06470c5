"""Small convolutional nets: described, built, trained and stored."""

from filterlab.nets.diagnostics import LayerNorms, dead_units, layer_norms
from filterlab.nets.evaluation import Misclassified, Report, evaluate, examine, has_diverged
from filterlab.nets.events import (
    Cancelled,
    EpochEnd,
    Event,
    Failed,
    Finished,
    Snapshot,
    Started,
    Step,
    event_as_json_dict,
)
from filterlab.nets.inputs import fit_images
from filterlab.nets.network import Network, build, find_net
from filterlab.nets.rate_finder import RateEvent, RateFound, RateTried, find_learning_rate
from filterlab.nets.spec import NetSpec
from filterlab.nets.spec_file import read_spec, write_spec
from filterlab.nets.summary import Row, Summary, summary
from filterlab.nets.tensor_files import filter_banks, layer_name, load_arrays, load_filter_banks
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training import train
from filterlab.nets.training_state import TrainingState
from filterlab.nets.weights import load_model, load_weights, save_weights
from filterlab.nets.zoo import zoo

__all__ = [
    "Cancelled",
    "EpochEnd",
    "Event",
    "Failed",
    "Finished",
    "LayerNorms",
    "Misclassified",
    "NetSpec",
    "Network",
    "RateEvent",
    "RateFound",
    "RateTried",
    "Report",
    "Row",
    "Snapshot",
    "Started",
    "Step",
    "Summary",
    "TrainConfig",
    "TrainingState",
    "build",
    "dead_units",
    "evaluate",
    "event_as_json_dict",
    "examine",
    "filter_banks",
    "find_learning_rate",
    "find_net",
    "fit_images",
    "has_diverged",
    "layer_name",
    "layer_norms",
    "load_arrays",
    "load_filter_banks",
    "load_model",
    "load_weights",
    "read_spec",
    "save_weights",
    "summary",
    "train",
    "write_spec",
    "zoo",
]
