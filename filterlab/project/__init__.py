"""The document: filters, pictures, stage settings and training runs, observable, kept in a file, and free of Qt."""

from filterlab.project.child import SharedWish, Wish
from filterlab.project.comparison import (
    BankChoice,
    Comparison,
    PairingChoice,
    PatientRecord,
    RankingRecord,
    SampleChoice,
)
from filterlab.project.data_shape import DataShape, find_data_shape
from filterlab.project.document import Document
from filterlab.project.filters import Filter, Picture, frozen_array, taken_over
from filterlab.project.net_drafts import NetDraft, draft_of_start, draft_with_bank
from filterlab.project.plans import TrainingPlan
from filterlab.project.project import Project
from filterlab.project.recorded_training import run_recorded_training
from filterlab.project.runs import Run, TrainingRequest, run_training
from filterlab.project.scale import Scale, Units
from filterlab.project.starting_point import is_untouched, starting_document
from filterlab.project.starts import Start, hand_wired
from filterlab.project.training_child import serve_training

__all__ = [
    "BankChoice",
    "Comparison",
    "DataShape",
    "Document",
    "Filter",
    "NetDraft",
    "PairingChoice",
    "PatientRecord",
    "Picture",
    "Project",
    "RankingRecord",
    "Run",
    "SampleChoice",
    "Scale",
    "SharedWish",
    "Start",
    "TrainingPlan",
    "TrainingRequest",
    "Units",
    "Wish",
    "draft_of_start",
    "draft_with_bank",
    "find_data_shape",
    "frozen_array",
    "hand_wired",
    "is_untouched",
    "run_recorded_training",
    "run_training",
    "serve_training",
    "starting_document",
    "taken_over",
]
