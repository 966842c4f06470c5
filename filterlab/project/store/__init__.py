"""Project files: one SQLite database each, trusted no more than any stranger's file."""

from filterlab.project.store.changes import Changes
from filterlab.project.store.desk import WHOLE_PROJECT, Note
from filterlab.project.store.experiment_recording import ExperimentPlace
from filterlab.project.store.experiments import ExperimentRow, TrialRecord
from filterlab.project.store.keeping import Keeper
from filterlab.project.store.locking import Holder
from filterlab.project.store.opening import create_file, open_file
from filterlab.project.store.pace import Pace
from filterlab.project.store.project_file import ProjectFile
from filterlab.project.store.recording import RecordingPlace, RunRecorder
from filterlab.project.store.snapshots import SnapshotPlace
from filterlab.project.store.untitled import SUFFIX, UntitledFile, find_untitled

__all__ = [
    "SUFFIX",
    "WHOLE_PROJECT",
    "Changes",
    "ExperimentPlace",
    "ExperimentRow",
    "Holder",
    "Keeper",
    "Note",
    "Pace",
    "ProjectFile",
    "RecordingPlace",
    "RunRecorder",
    "SnapshotPlace",
    "TrialRecord",
    "UntitledFile",
    "create_file",
    "find_untitled",
    "open_file",
]
